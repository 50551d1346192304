//! The body's digest in a header (RFC 9530).

use http::HeaderMap;
use sfv::{BareItem, Dictionary, FieldType, Item, ListEntry, Parser};
use sha2::{Digest, Sha256, Sha512};

use super::base::field;
use super::names::CONTENT_DIGEST;

/// Whether the `Content-Digest` header (RFC 9530) holds a digest of this body, by SHA-256 or SHA-512,
/// and none that is wrong.
pub fn matches(headers: &HeaderMap, body: &[u8]) -> bool {
    let value = field(headers, &CONTENT_DIGEST);
    let parsed = value.and_then(|value| Parser::new(&value).parse::<Dictionary>().ok());
    let Some(digests) = parsed else { return false };
    let known = digests.iter().filter_map(|(algorithm, entry)| {
        let ListEntry::Item(item) = entry else { return None };
        let given = item.bare_item.as_byte_sequence()?;
        match algorithm.as_str() {
            "sha-256" => Some(given == &*Sha256::digest(body)),
            "sha-512" => Some(given == &*Sha512::digest(body)),
            _ => None,
        }
    });
    let known: Vec<bool> = known.collect();
    !known.is_empty() && known.into_iter().all(|right| right)
}

/// The header for this body.
pub(super) fn of(body: &[u8]) -> String {
    let digest = BareItem::ByteSequence(Sha256::digest(body).to_vec());
    format!("sha-256={}", Item::new(digest).serialize())
}
