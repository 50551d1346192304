//! Sending a product as an event of its source, ahead of everything that waits, and showing what was
//! recorded.

use anyhow::anyhow;
use classifications::{ItemKey, Outcome as Classified, Row};
use envelope::{ByOperator, SentBy};
use ledger::Phase;
use mapping::Product;
use serde::Serialize;
use settings::{Source, Tenant, TenantAt};
use std::time::Duration;
use uuid::Uuid;

use super::args::Classify;
use crate::change::Plan;
use crate::clock::Clock;
use crate::connection::Connection;
use crate::context::Context;
use crate::exit::{Misused, Outcome};
use crate::outbox::Outbox;
use crate::output::{Output, Report};
use crate::product::{STATES, answer, state};
use crate::result::ShownResult;
use crate::standings::standings;
use crate::table::table;

/// How often it is looked whether there is an answer.
const LOOK: Duration = Duration::from_secs(1);

/// The answer on record.
#[derive(Debug, Serialize)]
struct Recorded {
    #[serde(flatten)]
    result: ShownResult,
}

/// Runs the command with --record.
pub(super) async fn run(
    classify: &Classify,
    (source, item): (&Source, &str),
    context: &Context,
    output: Output,
) -> anyhow::Result<Outcome> {
    let tenant = tenant(classify, source)?;
    let product = Product {
        item_id: item.to_owned(),
        description: classify.description.trim().to_owned(),
        country_of_origin: classify.origin.clone(),
        version: classify.item_version.clone(),
        round: None,
    };
    let run = format!("classify-{}", Uuid::new_v4().simple());
    let sent = ByOperator::new(&product, (source, &tenant), SentBy::Person, &run, context.now);
    let sent = sent.map_err(|error| Misused(error.to_string()))?;
    let connection = context.connect().await?;
    let what = format!("classify {item} of {tenant}, and record it under `{}`", source.name);
    let plan = Plan::new(what).with(["costs one item, unless its answer is on record".to_owned()]);
    let Some(record) = classify.change.begin(&plan, &connection, context).await? else {
        return Ok(Outcome::Done);
    };
    let clock = Clock::of(context);
    let ended = send(&sent, classify, &connection, clock).await;
    record.end(if ended.is_ok() { "classified" } else { "sent, and not classified yet" }).await?;
    ended?;
    let state = state(&product.item(source, clock.now())?, source, clock.now());
    let key = ItemKey::new(tenant.as_str(), item);
    let rows = connection.answers().rows(Some(&key), STATES).await?;
    let row = answer(rows, &state)
        .ok_or_else(|| anyhow!("its event is done, and no answer is on record"))?;
    report(row, &connection, output)
}

fn report(row: Row, connection: &Connection, output: Output) -> anyhow::Result<Outcome> {
    let outcome = match row.outcome {
        Classified::Completed => Outcome::Done,
        Classified::Failed => Outcome::NotSo,
    };
    output.report_on(&connection.stack, &Recorded { result: ShownResult::of(row) })?;
    Ok(outcome)
}

/// Sends it, and waits until its event has ended. One that is done already is not sent.
async fn send(
    sent: &ByOperator,
    classify: &Classify,
    connection: &Connection,
    clock: Clock,
) -> anyhow::Result<()> {
    let key = [sent.envelope().key()];
    let until = clock.now().saturating_add(classify.patience())?;
    let found = |clock: Clock| standings(connection, &key, clock.now());
    if !found(clock).await?.values().any(|row| row.phase == Phase::Done) {
        Outbox::of(connection).send(&[sent]).await?;
    }
    loop {
        match found(clock).await?.into_values().next() {
            Some(row) if row.phase == Phase::Done => return Ok(()),
            Some(row) if row.phase == Phase::Refused => {
                return Err(anyhow!("refused: {}", row.reason.unwrap_or_default()));
            }
            _ if clock.now() >= until => {
                let event = sent.envelope().key();
                return Err(anyhow!(
                    "no answer yet: it goes on by itself as event {event}; run the same command again \
                     to wait on"
                ));
            }
            Some(_) | None => tokio::time::sleep(LOOK).await,
        }
    }
}

fn tenant(classify: &Classify, source: &Source) -> Result<Tenant, Misused> {
    match (&classify.tenant, &source.tenant) {
        (Some(name), _) => {
            Tenant::try_from(name.clone()).map_err(|error| Misused(format!("--tenant: {error}")))
        }
        (None, TenantAt::Fixed(tenant)) => Ok(tenant.clone()),
        (None, TenantAt::Body(..)) => Err(Misused(format!(
            "`{}` has several tenants: say whose item it is with --tenant",
            source.name
        ))),
    }
}

impl Report for Recorded {
    fn text(&self) -> String {
        table(ShownResult::COLUMNS, [self.result.cells()])
    }
}
