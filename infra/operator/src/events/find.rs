//! Finds events in the ledger.

use std::collections::BTreeSet;

use classifications::ItemKey;
use futures::TryStreamExt;
use jiff::Timestamp;
use ledger::Row;

use crate::connection::Connection;
use crate::events::filter::EventFilter;
use crate::key::key_parts;
use crate::progress;
use crate::scan::{Item, pages};

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Found {
    /// The events that fit, the newest first.
    pub rows: Vec<Row>,
    /// Whether there may be more that fit.
    pub is_cut: bool,
    /// Rows of events that another build wrote and this one cannot read.
    pub unreadable: usize,
}

/// The newest `limit` events that fit. Every row of the table is read for that.
pub(crate) async fn find(
    connection: &Connection,
    filter: &EventFilter,
    limit: usize,
    now: Timestamp,
) -> anyhow::Result<Found> {
    let expression = filter.expression(now);
    let values = Some(expression.values).filter(|values| !values.is_empty());
    let scan = connection.dynamo().scan().table_name(&connection.stack.ledger_table);
    let scan = scan.filter_expression(expression.text).set_expression_attribute_values(values);
    let (mut pages, mut found, rows) =
        (pages(&scan), Found::default(), progress::counter("rows read"));
    while let Some(page) = pages.try_next().await? {
        rows.inc(u64::try_from(page.read).unwrap_or_default());
        found.add(page.items, |row| filter.fits(row, now));
        found.keep_newest(limit);
    }
    rows.finish_and_clear();
    Ok(found)
}

/// The events that gave an item its answers.
pub(crate) async fn of_item(
    connection: &Connection,
    tenant: &str,
    item: &str,
    now: Timestamp,
) -> anyhow::Result<Vec<Row>> {
    let answers = connection.answers().rows(Some(&ItemKey::new(tenant, item)), usize::MAX).await?;
    let keys = answers.iter().map(|row| format!("{}#{}#{}", row.source, row.tenant, row.event_id));
    let keys: BTreeSet<String> = keys.collect();
    let (ledger, mut rows) = (connection.ledger(), Vec::new());
    for key in keys {
        rows.extend(ledger.look_up(&key, now).await?);
    }
    Ok(rows)
}

/// The events of this name: the one with this key, else all with this id, whatever source and
/// tenant they are of.
pub(crate) async fn of_name(
    connection: &Connection,
    name: &str,
    now: Timestamp,
) -> anyhow::Result<Vec<Row>> {
    if let Some(row) = connection.ledger().look_up(name, now).await? {
        return Ok(vec![row]);
    }
    let scan = connection.dynamo().scan().table_name(&connection.stack.ledger_table);
    let scan = scan
        .filter_expression("attribute_exists(phase) AND contains(event, :id)")
        .expression_attribute_values(
            ":id",
            aws_sdk_dynamodb::types::AttributeValue::S(format!("#{name}")),
        );
    let mut found = Found::default();
    let mut pages = pages(&scan);
    while let Some(page) = pages.try_next().await? {
        found.add(page.items, |row| key_parts(&row.event).2 == name && !row.is_expired(now));
    }
    Ok(found.rows)
}

impl Found {
    fn keep_newest(&mut self, limit: usize) {
        self.is_cut |= self.rows.len() > limit;
        self.rows.sort_by(|a, b| (b.first_received, &a.event).cmp(&(a.first_received, &b.event)));
        self.rows.truncate(limit);
    }

    fn add(&mut self, items: Vec<Item>, fits: impl Fn(&Row) -> bool) {
        for item in items {
            match serde_dynamo::from_item::<_, Row>(item) {
                Ok(row) if fits(&row) => self.rows.push(row),
                Ok(_) => {}
                Err(_) => self.unreadable = self.unreadable.saturating_add(1),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::events::listed::tests::row;

    #[test]
    fn the_newest_are_kept_whatever_came_first() {
        let at = |event: &str, second| {
            let first_received = Timestamp::from_second(second).expect("a time");
            Row { first_received, ..row(event, "done", None) }
        };
        let mut found = Found::default();
        for (event, second) in [("a", 1), ("b", 3), ("c", 2)] {
            found.rows.push(at(event, second));
            found.keep_newest(2);
        }
        let kept: Vec<_> = found.rows.iter().map(|row| row.event.as_str()).collect();
        assert_eq!((kept, found.is_cut), (vec!["b", "c"], true));
    }
}
