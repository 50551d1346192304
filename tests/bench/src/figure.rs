//! One figure: a value, what it should be, and where it came from.

use serde::Serialize;

/// A row of the report.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figure {
    /// Its name in the report.
    #[serde(skip)]
    pub name: &'static str,
    /// What was measured.
    pub value: f64,
    /// What it should be.
    pub target: f64,
    /// Whether the target is the least it should be; else it is the most.
    #[serde(skip)]
    pub is_least: bool,
    /// How it was measured, with the numbers it was made from.
    pub how: String,
}

impl Figure {
    /// Whether the target is reached, by the value as it is printed.
    pub fn met(&self) -> bool {
        if self.is_least { self.value >= self.target } else { self.value <= self.target }
    }

    /// The target with its sign.
    pub fn bound(&self) -> String {
        format!("{} {}", if self.is_least { '≥' } else { '≤' }, self.target)
    }

    /// Rounds a measured value to three decimals: no figure here is known better than that.
    pub fn new(name: &'static str, value: f64, target: f64, how: String) -> Self {
        Self { name, value: (value * 1e3).round() / 1e3, target, is_least: false, how }
    }

    /// The same, where the target is the least it should be.
    pub fn at_least(name: &'static str, value: f64, target: f64, how: String) -> Self {
        Self { is_least: true, ..Self::new(name, value, target, how) }
    }
}

#[cfg(test)]
mod tests {
    use super::Figure;

    #[test]
    fn a_target_that_is_the_least_is_a_lower_bound() {
        let figure = |value| Figure::at_least("x", value, 0.95, String::new());
        assert!(figure(0.95).met() && figure(1.0).met() && !figure(0.949).met());
        assert_eq!(figure(1.0).bound(), "≥ 0.95");
    }

    #[test]
    fn a_target_is_an_upper_bound() {
        let figure = |value| Figure::new("x", value, 1.3, String::new());
        assert!(figure(1.3).met());
        assert!(figure(1.300_4).met());
        assert!(!figure(1.301).met());
    }
}
