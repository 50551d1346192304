//! Schemes, secrets and what is signed with them.

use base64::{Engine, engine::general_purpose::STANDARD};
use http::HeaderName;
use proptest::collection::vec;
use proptest::prelude::*;
use settings::{PRESETS, preset};
use webhook::{
    Algorithm, Encoding, Form, HeaderAt, Key, KeyEncoding, Scheme, Signed, Template, TimeFormat,
    TimestampAt, Unsigned, Window,
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

/// The last second that every format can write: of the year 9999.
pub(crate) const TIMES: i64 = 253_402_207_200;

pub(crate) fn message() -> impl Strategy<Value = Message> {
    let body = vec(any::<u8>(), 0..300);
    // A comma would end an element, so no sender's id holds one.
    let id = "[!-+\\--~]{1,40}";
    let url = "https://[a-z]{1,9}/[!-~]{0,30}";
    (body, id, url, 0_i64..=TIMES).prop_map(|(body, id, url, timestamp)| Message {
        body,
        id,
        url,
        timestamp,
    })
}

/// Presets and spelled-out schemes alike, of those that sign with a secret.
pub(crate) fn scheme() -> impl Strategy<Value = Scheme> {
    let with_secret = |name: &&str| !preset(name).expect("a preset").key.is_public();
    let names: Vec<_> = PRESETS.into_iter().filter(with_secret).collect();
    let preset = prop::sample::select(names).prop_map(|name| preset(name).expect("a preset"));
    prop_oneof![preset, spelled_out()]
}

/// What stands in the headers of a scheme.
pub(crate) fn signed(scheme: &Scheme) -> &Signed {
    match &scheme.form {
        Form::Template(signed) => signed,
        Form::Jws(_) | Form::Message(_) => panic!("a template"),
    }
}

pub(crate) fn format(scheme: &Scheme) -> Option<TimeFormat> {
    scheme.window().map(|window| window.format)
}

fn spelled_out() -> impl Strategy<Value = Scheme> {
    let algorithm = prop::sample::select(&[Algorithm::HmacSha256, Algorithm::HmacSha512][..]);
    let formats = [TimeFormat::Seconds, TimeFormat::Milliseconds, TimeFormat::Rfc3339];
    let format = prop::sample::select(formats.to_vec());
    let key = prop::sample::select(&KEYS[..]);
    let all = (signature_at(), algorithm, template(), key, format, any::<bool>());
    all.prop_map(
        |((signature, separator, encoding), algorithm, template, key, format, together)| {
            // In a header of its own, or behind the signature's prefix in the same one.
            let beside = |name: &'static str, prefix: &str| {
                let apart = !together || !distinct(&signature.prefix, prefix);
                if apart {
                    return HeaderAt::new(HeaderName::from_static(name), "");
                }
                HeaderAt { headers: signature.headers.clone(), prefix: prefix.to_owned() }
            };
            let timestamp = template.has_timestamp().then(|| TimestampAt {
                at: beside("x-time", "time="),
                window: Window { format, tolerance_s: 300 },
            });
            let id = template.has_id().then(|| HeaderAt::new(HeaderName::from_static("x-id"), ""));
            let form =
                Form::Template(Signed { signature, separator, encoding, template, timestamp, id });
            Scheme { algorithm, key, form }
        },
    )
}

/// Whether the two are told apart wherever they stand.
fn distinct(one: &str, other: &str) -> bool {
    !one.is_empty() && !one.starts_with(other) && !other.starts_with(one)
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
fn signature_at() -> impl Strategy<Value = (HeaderAt, Option<char>, Encoding)> {
    let prefix = prop_oneof![
        prop::sample::select(&["", "sha256=", "v1,", "v0=", "hmac-sha256-hex=", "HMAC "][..])
            .prop_map(str::to_owned),
        "[A-Za-z0-9][!-~]{0,7}".prop_filter("the unknown version", |prefix| prefix != UNKNOWN),
    ];
    let separator = prop::option::of(prop::sample::select(&[' ', ',', ';', '|', '~'][..]));
    let encoding = prop::sample::select(&[Encoding::Hex, Encoding::Base64][..]);
    (prefix, separator, encoding).prop_map(|(prefix, separator, encoding)| {
        (HeaderAt::new(HeaderName::from_static("x-signature"), &prefix), separator, encoding)
    })
}

/// The body and any of the others, in any order, with and without something in between.
fn template() -> impl Strategy<Value = Template> {
    let others = prop::sample::subsequence(vec!["{timestamp}", "{id}", "{url}", "{method}"], 0..=4);
    let body = prop::sample::select(&["{body}", "{body_sha256}"][..]);
    (others, prop::sample::select(&["", ".", ":", "\n"][..]), body).prop_flat_map(
        |(others, between, body)| {
            let parts: Vec<_> = others.into_iter().chain([body]).collect();
            Just(parts)
                .prop_shuffle()
                .prop_map(|parts| parts.join(between).parse().expect("a template"))
        },
    )
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
        KeyEncoding::Rsa | KeyEncoding::P256 | KeyEncoding::Ed25519 => panic!("a secret"),
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
