//! How a signed time is written, and how far it may be from now.

use std::fmt;

use jiff::Timestamp;

use crate::Refusal;

/// How a sender writes the time that it signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TimeFormat {
    /// Unix seconds.
    Seconds,
    /// Unix milliseconds.
    Milliseconds,
    /// RFC 3339, with its offset (`2026-11-26T08:30:00Z`).
    Rfc3339,
}

/// How a signed time is written, and how far it may be from now, either way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Window {
    /// How it is written.
    pub format: TimeFormat,
    /// Seconds of tolerance into the past and into the future.
    pub tolerance_s: u64,
}

impl TimeFormat {
    /// Unix seconds, or nothing where the text is no time that is written so. Digits only:
    /// `parse` alone would take a sign.
    fn seconds(self, text: &str) -> Option<i64> {
        let digits = || !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match self {
            Self::Seconds => digits().then(|| text.parse().ok())?,
            Self::Milliseconds => {
                let millis: i64 = digits().then(|| text.parse().ok())??;
                Some(millis.div_euclid(1000))
            }
            Self::Rfc3339 => text.parse::<Timestamp>().ok().map(Timestamp::as_second),
        }
    }

    /// This time (Unix seconds) as a sender writes it.
    pub(crate) fn write(self, seconds: i64) -> String {
        match self {
            Self::Seconds => seconds.to_string(),
            Self::Milliseconds => seconds.saturating_mul(1000).to_string(),
            Self::Rfc3339 => {
                Timestamp::from_second(seconds).map_or_else(|_| String::new(), |at| at.to_string())
            }
        }
    }
}

impl fmt::Display for TimeFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Seconds => "Unix seconds",
            Self::Milliseconds => "Unix milliseconds",
            Self::Rfc3339 => "RFC 3339",
        })
    }
}

impl Window {
    /// The time that `text` says (Unix seconds), if it is inside the window around `now`. Called
    /// once the signature over it was found right.
    pub fn check(&self, text: &str, now: i64) -> Result<i64, Refusal> {
        let at = self.format.seconds(text).ok_or(Refusal::Malformed("timestamp"))?;
        self.check_seconds(at, now)
    }

    /// The same for a time that was read already.
    pub(crate) fn check_seconds(&self, at: i64, now: i64) -> Result<i64, Refusal> {
        let off_s = now.abs_diff(at);
        if off_s <= self.tolerance_s {
            return Ok(at);
        }
        Err(Refusal::OutsideWindow { off_s, tolerance_s: self.tolerance_s })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_reads_what_it_writes_and_nothing_else() {
        let at = 1_764_146_900;
        let formats = [TimeFormat::Seconds, TimeFormat::Milliseconds, TimeFormat::Rfc3339];
        for format in formats {
            assert_eq!(format.seconds(&format.write(at)), Some(at), "{format}");
            for text in ["", "-1764146900", "+1764146900", "yesterday", "1764146900.5"] {
                assert_eq!(format.seconds(text), None, "{format}: {text}");
            }
        }
        let names: std::collections::BTreeSet<_> =
            formats.iter().map(TimeFormat::to_string).collect();
        assert_eq!(names.len(), formats.len(), "people can tell them apart: {names:?}");
        assert_eq!(TimeFormat::Rfc3339.seconds("2025-11-26T10:48:20+02:00"), Some(1_764_146_900));
        assert_eq!(TimeFormat::Rfc3339.seconds("2025-11-26T08:48:20"), None, "without an offset");
    }
}
