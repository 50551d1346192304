//! `Retry-After` (RFC 9110 §10.2.3): seconds, or an HTTP date.
//!
//! | It says | The wait |
//! |---|---|
//! | whole seconds, `0` too | so many |
//! | a date in any form of RFC 9110 §5.6.7, or one with a numeric zone | until then; none if it is past |
//! | anything else: `0.493`, `-3`, `+3`, `5s`, `5, 5`, several lines | nothing is said: the caller has a default |

use std::time::Duration;

use jiff::Timestamp;
use jiff::fmt::rfc2822;
use reqwest::header::{DATE, HeaderMap, HeaderName, RETRY_AFTER};

/// What an answer's headers say about waiting. A date is read against the other side's own clock
/// where it sends one, else against ours: `now`, when the answer came.
pub fn wait(headers: &HeaderMap, now: Timestamp) -> Option<Duration> {
    let their_now = only(headers, DATE).and_then(http_date);
    retry_after(only(headers, RETRY_AFTER)?, their_now.unwrap_or(now))
}

/// How long to wait from `now`; nothing if the text is neither. A date in the past is no wait.
pub fn retry_after(text: &str, now: Timestamp) -> Option<Duration> {
    let text = text.trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(text.parse().unwrap_or(u64::MAX)));
    }
    let date = http_date(text)?;
    Some(Duration::try_from(date.duration_since(now)).unwrap_or(Duration::ZERO))
}

/// A header that is there once, and is text.
fn only(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    let mut values = headers.get_all(name).iter();
    let value = values.next()?;
    if values.next().is_some() { None } else { value.to_str().ok() }
}

/// The three forms of RFC 9110, and that of mail, which some servers take for it.
fn http_date(text: &str) -> Option<Timestamp> {
    let date = httpdate::parse_http_date(text.trim());
    let date = date.ok().and_then(|date| Timestamp::try_from(date).ok());
    date.or_else(|| rfc2822::parse(text).ok().map(|date| date.timestamp()))
}

#[cfg(test)]
mod tests {
    use reqwest::header::HeaderValue;

    use super::*;

    fn noon() -> Timestamp {
        "2026-03-01T12:00:00Z".parse().expect("a time")
    }

    fn seconds(text: &str) -> Option<u64> {
        retry_after(text, noon()).map(|wait| wait.as_secs())
    }

    fn headers(lines: &[(HeaderName, &'static str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, text) in lines {
            headers.append(name, HeaderValue::from_static(text));
        }
        headers
    }

    #[test]
    fn seconds_are_whole_ones_and_none_is_at_once() {
        assert_eq!(seconds("120"), Some(120));
        assert_eq!(seconds(" 7 "), Some(7));
        assert_eq!(seconds("0"), Some(0));
        assert_eq!(seconds("99999999999999999999999"), Some(u64::MAX));
    }

    #[test]
    fn every_form_of_an_http_date_says_the_same() {
        for date in [
            "Sun, 01 Mar 2026 12:01:00 GMT",
            "Sunday, 01-Mar-26 12:01:00 GMT",
            "Sun Mar  1 12:01:00 2026",
            "Sun, 01 Mar 2026 13:01:00 +0100",
        ] {
            assert_eq!(seconds(date), Some(60), "{date}");
        }
        assert_eq!(seconds("Sun, 01 Mar 2026 11:00:00 GMT"), Some(0));
    }

    #[test]
    fn what_is_neither_seconds_nor_a_date_says_nothing() {
        for odd in
            ["", "soon", "-5", "-3", "+3", "0.493", "5s", "5, 5", "5;5", "0x10", "٣", "1e3", "Sun"]
        {
            assert_eq!(seconds(odd), None, "{odd:?}");
        }
    }

    #[test]
    fn a_date_is_measured_by_the_clock_of_whoever_sent_it_or_by_ours() {
        let until = (RETRY_AFTER, "Sun, 01 Mar 2026 12:00:20 GMT");
        let their_clock = (DATE, "Sun, 01 Mar 2026 11:59:20 GMT");
        let none = (DATE, "now");
        let wait = |lines: &[_]| wait(&headers(lines), noon()).map(|wait| wait.as_secs());
        assert_eq!(wait(&[until.clone(), their_clock]), Some(60));
        assert_eq!(wait(std::slice::from_ref(&until)), Some(20));
        assert_eq!(wait(&[until, none]), Some(20));
    }

    #[test]
    fn a_header_in_several_lines_says_nothing() {
        let twice = headers(&[(RETRY_AFTER, "5"), (RETRY_AFTER, "5")]);
        assert_eq!(wait(&twice, noon()), None);
        assert_eq!(wait(&HeaderMap::new(), noon()), None);
    }
}
