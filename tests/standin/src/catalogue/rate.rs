//! Ad valorem rates, added exactly.

use std::fmt;
use std::iter::Sum;

use serde::{Deserialize, Serialize};

/// A rate in hundredths of a percent: `16.5%` is 1650 and `Free` is 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Rate(u32);

impl Rate {
    /// So many hundredths of a percent.
    pub const fn of_basis_points(points: u32) -> Self {
        Self(points)
    }
}

impl Sum for Rate {
    fn sum<I: Iterator<Item = Self>>(rates: I) -> Self {
        Self(rates.map(|rate| rate.0).sum())
    }
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0 / 100, self.0 % 100) {
            (0, 0) => f.write_str("Free"),
            (whole, 0) => write!(f, "{whole}%"),
            (whole, part) if part % 10 == 0 => write!(f, "{whole}.{}%", part / 10),
            (whole, part) => write!(f, "{whole}.{part:02}%"),
        }
    }
}

impl From<Rate> for String {
    fn from(rate: Rate) -> Self {
        rate.to_string()
    }
}

/// The text is no rate in the form this program writes.
#[derive(Debug, thiserror::Error)]
#[error("`{0}` is no ad valorem rate such as `16.5%` or `Free`")]
pub struct NoRate(String);

impl TryFrom<String> for Rate {
    type Error = NoRate;

    fn try_from(text: String) -> Result<Self, NoRate> {
        parse(&text).filter(|rate| rate.to_string() == text).ok_or(NoRate(text))
    }
}

fn parse(text: &str) -> Option<Rate> {
    if text == "Free" {
        return Some(Rate(0));
    }
    let number = text.strip_suffix('%')?;
    let (whole, part) = number.split_once('.').unwrap_or((number, "0"));
    let whole: u32 = whole.parse().ok()?;
    let part: u32 = format!("{part:0<2}").parse().ok()?;
    Some(Rate(whole.checked_mul(100)?.checked_add(part)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_read_and_written_alike() {
        for (text, points) in
            [("Free", 0), ("10%", 1000), ("16.5%", 1650), ("2.05%", 205), ("0.25%", 25)]
        {
            assert_eq!(parse(text), Some(Rate(points)), "{text}");
            assert_eq!(Rate(points).to_string(), text);
        }
    }

    #[test]
    fn what_is_no_rate_is_refused() {
        for text in ["", "%", "10", "1.005%", "5¢/kg", "0%"] {
            assert!(
                matches!(Rate::try_from(text.to_owned()), Err(NoRate(said)) if said == text),
                "{text}"
            );
        }
    }
}
