//! JSON Web Signatures.

use webhook::{Form, Jws, Scheme};

use super::place::header;
use super::signed::Signature;
use super::time::{self, Time};
use super::words;
use crate::section::Section;

/// Reads a `[signature]` table: `header` where the payload is the body, else the whole body is the
/// token.
pub(super) fn read(mut section: Section<'_>) -> Option<Signature> {
    let place = match section.get("header") {
        Some(found) => found.parsed(header).map(Jws::Detached),
        None => Some(Jws::Body),
    };
    if section.own("algorithm").is_none() {
        section.problem("`algorithm` is missing: the one that the sender signs by");
    }
    let algorithm = words::algorithm(&mut section, &words::ALL);
    let time = section.section("timestamp").map(|table| {
        let time = time::read(table);
        if matches!(time, Some(Time::Header(_))) {
            section
                .problem("a header is not under this signature: the signed time is in the `body`");
            return None;
        }
        time
    });
    section.finish();
    let (algorithm, key) = algorithm?;
    let time = match time {
        Some(Some(Time::Body(time))) => Some(time),
        Some(_) => return None,
        None => None,
    };
    Some(Signature { scheme: Scheme { algorithm, key, form: Form::Jws(place?) }, time })
}
