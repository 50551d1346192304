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
            assert!(
                matches!(parse(text), Err(reason) if reason.contains("RFC 3339")),
                "{text}"
            );
        }
    }
}
