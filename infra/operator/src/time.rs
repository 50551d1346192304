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
}
