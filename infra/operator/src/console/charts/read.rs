//! Reads what charts show: no index leads to it, so both tables are read, up to a limit.

use aws_sdk_dynamodb::operation::scan::builders::ScanFluentBuilder;
use aws_sdk_dynamodb::types::AttributeValue;
use futures::TryStreamExt;
use jiff::Timestamp;
use serde::Deserialize;

use crate::connection::Connection;
use crate::console::charts::count::{Counted, Counting, Entry};
use crate::console::charts::span::Span;
use crate::scan::{Item, pages};

/// The most rows of each table that are read.
pub(crate) const MOST: usize = 200_000;

/// A row of the ledger's table, as far as it is counted.
#[derive(Deserialize)]
struct Arrival {
    first_received: i64,
}

/// A row of the table of answers, as far as it is counted.
#[derive(Deserialize)]
struct Answer {
    received_at: i64,
    answered_at: i64,
    recorded_at: i64,
    #[serde(default)]
    api_request_id: String,
    carried_from: Option<serde::de::IgnoredAny>,
}

impl From<Answer> for Entry {
    fn from(answer: Answer) -> Self {
        Self {
            received_at: answer.received_at,
            answered_at: answer.answered_at,
            recorded_at: answer.recorded_at,
            call: Some(answer.api_request_id).filter(|call| !call.is_empty()),
            is_carried: answer.carried_from.is_some(),
        }
    }
}

/// Counts what both tables have of this time.
pub(crate) async fn read(
    connection: &Connection,
    span: Span,
    now: Timestamp,
) -> anyhow::Result<Counted> {
    let mut counting = Counting::of(span, now);
    let ledger = connection.dynamo().scan().table_name(&connection.stack.ledger_table);
    // Rows that stand for no event have no phase.
    let ledger = ledger
        .filter_expression("attribute_exists(phase) AND first_received >= :since")
        .projection_expression("first_received")
        .expression_attribute_values(":since", millis(counting.arrivals_since()));
    let count = |counting: &mut Counting, row: Arrival| counting.arrived(row.first_received);
    rows(ledger, &mut counting, count).await?;
    let answers = connection.dynamo().scan().table_name(&connection.stack.classifications_table);
    let answers = answers
        .filter_expression("recorded_at >= :since")
        .projection_expression(
            "received_at, answered_at, recorded_at, api_request_id, carried_from",
        )
        .expression_attribute_values(":since", millis(counting.since()));
    let count = |counting: &mut Counting, row: Answer| counting.recorded(row.into());
    rows(answers, &mut counting, count).await?;
    Ok(counting.end())
}

async fn rows<R: for<'r> Deserialize<'r>>(
    scan: ScanFluentBuilder,
    counting: &mut Counting,
    count: impl Fn(&mut Counting, R),
) -> anyhow::Result<()> {
    let (mut pages, mut read) = (pages(&scan), 0_usize);
    while let Some(page) = pages.try_next().await? {
        for row in page.items.into_iter().filter_map(of_item) {
            count(counting, row);
        }
        read = read.saturating_add(page.read);
        if read >= MOST {
            counting.cut();
            break;
        }
    }
    Ok(())
}

/// A row that another build wrote may lack what is counted.
fn of_item<R: for<'r> Deserialize<'r>>(item: Item) -> Option<R> {
    serde_dynamo::from_item(item).ok()
}

fn millis(at: Timestamp) -> AttributeValue {
    AttributeValue::N(at.as_millisecond().to_string())
}
