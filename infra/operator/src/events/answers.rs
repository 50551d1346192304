//! The answers that an event has brought.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use classifications::{Outcome, Row};
use futures::TryStreamExt;
use jiff::Timestamp;
use serde::Serialize;

use crate::connection::Connection;
use crate::key::key_parts;
use crate::scan::pages;

/// An answer of an event.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Answer {
    /// The sender's own number of the item.
    pub item: String,
    /// Which version of it.
    pub version: String,
    /// When it was recorded.
    pub recorded_at: Timestamp,
    /// The code, or why there is none.
    pub outcome: String,
    /// The request that brought the event, as the answer to its sender named it.
    pub request_id: String,
    /// The `X-Request-Id` of the call that was answered.
    pub api_request_id: String,
    /// Whether it is another state's answer, for which nobody was asked again.
    pub is_carried: bool,
}

/// What was found.
#[derive(Debug, Default)]
pub(crate) struct Looked {
    /// The answers, in the order in which they were recorded.
    pub answers: Vec<Answer>,
    /// How many rows were read until it was enough; nothing where all were read.
    pub stopped_after: Option<usize>,
}

/// The answers of the event with this key. No index leads from an event to them, so the table is
/// read, up to `most` rows of it.
pub(crate) async fn answers(
    connection: &Connection,
    key: &str,
    most: usize,
) -> anyhow::Result<Looked> {
    let (source, tenant, id) = key_parts(key);
    let values = [(":source", source), (":tenant", tenant), (":id", id)];
    let values = values.map(|(name, value)| (name.to_owned(), AttributeValue::S(value.to_owned())));
    let scan = connection.dynamo().scan().table_name(&connection.stack.classifications_table);
    let scan = scan
        .filter_expression("event_id = :id AND tenant = :tenant AND #source = :source")
        .expression_attribute_names("#source", "source")
        .set_expression_attribute_values(Some(HashMap::from(values)));
    let (mut pages, mut looked, mut read) = (pages(&scan), Looked::default(), 0_usize);
    while let Some(page) = pages.try_next().await? {
        let rows =
            page.items.into_iter().filter_map(|item| serde_dynamo::from_item::<_, Row>(item).ok());
        looked.answers.extend(rows.map(Answer::of));
        read = read.saturating_add(page.read);
        if read >= most {
            looked.stopped_after = Some(read);
            break;
        }
    }
    looked.answers.sort_by(|a, b| (a.recorded_at, &a.item).cmp(&(b.recorded_at, &b.item)));
    Ok(looked)
}

impl Answer {
    fn of(row: Row) -> Self {
        let outcome = match row.outcome {
            Outcome::Completed => {
                row.hts_code.unwrap_or_else(|| "answered, without a code".to_owned())
            }
            Outcome::Failed => {
                format!("failed: {}", row.failure.unwrap_or_else(|| "no reason".to_owned()))
            }
        };
        Self {
            item: row.item_id,
            version: row.version,
            recorded_at: row.recorded_at,
            outcome,
            request_id: row.request_id,
            api_request_id: row.api_request_id,
            is_carried: row.carried_from.is_some(),
        }
    }
}
