//! `tidewaiter backfill`: a catalogue as events of its source, behind all webhooks.

mod args;
mod estimate;
mod journal;
mod prepared;
mod report;
mod results;
mod send;
mod terms;
mod wait;

use settings::{Source, Tenant, TenantAt};

use crate::catalogue::{self, Catalogue};
use crate::change::Plan;
use crate::clock::Clock;
use crate::connection::Connection;
use crate::context::Context;
use crate::exit::{Misused, Outcome};
use crate::output::Output;
use estimate::Estimate;
use journal::Journal;
use prepared::Prepared;
use report::{Problems, Reported};
use send::Sent;
use terms::Terms;

pub(crate) use args::Backfill;

/// Runs the command.
pub(crate) async fn run(
    backfill: &Backfill,
    context: &Context,
    output: Output,
) -> anyhow::Result<Outcome> {
    let terms = backfill.terms(context)?;
    let catalogue = catalogue::read(
        &backfill.file,
        &backfill.format(&terms.source)?,
        &terms.source,
        context.now,
    )?;
    if !catalogue.problems.is_empty() {
        output.report(&Problems::of(&backfill.file, catalogue.problems))?;
        return Ok(Outcome::NotSo);
    }
    let connection = context.connect().await?;
    let prepared = Prepared::of(&catalogue, &terms, context.now)?;
    let journal = Journal::read(&backfill.journal(), &terms, &connection.stack.label())?;
    let estimate = Estimate::of(&prepared, &journal, &terms, &connection).await?;
    let mut reported = Reported::of(backfill, &terms, &catalogue, &estimate);
    let plan = plan(backfill, &reported, &catalogue);
    let backfilled = Backfilled { prepared: &prepared, estimate: &estimate, terms: &terms };
    // Nothing to send is no change, and nothing to be asked.
    let sent = if reported.to_send() == 0 {
        Some(Sent::default())
    } else {
        backfilled.send((backfill, &plan), journal, &connection, context).await?
    };
    let outcome = match sent {
        None => Outcome::Done,
        Some(sent) => {
            reported.sent(sent);
            backfilled.settle(backfill, &connection, &mut reported).await?
        }
    };
    output.report_on(&connection.stack, &reported)?;
    Ok(outcome)
}

/// A backfill, and what is known of its rows.
struct Backfilled<'b> {
    prepared: &'b [Prepared],
    estimate: &'b Estimate,
    terms: &'b Terms,
}

impl Backfilled<'_> {
    /// Sends what is to be sent, once that was agreed to; nothing for a dry run.
    async fn send(
        &self,
        (backfill, plan): (&Backfill, &Plan),
        journal: Journal,
        connection: &Connection,
        context: &Context,
    ) -> anyhow::Result<Option<Sent>> {
        let Some(record) = backfill.change.begin(plan, connection, context).await? else {
            return Ok(None);
        };
        let sent = send::send(self.prepared, self.estimate, journal, self.terms, connection).await;
        let said = match &sent {
            Ok(sent) => sent.in_words(),
            Err(error) => format!("failed: {error:#}"),
        };
        record.end(&said).await?;
        sent.map(Some)
    }

    /// Waits for the results, if that was asked for.
    async fn settle(
        &self,
        backfill: &Backfill,
        connection: &Connection,
        reported: &mut Reported,
    ) -> anyhow::Result<Outcome> {
        let Self { prepared, estimate, terms } = self;
        if reported.is_interrupted() {
            return Ok(Outcome::NotSo);
        }
        if !backfill.wait {
            return Ok(Outcome::Done);
        }
        let in_queue = estimate.in_queue(prepared);
        let waited = wait::wait(&in_queue, prepared.len(), terms, connection).await?;
        let file = backfill.results();
        results::write(&file, prepared, &waited, connection).await?;
        let outcome = if waited.is_good() { Outcome::Done } else { Outcome::NotSo };
        reported.waited(waited, &file);
        Ok(outcome)
    }
}

fn plan(backfill: &Backfill, reported: &Reported, catalogue: &Catalogue) -> Plan {
    let what = format!(
        "send {} products of {} as a backfill of `{}`, tenant {}",
        reported.to_send(),
        backfill.file.display(),
        reported.source(),
        reported.tenant()
    );
    let warnings = catalogue.warnings.iter().map(|warning| format!("look: {warning}"));
    Plan::new(what).with(reported.details().into_iter().chain(warnings))
}

impl Backfill {
    fn terms(&self, context: &Context) -> anyhow::Result<Terms> {
        let settings = context.settings()?;
        let source = Context::source_of(&settings, &self.source)?.clone();
        let tenant = self.tenant(&source)?;
        if self.file == std::path::Path::new("-") {
            let why = "a catalogue is a file: what was sent of it is written beside it";
            return Err(Misused(why.to_owned()).into());
        }
        Ok(Terms { settings, source, tenant, clock: Clock::of(context) })
    }

    fn tenant(&self, source: &Source) -> anyhow::Result<Tenant> {
        match (&self.tenant, &source.tenant) {
            (Some(name), _) => {
                let tenant = Tenant::try_from(name.clone());
                Ok(tenant.map_err(|error| Misused(format!("--tenant: {error}")))?)
            }
            (None, TenantAt::Fixed(tenant)) => Ok(tenant.clone()),
            (None, TenantAt::Body(..)) => Err(Misused(format!(
                "`{}` has several tenants: say whose catalogue it is with --tenant",
                source.name
            ))
            .into()),
        }
    }
}
