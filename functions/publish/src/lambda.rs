//! From Lambda's stream events to records, and back.

use lambda_runtime::{Error, LambdaEvent};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::bus::Bus;
use crate::publish::{Again, publish};

/// A batch of a stream, each record unread: one that is none fails alone.
#[derive(Debug, Deserialize)]
pub struct StreamEvent {
    /// In the order of the shard.
    #[serde(rename = "Records")]
    pub records: Vec<Value>,
}

/// Where Lambda is to begin again (Lambda developer guide, "Configuring partial batch response
/// with DynamoDB and Lambda"): nowhere, if the list is empty.
#[derive(Debug, Default, Serialize, PartialEq, Eq)]
pub struct StreamResponse {
    /// None, or one.
    #[serde(rename = "batchItemFailures")]
    pub failures: Vec<Failure>,
}

/// The first record that is to come again, and all after it with it.
#[derive(Debug, Serialize, PartialEq, Eq)]
pub struct Failure {
    /// Its sequence number.
    #[serde(rename = "itemIdentifier")]
    pub place: String,
}

/// Publishes one batch. An error has the whole batch come again.
pub async fn handle(
    bus: &impl Bus,
    event: LambdaEvent<StreamEvent>,
) -> Result<StreamResponse, Error> {
    match publish(bus, event.payload.records).await {
        Ok(()) => Ok(StreamResponse::default()),
        Err(Again(Some(place))) => Ok(StreamResponse { failures: vec![Failure { place }] }),
        // An empty identifier would fail the whole batch too, without saying why.
        Err(Again(None)) => Err("a record without a SequenceNumber was not published".into()),
    }
}
