//! `tidewaiter waiting release`: due times are brought forward to now.

use clap::Args;
use serde::Serialize;

use crate::change::ChangeArgs;
use crate::context::Context;
use crate::exit::{Misused, Outcome};
use crate::output::{self, Output, Report};
use crate::progress;
use crate::waiting::{self, WaitingFilter, find};

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
    let waiters = waiting::Release { waiters: found.waiters };
    let chosen = waiters.waiters.len();
    let Some(record) = release.change.begin(&waiters.plan(), &connection, context).await? else {
        let released = Shown { dry_run: true, chosen, released: 0, unchanged: 0 };
        output.report_on(&connection.stack, &released)?;
        return Ok(Outcome::Done);
    };
    let bar = progress::bar(chosen, "releasing");
    let released = waiters.run(&ledger, context.now, &bar).await?;
    bar.finish_and_clear();
    record.end(&waiters.ended(released)).await?;
    let unchanged = chosen.saturating_sub(released);
    let report = Shown { dry_run: false, chosen, released, unchanged };
    output.report_on(&connection.stack, &report)?;
    Ok(Outcome::Done)
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
