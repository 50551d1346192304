//! `tidewaiter waiting skip`: a number of an item is given up, so that those after it go on.

use clap::Args;
use sequences::{Line, NotSkipped, OrderTable, Skip as Decision, Skipped, Step};
use serde::Serialize;
use settings::{Source, TenantAt};

use crate::change::{ChangeArgs, Plan};
use crate::context::Context;
use crate::exit::{Misused, Outcome};
use crate::output::{self, Output, Report};

/// Which number, and why.
#[derive(Debug, Args)]
#[command(
    after_help = "Example: tidewaiter waiting skip --source erp --item ERP-100-A --number 7 --reason 'never assigned'"
)]
pub(crate) struct Skip {
    /// The source that numbers the item; its `ordering` is "sequence"
    #[arg(long, value_name = "NAME")]
    source: String,
    /// Whose item; may be left out where the source has one tenant
    #[arg(long, value_name = "NAME")]
    tenant: Option<String>,
    /// The sender's own number for the item
    #[arg(long, value_name = "ID")]
    item: String,
    /// The number that is given up: the next one that the item waits for
    #[arg(long, value_name = "N")]
    number: u64,
    #[command(flatten)]
    change: ChangeArgs,
}

/// What became of it.
#[derive(Debug, Serialize)]
struct Shown {
    dry_run: bool,
    item: String,
    number: u64,
    /// `skipped`, or `final before`: it was recorded or skipped already.
    outcome: &'static str,
}

/// Runs the command.
pub(super) async fn run(skip: &Skip, context: &Context, output: Output) -> anyhow::Result<Outcome> {
    let step = step(skip, &context.source(&skip.source)?)?;
    let reason = skip.change.reason.clone();
    let reason = reason.ok_or_else(|| {
        Misused("say why with --reason TEXT: it is kept with the number".to_owned())
    })?;
    let connection = context.connect().await?;
    let orders = connection.orders();
    let last = orders.read(&step.line).await?.last;
    let (item, number) = (skip.item.clone(), skip.number);
    let plan = Plan::new(format!("skip number {number} of item {item}")).with([
        last.map_or_else(|| "no number stands yet".to_owned(), |last| format!("{last} stands")),
        "nothing is recorded for it, also if it comes later; what waits for it goes on".to_owned(),
    ]);
    let Some(record) = skip.change.begin(&plan, &connection, context).await? else {
        let shown = Shown { dry_run: true, item, number, outcome: "would be skipped" };
        output.report_on(&connection.stack, &shown)?;
        return Ok(Outcome::Done);
    };
    let decision = Decision { by: record.who().to_owned(), reason, at: context.now };
    let outcome = match orders.skip(&step, &decision).await {
        Ok(Skipped::Now) => "skipped",
        Ok(Skipped::Before) => "final before",
        Err(early @ NotSkipped::Early(_)) => {
            record.end("refused: not the next number").await?;
            output::complain(&early.to_string());
            return Ok(Outcome::NotSo);
        }
        Err(NotSkipped::Unavailable(error)) => return Err(error.into()),
    };
    record.end(outcome).await?;
    output.report_on(&connection.stack, &Shown { dry_run: false, item, number, outcome })?;
    Ok(Outcome::Done)
}

fn step(skip: &Skip, source: &Source) -> Result<Step, Misused> {
    let Some(order) = source.ordering.sequence() else {
        return Err(Misused(format!(
            "the source `{}` keeps no order: only with `ordering = \"sequence\"` does a number wait \
             for another",
            source.name
        )));
    };
    let tenant = match (&skip.tenant, &source.tenant) {
        (Some(tenant), _) => tenant.clone(),
        (None, TenantAt::Fixed(tenant)) => tenant.to_string(),
        (None, TenantAt::Body(..)) => {
            return Err(Misused(
                "say whose item with --tenant NAME: the source has several".to_owned(),
            ));
        }
    };
    let line = Line::new(&tenant, source.lineage.as_str(), &skip.item);
    Ok(Step::new(line, skip.number, order.from))
}

impl Report for Shown {
    fn text(&self) -> String {
        format!("number {} of item {}: {}", self.number, self.item, self.outcome)
    }
}
