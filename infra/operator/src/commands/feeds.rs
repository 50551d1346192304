//! `tidewaiter feeds`: how far each source's feed was read.

mod list;
mod rewind;
mod show;

use clap::Subcommand;
use settings::{Feed, Settings};

use crate::context::Context;
use crate::exit::{Misused, Outcome};
use crate::output::Output;

/// What can be done with feeds.
#[derive(Debug, Subcommand)]
pub(crate) enum Feeds {
    /// List every feed: where its cursor stands, how far behind it is, whether it is silent
    List(list::List),
    /// Everything that is on record of one
    Show(show::Show),
    /// Have a feed read again from an earlier place
    Rewind(rewind::Rewind),
}

/// Runs the command.
pub(crate) async fn run(
    feeds: Feeds,
    context: &Context,
    output: Output,
) -> anyhow::Result<Outcome> {
    match feeds {
        Feeds::List(list) => list::run(&list, context, output).await,
        Feeds::Show(show) => show::run(&show, context, output).await,
        Feeds::Rewind(rewind) => rewind::run(&rewind, context, output).await,
    }
}

/// The feed of a source.
fn feed_of<'s>(settings: &'s Settings, source: &str) -> Result<&'s Feed, Misused> {
    let feed = Context::source_of(settings, source)?.feed.as_ref();
    feed.ok_or_else(|| {
        let with = settings.sources.values().filter(|source| source.feed.is_some());
        let with = with.map(|source| source.name.as_str()).collect::<Vec<_>>().join(", ");
        let with = if with.is_empty() {
            "no source has one".to_owned()
        } else {
            format!("these have one: {with}")
        };
        Misused(format!("the source `{source}` has no feed: {with}"))
    })
}
