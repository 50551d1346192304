//! Times, as people give and read them.

use jiff::Timestamp;

/// RFC 3339, or Unix seconds.
pub(crate) fn parse(text: &str) -> Result<Timestamp, String> {
    let parsed = match text.parse::<i64>() {
        Ok(seconds) => Timestamp::from_second(seconds),
        Err(_) => text.parse(),
    };
    parsed
        .map_err(|_| "neither an RFC 3339 time (2026-01-31T12:00:00Z) nor Unix seconds".to_owned())
}

/// A time without its fraction.
pub(crate) fn to_the_second(at: Timestamp) -> String {
    format!("{at:.0}")
}

/// How long it took: `850 ms`, `6.2 s`, `3 min 20 s`, `5 h 2 min`.
pub(crate) fn took(from: Timestamp, to: Timestamp) -> String {
    let millis = to.duration_since(from).as_millis().max(0);
    let (seconds, minutes, hours) = (millis / 1000, millis / 60_000, millis / 3_600_000);
    match millis {
        0..1_000 => format!("{millis} ms"),
        1_000..60_000 => format!("{seconds}.{} s", millis % 1000 / 100),
        60_000..3_600_000 => format!("{minutes} min {} s", seconds % 60),
        _ => format!("{hours} h {} min", minutes % 60),
    }
}

/// So many seconds, in the largest two units: `45 s`, `12 min`, `5 h 2 min`, `3 d 4 h`.
pub(crate) fn span(seconds: i64) -> String {
    let seconds = seconds.max(0);
    let (minutes, hours, days) = (seconds / 60, seconds / 3600, seconds / 86_400);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{minutes} min"),
        3_600..86_400 => format!("{hours} h {} min", minutes % 60),
        _ => format!("{days} d {} h", hours % 24),
    }
}

/// How long until then: `now` where it is over, else `in 12 min`.
pub(crate) fn until(then: Timestamp, now: Timestamp) -> String {
    let seconds = then.duration_since(now).as_secs();
    if seconds <= 0 { "now".to_owned() } else { format!("in {}", span(seconds)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_ways_of_giving_a_time_mean_the_same() {
        let expected = "2025-06-15T12:26:40Z".parse().map_err(|_| String::new());
        assert_eq!(parse("1749990400"), expected);
        assert_eq!(parse("2025-06-15T14:26:40+02:00"), expected);
    }

    #[test]
    fn anything_else_is_refused() {
        for text in ["", "yesterday", "2025-06-15"] {
            assert!(matches!(parse(text), Err(reason) if reason.contains("RFC 3339")), "{text}");
        }
    }

    #[test]
    fn durations_are_as_exact_as_people_care_for() {
        let after = |millis| {
            let to = Timestamp::from_millisecond(millis).expect("a time");
            took(Timestamp::UNIX_EPOCH, to)
        };
        let taken = [-5, 850, 6_280, 200_999, 18_120_000].map(after);
        assert_eq!(taken, ["0 ms", "850 ms", "6.2 s", "3 min 20 s", "5 h 2 min"]);
    }

    #[test]
    fn spans_and_times_to_come_are_in_two_units_at_most() {
        let spans = [-1, 45, 750, 18_120, 273_600].map(span);
        assert_eq!(spans, ["0 s", "45 s", "12 min", "5 h 2 min", "3 d 4 h"]);
        let then = |seconds| {
            until(Timestamp::from_second(seconds).expect("a time"), Timestamp::UNIX_EPOCH)
        };
        assert_eq!([-5, 0, 61].map(then), ["now", "now", "in 1 min"]);
    }
}
