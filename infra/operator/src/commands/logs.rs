//! `tidewaiter logs`: what the functions have logged.

mod args;
mod follow;
mod text;

pub(crate) use args::Logs;

use crate::context::Context;
use crate::exit::Outcome;
use crate::logs::Reader;
use crate::output::{self, Output};
use crate::time::to_the_second;

/// Runs the command.
pub(crate) async fn run(logs: &Logs, context: &Context, output: Output) -> anyhow::Result<Outcome> {
    let connection = context.connect().await?;
    let only: Vec<&str> = logs.function.iter().map(String::as_str).collect();
    let reader = Reader::of(&connection, &only)?;
    let window = logs.window(context.now)?;
    if logs.follow {
        return follow::follow(logs, window, &reader, context, output, &connection.stack).await;
    }
    let found = logs.find(window, &reader).await?;
    if found.is_cut {
        output::complain(&format!("there are more than {}: --limit shows more", logs.limit));
    }
    if found.read_until < window.to {
        let until = to_the_second(found.read_until);
        output::complain(&format!("there is too much of it: it was read until {until}"));
    }
    output.report_on(&connection.stack, &found)?;
    Ok(if found.lines.is_empty() { Outcome::NotSo } else { Outcome::Done })
}
