//! HTTP message signatures (RFC 9421).

use webhook::{Form, MessageSignature, Scheme};

use super::place::header;
use super::signed::Signature;
use super::{time, words};
use crate::section::{Found, Section};

/// The components that are read here, of those that a request has (RFC 9421 §2.2).
const DERIVED: [&str; 7] =
    ["@method", "@target-uri", "@authority", "@scheme", "@request-target", "@path", "@query"];

/// Reads a `[signature]` table. The body's digest is always under the signature; who posts it where
/// is unless the source says otherwise; so is the id, where it is in a header.
pub(super) fn read(mut section: Section<'_>) -> Option<Signature> {
    let components = match section.get("components") {
        Some(found) => components(&found),
        None => Some(["@method", "@target-uri"].map(str::to_owned).to_vec()),
    };
    if section.own("algorithm").is_none() {
        section.problem("`algorithm` is missing: the one that the sender signs by");
    }
    let algorithm = words::algorithm(&mut section, &words::ALL);
    let id = section.get("id_header").map(|found| found.parsed(header));
    section.finish();
    let (algorithm, key) = algorithm?;
    let id = match id {
        Some(read) => Some(read?),
        None => None,
    };
    let window = time::in_seconds();
    let form = Form::Message(MessageSignature { components: components?, id, window });
    Some(Signature { scheme: Scheme { algorithm, key, form }, time: None })
}

fn components(found: &Found<'_>) -> Option<Vec<String>> {
    found.list()?.iter().map(component).collect()
}

fn component(found: &Found<'_>) -> Option<String> {
    match found.text()? {
        derived if derived.starts_with('@') => {
            found.one_of(&DERIVED.map(|name| (name, name))).map(str::to_owned)
        }
        _ => found.parsed(header).map(|name| name.as_str().to_owned()),
    }
}
