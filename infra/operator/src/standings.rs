//! Where many events stand in the ledger, a hundred a read.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::bail;
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};
use futures::{StreamExt, TryStreamExt, stream};
use jiff::Timestamp;
use ledger::Phase;
use serde::Deserialize;

use crate::connection::Connection;
use crate::trouble::Told;

/// The most keys that `DynamoDB` reads at once.
const KEYS: usize = 100;

/// Reads at once.
const AT_ONCE: usize = 8;

/// How often what `DynamoDB` left out is asked for again.
const TRIES: u32 = 8;

/// Where an event stands.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub(crate) struct Standing {
    event: String,
    /// Its phase.
    pub phase: Phase,
    /// Why it was released or refused last.
    pub reason: Option<String>,
    expires_at: Option<i64>,
}

/// Where these events stand, by their keys; those of which nothing is known are left out.
pub(crate) async fn standings(
    connection: &Connection,
    keys: &[String],
    now: Timestamp,
) -> anyhow::Result<HashMap<String, Standing>> {
    let reads = keys.chunks(KEYS).map(|keys| read(connection, keys));
    let read: Vec<Vec<Standing>> =
        stream::iter(reads).buffer_unordered(AT_ONCE).try_collect().await?;
    // TTL deletes days late: an expired row counts as forgotten.
    let is_kept = |row: &Standing| row.expires_at.is_none_or(|at| at > now.as_second());
    let rows = read.into_iter().flatten().filter(is_kept);
    Ok(rows.map(|row| (row.event.clone(), row)).collect())
}

async fn read(connection: &Connection, keys: &[String]) -> anyhow::Result<Vec<Standing>> {
    let client = connection.dynamo();
    let key = |key: &String| HashMap::from([("event".to_owned(), AttributeValue::S(key.clone()))]);
    let asked = KeysAndAttributes::builder()
        .set_keys(Some(keys.iter().map(key).collect()))
        .projection_expression("event, phase, reason, expires_at")
        .build()?;
    let table = &connection.stack.ledger_table;
    let mut open = Some(HashMap::from([(table.clone(), asked)]));
    let mut rows = Vec::with_capacity(keys.len());
    for number in 0..TRIES {
        let Some(asked) = open.take() else { return Ok(rows) };
        let answer = client.batch_get_item().set_request_items(Some(asked)).send().await;
        let answer = answer.told("cannot read the ledger")?;
        for item in answer.responses.unwrap_or_default().into_values().flatten() {
            rows.push(serde_dynamo::from_item(item)?);
        }
        open = answer.unprocessed_keys.filter(|keys| !keys.is_empty());
        if open.is_some() {
            tokio::time::sleep(Duration::from_millis(100 << number)).await;
        }
    }
    if open.is_some() {
        bail!("the ledger does not keep up with reads: try again in a minute");
    }
    Ok(rows)
}
