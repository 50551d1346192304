//! Memories in `DynamoDB`: rows of the ledger's table, under keys that no event has.

use aws_sdk_dynamodb::Client;
use ledger::lane_key;
use stamped::DynamoRows;

use crate::table::{LaneTable, Stamped, Swapped, Unavailable};

/// A `DynamoDB` table with the string partition key `event`.
#[derive(Clone, Debug)]
pub struct DynamoLanes(DynamoRows);

impl DynamoLanes {
    /// The table of this name.
    pub fn new(client: Client, table: String) -> Self {
        Self(DynamoRows::new(client, table))
    }
}

impl LaneTable for DynamoLanes {
    async fn look(&self, lane: &str) -> Result<Stamped, Unavailable> {
        self.0.look(lane_key(lane)).await.map_err(unavailable)
    }

    async fn swap(&self, lane: &str, new: &Stamped, was: &str) -> Result<Swapped, Unavailable> {
        self.0.swap(lane_key(lane), new.clone(), was).await.map_err(unavailable)
    }
}

fn unavailable(error: stamped::Unavailable) -> Unavailable {
    Unavailable(error.0)
}
