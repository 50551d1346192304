//! `tidewaiter waiting release`: due times are brought forward to now.

use std::collections::BTreeMap;

use clap::Args;
use futures::{StreamExt, TryStreamExt, stream};
use ledger::{DynamoLedger, Marked, WaitingTable};
use serde::Serialize;

use crate::change::{ChangeArgs, Plan};
use crate::context::Context;
use crate::exit::{Misused, Outcome};
use crate::output::{self, Output, Report};
use crate::progress;
use crate::waiting::{ShownWaiter, WaitingFilter, find};

/// Which of them.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: tidewaiter waiting release --cause credentials --reason 'key is mended'"
)]
pub(crate) struct Release {
    #[command(flatten)]
    filter: WaitingFilter,
    /// All of them
    #[arg(long)]
    all: bool,
    /// At most so many
    #[arg(long, value_name = "N", default_value_t = 10_000)]
    limit: usize,
    #[command(flatten)]
    change: ChangeArgs,
}

/// What became of them.
#[derive(Debug, Serialize)]
struct Shown {
    dry_run: bool,
    chosen: usize,
    released: usize,
    /// Due already, or sent meanwhile, or parked anew.
    unchanged: usize,
}

/// Writes at once.
const AT_ONCE: usize = 16;

/// Runs the command.
pub(super) async fn run(
    release: &Release,
    context: &Context,
    output: Output,
) -> anyhow::Result<Outcome> {
    release.refuse_what_is_not_clear()?;
    let connection = context.connect().await?;
    let ledger = connection.ledger();
    let found = find(&ledger, &release.filter, release.limit).await?;
    if found.waiters.is_empty() {
        output::complain("no waiting event fits: `tidewaiter waiting list` lists what waits");
        return Ok(Outcome::NotSo);
    }
    let (chosen, waiters) = (found.waiters.len(), found.waiters);
    let plan = Plan::new(format!("release {chosen} waiting events")).with(lines(&waiters));
    let Some(record) = release.change.begin(&plan, &connection, context).await? else {
        let released = Shown { dry_run: true, chosen, released: 0, unchanged: 0 };
        output.report_on(&connection.stack, &released)?;
        return Ok(Outcome::Done);
    };
    let released = wake_all(waiters, &ledger, context).await?;
    record.end(&format!("{released} of {chosen} released")).await?;
    let unchanged = chosen.saturating_sub(released);
    let report = Shown { dry_run: false, chosen, released, unchanged };
    output.report_on(&connection.stack, &report)?;
    Ok(Outcome::Done)
}

async fn wake_all(
    waiters: Vec<ShownWaiter>,
    ledger: &DynamoLedger,
    context: &Context,
) -> anyhow::Result<usize> {
    let bar = progress::bar(waiters.len(), "releasing");
    let woken = stream::iter(waiters)
        .map(|waiter| async move { ledger.wake(&waiter.event, &waiter.token, context.now).await })
        .buffer_unordered(AT_ONCE)
        .inspect(|_| bar.inc(1))
        .try_collect::<Vec<Marked>>()
        .await?;
    bar.finish_and_clear();
    Ok(woken.into_iter().filter(|marked| *marked == Marked::Yes).count())
}

impl Release {
    fn refuse_what_is_not_clear(&self) -> Result<(), Misused> {
        if self.all != self.filter.is_empty() {
            return Err(Misused(
                "say which: --event ID, --source NAME, --tenant NAME, --api NAME, --cause WORD, or --all alone"
                    .to_owned(),
            ));
        }
        Ok(())
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

impl Report for Shown {
    fn text(&self) -> String {
        if self.dry_run {
            return format!("{} would be released", self.chosen);
        }
        let unchanged = match self.unchanged {
            0 => String::new(),
            many => format!("; {many} were due already, or have gone on meanwhile"),
        };
        format!("{} released{unchanged}", self.released)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn release(all: bool, cause: Option<&str>) -> Release {
        let cause = cause.map(str::to_owned);
        let filter = WaitingFilter { cause, ..WaitingFilter::default() };
        Release { filter, all, limit: 1, change: ChangeArgs::default() }
    }

    #[test]
    fn what_is_meant_has_to_be_said_and_only_once() {
        assert!(release(true, None).refuse_what_is_not_clear().is_ok());
        assert!(release(false, Some("held")).refuse_what_is_not_clear().is_ok());
        for unclear in [release(false, None), release(true, Some("held"))] {
            let refused = unclear.refuse_what_is_not_clear().expect_err("unclear");
            assert!(refused.0.contains("--cause"), "{refused}");
        }
    }
}
