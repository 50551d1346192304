//! Finds events in the ledger.

use std::collections::BTreeSet;

use classifications::ItemKey;
use futures::TryStreamExt;
use jiff::Timestamp;
use ledger::Row;

use crate::connection::Connection;
use crate::events::filter::EventFilter;
use crate::events::listed::key_parts;
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

/// Up to `limit` events that fit. Every row of the table is read until there are so many.
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
    let mut pages = pages(&scan);
    let mut found = Found::default();
    while let Some(page) = pages.try_next().await? {
        found.add(page.items, |row| filter.fits(row, now));
        found.is_cut = found.rows.len() > limit;
        if found.is_cut {
            break;
        }
    }
    found.rows.sort_by(|a, b| (b.first_received, &a.event).cmp(&(a.first_received, &b.event)));
    found.rows.truncate(limit);
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
