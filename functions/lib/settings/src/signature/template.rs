//! Signatures in a header, over a template.

use webhook::{Form, HeaderAt, Scheme, Signed, Template};

use super::place;
use super::signed::Signature;
use super::time::{self, Time};
use super::words::{self, Algorithms};
use crate::section::Section;

/// Reads a `[signature]` table.
pub(super) fn read(mut section: Section<'_>, algorithms: &Algorithms) -> Option<Signature> {
    let signature = place::in_table(&mut section);
    let encoding = section.required("encoding").and_then(|found| found.one_of(&words::ENCODINGS));
    let separator = section.get("separator").map(|found| found.parsed(separator));
    let algorithm = words::algorithm(&mut section, algorithms);
    let template = match section.get("signed") {
        Some(found) => found.parsed(str::parse::<Template>),
        None => "{body}".parse().ok(),
    };
    let time = section.section("timestamp").map(time::read);
    let id = section.get("id_header").map(|found| place::anywhere(&found));
    let complete = signature.zip(encoding).zip(template).zip(algorithm);
    let separator = all(separator);
    let (time, id) = (all(time), all(id));
    let read = complete.zip(separator).zip(time.zip(id));
    let signature = read.and_then(
        |(((((signature, encoding), template), algorithm), separator), (time, id))| {
            let (timestamp, time) = match time {
                Some(Time::Header(at)) => (Some(at), None),
                Some(Time::Body(time)) => (None, Some(time)),
                None => (None, None),
            };
            let signed = Signed { signature, separator, encoding, template, timestamp, id };
            agrees(&section, &signed).then_some(())?;
            let (algorithm, key) = algorithm;
            Some(Signature {
                scheme: Scheme { algorithm, key, form: Form::Template(signed) },
                time,
            })
        },
    );
    section.finish();
    signature
}

/// Nothing where a key is there and its value could not be read; else what it is, if it is there.
#[expect(clippy::option_option, reason = "not there, there and wrong, there and right")]
fn all<T>(read: Option<Option<T>>) -> Option<Option<T>> {
    match read {
        Some(value) => value.map(Some),
        None => Some(None),
    }
}

/// What is signed and where it is read must agree, or nothing would ever verify.
fn agrees(section: &Section<'_>, signed: &Signed) -> bool {
    let Signed { template, timestamp, id, signature, .. } = signed;
    let problem = if template.has_timestamp() != timestamp.is_some() {
        "`signed` holds {timestamp} exactly if there is a [timestamp] table with a header"
    } else if template.has_id() != id.is_some() {
        "`signed` holds {id} exactly if there is an `id_header`"
    } else if let Some(what) = hidden(signature, timestamp.as_ref().map(|at| &at.at), id.as_ref()) {
        what
    } else {
        return true;
    };
    section.problem(problem);
    false
}

/// Two things in one header are told apart by what stands before each.
fn hidden(
    signature: &HeaderAt,
    timestamp: Option<&HeaderAt>,
    id: Option<&HeaderAt>,
) -> Option<&'static str> {
    let same = |a: &HeaderAt, b: &HeaderAt| a.prefix == b.prefix && shares(a, b);
    let with_signature = |at: &HeaderAt| shares(at, signature) && at.prefix.is_empty();
    if timestamp.is_some_and(with_signature) {
        return Some("the timestamp is in the signature's header, so it needs a `prefix`");
    }
    if id.is_some_and(with_signature) {
        return Some("the id is in the signature's header, so it needs a `prefix`");
    }
    let places = [Some(signature), timestamp, id];
    let pairs = [(0, 1), (0, 2), (1, 2)];
    let clash = pairs.into_iter().any(|(a, b)| {
        let [a, b] = [a, b].map(|place: usize| places.get(place).copied().flatten());
        a.zip(b).is_some_and(|(a, b)| same(a, b))
    });
    clash.then_some("two things stand in one header behind the same `prefix`")
}

fn shares(a: &HeaderAt, b: &HeaderAt) -> bool {
    a.headers.iter().any(|header| b.headers.contains(header))
}

fn separator(text: &str) -> Result<char, &'static str> {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(only), None) if only.is_ascii_alphanumeric() || "+/=".contains(only) => {
            Err("is a character that signatures are written with")
        }
        (Some(only), None) => Ok(only),
        _ => Err("must be one character"),
    }
}
