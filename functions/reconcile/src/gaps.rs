//! Which numbers did not come, as the dispatcher has counted them last.

use std::future::Future;
use std::time::Duration;

use aws_sdk_dynamodb::Client;
use jiff::Timestamp;
use ledger::{Gap, Missing, SEQUENCE_LANE, lane_key};
use serde::Deserialize;
use stamped::DynamoRows;
use thiserror::Error;

/// How long a count stands: a dispatcher counts every five minutes at least while anything waits,
/// and says nothing more once nothing does.
const STANDS: Duration = Duration::from_mins(10);

/// The table gave no answer.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("gaps: {0}")]
pub struct NoGaps(pub String);

/// Tells which numbers did not come.
pub trait Gaps: Send + Sync {
    /// What was counted last, read consistently.
    fn missing(&self) -> impl Future<Output = Result<Option<Missing>, NoGaps>> + Send;
}

/// The dispatchers' row of the lane of strict order. It is read and never written.
#[derive(Clone, Debug)]
pub struct DynamoGaps(DynamoRows);

/// As much of that row as is read here.
#[derive(Default, Deserialize)]
struct Counted {
    #[serde(default)]
    missing: Option<Missing>,
}

impl DynamoGaps {
    /// The table of this name.
    pub fn new(client: Client, table: String) -> Self {
        Self(DynamoRows::new(client, table))
    }
}

impl Gaps for DynamoGaps {
    async fn missing(&self) -> Result<Option<Missing>, NoGaps> {
        let row = self.0.look::<Counted>(lane_key(SEQUENCE_LANE)).await;
        Ok(row.map_err(|error| NoGaps(error.0))?.state.missing)
    }
}

/// The gaps of a source, where they were counted lately.
pub(crate) fn of(missing: Option<&Missing>, source: &str, now: Timestamp) -> Option<Gap> {
    let missing = missing?;
    let stands_until = missing.counted_at.saturating_add(STANDS).unwrap_or(Timestamp::MAX);
    missing.gaps.get(source).copied().filter(|_| now < stands_until)
}
