//! `tidewaiter pause` and `tidewaiter resume`: what is not to be asked for now.

use clap::Args;
use holds::{HoldTable, Set};
use serde::Serialize;

use crate::change::ChangeArgs;
use crate::connection::Connection;
use crate::context::Context;
use crate::exit::{Misused, Outcome};
use crate::hold::{HoldArgs, ShownHold, Target};
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
    let target = Target { kind, name: name.to_owned() };
    let Some(reason) = pause.change.reason.clone().filter(|reason| !reason.trim().is_empty())
    else {
        return Err(
            Misused("--reason says to others why this is paused: give one".to_owned()).into()
        );
    };
    let connection = context.connect().await?;
    let plan = target.pause_plan(context.settings().ok().as_ref());
    let Some(record) = pause.change.begin(&plan, &connection, context).await? else {
        return report(false, &connection, output, Outcome::Done).await;
    };
    let set = target.pause(reason, record.who(), context.now, &connection.holds()).await?;
    record.end(Target::paused(&set)).await?;
    match set {
        Set::Yes => report(true, &connection, output, Outcome::Done).await,
        Set::Already(_) => {
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
    let target = Target { kind, name: name.to_owned() };
    let connection = context.connect().await?;
    let plan = target.resume_plan(&connection.holds().read().await?.0);
    let Some(record) = resume.change.begin(&plan, &connection, context).await? else {
        return report(false, &connection, output, Outcome::Done).await;
    };
    let lifted = connection.holds().lift(kind, name).await?;
    record.end(Target::resumed(&lifted)).await?;
    if lifted.is_empty() {
        output::complain("it was not paused: names are compared as they stand");
        return report(false, &connection, output, Outcome::NotSo).await;
    }
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

impl Report for Held {
    fn text(&self) -> String {
        if self.holds.is_empty() {
            return "nothing is paused".to_owned();
        }
        table(ShownHold::COLUMNS, self.holds.iter().map(ShownHold::cells))
    }
}
