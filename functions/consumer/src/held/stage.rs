//! Obeying an operator who has stopped a source, a tenant or an API.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use holds::{HoldTable, Holds, Unavailable};
use jiff::Timestamp;

use crate::clock::Clock;
use crate::event::{Cause, Claimed, ItemEnd};

/// How long what was read serves: an operator is obeyed within seconds.
const FRESH: Duration = Duration::from_secs(5);

/// Looks at what is held. Holds: the table of holds.
#[derive(Debug)]
pub(crate) struct Held<H> {
    table: H,
    seen: Mutex<Option<(Timestamp, Holds)>>,
}

impl<H: HoldTable> Held<H> {
    pub fn new(table: H) -> Self {
        Self { table, seen: Mutex::default() }
    }

    /// Ends every event of a group that is held, for now. Where it cannot be told what is held,
    /// nothing is asked.
    pub async fn all(&self, group: &[Claimed], clock: &Clock) {
        let asking = group.iter().filter_map(|claimed| Some((claimed, claimed.event.api()?)));
        let mut asking = asking.peekable();
        if asking.peek().is_none() {
            return;
        }
        let holds = self.holds(clock.now()).await;
        for (claimed, api) in asking {
            let origin = &claimed.event.origin;
            match &holds {
                Ok(holds) => {
                    if let Some(hold) = holds.of(&origin.source, &origin.tenant, api) {
                        let what = hold.kind.word();
                        let reason = format!("the {what} is held: {}", hold.reason);
                        claimed.end_all(&ItemEnd::hold(Cause::Held, reason));
                    }
                }
                Err(error) => claimed.end_all(&ItemEnd::hold(Cause::Tables, error.to_string())),
            }
        }
    }

    async fn holds(&self, now: Timestamp) -> Result<Holds, Unavailable> {
        let seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let is_fresh = |at: Timestamp| at.saturating_add(FRESH).is_ok_and(|until| now < until);
        if let Some((at, holds)) = seen
            && at <= now
            && is_fresh(at)
        {
            return Ok(holds);
        }
        let holds = self.table.read().await?;
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        *seen = Some((now, holds.clone()));
        Ok(holds)
    }
}
