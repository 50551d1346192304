//! A line of a function's log. Pure.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::{Map, Value};

/// A line of a function's log.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(crate) struct Line {
    /// When it was written.
    pub at: Timestamp,
    /// Which function wrote it, in the word of the stack file.
    pub function: String,
    /// As it was written: an object; a text where the line is Lambda's own and no JSON.
    #[serde(rename = "line")]
    pub said: Value,
    /// What tells it from every other line.
    #[serde(skip)]
    pub id: String,
    /// Its time in the log, which is a little later, and what the log is read by.
    #[serde(skip)]
    pub kept_at: Timestamp,
}

/// How the lines begin that Lambda writes of each invocation.
const ROUTINE: [&str; 4] =
    ["INIT_START ", "START RequestId: ", "END RequestId: ", "REPORT RequestId: "];

impl Line {
    /// A line that a function's log group has kept since `kept_at`.
    pub fn of(function: &str, id: String, kept_at: Timestamp, text: &str) -> Self {
        let text = text.trim_end_matches(['\r', '\n']);
        let parsed = serde_json::from_str(text).ok().filter(Value::is_object);
        let said = parsed.unwrap_or_else(|| Value::String(text.to_owned()));
        let own = said.get("timestamp").and_then(Value::as_str).and_then(|at| at.parse().ok());
        Self { at: own.unwrap_or(kept_at), function: function.to_owned(), said, id, kept_at }
    }

    /// Its fields; none where it is no JSON.
    pub fn fields(&self) -> Option<&Map<String, Value>> {
        self.said.as_object()
    }

    /// The text of a field.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.said.get(field)?.as_str()
    }

    /// What it says, in a few words.
    pub fn message(&self) -> &str {
        self.text("message").or(self.said.as_str()).unwrap_or_default()
    }

    /// Whether Lambda says no more in it than that an invocation began and ended well.
    pub fn is_routine(&self) -> bool {
        let text = self.said.as_str().unwrap_or_default();
        ROUTINE.iter().any(|word| text.starts_with(word)) && !text.contains("Status: ")
    }

    /// Whether it is there for `CloudWatch`'s metrics and for no reader.
    pub fn is_metric(&self) -> bool {
        self.said.get("_aws").is_some()
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A line of the consumer.
    pub(crate) fn line(text: &str) -> Line {
        Line::of("consumer", text.to_owned(), Timestamp::UNIX_EPOCH, text)
    }

    #[test]
    fn the_time_of_a_line_is_its_own() {
        let said = line("{\"timestamp\":\"2026-01-31T12:00:00.123456Z\",\"message\":\"done\"}\n");
        assert_eq!(said.at.to_string(), "2026-01-31T12:00:00.123456Z");
        assert_eq!(said.message(), "done");
    }

    #[test]
    fn lines_that_lambda_writes_are_texts() {
        let said = line("START RequestId: 1\n");
        assert_eq!((said.message(), said.fields()), ("START RequestId: 1", None));
        assert_eq!(said.at, Timestamp::UNIX_EPOCH);
        assert_eq!(line("12").message(), "12");
    }

    #[test]
    fn an_invocation_that_went_wrong_is_no_routine() {
        assert!(line("REPORT RequestId: 1\tDuration: 2 ms").is_routine());
        assert!(!line("REPORT RequestId: 1\tDuration: 2 ms\tStatus: timeout").is_routine());
        assert!(!line("1 Task timed out after 10.00 seconds").is_routine());
        assert!(!line(r#"{"message":"START RequestId: 1"}"#).is_routine());
    }

    #[test]
    fn metrics_are_told_from_what_is_said() {
        assert!(line(r#"{"_aws":{"Timestamp":1},"deliveries":2}"#).is_metric());
        assert!(!line(r#"{"message":"done"}"#).is_metric());
    }
}
