//! What a template's placeholders stand for in one delivery.

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::delivery::{Delivery, Refusal};
use crate::grammar::Fields;
use crate::template::{Part, Template};

/// The signed bytes, piece by piece, so that no body is copied.
pub(crate) type Pieces<'a> = Vec<Cow<'a, [u8]>>;

/// Fills in the template.
pub(crate) fn pieces<'a>(
    template: &'a Template,
    delivery: &'a Delivery<'_>,
    fields: &Fields<'a>,
) -> Result<Pieces<'a>, Refusal> {
    template.parts().iter().map(|part| piece(part, delivery, fields)).collect()
}

fn piece<'a>(
    part: &'a Part,
    delivery: &'a Delivery<'_>,
    fields: &Fields<'a>,
) -> Result<Cow<'a, [u8]>, Refusal> {
    let text = |text: &'a str| Cow::Borrowed(text.as_bytes());
    Ok(match part {
        Part::Literal(literal) => text(literal),
        Part::Body => Cow::Borrowed(&*delivery.body),
        Part::BodyBase64 => Cow::Owned(STANDARD.encode(&delivery.body).into_bytes()),
        Part::BodySha256 => Cow::Owned(hex::encode(Sha256::digest(&delivery.body)).into_bytes()),
        Part::Timestamp => text(fields.timestamp.unwrap_or_default()),
        Part::Id => text(fields.id.unwrap_or_default()),
        Part::Url => text(delivery.url),
        Part::Method => text(delivery.method),
        Part::Path => text(path(delivery.url)),
        Part::Query(name) => Cow::Owned(parameter(delivery.query, name)?.into_bytes()),
        Part::Header(name) => {
            Cow::Borrowed(only(delivery.headers.get_all(name).iter(), "signed")?.as_bytes())
        }
    })
}

/// What stands between host and query.
pub(crate) fn path(url: &str) -> &str {
    let after_scheme = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = after_scheme.find('/').and_then(|at| after_scheme.get(at..)).unwrap_or("/");
    path.split_once('?').map_or(path, |(path, _)| path)
}

/// The value of a query's parameter, as it was before it was written into a URL.
fn parameter(query: &str, name: &str) -> Result<String, Refusal> {
    let pairs = form_urlencoded::parse(query.as_bytes());
    let values = pairs.filter(|(key, _)| key == name).map(|(_, value)| value);
    only(values, "signed query").map(Cow::into_owned)
}

/// The one value that there is: of several nobody can say which one was signed.
fn only<T>(mut values: impl Iterator<Item = T>, what: &'static str) -> Result<T, Refusal> {
    match (values.next(), values.next()) {
        (Some(only), None) => Ok(only),
        (Some(_), Some(_)) => Err(Refusal::Malformed(what)),
        (None, _) => Err(Refusal::Missing(what)),
    }
}
