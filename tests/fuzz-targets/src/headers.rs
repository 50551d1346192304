//! The headers of a delivery, before anything is known of its sender.

use std::sync::LazyLock;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use settings::PRESETS;
use webhook::{Delivery, Key, Refusal, Scheme, verify};

/// Published secrets, so that published vectors verify and their neighbours are reached.
const SECRETS: [&str; 2] =
    ["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "8f742231b10e8888abcd99yyyzzz85a5"];

/// A request written as HTTP writes it, lines of headers, an empty line and the body, verified
/// by every preset at the first second, at the vectors' time and at the last second.
pub fn headers(bytes: &[u8]) {
    let (headers, body) = request(bytes);
    let body = Bytes::copy_from_slice(body);
    for (scheme, keys) in VERIFIERS.iter() {
        for now in [i64::MIN, 0, 1_531_420_618, 1_649_367_553, i64::MAX] {
            let delivery = Delivery::post(&headers, body.clone(), "https://a/b");
            match verify(scheme, delivery, keys, now) {
                Ok(verified) => assert_eq!(verified.body(), &body),
                Err(Refusal::OutsideWindow { off_s, tolerance_s }) => assert!(off_s > tolerance_s),
                Err(refusal) => assert!(!refusal.to_string().is_empty()),
            }
        }
    }
}

static VERIFIERS: LazyLock<Vec<(Scheme, Vec<Key>)>> = LazyLock::new(|| {
    let scheme = |name| settings::preset(name).expect("a preset");
    let keys = |scheme: &Scheme| {
        let made = SECRETS.iter().filter_map(|secret| Key::new("k", secret, scheme.key, None).ok());
        made.collect()
    };
    PRESETS.into_iter().map(scheme).map(|scheme| (scheme.clone(), keys(&scheme))).collect()
});

/// The headers and the body of a request that is written so.
pub(crate) fn request(bytes: &[u8]) -> (HeaderMap, &[u8]) {
    let (head, body) = split(bytes);
    (head.split(|byte| *byte == b'\n').filter_map(header).collect(), body)
}

/// Before the first empty line, and after it.
fn split(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.windows(2).position(|pair| pair == b"\n\n");
    let end = end.unwrap_or(bytes.len());
    let (head, body) = bytes.split_at(end);
    (head, body.get(2..).unwrap_or_default())
}

fn header(line: &[u8]) -> Option<(HeaderName, HeaderValue)> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let (name, value) = line.split_at(colon);
    let value = value.get(1..)?.trim_ascii();
    Some((HeaderName::from_bytes(name).ok()?, HeaderValue::from_bytes(value).ok()?))
}
