//! The index of contents: rows of the ledger's table, under keys that no event has.

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use serde::Serialize;

use crate::dynamo::failed::{unavailable, unreadable};
use crate::index::{ContentIndex, ContentKey, Place};
use crate::table::Unavailable;

/// A `DynamoDB` table with the string partition key `event` and the TTL attribute `expires_at`.
#[derive(Clone, Debug)]
pub struct DynamoIndex {
    client: Client,
    table: String,
}

#[derive(Serialize)]
struct Entry<'a> {
    event: &'a str,
    #[serde(flatten)]
    place: &'a Place,
}

impl DynamoIndex {
    /// The table of this name.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }
}

impl ContentIndex for DynamoIndex {
    async fn find(&self, content: &ContentKey) -> Result<Option<Place>, Unavailable> {
        let key = AttributeValue::S(content.as_str().to_owned());
        let request = self.client.get_item().table_name(&self.table).key("event", key);
        let found = request.send().await.map_err(unavailable)?.item;
        let place = found.map(serde_dynamo::from_item).transpose();
        place.map_err(|error| unreadable(&error))
    }

    async fn put(&self, content: &ContentKey, place: &Place) -> Result<(), Unavailable> {
        let entry = Entry { event: content.as_str(), place };
        let item = serde_dynamo::to_item(entry).map_err(|error| unreadable(&error))?;
        let request = self.client.put_item().table_name(&self.table).set_item(Some(item));
        request.send().await.map(|_| ()).map_err(unavailable)
    }
}
