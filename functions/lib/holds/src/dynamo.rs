//! Holds in `DynamoDB`: one row of the ledger's table, under a key that no event has.

use std::collections::HashMap;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::DisplayErrorContext;
use aws_sdk_dynamodb::types::AttributeValue;

use crate::entry::hold;
use crate::hold::Holds;
use crate::table::{HoldTable, Unavailable};

/// The key of the row. Every event's key holds a `#`.
pub const HOLDS_KEY: &str = "holds";

/// The attribute that lists them.
pub(crate) const HELD: &str = "held";

/// A `DynamoDB` table with the string partition key `event`.
#[derive(Clone, Debug)]
pub struct DynamoHolds {
    pub(crate) client: Client,
    pub(crate) table: String,
}

impl DynamoHolds {
    /// The table of this name.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }
}

impl HoldTable for DynamoHolds {
    async fn read(&self) -> Result<Holds, Unavailable> {
        Ok(self.row().await?.as_ref().map(holds).unwrap_or_default())
    }
}

impl DynamoHolds {
    pub(crate) async fn row(&self) -> Result<Option<Row>, Unavailable> {
        let key = AttributeValue::S(HOLDS_KEY.to_owned());
        let request = self.client.get_item().table_name(&self.table).key("event", key);
        let response = request.consistent_read(true).send().await;
        let response =
            response.map_err(|error| Unavailable(DisplayErrorContext(error).to_string()))?;
        Ok(response.item)
    }
}

/// The row as it stands.
type Row = HashMap<String, AttributeValue>;

/// The row may be written by hand. An entry that cannot be read stops nothing, and says so in the
/// log at each read: it must not keep the others from counting.
fn holds(row: &HashMap<String, AttributeValue>) -> Holds {
    let Some(listed) = row.get(HELD) else { return Holds::default() };
    let Ok(entries) = listed.as_l() else {
        tracing::error!("the attribute `held` of the row `holds` is no list: nothing is held");
        return Holds::default();
    };
    let readable = entries.iter().enumerate().filter_map(|(place, entry)| {
        let hold = hold(entry);
        if hold.is_none() {
            tracing::error!(place, "a hold is not readable, and stops nothing");
        }
        hold
    });
    Holds(readable.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hold::{Hold, Kind};

    fn entry(fields: &[(&str, &str)]) -> AttributeValue {
        let fields = fields.iter();
        let fields = fields
            .map(|(name, value)| ((*name).to_owned(), AttributeValue::S((*value).to_owned())));
        AttributeValue::M(fields.collect())
    }

    fn row(held: AttributeValue) -> HashMap<String, AttributeValue> {
        HashMap::from([(HELD.to_owned(), held)])
    }

    #[test]
    fn a_row_reads_as_an_operator_wrote_it() {
        let whole = entry(&[
            ("kind", "source"),
            ("name", "shop"),
            ("reason", "doubled every price"),
            ("since", "2026-11-26T10:00:00Z"),
        ]);
        let read = holds(&row(AttributeValue::L(vec![whole])));
        let hold = Hold {
            kind: Kind::Source,
            name: "shop".to_owned(),
            reason: "doubled every price".to_owned(),
            since: Some("2026-11-26T10:00:00Z".parse().expect("a time")),
            by: None,
        };
        assert_eq!(read, Holds(vec![hold]));
    }

    #[test]
    fn what_is_for_people_alone_may_be_left_out() {
        let bare = entry(&[("kind", "api"), ("name", "classifier"), ("since", "yesterday")]);
        let read = holds(&row(AttributeValue::L(vec![bare])));
        assert!(read.of("s", "t", "classifier").is_some_and(|hold| hold.since.is_none()));
    }

    #[test]
    fn an_entry_that_cannot_be_read_leaves_the_others_standing() {
        let entries = [
            AttributeValue::S("acme".to_owned()),
            entry(&[("kind", "planet"), ("name", "acme")]),
            entry(&[("kind", "tenant"), ("name", "")]),
            entry(&[("kind", "tenant")]),
            entry(&[("kind", "tenant"), ("name", "acme")]),
        ];
        let read = holds(&row(AttributeValue::L(entries.into())));
        assert_eq!(read.0.len(), 1);
        assert!(read.of("s", "acme", "a").is_some());
    }

    #[test]
    fn a_row_without_a_list_holds_nothing() {
        assert_eq!(holds(&HashMap::new()), Holds::default());
        assert_eq!(holds(&row(AttributeValue::S("acme".to_owned()))), Holds::default());
    }
}
