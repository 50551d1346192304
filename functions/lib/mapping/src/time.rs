//! Times as senders write them. What could be two times is none: nothing is guessed.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use jiff::fmt::temporal::Pieces;
use jiff::tz::TimeZone;

/// The instant that a text names, if it names exactly one of the years 0000 to 9999. `zone` is that
/// of times written without one; of an hour that a change of the clocks skips or repeats, the
/// reading is Temporal's "compatible": later in a gap, the earlier of two in a fold.
pub(crate) fn time(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let time = match text.strip_prefix("/Date(") {
        Some(rest) => odata(rest),
        None if is_digits(text) => digits(text, zone),
        None => fraction(text).or_else(|| calendar(text, zone)),
    };
    time.filter(sorts_as_text)
}

/// `OData` version 2 (SAP Gateway, .NET): `/Date(1794735000000)/`, milliseconds since 1970. An
/// offset after them is for show.
fn odata(rest: &str) -> Option<Timestamp> {
    let inside = rest.strip_suffix(")/")?;
    let end = inside.rfind(['+', '-']).filter(|at| *at > 0);
    let (number, offset) = inside.split_at(end.unwrap_or(inside.len()));
    let is_offset = offset.is_empty() || offset.len() == 5 && is_digits(offset.get(1..)?);
    let is_number = is_digits(number.strip_prefix('-').unwrap_or(number));
    let read = || Timestamp::from_millisecond(number.parse().ok()?).ok();
    if is_offset && is_number { read() } else { None }
}

/// A number says by its length what it counts: 8 digits are a day, 14 a day and a time, others of
/// ten and more seconds (10, 11) or milliseconds since 1970.
fn digits(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    match text.len() {
        8 | 14 => calendar(text, zone),
        10 | 11 => Timestamp::from_second(text.parse().ok()?).ok(),
        // Twelve digits that are a day with hours and minutes could be meant as that.
        12 if calendar(&format!("{text}00"), zone).is_some() => None,
        12 | 13 | 15 => Timestamp::from_millisecond(text.parse().ok()?).ok(),
        _ => None,
    }
}

/// Seconds since 1970 with a fraction: `1794823200.25`.
fn fraction(text: &str) -> Option<Timestamp> {
    let (seconds, fraction) = text.split_once('.')?;
    let is_unix = matches!(seconds.len(), 10 | 11) && is_digits(seconds) && is_digits(fraction);
    if !is_unix || fraction.len() > 9 {
        return None;
    }
    let nanoseconds = format!("{fraction:0<9}").parse().ok()?;
    Timestamp::new(seconds.parse().ok()?, nanoseconds).ok()
}

/// ISO 8601 by the calendar, extended or basic, with `T` or a space, with an offset or without.
fn calendar(text: &str, zone: &TimeZone) -> Option<Timestamp> {
    let text = joined(separated(text));
    let pieces = Pieces::parse(text.as_ref()).ok()?;
    if pieces.time_zone_annotation().is_some() && pieces.offset().is_none() {
        return None;
    }
    let local = DateTime::from_parts(pieces.date(), pieces.time().unwrap_or(Time::midnight()));
    match pieces.to_numeric_offset() {
        Some(offset) => offset.to_timestamp(local).ok(),
        None => zone.to_timestamp(local).ok(),
    }
}

/// `20261115101530` is a day and a time without the `T` between them (SAP, with a fraction too).
fn separated(text: &str) -> Cow<'_, str> {
    match text.split_at_checked(8) {
        Some((day, time)) if text.bytes().take_while(u8::is_ascii_digit).count() == 14 => {
            format!("{day}T{time}").into()
        }
        Some(_) | None => text.into(),
    }
}

