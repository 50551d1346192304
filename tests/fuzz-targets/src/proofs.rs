//! Signatures with a grammar of their own: tokens, and HTTP message signatures.

use std::sync::LazyLock;

use bytes::Bytes;
use settings::{Settings, Source};
use webhook::{Delivery, Key, Refusal, verify};

use crate::headers::request;

/// A request as `headers` has it, verified as a token in a header, as one that is the body, and as
/// a message; and the bytes as a public key.
pub fn proofs(bytes: &[u8]) {
    let (headers, body) = request(bytes);
    for (source, keys) in VERIFIERS.iter() {
        for now in [i64::MIN, 0, 1_618_884_473, i64::MAX] {
            let url = "https://example.com/foo?param=Value&Pet=dog";
            let delivery = Delivery::post(&headers, Bytes::copy_from_slice(body), url);
            match verify(&source.scheme, delivery, keys, now) {
                Ok(verified) => assert!(verified.body().len() <= body.len()),
                Err(Refusal::OutsideWindow { off_s, tolerance_s }) => {
                    assert!(off_s >= tolerance_s);
                }
                Err(refusal) => assert!(!refusal.to_string().is_empty()),
            }
        }
    }
    let Ok(text) = str::from_utf8(bytes) else { return };
    for (source, _) in VERIFIERS.iter() {
        if let Err(error) = Key::new("k", text, source.scheme.key, None) {
            assert!(!error.to_string().is_empty());
        }
    }
}

const SOURCES: &str = r#"
[api.a]
base_url = "https://a.example"
key = "env:A"
[source.header]
scheme = "jws"
tenant = "t"
secrets = ["env:S"]
signature = { header = "X-JWS-Signature", algorithm = "sha256" }
[source.body]
scheme = "jws"
tenant = "t"
public_keys = ["env:S"]
signature = { algorithm = "ed25519" }
[source.message]
scheme = "message-signatures"
tenant = "t"
public_keys = ["env:S"]
signature = { algorithm = "rsa-pss-sha512", components = ["@method"] }
"#;

/// Keys of published examples, so that those verify and their neighbours are reached.
const KEYS: [&str; 3] = [
    "tidewaiter-sample-secret",
    r#"{"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}"#,
    "-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAr4tmm3r20Wd/PbqvP1s2
+QEtvpuRaV8Yq40gjUR8y2Rjxa6dpG2GXHbPfvMs8ct+Lh1GH45x28Rw3Ry53mm+
oAXjyQ86OnDkZ5N8lYbggD4O3w6M6pAvLkhk95AndTrifbIFPNU8PPMO7OyrFAHq
gDsznjPFmTOtCEcN2Z1FpWgchwuYLPL+Wokqltd11nqqzi+bJ9cvSKADYdUAAN5W
Utzdpiy6LbTgSxP7ociU4Tn0g5I6aDZJ7A8Lzo0KSyZYoA485mqcO0GVAdVw9lq4
aOT9v6d+nb4bnNkQVklLQ3fVAvJm+xdDOp9LCNCN48V2pnDOkFV6+U9nV5oyc6XI
2wIDAQAB
-----END PUBLIC KEY-----",
];

static VERIFIERS: LazyLock<Vec<(Source, Vec<Key>)>> = LazyLock::new(|| {
    let sources = Settings::parse(SOURCES).expect("good sources").sources;
    let keys = |source: &Source| {
        let made = KEYS.iter().filter_map(|key| Key::new("k", key, source.scheme.key, None).ok());
        made.collect()
    };
    sources.into_values().map(|source| (source.clone(), keys(&source))).collect()
});
