//! What a sender does.

use http::{HeaderMap, HeaderName, HeaderValue};
use sfv::{FieldType, InnerList, Item, ListEntry};

use super::names::{CONTENT_DIGEST, SIGNATURE, SIGNATURE_INPUT};
use super::{base, digest};
use crate::delivery::Delivery;
use crate::scheme::MessageSignature;
use crate::unsigned::{Unsigned, sample};

/// The headers of a message that is signed under one label, over what the scheme asks for.
pub(crate) fn sign(
    rule: &MessageSignature,
    unsigned: &Unsigned<'_>,
    make: impl Fn(&[u8]) -> Vec<u8>,
) -> Vec<(HeaderName, String)> {
    let fields = rule.components.iter().filter(|name| !name.starts_with('@'));
    let fields = fields.filter_map(|name| name.parse::<HeaderName>().ok());
    let mut headers: Vec<_> = fields.map(|name| (name.clone(), sample(&name))).collect();
    headers.retain(|(name, _)| name != CONTENT_DIGEST && Some(name) != rule.id.as_ref());
    headers.extend(rule.id.iter().map(|name| (name.clone(), unsigned.id.to_owned())));
    headers.push((CONTENT_DIGEST.clone(), digest::of(unsigned.body)));
    let input = input(rule, unsigned.timestamp);
    let written = |text: &String| HeaderValue::from_str(text).ok();
    let map: HeaderMap =
        headers.iter().filter_map(|(name, text)| Some((name.clone(), written(text)?))).collect();
    let delivery = Delivery::post(&map, bytes::Bytes::copy_from_slice(unsigned.body), unsigned.url);
    let signature = base::of(&input, &delivery).map(|base| make(base.as_bytes()));
    let signature = sfv::BareItem::ByteSequence(signature.unwrap_or_default());
    let params = vec![ListEntry::InnerList(input)].serialize().unwrap_or_default();
    headers.push((SIGNATURE_INPUT.clone(), format!("sig1={params}")));
    headers.push((SIGNATURE.clone(), format!("sig1={}", Item::new(signature).serialize())));
    headers
}

fn input(rule: &MessageSignature, created: i64) -> InnerList {
    let item = |name: &str| sfv::String::from_string(name.to_owned()).ok().map(Item::new);
    let last =
        rule.id.as_ref().map(HeaderName::as_str).into_iter().chain([CONTENT_DIGEST.as_str()]);
    let others = rule.components.iter().map(String::as_str);
    let names = others.filter(|name| !last.clone().any(|own| own == *name)).chain(last.clone());
    let mut input = InnerList::new(names.filter_map(item).collect());
    if let (Ok(key), Ok(created)) =
        (sfv::Key::from_string("created".to_owned()), created.try_into())
    {
        let created: sfv::Integer = created;
        input.params.insert(key, created.into());
    }
    input
}
