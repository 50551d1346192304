//! What an event's row holds while it waits outside the queue.

use std::time::Duration;

use bodies::{BodyStore, Unavailable};
use jiff::Timestamp;
use ledger::{Claim, MAX_MESSAGE_BYTES, Release, Wait, WaitCause, turn};
use sequences::Awaited;

use crate::event::{Event, Setback};

/// An event that can wait outside the queue: in which lane, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Parkable {
    pub lane: String,
    pub cause: WaitCause,
    /// How long at least.
    pub at_least: Duration,
    /// Whether that is how long, whatever it waited for before.
    pub is_exact: bool,
}

/// A failed try is hidden for its own backoff; so is what no row could hold. All else that waits
/// for more than its own turn waits outside the queue, or each receive would count against it.
pub(crate) fn parkable(release: Release, setback: &Setback, event: &Event) -> Option<Parkable> {
    let cause = match release {
        Release::Try | Release::Get => None,
        Release::Hold => setback.cause.waits_for(),
    }?;
    let lane = setback.lane.as_ref().or_else(|| event.api())?.clone();
    let is_exact = matches!(setback.awaits.as_deref(), Some(Awaited::Job(_)));
    Some(Parkable { lane, cause, at_least: setback.wait.unwrap_or_default(), is_exact })
}

/// What its row is to hold. A message that is too long for a row has its body put into the bucket;
/// one that is there already is kept from being deleted while its event waits.
pub(super) async fn wait<B: BodyStore>(
    bodies: &B,
    event: &Event,
    claim: &Claim,
    parkable: Parkable,
    now: Timestamp,
) -> Result<Wait, Unavailable> {
    let waits = claim.waits().saturating_add(1);
    // A job is asked about as often as it is agreed, not less and less.
    let wait = if parkable.is_exact {
        parkable.at_least
    } else {
        ledger::backoff(waits, fastrand::f64()).max(parkable.at_least)
    };
    let due = now.saturating_add(wait).unwrap_or(now);
    let (tenant, source) = (event.origin.tenant.clone(), event.origin.source.clone());
    Ok(Wait {
        turn: turn(event.priority, &tenant, due),
        units: units(event, &parkable),
        lane: parkable.lane,
        tenant,
        source,
        cause: parkable.cause,
        due,
        parked_at: now,
        envelope: kept(bodies, event).await?,
        retention_s: event.retention.as_secs(),
    })
}

/// Asking how far a job is asks for no item.
fn units(event: &Event, parkable: &Parkable) -> u32 {
    let items = if parkable.is_exact { 1 } else { event.items().len().max(1) };
    u32::try_from(items).unwrap_or(u32::MAX)
}

async fn kept<B: BodyStore>(bodies: &B, event: &Event) -> Result<String, Unavailable> {
    if let Some(key) = envelope::stored_key(&event.envelope) {
        bodies.renew(&key).await?;
        return Ok(event.envelope.clone());
    }
    if event.envelope.len() <= MAX_MESSAGE_BYTES {
        return Ok(event.envelope.clone());
    }
    let Some(unstored) = envelope::unstored(&event.envelope) else {
        return Err(Unavailable("its envelope cannot be shortened".to_owned()));
    };
    bodies.put(unstored.key(), unstored.body().clone()).await?;
    Ok(unstored.stored().json().to_owned())
}

#[cfg(test)]
mod tests;