/// Ruby and Python put a space before the offset: `2026-11-15 10:15:30 +0100`.
fn joined(text: Cow<'_, str>) -> Cow<'_, str> {
    match text.rsplit_once(' ') {
        Some((time, offset)) if offset.starts_with(['+', '-']) => format!("{time}{offset}").into(),
        Some(_) | None => text,
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Years before 0 are written with a sign, and so would sort backwards; no product is that old.
fn sorts_as_text(time: &Timestamp) -> bool {
    const YEAR_0: i64 = -62_167_219_200;
    time.as_second() >= YEAR_0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-16T10:14:12Z is 1,794,824,052 seconds after 1970.
    const SECONDS: i64 = 1_794_824_052;

    fn read(text: &str) -> Option<Timestamp> {
        time(text, &TimeZone::UTC)
    }

    fn in_berlin(text: &str) -> Option<String> {
        let zone = TimeZone::get("Europe/Berlin").expect("compiled in");
        time(text, &zone).map(|time| time.to_string())
    }

    #[test]
    fn every_writing_that_is_taken_means_its_instant() {
        let expected = Timestamp::from_second(SECONDS).ok();
        let writings = [
            "2026-11-16T10:14:12Z",
            "2026-11-16t10:14:12z",
            "2026-11-16T10:14:12.000Z",
            "2026-11-16T11:14:12+01:00",
            "2026-11-16T05:14:12-05:00",
            "2026-11-16T10:14:12+0000",
            "2026-11-16T15:44:12+0530",
            "2026-11-16T11:14:12+01:00[Europe/Berlin]",
            "2026-11-16 11:14:12 +0100",
            "2026-11-16T10:14:12",
            "2026-11-16 10:14:12",
            "20261116T101412Z",
            "20261116T101412",
            "20261116T111412+0100",
            "20261116101412",
            "20261116101412.0000000",
            "1794824052",
            "1794824052000",
            "1794824052.0",
            "/Date(1794824052000)/",
            "/Date(1794824052000+0060)/",
        ];
        for text in writings {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn fractions_of_a_second_count() {
        let expected = Timestamp::new(SECONDS, 250_000_000).ok();
        let writings = [
            "2026-11-16T10:14:12.25Z",
            "2026-11-16 10:14:12,250",
            "20261116101412.2500000",
            "1794824052.25",
            "1794824052250",
        ];
        assert_eq!(read("1794824052.123456789"), Timestamp::new(SECONDS, 123_456_789).ok());
        for text in writings {
            assert_eq!(read(text), expected, "{text}");
        }
    }

    #[test]
    fn a_time_of_odata_may_be_before_1970() {
        for text in ["/Date(-1000)/", "/Date(-1000+0060)/", "/Date(-1000-0300)/"] {
            assert_eq!(read(text), Timestamp::from_second(-1).ok(), "{text}");
        }
    }

    #[test]
    fn a_day_begins_at_its_midnight() {
        let expected = "2026-11-15T00:00:00Z".parse().ok();
        assert_eq!([read("20261115"), read("2026-11-15")], [expected, expected]);
        assert_eq!(in_berlin("2026-11-15").as_deref(), Some("2026-11-14T23:00:00Z"));
        assert_eq!(in_berlin("20260715").as_deref(), Some("2026-07-14T22:00:00Z"));
    }

    #[test]
    fn a_time_without_a_zone_is_in_that_of_its_source() {
        for text in ["2026-11-16T11:14:12", "2026-11-16 11:14:12", "20261116111412"] {
            assert_eq!(in_berlin(text).as_deref(), Some("2026-11-16T10:14:12Z"), "{text}");
        }
        for text in ["2026-11-16T10:14:12Z", "2026-11-16T10:14:12+00:00", "1794824052"] {
            assert_eq!(in_berlin(text).as_deref(), Some("2026-11-16T10:14:12Z"), "{text}");
        }
    }

    #[test]
    fn an_hour_that_is_skipped_or_repeated_is_read_as_compatible() {
        // In 2026 Berlin goes from 02:00 to 03:00 on 29 March, and from 03:00 to 02:00 on 25 October.
        assert_eq!(in_berlin("2026-03-29T02:30:00").as_deref(), Some("2026-03-29T01:30:00Z"));
        assert_eq!(in_berlin("2026-10-25T02:30:00").as_deref(), Some("2026-10-25T00:30:00Z"));
    }

    #[test]
    fn digits_count_by_their_number() {
        assert_eq!(read("9999999999"), Timestamp::from_second(9_999_999_999).ok());
        assert_eq!(read("10000000000"), Timestamp::from_second(10_000_000_000).ok());
        assert_eq!(read("915148800000"), "1999-01-01T00:00:00Z".parse().ok(), "milliseconds");
        assert_eq!(read("19991231"), "1999-12-31T00:00:00Z".parse().ok(), "never seconds");
    }

    #[test]
    fn what_could_be_two_times_or_is_none_is_not_guessed() {
        let none = [
            "",
            "0",
            "-1",
            "+1794824052",
            "179482405",
            "1e10",
            "1794824052.",
            "1794824052.0e1",
            "202611161014",
            "1794824052000000",
            "1794824052000000000",
            "20261316",
            "20260230",
            "20261116251412",
            "0000-00-00 00:00:00",
            "00000000",
            "16.11.2026",
            "11/16/2026",
            "16-11-2026",
            "Mon, 16 Nov 2026 10:14:12 GMT",
            "2026-11-16T10:14:12[Europe/Berlin]",
            "2026-11-16T10:14:12 CET",
            "10:14:12",
            "2026-11",
            "2026-W47-1",
            "/Date(soon)/",
            "/Date(+1794824052000)/",
            "/Date(1794824052000+1)/",
            "/Date(1794824052000+00:60)/",
            "/Date(1794824052000+0a60)/",
            "1794824052.1234567890",
            "/Date(1794824052000",
            "yesterday",
        ];
        for text in none {
            assert_eq!(read(text), None, "{text}");
        }
    }

    #[test]
    fn times_before_year_0_are_none() {
        assert_eq!(read("-000001-12-31T23:59:59Z"), None);
        assert!(read("0000-01-01T00:00:00Z").is_some());
    }
}
