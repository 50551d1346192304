//! Fetching a body that was too long for the queue, when its event's turn has come.

use std::sync::Arc;

use bodies::{BodyStore, NotFetched};
use jiff::Timestamp;

use crate::event::{Disposition, Event, Record, of_hold};
use crate::open::Unfetched;

/// Fetches stored bodies. Holds: the bucket.
#[derive(Debug)]
pub(crate) struct Stored<B> {
    bodies: Arc<B>,
}

impl<B: BodyStore> Stored<B> {
    pub fn new(bodies: Arc<B>) -> Self {
        Self { bodies }
    }

    /// The event with what its body says, or when its message comes back.
    pub async fn fetch(
        &self,
        event: Unfetched,
        now: Timestamp,
    ) -> Result<Event, (Record, Disposition)> {
        match self.bodies.get(event.key()).await {
            Ok(body) if event.is_body(&body) => Ok(event.event(Ok(&body), now)),
            Ok(_) => Ok(event.event(Err("the stored body is not the one that was verified"), now)),
            Err(gone @ NotFetched::Gone) => Ok(event.event(Err(&gone.to_string()), now)),
            Err(error @ NotFetched::Unavailable(_)) => {
                tracing::warn!(key = event.key(), %error, "body not fetched");
                let record = event.record().clone();
                let hidden = of_hold(record.receives);
                Err((record, Disposition::Later(hidden)))
            }
        }
    }
}
