//! One figure: a value, what it should be, and where it came from.

use serde::Serialize;

/// A row of the report. Every target is an upper bound.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// Its name in the report.
    #[serde(skip)]
    pub name: &'static str,
    /// What was measured.
    pub value: f64,
    /// The most it should be.
    pub target: f64,
    /// How it was measured, with the numbers it was made from.
    pub how: String,
}

impl Figure {
    /// Whether the target is reached, by the value as it is printed.
    pub fn met(&self) -> bool {
        self.value <= self.target
    }

    /// Rounds a measured value to three decimals: no figure here is known better than that.
    pub fn new(name: &'static str, value: f64, target: f64, how: String) -> Self {
        Self { name, value: (value * 1e3).round() / 1e3, target, how }
    }
}

#[cfg(test)]
mod tests {
    use super::Figure;

    #[test]
    fn a_target_is_an_upper_bound() {
        let figure = |value| Figure::new("x", value, 1.3, String::new());
        assert!(figure(1.3).met());
        assert!(figure(1.300_4).met());
        assert!(!figure(1.301).met());
    }
}
