//! Schemes, secrets and what is signed with them.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::HeaderName;
use proptest::collection::vec;
use proptest::prelude::*;
use webhook::{
    Algorithm, Encoding, Key, KeyEncoding, PRESETS, Scheme, SignatureAt, Template, TimestampAt,
    Unsigned,
};

/// 256 cases of each property, or `PROPTEST_CASES`. A case that fails is told in full, and stays
/// as a test of its own.
pub(crate) fn config() -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::default() }
}

/// The version that no generated scheme reads.
pub(crate) const UNKNOWN: &str = "v9=";

/// What a sender is about to sign.
#[derive(Clone, Debug)]
pub(crate) struct Message {
    pub body: Vec<u8>,
    pub id: String,
    pub url: String,
    pub timestamp: i64,
}

impl Message {
    pub fn unsigned(&self) -> Unsigned<'_> {
        let Self { body, id, url, timestamp } = self;
        Unsigned { body, id, url, timestamp: *timestamp }
    }
}

pub(crate) fn message() -> impl Strategy<Value = Message> {
    let body = vec(any::<u8>(), 0..300);
    // A comma would end an element, so no sender's id holds one.
    let id = "[!-+\\--~]{1,40}";
    let url = "https://[a-z]{1,9}/[!-~]{0,30}";
    (body, id, url, 0_i64..=i64::MAX).prop_map(|(body, id, url, timestamp)| Message {
        body,
        id,
        url,
        timestamp,
    })
}

/// Presets and spelled-out schemes alike.
pub(crate) fn scheme() -> impl Strategy<Value = Scheme> {
    let preset =
        prop::sample::select(&PRESETS[..]).prop_map(|name| Scheme::preset(name).expect("a preset"));
    prop_oneof![preset, spelled_out()]
}

fn spelled_out() -> impl Strategy<Value = Scheme> {
    let algorithm = prop::sample::select(&[Algorithm::Sha256, Algorithm::Sha512][..]);
    let key = prop::sample::select(&KEYS[..]);
    (signature_at(), algorithm, template(), key).prop_map(|(signature, algorithm, signed, key)| {
        let timestamp = signed.has_timestamp().then(|| TimestampAt {
            headers: vec![HeaderName::from_static("x-time")],
            prefix: String::new(),
            tolerance_s: 300,
        });
        let id = signed.has_id().then(|| HeaderName::from_static("x-id"));
        Scheme { signature, algorithm, signed, key, timestamp, id: id.into_iter().collect() }
    })
}

const KEYS: [KeyEncoding; 5] = [
    KeyEncoding::Utf8,
    KeyEncoding::NfkdUtf8,
    KeyEncoding::Base64,
    KeyEncoding::Hex,
    KeyEncoding::Whsec,
];

/// Any prefix that does not begin as an element ends, any separator that neither hex nor base64
/// holds.
fn signature_at() -> impl Strategy<Value = SignatureAt> {
    let prefix = prop_oneof![
        prop::sample::select(&["", "sha256=", "v1,", "v0=", "hmac-sha256-hex=", "HMAC "][..])
            .prop_map(str::to_owned),
        "[A-Za-z0-9][!-~]{0,7}".prop_filter("the unknown version", |prefix| prefix != UNKNOWN),
    ];
    let separator = prop::option::of(prop::sample::select(&[' ', ',', ';', '|', '~'][..]));
    let encoding = prop::sample::select(&[Encoding::Hex, Encoding::Base64][..]);
    (prefix, separator, encoding).prop_map(|(prefix, separator, encoding)| SignatureAt {
        headers: vec![HeaderName::from_static("x-signature")],
        prefix,
        separator,
        encoding,
    })
}

/// The body and any of the others, in any order, with and without something in between.
fn template() -> impl Strategy<Value = Template> {
    let others = prop::sample::subsequence(vec!["{timestamp}", "{id}", "{url}"], 0..=3);
    (others, prop::sample::select(&["", ".", ":", "\n"][..])).prop_flat_map(|(others, between)| {
        let parts: Vec<_> = others.into_iter().chain(["{body}"]).collect();
        Just(parts)
            .prop_shuffle()
            .prop_map(|parts| parts.join(between).parse().expect("a template"))
    })
}

/// A secret that this encoding takes.
pub(crate) fn secret(encoding: KeyEncoding) -> BoxedStrategy<String> {
    let bytes = || vec(any::<u8>(), 24..=64);
    match encoding {
        KeyEncoding::Utf8 => "[ -~]{12,48}".boxed(),
        KeyEncoding::NfkdUtf8 => "\\PC{12,48}".boxed(),
        KeyEncoding::Base64 => bytes().prop_map(|bytes| STANDARD.encode(bytes)).boxed(),
        KeyEncoding::Hex => bytes().prop_map(hex::encode).boxed(),
        KeyEncoding::Whsec => {
            bytes().prop_map(|bytes| format!("whsec_{}", STANDARD.encode(bytes))).boxed()
        }
    }
}

/// A scheme with one key of it.
pub(crate) fn scheme_and_key() -> impl Strategy<Value = (Scheme, Key)> {
    scheme().prop_flat_map(|scheme| {
        secret(scheme.key).prop_map(move |secret| {
            let key = Key::new("sender", &secret, scheme.key, None).expect("a good secret");
            (scheme.clone(), key)
        })
    })
}
