//! Cursors in `DynamoDB`: rows of the ledger's table, under keys that no event has.

use aws_sdk_dynamodb::Client;
use stamped::DynamoRows;

use crate::state::Cursor;
use crate::table::{CursorTable, Stamped, Swapped, Unavailable};

/// A `DynamoDB` table with the string partition key `event`.
#[derive(Clone, Debug)]
pub struct DynamoCursors(DynamoRows);

impl DynamoCursors {
    /// The table of this name.
    pub fn new(client: Client, table: String) -> Self {
        Self(DynamoRows::new(client, table))
    }
}

impl CursorTable for DynamoCursors {
    async fn look(&self, source: &str) -> Result<Option<Stamped>, Unavailable> {
        let row = self.0.look::<Option<Cursor>>(key(source)).await.map_err(unavailable)?;
        match row.state {
            Some(cursor) => Ok(Some(Stamped { cursor, stamp: row.stamp })),
            None if row.stamp.is_empty() => Ok(None),
            None => Err(Unavailable("a cursor of another build: it cannot be read".to_owned())),
        }
    }

    async fn swap(
        &self,
        source: &str,
        new: &Stamped,
        was: Option<&str>,
    ) -> Result<Swapped, Unavailable> {
        let state = Some(new.cursor.clone());
        let new = stamped::Stamped { state, stamp: new.stamp.clone() };
        let swapped = self.0.swap(key(source), new, was.unwrap_or_default()).await;
        Ok(match swapped.map_err(unavailable)? {
            stamped::Swapped::Yes => Swapped::Yes,
            stamped::Swapped::No(_) => Swapped::No,
        })
    }
}

/// No source's name holds a colon, so no event has such a key.
fn key(source: &str) -> String {
    format!("cursor:{source}")
}

fn unavailable(error: stamped::Unavailable) -> Unavailable {
    Unavailable(error.0)
}
