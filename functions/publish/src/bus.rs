//! The bus, and what it takes at once.

use std::future::Future;
use std::time::Duration;

use aws_sdk_eventbridge::Client;
use aws_sdk_eventbridge::error::DisplayErrorContext;
use aws_sdk_eventbridge::types::{PutEventsRequestEntry, PutEventsResultEntry};
use cloud::Patience;
use thiserror::Error;

/// What one `PutEvents` takes (`EventBridge` API reference, `PutEvents`).
pub const MAX_ENTRIES: usize = 10;

/// How long the bus may take. All of it fits the function's timeout several times.
pub const PATIENCE: Patience =
    Patience { attempt: Duration::from_secs(3), operation: Duration::from_secs(10), attempts: 3 };

/// Whom the events are from, and what they are.
pub(crate) const SOURCE: &str = "tidewaiter";
pub(crate) const DETAIL_TYPE: &str = "classification.recorded";

/// An event before the bus has it: its detail as JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry(pub String);

/// The bus took none of them, or did not say.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("not put: {0}")]
pub struct NotPut(pub String);

/// Where events are published.
pub trait Bus: Send + Sync {
    /// Publishes up to [`MAX_ENTRIES`] events. For each, in their order: `None` if the bus has it,
    /// else the bus's own code for why not.
    fn put(
        &self,
        entries: &[Entry],
    ) -> impl Future<Output = Result<Vec<Option<String>>, NotPut>> + Send;
}

/// An `EventBridge` bus.
#[derive(Clone, Debug)]
pub struct EventBridge {
    client: Client,
    bus: String,
}

impl EventBridge {
    /// The bus of this name.
    pub fn new(client: Client, bus: String) -> Self {
        Self { client, bus }
    }

    fn entry(&self, entry: &Entry) -> PutEventsRequestEntry {
        PutEventsRequestEntry::builder()
            .event_bus_name(&self.bus)
            .source(SOURCE)
            .detail_type(DETAIL_TYPE)
            .detail(&entry.0)
            .build()
    }
}

impl Bus for EventBridge {
    async fn put(&self, entries: &[Entry]) -> Result<Vec<Option<String>>, NotPut> {
        let request = entries.iter().map(|entry| self.entry(entry)).collect();
        let put = self.client.put_events().set_entries(Some(request)).send().await;
        let put = put.map_err(|error| NotPut(DisplayErrorContext(error).to_string()))?;
        let told = put.entries.unwrap_or_default();
        if told.len() == entries.len() {
            Ok(told.into_iter().map(refusal).collect())
        } else {
            Err(NotPut(format!("{} events put, {} answered for", entries.len(), told.len())))
        }
    }
}

/// What an answer for one event says: an event that has an id is on the bus.
fn refusal(entry: PutEventsResultEntry) -> Option<String> {
    match (entry.error_code, entry.event_id) {
        (Some(code), _) => Some(code),
        (None, Some(_)) => None,
        (None, None) => Some("NoEventId".to_owned()),
    }
}
