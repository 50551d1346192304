//! What the functions have counted: their metrics are lines of the log (EMF). Pure.

use serde_json::Value;

use crate::logs::line::Line;

/// Lines that hold metrics.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Counted<'l>(pub &'l [Line]);

/// The filter pattern of all lines that hold metrics.
pub(crate) fn metrics_pattern() -> String {
    "{ $._aws.Timestamp > 0 }".to_owned()
}

impl Counted<'_> {
    /// The sum of a counter, where these dimensions have these values.
    pub fn sum(self, metric: &str, dimensions: &[(&str, &str)]) -> u64 {
        let is_of = |line: &&Line| dimensions.iter().all(|(name, is)| line.text(name) == Some(*is));
        let lines = self.0.iter().filter(is_of);
        let counts = lines.filter_map(|line| line.said.get(metric)?.as_u64());
        counts.fold(0, u64::saturating_add)
    }

    /// The greatest of the values that were told last.
    pub fn last(self, metric: &str) -> Option<f64> {
        let told = self.0.iter().rev().find_map(|line| line.said.get(metric));
        told.and_then(|value| match value {
            Value::Array(values) => values.iter().filter_map(Value::as_f64).reduce(f64::max),
            value => value.as_f64(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::line::tests::line;

    #[test]
    fn counts_are_added_up_by_their_dimensions() {
        let lines = [
            r#"{"source":"erp","outcome":"accepted","deliveries":3}"#,
            r#"{"source":"shop","outcome":"accepted","deliveries":2}"#,
            r#"{"source":"shop","outcome":"refused","deliveries":1}"#,
            r#"{"source":"shop","step":"done","event_steps":7}"#,
        ]
        .map(line);
        let counted = Counted(&lines);
        assert_eq!(counted.sum("deliveries", &[("outcome", "accepted")]), 5);
        assert_eq!(counted.sum("deliveries", &[("outcome", "accepted"), ("source", "erp")]), 3);
        assert_eq!(counted.sum("deliveries", &[]), 6);
        assert_eq!(counted.sum("api_calls", &[]), 0);
    }

    #[test]
    fn the_last_word_counts_and_the_greatest_of_it() {
        let lines = [r#"{"oldest":[900]}"#, r#"{"oldest":[2.5,7,1]}"#, r#"{"other":1}"#].map(line);
        assert_eq!(Counted(&lines).last("oldest"), Some(7.0));
        assert_eq!(Counted(&lines).last("other"), Some(1.0));
        assert_eq!(Counted(&lines).last("none"), None);
    }
}
