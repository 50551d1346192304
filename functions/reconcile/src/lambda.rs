//! From Lambda's schedule to a run.

use std::time::UNIX_EPOCH;

use jiff::Timestamp;
use lambda_runtime::{Context, Error, LambdaEvent};
use serde::de::IgnoredAny;

use crate::clock::Clock;
use crate::outside::Outside;
use crate::reconcile::Reconcile;

/// One run. What the schedule says does not matter. An error is a run in which something of ours
/// did not answer; the next one begins within a minute.
pub async fn handle<W: Outside>(
    reconcile: &Reconcile<W>,
    event: LambdaEvent<IgnoredAny>,
) -> Result<(), Error> {
    Ok(reconcile.run(&clock(&event.context)).await?)
}

/// This invocation's one reading of the clock.
#[expect(clippy::disallowed_methods, reason = "the handler is where the clock is read")]
fn clock(context: &Context) -> Clock {
    let deadline = context.deadline().duration_since(UNIX_EPOCH).unwrap_or_default();
    let deadline = Timestamp::UNIX_EPOCH.saturating_add(deadline).unwrap_or(Timestamp::MAX);
    Clock::new(Timestamp::now(), deadline)
}
