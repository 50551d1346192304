//! Waiting events whose due times are to be brought forward to now.

use std::collections::BTreeMap;

use futures::{StreamExt, TryStreamExt, stream};
use indicatif::ProgressBar;
use jiff::Timestamp;
use ledger::{DynamoLedger, Marked, Unavailable, WaitingTable};

use crate::change::Plan;
use crate::waiting::shown::ShownWaiter;

/// Writes at once.
const AT_ONCE: usize = 16;

/// Waiting events whose due times are to be brought forward to now.
#[derive(Clone, Debug)]
pub(crate) struct Release {
    /// The chosen ones.
    pub waiters: Vec<ShownWaiter>,
}

impl Release {
    /// What is said before the question.
    pub fn plan(&self) -> Plan {
        let plan = Plan::new(format!("release {} waiting events", self.waiters.len()));
        plan.with(lines(&self.waiters))
    }

    /// How many of them are due now that were not, and wait still.
    pub async fn run(
        &self,
        ledger: &DynamoLedger,
        now: Timestamp,
        bar: &ProgressBar,
    ) -> Result<usize, Unavailable> {
        let woken = stream::iter(self.waiters.clone())
            .map(|waiter| async move { ledger.wake(&waiter.event, &waiter.token, now).await })
            .buffer_unordered(AT_ONCE)
            .inspect(|_| bar.inc(1))
            .try_collect::<Vec<Marked>>()
            .await?;
        Ok(woken.into_iter().filter(|marked| *marked == Marked::Yes).count())
    }

    /// How it ended, in words.
    pub fn ended(&self, released: usize) -> String {
        format!("{released} of {} released", self.waiters.len())
    }
}

/// How many wait for what, and what release does not change.
fn lines(waiters: &[ShownWaiter]) -> Vec<String> {
    let mut counts: BTreeMap<(&str, &str), usize> = BTreeMap::new();
    for waiter in waiters {
        let count = counts.entry((&waiter.lane, waiter.cause)).or_default();
        *count = count.saturating_add(1);
    }
    let waiting =
        counts.into_iter().map(|((lane, cause), n)| format!("{n:>6}  {cause}, for {lane}"));
    let limits = "what is paused by hand, what an API that is down, and a rate still hold them up";
    waiting.chain([limits.to_owned()]).collect()
}
