//! Which events the ledger knows already: nobody has to send those again.

use std::collections::BTreeSet;
use std::future::Future;

use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::DisplayErrorContext;
use aws_sdk_dynamodb::types::AttributeValue;
use futures::StreamExt;
use futures::stream;
use jiff::Timestamp;
use thiserror::Error;

/// Look-ups at once.
const AT_ONCE: usize = 32;

/// The ledger gave no answer.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("ledger: {0}")]
pub struct UnknownNow(pub String);

/// Tells which events are known.
pub trait Known: Send + Sync {
    /// Those of these keys that have a row which has not expired.
    fn known(
        &self,
        events: &[String],
        now: Timestamp,
    ) -> impl Future<Output = Result<BTreeSet<String>, UnknownNow>> + Send;
}

/// The ledger's table. Only that a row is there is read, whatever is in it. The reads need not be
/// consistent: who misses a row sends a copy.
#[derive(Clone, Debug)]
pub struct DynamoKnown {
    client: Client,
    table: String,
}

impl DynamoKnown {
    /// The table of this name.
    pub fn new(client: Client, table: String) -> Self {
        Self { client, table }
    }

    async fn is_known(&self, event: &str, now: Timestamp) -> Result<bool, UnknownNow> {
        let key = AttributeValue::S(event.to_owned());
        let request = self.client.get_item().table_name(&self.table).key("event", key);
        let response = request.projection_expression("event, expires_at").send().await;
        let response =
            response.map_err(|error| UnknownNow(DisplayErrorContext(error).to_string()))?;
        let Some(item) = response.item else { return Ok(false) };
        let expires_at = item.get("expires_at").and_then(|at| at.as_n().ok());
        let expires_at = expires_at.and_then(|seconds| seconds.parse::<i64>().ok());
        Ok(expires_at.is_none_or(|seconds| seconds > now.as_second()))
    }
}

impl Known for DynamoKnown {
    async fn known(
        &self,
        events: &[String],
        now: Timestamp,
    ) -> Result<BTreeSet<String>, UnknownNow> {
        let looks = events.iter().cloned().map(|event| async move {
            let is_known = self.is_known(&event, now).await?;
            Ok::<_, UnknownNow>(is_known.then_some(event))
        });
        let mut looks = stream::iter(looks).buffer_unordered(AT_ONCE);
        let mut known = BTreeSet::new();
        while let Some(found) = looks.next().await {
            known.extend(found?);
        }
        Ok(known)
    }
}
