//! What every command that changes something does: it says what it will change, asks, and leaves a
//! record of who did it, when and why.
//!
//! ```text
//! let plan = Plan::new("redrive 12 dead events").with(details);
//! let Some(record) = args.change.begin(&plan, &connection, context).await? else { … dry run … };
//! … the change …
//! record.end("12 redriven").await?;
//! ```

mod audit;
mod consent;
mod identity;
mod plan;

use std::io::{BufRead, IsTerminal, Write};

use clap::Args;

pub(crate) use audit::Record;
pub(crate) use plan::Plan;

use crate::change::audit::Entry;
use crate::change::consent::{Answer, Consent, consent};
use crate::connection::Connection;
use crate::context::Context;
use crate::exit::Misused;
use crate::output;

/// What every command that changes something takes.
#[derive(Clone, Debug, Default, Args)]
pub(crate) struct ChangeArgs {
    /// Do it without asking
    #[arg(long)]
    pub yes: bool,
    /// Say what would be changed, and change nothing
    #[arg(long)]
    pub dry_run: bool,
    /// Why: kept in the audit record, and shown to others
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
}

/// The longest reason, in characters: it is read in a table.
const LONGEST: usize = 500;

impl ChangeArgs {
    /// Says on stderr what will be changed, and asks. Nothing for a dry run; else the audit record,
    /// which is on record before anything is changed.
    pub async fn begin(
        &self,
        plan: &Plan,
        connection: &Connection,
        context: &Context,
    ) -> anyhow::Result<Option<Record>> {
        self.refuse_long_reason()?;
        output::complain(&plan.text(&connection.stack));
        match consent(self.yes, self.dry_run, ask)? {
            Consent::DryRun => Ok(None),
            Consent::Given => self.record(plan, connection, context).await.map(Some),
        }
    }

    async fn record(
        &self,
        plan: &Plan,
        connection: &Connection,
        context: &Context,
    ) -> anyhow::Result<Record> {
        let entry = Entry {
            at: context.now,
            who: identity::who(connection, &context.environment).await?,
            stack: connection.stack.label(),
            what: plan.what().to_owned(),
            why: self.reason.clone(),
        };
        Record::begin(entry, connection).await
    }

    fn refuse_long_reason(&self) -> Result<(), Misused> {
        let length = self.reason.as_ref().map_or(0, |reason| reason.chars().count());
        if length > LONGEST {
            return Err(Misused(format!(
                "--reason has {length} characters, and {LONGEST} are kept"
            )));
        }
        Ok(())
    }
}

/// Asks on the terminal, if there is one to ask on.
fn ask() -> Answer {
    let (mut stderr, stdin) = (std::io::stderr(), std::io::stdin());
    if !stdin.is_terminal() || !stderr.is_terminal() {
        return Answer::NobodyThere;
    }
    let asked = write!(stderr, "Go on? [y/N] ").and_then(|()| stderr.flush());
    let mut line = String::new();
    match asked.and_then(|()| stdin.lock().read_line(&mut line)) {
        Ok(_) => Answer::Said(line),
        Err(_) => Answer::NobodyThere,
    }
}
