//! `tidewaiter pause` and `tidewaiter resume`: what is not to be asked for now.

use clap::Args;
use holds::{Hold, HoldTable, Kind, Set};
use serde::Serialize;

use crate::change::{ChangeArgs, Plan};
use crate::connection::Connection;
use crate::context::Context;
use crate::exit::{Misused, Outcome};
use crate::hold::{HoldArgs, ShownHold};
use crate::output::{self, Output, Report};
use crate::table::table;

/// What is paused, and why.
#[derive(Debug, Args)]
#[command(after_help = "Example: tidewaiter pause --source shop --reason 'doubled every price'")]
pub(crate) struct Pause {
    #[command(flatten)]
    target: HoldArgs,
    #[command(flatten)]
    change: ChangeArgs,
}

/// What goes on.
#[derive(Debug, Args)]
#[command(after_help = "Example: tidewaiter resume --source shop --reason 'prices are mended'")]
pub(crate) struct Resume {
    #[command(flatten)]
    target: HoldArgs,
    #[command(flatten)]
    change: ChangeArgs,
}

/// What is paused after the command.
#[derive(Debug, Serialize)]
struct Held {
    changed: bool,
    holds: Vec<ShownHold>,
}

/// Runs `pause`.
pub(crate) async fn pause(
    pause: &Pause,
    context: &Context,
    output: Output,
) -> anyhow::Result<Outcome> {
    let (kind, name) = pause.target.target();
    let Some(reason) = pause.change.reason.clone().filter(|reason| !reason.trim().is_empty())
    else {
        return Err(
            Misused("--reason says to others why this is paused: give one".to_owned()).into()
        );
    };
    let connection = context.connect().await?;
    let plan = Plan::new(format!("pause the {} {name}", kind.word()))
        .with(consequences(kind, name, context));
    let Some(record) = pause.change.begin(&plan, &connection, context).await? else {
        return report(false, &connection, output, Outcome::Done).await;
    };
    let (since, by) = (Some(context.now), Some(record.who().to_owned()));
    let hold = Hold { kind, name: name.to_owned(), reason, since, by };
    match connection.holds().set(&hold).await? {
        Set::Yes => {
            record.end("paused").await?;
            report(true, &connection, output, Outcome::Done).await
        }
        Set::Already(_) => {
            record.end("it was paused already").await?;
            output::complain(
                "it was paused already, and stays so for the reason that was given then",
            );
            report(false, &connection, output, Outcome::NotSo).await
        }
    }
}

/// Runs `resume`.
pub(crate) async fn resume(
    resume: &Resume,
    context: &Context,
    output: Output,
) -> anyhow::Result<Outcome> {
    let (kind, name) = resume.target.target();
    let connection = context.connect().await?;
    let plan = Plan::new(format!("resume the {} {name}", kind.word()));
    let plan = plan.with(paused(kind, name, &connection).await?);
    let Some(record) = resume.change.begin(&plan, &connection, context).await? else {
        return report(false, &connection, output, Outcome::Done).await;
    };
    let lifted = connection.holds().lift(kind, name).await?;
    if lifted.is_empty() {
        record.end("it was not paused").await?;
        output::complain("it was not paused: names are compared as they stand");
        return report(false, &connection, output, Outcome::NotSo).await;
    }
    record.end("resumed").await?;
    report(true, &connection, output, Outcome::Done).await
}

async fn report(
    changed: bool,
    connection: &Connection,
    output: Output,
    outcome: Outcome,
) -> anyhow::Result<Outcome> {
    let holds = connection.holds().read().await?.0.into_iter().map(ShownHold::from);
    output.report_on(&connection.stack, &Held { changed, holds: holds.collect() })?;
    Ok(outcome)
}

/// What stands now, for the question.
async fn paused(kind: Kind, name: &str, connection: &Connection) -> anyhow::Result<Vec<String>> {
    let holds = connection.holds().read().await?.0.into_iter();
    let of_this = holds.filter(|hold| hold.kind == kind && hold.name == name).map(ShownHold::from);
    let lines = of_this.map(|hold| format!("it is paused: {}", hold.cells().join(", ")));
    Ok(lines.collect())
}

fn consequences(kind: Kind, name: &str, context: &Context) -> Vec<String> {
    let mut lines = vec![
        "its events are taken from senders as before, and wait in the ledger with the cause `held`"
            .to_owned(),
        format!("they go on after: tidewaiter resume --{} {name}", kind.word()),
    ];
    if is_unknown(kind, name, context) {
        lines.push(format!("note: the sources file at hand has no {} of this name", kind.word()));
    }
    lines
}

/// Whether the sources file at hand is one that would list the name, and does not. It may be
/// another than the stack's, so this is a hint and no refusal.
fn is_unknown(kind: Kind, name: &str, context: &Context) -> bool {
    let Ok(settings) = context.settings() else { return false };
    match kind {
        Kind::Source => !settings.sources.contains_key(name),
        Kind::Api => !settings.apis.contains_key(name),
        Kind::Tenant => false,
    }
}

impl Report for Held {
    fn text(&self) -> String {
        if self.holds.is_empty() {
            return "nothing is paused".to_owned();
        }
        table(ShownHold::COLUMNS, self.holds.iter().map(ShownHold::cells))
    }
}
