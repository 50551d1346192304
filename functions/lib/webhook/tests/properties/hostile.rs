//! Whatever a stranger sends is refused, and nothing panics over it.

use http::{HeaderMap, HeaderValue};
use proptest::collection::vec;
use proptest::prelude::*;
use webhook::{Refusal, Scheme, TimeFormat, sign};

use crate::generate::{Message, config, format, message, scheme, scheme_and_key, signed};
use crate::{check, headers};

/// Header values as a stranger composes them: any bytes, or the words of signatures, misplaced.
fn hostile_value() -> impl Strategy<Value = HeaderValue> {
    let bytes = vec(any::<u8>(), 0..200);
    let words = "(t=|v1=|v1,|sha256=|,| |;|[0-9]{1,25}|[0-9a-f]{64}|[A-Za-z0-9+/]{43}=){0,20}";
    prop_oneof![bytes, words.prop_map(String::into_bytes)]
        .prop_filter_map("no header value", |bytes| HeaderValue::from_bytes(&bytes).ok())
}

/// A request with up to three values under each name that the scheme reads.
fn hostile_request(scheme: &Scheme) -> impl Strategy<Value = HeaderMap> + use<> {
    let signed = signed(scheme);
    let timestamp = signed.timestamp.iter().flat_map(|timestamp| &timestamp.at.headers);
    let id = signed.id.iter().flat_map(|id| &id.headers);
    let names: Vec<_> = signed.signature.headers.iter().chain(timestamp).chain(id).collect();
    let names: Vec<_> = names.into_iter().cloned().collect();
    vec(vec(hostile_value(), 0..=3), names.len()).prop_map(move |lists| {
        let pairs = names.iter().zip(lists);
        pairs.flat_map(|(name, list)| list.into_iter().map(|value| (name.clone(), value))).collect()
    })
}

/// Every time there is, the last ones of either end among them.
fn time() -> impl Strategy<Value = i64> {
    prop_oneof![any::<i64>(), Just(i64::MIN), Just(i64::MAX), Just(0), Just(-1)]
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn nothing_that_a_stranger_sends_verifies_or_panics(
        ((_, key), (scheme, request)) in (scheme_and_key(), scheme().prop_flat_map(|scheme| {
            let request = hostile_request(&scheme);
            (Just(scheme), request)
        })),
        message in message(),
        now in time(),
    ) {
        let place = (&*message.body, &*message.url);
        let refused = check(&scheme, &request, place, &[key], now).err();
        prop_assert!(
            matches!(
                refused,
                Some(Refusal::Mismatch | Refusal::Missing(_) | Refusal::Malformed(_))
            ),
            "{:?}", refused
        );
    }

    /// By the clock of whoever signs: rightly signed, and still only inside the window.
    #[test]
    fn a_time_verifies_iff_it_is_inside_the_window(
        (scheme, key) in scheme_and_key().prop_filter("no time", |(scheme, _)| {
            format(scheme) == Some(TimeFormat::Seconds)
        }),
        message in message(),
        timestamp in time(),
        now in prop_oneof![time(), Just(0)],
        near in prop_oneof![-400_i64..400, Just(-301), Just(-300), Just(300), Just(301)],
        beside in any::<bool>(),
    ) {
        let now = if beside { timestamp.saturating_add(near) } else { now };
        let message = Message { timestamp, ..message };
        let signed = headers(sign(&scheme, &message.unsigned(), &key));
        let place = (&*message.body, &*message.url);
        let outcome = check(&scheme, &signed, place, &[key], now);
        let expected = match now.abs_diff(timestamp) {
            _ if timestamp < 0 => Err(Refusal::Malformed("timestamp")),
            off_s @ 301.. => Err(Refusal::OutsideWindow { off_s, tolerance_s: 300 }),
            _ => Ok(Some(timestamp)),
        };
        prop_assert_eq!(outcome.map(|verified| verified.signed_at()), expected);
    }
}
