//! What is in a body: gzip, a form, a time that the sender signed, and then the event itself.

use std::io::Write;
use std::sync::LazyLock;

use bytes::Bytes;
use envelope::{Receipt, Sealing, Trace, Unread, open, read};
use flate2::Compression;
use flate2::write::GzEncoder;
use http::HeaderMap;
use jiff::Timestamp;
use settings::{Settings, Source};
use webhook::{Delivery, Key, Unsigned, Verified, sign, verify};

/// The most that a source here takes, in bytes.
const LIMIT: usize = 4096;

const SOURCES: &str = r#"
[api.a]
base_url = "https://a.example"
key = "env:A"
[source.whole]
scheme = "standard-webhooks"
tenant = "t"
secrets = ["env:S"]
body_limit_kib = 4
[source.form]
scheme = "hmac"
tenant = "t"
secrets = ["env:S"]
body_limit_kib = 4
body = { form = "payload" }
signature = { header = "X-Signature", encoding = "hex", signed = "{body}" }
[source.timed]
scheme = "hmac"
tenant = "t"
secrets = ["env:S"]
body_limit_kib = 4
tolerance_s = 300
signature = { header = "X-Signature", encoding = "base64", timestamp = { body = "$.at", format = "rfc3339" } }
"#;

/// The bytes as they are, and packed, as bodies that their sender signed. What is read of them is
/// sealed, and no longer than its source's limit.
pub fn contents(bytes: &[u8]) {
    for (source, key) in SENDERS.iter() {
        for body in [Bytes::copy_from_slice(bytes), packed(bytes)] {
            match read(verified(source, key, &body), source, NOW) {
                Ok(read) => match read.seal(source, receipt()) {
                    Ok(Sealing::Sealed(sealed)) => {
                        let body = sealed.envelope().body.bytes().expect("a body in the message");
                        assert!(body.len() <= LIMIT);
                        assert_eq!(open(sealed.json()).as_ref(), Ok(sealed.envelope()));
                    }
                    Ok(Sealing::TooLong(_)) => unreachable!("{LIMIT} bytes fit into a message"),
                    Err(unread) => assert!(!unread.to_string().is_empty()),
                },
                Err(Unread::TooLong { limit }) => assert_eq!(limit, LIMIT),
                Err(unread) => assert!(!unread.to_string().is_empty()),
            }
        }
    }
}

/// 2025-11-26T08:48:20Z.
const NOW: Timestamp = Timestamp::constant(1_764_146_900, 0);

static SENDERS: LazyLock<Vec<(Source, Key)>> = LazyLock::new(|| {
    let sources = Settings::parse(SOURCES).expect("good sources").sources;
    let key = |source: &Source| {
        let secret = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
        Key::new("k", secret, source.scheme.key, None).expect("a key")
    };
    sources.into_values().map(|source| (source.clone(), key(&source))).collect()
});

/// As its sender signs it. The limit of what is sent is the door's to keep, so that is not asked here.
fn verified(source: &Source, key: &Key, body: &Bytes) -> Verified {
    let now = NOW.as_second();
    let signed = Unsigned { body, id: "msg_1", url: "https://a/b", timestamp: now };
    let headers: HeaderMap = sign(&source.scheme, &signed, key)
        .into_iter()
        .map(|(name, value)| (name, value.parse().expect("a header's value")))
        .collect();
    let delivery = Delivery::post(&headers, body.clone(), "https://a/b");
    verify(&source.scheme, delivery, std::slice::from_ref(key), now).expect("as it was signed")
}

fn packed(bytes: &[u8]) -> Bytes {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("memory");
    Bytes::from(encoder.finish().expect("memory"))
}

fn receipt() -> Receipt {
    Receipt {
        received_at: NOW,
        request_id: "request".to_owned(),
        trace: Trace::default(),
        labels: std::collections::BTreeMap::new(),
    }
}
