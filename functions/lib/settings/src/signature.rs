//! `scheme = "…"` and `[source.NAME.signature]`: a preset, or everything spelled out.

use http::HeaderName;
use webhook::{
    Algorithm, Encoding, KeyEncoding, PRESETS, Scheme, SignatureAt, Template, TimestampAt,
};

use crate::problems::did_you_mean;
use crate::section::{Found, Section};

/// The word for a scheme that is spelled out.
pub(crate) const SPELLED_OUT: &str = "hmac";

const ENCODINGS: [(&str, Encoding); 2] = [("hex", Encoding::Hex), ("base64", Encoding::Base64)];

const ALGORITHMS: [(&str, Algorithm); 2] =
    [("sha256", Algorithm::Sha256), ("sha512", Algorithm::Sha512)];

const KEYS: [(&str, KeyEncoding); 5] = [
    ("utf8", KeyEncoding::Utf8),
    ("nfkd", KeyEncoding::NfkdUtf8),
    ("base64", KeyEncoding::Base64),
    ("hex", KeyEncoding::Hex),
    ("whsec", KeyEncoding::Whsec),
];

/// The word of `sources.toml` for a key encoding.
pub fn key_word(encoding: KeyEncoding) -> &'static str {
    KEYS.iter().find(|(_, known)| *known == encoding).map_or("utf8", |(word, _)| word)
}

/// Reads the scheme of a source, and its tolerance where the source sets one.
pub(crate) fn read(source: &mut Section<'_>) -> Option<Scheme> {
    let name = source.required("scheme");
    let details = source.section("signature");
    let tolerance = source.get("tolerance_s").and_then(|found| found.integer(1..=86_400));
    let name = name?;
    let mut scheme = match (name.text()?, details) {
        (SPELLED_OUT, Some(details)) => spelled_out(details),
        (SPELLED_OUT, None) => {
            name.problem("scheme \"hmac\" is spelled out in a [signature] table of the source");
            None
        }
        (preset_name, details) => {
            if let Some(details) = details {
                details.problem("only scheme \"hmac\" takes a [signature] table");
            }
            preset(&name, preset_name)
        }
    }?;
    if let (Some(tolerance_s), Some(at)) = (tolerance, scheme.timestamp.as_mut()) {
        at.tolerance_s = tolerance_s;
    }
    Some(scheme)
}

fn preset(found: &Found<'_>, name: &str) -> Option<Scheme> {
    let scheme = Scheme::preset(name);
    if scheme.is_none() {
        let words = PRESETS.into_iter().chain([SPELLED_OUT]);
        let hint = did_you_mean(name, words);
        found.problem(format!("no scheme `{name}`{hint} (there are {}, hmac)", PRESETS.join(", ")));
    }
    scheme
}

fn spelled_out(mut section: Section<'_>) -> Option<Scheme> {
    let signature = signature_at(&mut section);
    let algorithm = word(&mut section, "algorithm", &ALGORITHMS, Algorithm::Sha256);
    let key = word(&mut section, "key", &KEYS, KeyEncoding::Utf8);
    let signed = match section.get("signed") {
        Some(found) => found.parsed(str::parse::<Template>),
        None => "{body}".parse().ok(),
    };
    let timestamp = section.section("timestamp").map(timestamp_at);
    let id = section.get("id_header").and_then(|found| found.parsed(header));
    let scheme = assemble(&section, signature?, signed?, (timestamp, id));
    section.finish();
    Some(Scheme { algorithm: algorithm?, key: key?, ..scheme? })
}

type Places = (Option<Option<TimestampAt>>, Option<HeaderName>);

/// What is signed and where it is read must agree, or nothing would ever verify.
fn assemble(
    section: &Section<'_>,
    signature: SignatureAt,
    signed: Template,
    (timestamp, id): Places,
) -> Option<Scheme> {
    let timestamp = match timestamp {
        Some(read) => Some(read?),
        None => None,
    };
    if signed.has_timestamp() != timestamp.is_some() {
        section.problem("`signed` holds {timestamp} exactly if there is a [timestamp] table");
        return None;
    }
    if signed.has_id() != id.is_some() {
        section.problem("`signed` holds {id} exactly if there is an `id_header`");
        return None;
    }
    if timestamp.as_ref().is_some_and(|at| at.prefix.is_empty() && at.headers == signature.headers)
    {
        section.problem("the timestamp is in the signature's header, so it needs a `prefix`");
        return None;
    }
    let (algorithm, key) = (Algorithm::Sha256, KeyEncoding::Utf8);
    Some(Scheme { signature, algorithm, signed, key, timestamp, id: id.into_iter().collect() })
}

fn signature_at(section: &mut Section<'_>) -> Option<SignatureAt> {
    let header = section.required("header").and_then(|found| found.parsed(header));
    let encoding = section.required("encoding").and_then(|found| found.one_of(&ENCODINGS));
    let prefix = prefix(section);
    let separator = match section.get("separator") {
        Some(found) => Some(found.parsed(separator)?),
        None => None,
    };
    Some(SignatureAt { headers: vec![header?], prefix: prefix?, separator, encoding: encoding? })
}

/// Five minutes either way, unless the source's `tolerance_s` says otherwise.
const TOLERANCE_S: u64 = 300;

fn timestamp_at(mut section: Section<'_>) -> Option<TimestampAt> {
    let header = section.required("header").and_then(|found| found.parsed(header));
    let prefix = prefix(&mut section);
    section.finish();
    Some(TimestampAt { headers: vec![header?], prefix: prefix?, tolerance_s: TOLERANCE_S })
}

fn word<T: Copy>(
    section: &mut Section<'_>,
    key: &'static str,
    words: &[(&'static str, T)],
    default: T,
) -> Option<T> {
    match section.get(key) {
        Some(found) => found.one_of(words),
        None => Some(default),
    }
}

fn header(text: &str) -> Result<HeaderName, &'static str> {
    text.parse().map_err(|_| "is not a header name")
}

/// What stands before a signature or a time, often nothing.
fn prefix(section: &mut Section<'_>) -> Option<String> {
    let Some(found) = section.get("prefix") else { return Some(String::new()) };
    found.parsed(|text| {
        let readable = text.bytes().all(|byte| byte == b' ' || byte.is_ascii_graphic());
        match (readable, text.starts_with(' ')) {
            (false, _) => Err("must be ASCII, as headers are"),
            (true, true) => Err("begins with a space, which a header's value never does"),
            (true, false) => Ok(text.to_owned()),
        }
    })
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
