//! `tidewaiter classify`: one product, for a person who waits for the answer.

mod args;
mod ask;
mod permit;
mod record;
mod report;

use crate::context::Context;
use crate::exit::Outcome;
use crate::output::Output;

pub(crate) use args::Classify;

/// Runs the command.
pub(crate) async fn run(
    classify: &Classify,
    context: &Context,
    output: Output,
) -> anyhow::Result<Outcome> {
    let settings = context.settings()?;
    match (&classify.source, &classify.item) {
        (Some(source), Some(item)) if classify.record => {
            let source = Context::source_of(&settings, source)?;
            record::run(classify, (source, item), context, output).await
        }
        _ => {
            classify.refuse_change_options()?;
            ask::run(classify, classify.api(&settings)?, context, output).await
        }
    }
}
