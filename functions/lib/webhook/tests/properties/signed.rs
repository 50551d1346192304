//! What `sign` makes verifies, and nothing that differs from it in a bit.

use http::HeaderValue;
use proptest::prelude::*;
use proptest::sample::Index;
use webhook::{Algorithm, Encoding, Key, Refusal, Scheme, sign};

use crate::generate::{Message, config, message, scheme_and_key};
use crate::{check, generate, headers};

proptest! {
    #![proptest_config(config())]

    #[test]
    fn what_is_signed_verifies_and_says_what_was_signed(
        (scheme, key) in scheme_and_key(),
        message in message(),
    ) {
        let verified = accepted(&scheme, &key, &message)?;
        prop_assert_eq!(verified.secret(), "sender");
        prop_assert_eq!(&verified.body()[..], &message.body[..]);
        let id = scheme.signs_id().then_some(&*message.id);
        prop_assert_eq!(verified.id(), id);
        let signed_at = scheme.window().is_some().then_some(message.timestamp);
        prop_assert_eq!(verified.signed_at(), signed_at);
    }

    #[test]
    fn a_flipped_bit_of_the_body_is_refused(
        (scheme, key) in scheme_and_key(),
        message in message(),
        at in any::<Index>(),
        bit in 0..8_u8,
    ) {
        prop_assume!(!message.body.is_empty());
        let signed = headers(sign(&scheme, &message.unsigned(), &key));
        let mut body = message.body.clone();
        flip(&mut body, at, bit);
        let refused = check(&scheme, &signed, (&body, &message.url), &[key], message.timestamp);
        prop_assert_eq!(refused.err(), Some(Refusal::Mismatch));
    }

    #[test]
    fn a_flipped_bit_of_the_url_is_refused_where_it_is_signed(
        (scheme, key) in scheme_and_key(),
        message in message(),
        at in any::<Index>(),
        bit in 0..7_u8,
    ) {
        let signed = headers(sign(&scheme, &message.unsigned(), &key));
        let mut url = message.url.clone().into_bytes();
        flip(&mut url, at, bit);
        let url = String::from_utf8(url).expect("still ASCII");
        let outcome = check(&scheme, &signed, (&message.body, &url), &[key], message.timestamp);
        let expected = scheme.signs_url().then_some(Refusal::Mismatch);
        prop_assert_eq!(outcome.err(), expected);
    }

    /// Signature, timestamp and id: every header that a sender writes is signed or a signature.
    #[test]
    fn a_flipped_bit_of_any_header_is_refused(
        (scheme, key) in scheme_and_key(),
        message in message(),
        header in any::<Index>(),
        at in any::<Index>(),
        bit in 0..8_u8,
    ) {
        let mut pairs = sign(&scheme, &message.unsigned(), &key).headers;
        let (name, text) = pairs.swap_remove(header.index(pairs.len()));
        let mut bytes = text.clone().into_bytes();
        flip(&mut bytes, at, bit);
        let flipped = HeaderValue::from_bytes(&bytes);
        let Some(flipped) = flipped.ok().filter(|_| !only_the_case_of_hex(&scheme, &text, &bytes))
        else {
            return Ok(()); // No HTTP library lets it in, or nothing was changed.
        };
        let mut signed = headers(pairs);
        signed.insert(name, flipped);
        let place = (&*message.body, &*message.url);
        let refused = check(&scheme, &signed, place, &[key], message.timestamp).err();
        prop_assert!(
            matches!(
                refused,
                Some(Refusal::Mismatch | Refusal::Missing(_) | Refusal::Malformed(_))
            ),
            "{:?}", refused
        );
    }
}

fn accepted(
    scheme: &Scheme,
    key: &Key,
    message: &Message,
) -> Result<webhook::Verified, TestCaseError> {
    let signed = headers(sign(scheme, &message.unsigned(), key));
    let place = (&*message.body, &*message.url);
    check(scheme, &signed, place, std::slice::from_ref(key), message.timestamp)
        .map_err(|refusal| TestCaseError::fail(refusal.to_string()))
}

fn flip(bytes: &mut [u8], at: Index, bit: u8) {
    let place = at.index(bytes.len());
    bytes[place] ^= 1 << bit;
}

/// Hex means the same in either case: such a flip changes no signature.
fn only_the_case_of_hex(scheme: &Scheme, text: &str, flipped: &[u8]) -> bool {
    let digits = if scheme.algorithm == Algorithm::HmacSha512 { 128 } else { 64 };
    // The signature ends its header. Its prefix is not looked for: it may consist of digits, too.
    let Some(start) = text.len().checked_sub(digits) else { return false };
    let ((head, before), (other_head, after)) =
        (text.as_bytes().split_at(start), flipped.split_at(start));
    let decoded = hex::decode(before).ok();
    generate::signed(scheme).encoding == Encoding::Hex
        && head == other_head
        && decoded.is_some()
        && decoded == hex::decode(after).ok()
}
