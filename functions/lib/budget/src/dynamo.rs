//! States in `DynamoDB`: rows of the ledger's table, under keys that no event has.

use aws_sdk_dynamodb::Client;
use stamped::DynamoRows;

use crate::table::{BudgetTable, Stamped, Swapped, Unavailable};

/// A `DynamoDB` table with the string partition key `event`.
#[derive(Clone, Debug)]
pub struct DynamoBudget(DynamoRows);

impl DynamoBudget {
    /// The table of this name.
    pub fn new(client: Client, table: String) -> Self {
        Self(DynamoRows::new(client, table))
    }
}

impl BudgetTable for DynamoBudget {
    async fn swap(&self, api: &str, new: &Stamped, was: &str) -> Result<Swapped, Unavailable> {
        self.0.swap(key(api), new.clone(), was).await.map_err(unavailable)
    }

    async fn look(&self, api: &str) -> Result<Stamped, Unavailable> {
        self.0.look(key(api)).await.map_err(unavailable)
    }
}

/// No source's name holds a colon, so no event has such a key.
fn key(api: &str) -> String {
    format!("budget:{api}")
}

fn unavailable(error: stamped::Unavailable) -> Unavailable {
    Unavailable(error.0)
}
