//! The record of a change: a line on stderr, and a row of the ledger's table.
//!
//! The row is written before the change, and again after it: what says `begun` for long was cut off.

use std::collections::HashMap;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use jiff::Timestamp;
use uuid::Uuid;

use crate::connection::Connection;
use crate::output;
use crate::trouble::Told;

/// How long a record is kept.
const KEPT: Duration = Duration::from_hours(24 * 400);

/// What a record says while its change is under way.
const BEGUN: &str = "begun";

/// Who does what, when and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// When.
    pub at: Timestamp,
    /// Who, as AWS or this machine says it.
    pub who: String,
    /// On which stack.
    pub stack: String,
    /// What, in a few words.
    pub what: String,
    /// Why, if somebody said so.
    pub why: Option<String>,
}

/// A change that is on record as begun.
#[must_use = "a record that is not ended says that its change was cut off"]
#[derive(Debug)]
pub(crate) struct Record {
    client: Client,
    table: String,
    key: String,
    who: String,
}

impl Record {
    /// Puts it on record.
    pub(super) async fn begin(entry: Entry, connection: &Connection) -> anyhow::Result<Self> {
        let key = entry.key(&Uuid::new_v4().simple().to_string());
        let table = connection.stack.ledger_table.clone();
        let who = entry.who.clone();
        let record = Self { client: connection.dynamo(), table, key, who };
        let put = record.client.put_item().table_name(&record.table);
        let put = put.set_item(Some(entry.row(&record.key)));
        let written = put.condition_expression("attribute_not_exists(event)").send().await;
        written.told("nothing was changed, since the change cannot be put on record")?;
        output::complain(&entry.line(&record.key));
        Ok(record)
    }

    /// Who makes the change.
    pub fn who(&self) -> &str {
        &self.who
    }

    /// Says how the change ended: `12 redriven`.
    pub async fn end(self, outcome: &str) -> anyhow::Result<()> {
        let update = self.client.update_item().table_name(&self.table);
        let update = update
            .key("event", text(&self.key))
            .update_expression("SET outcome = :outcome")
            .expression_attribute_values(":outcome", text(outcome));
        let written = update.send().await;
        written.told("the change is made, and its record cannot be ended")?;
        output::complain(&format!("audit: {} ended: {outcome}", self.key));
        Ok(())
    }
}

impl Entry {
    /// Keys sort by time. No event has such a key: no source's name holds a colon.
    fn key(&self, unique: &str) -> String {
        let unique = unique.get(..8).unwrap_or(unique);
        format!("audit:{:.3}:{unique}", self.at)
    }

    fn row(&self, key: &str) -> HashMap<String, AttributeValue> {
        let expires_at = self.at.saturating_add(KEPT).unwrap_or(Timestamp::MAX);
        let said = [
            ("event", Some(key.to_owned())),
            ("at", Some(self.at.to_string())),
            ("who", Some(self.who.clone())),
            ("stack", Some(self.stack.clone())),
            ("what", Some(self.what.clone())),
            ("why", self.why.clone()),
            ("outcome", Some(BEGUN.to_owned())),
        ];
        let said = said.into_iter().filter_map(|(name, value)| Some((name, text(&value?))));
        let expires_at = AttributeValue::N(expires_at.as_second().to_string());
        let all = said.chain([("expires_at", expires_at)]);
        all.map(|(name, value)| (name.to_owned(), value)).collect()
    }

    /// Quoted, so that no text of a person's looks like another field, or steers a terminal.
    fn line(&self, key: &str) -> String {
        let why = self.why.as_deref().unwrap_or_default();
        format!(
            "audit: {key} who={:?} stack={:?} what={:?} why={why:?}",
            self.who, self.stack, self.what
        )
    }
}

fn text(value: &str) -> AttributeValue {
    AttributeValue::S(value.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(why: Option<&str>) -> Entry {
        Entry {
            at: "2026-11-26T10:00:00.5Z".parse().expect("a time"),
            who: "arn:aws:sts::1:assumed-role/duty/ann".to_owned(),
            stack: "tidewaiter, account 1".to_owned(),
            what: "redrive 2 dead events".to_owned(),
            why: why.map(str::to_owned),
        }
    }

    #[test]
    fn a_row_says_who_what_when_and_why_and_is_forgotten_one_day() {
        let entry = entry(Some("mapping mended"));
        let key = entry.key("0123456789abcdef");
        assert_eq!(key, "audit:2026-11-26T10:00:00.500Z:01234567");
        let row = entry.row(&key);
        let text =
            |name: &str| row.get(name).and_then(|value| value.as_s().ok()).map(String::as_str);
        assert_eq!(text("event"), Some(key.as_str()));
        assert_eq!(text("who"), Some("arn:aws:sts::1:assumed-role/duty/ann"));
        assert_eq!(text("what"), Some("redrive 2 dead events"));
        assert_eq!(text("why"), Some("mapping mended"));
        assert_eq!(text("outcome"), Some("begun"));
        let expires_at = row.get("expires_at").and_then(|value| value.as_n().ok());
        let day: Timestamp = "2027-12-31T10:00:00Z".parse().expect("a time");
        assert_eq!(expires_at, Some(&day.as_second().to_string()));
    }

    #[test]
    fn without_a_reason_the_row_has_none() {
        assert!(!entry(None).row("k").contains_key("why"));
    }

    #[test]
    fn a_reason_cannot_pass_for_another_field_or_steer_the_terminal() {
        let line = entry(Some("x\" who=\"me\u{1b}[2J")).line("k");
        assert!(line.ends_with(r#"why="x\" who=\"me\u{1b}[2J""#), "{line}");
    }
}
