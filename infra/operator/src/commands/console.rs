//! `tidewaiter console`: the same as pages, for this machine alone.

use clap::Args;
use serde::Serialize;

use crate::console::Server;
use crate::context::Context;
use crate::exit::Outcome;
use crate::output::{self, Output, Report};

const HELP: &str = "\
Example: tidewaiter console --open

It listens on 127.0.0.1 alone, until Ctrl-C. The address holds a token that lets whoever has it read and
change what you can: do not pass it on. Changes ask for a reason and are put on record, as those of the
other commands.

--json prints {stack, url}.";

/// Where it listens.
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub(crate) struct Console {
    /// Listen on this port of 127.0.0.1 [default: a free one]
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true)]
    port: u16,
    /// Open it in your browser
    #[arg(long)]
    open: bool,
}

/// Where it is.
#[derive(Debug, Serialize)]
struct Listening {
    url: String,
}

/// Runs the command.
pub(crate) async fn run(
    console: &Console,
    context: &Context,
    output: Output,
) -> anyhow::Result<Outcome> {
    let connection = context.connect().await?;
    let stack = connection.stack.clone();
    let server = Server::listen(console.port, connection, context.clone()).await?;
    let url = server.address();
    output.report_on(&stack, &Listening { url: url.clone() })?;
    if console.open
        && let Err(error) = open::that_detached(&url)
    {
        output::complain(&format!("no browser can be opened ({error}): open the address yourself"));
    }
    server.serve(asked_to_end()).await?;
    Ok(Outcome::Done)
}

/// Ctrl-C, or whatever else asks a program to end.
async fn asked_to_end() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _interrupted = tokio::signal::ctrl_c().await;
}

impl Report for Listening {
    fn text(&self) -> String {
        format!("The console is at\n\n  {}\n\nCtrl-C ends it.", self.url)
    }
}
