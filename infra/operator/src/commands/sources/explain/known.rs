//! What a stack has of it already.

use classifications::{ItemKey, Row};
use ledger::Phase;

use super::delivery::Delivery;
use super::explained::Explained;
use super::items::{ReadItem, ReadItems};
use super::on_record::{KnownItem, KnownState};
use super::work::Work;
use crate::connection::Connection;
use crate::context::Context;
use crate::known::known;
use crate::output;
use crate::product::{STATES, state};
use crate::standings::standings;

/// Adds what a stack knows, if one is up or named. One that cannot be asked is no failure: it is a dry
/// run all the same.
pub(super) async fn look(explained: &mut Explained, delivery: &Delivery<'_>, context: &Context) {
    let asked = match context.stack_if_any().await {
        Ok(None) => return,
        Ok(Some(_)) => ask(explained, delivery, context).await,
        Err(error) => Err(error),
    };
    if let Err(error) = asked {
        output::error(&error.context("what is known already cannot be said"));
    }
}

async fn ask(
    explained: &mut Explained,
    delivery: &Delivery<'_>,
    context: &Context,
) -> anyhow::Result<()> {
    let connection = context.connect().await?;
    explained.known_on = Some(connection.stack.label());
    let Some(event) = &mut explained.event else { return Ok(()) };
    if let Some(key) = event.ledger_key.clone() {
        let found = standings(&connection, &[key], context.now).await?;
        event.standing = Some(found.into_values().next().map_or_else(
            || "not known".to_owned(),
            |row| match row.reason {
                Some(reason) => format!("{}: {reason}", word(row.phase)),
                None => word(row.phase).to_owned(),
            },
        ));
    }
    let tenant = event.tenant.clone();
    let read = match &mut explained.work {
        Some(Work::Classify(read) | Work::Hydrate { fetched: Some(read), .. }) => read,
        Some(
            Work::Hydrate { fetched: None, .. }
            | Work::Record(_)
            | Work::Collect { .. }
            | Work::AnswerHandshake
            | Work::Nothing,
        )
        | None => return Ok(()),
    };
    items(read, &tenant, delivery, &connection).await
}

async fn items(
    read: &mut ReadItems,
    tenant: &str,
    delivery: &Delivery<'_>,
    connection: &Connection,
) -> anyhow::Result<()> {
    let answers = connection.answers();
    for item in &mut read.items {
        let rows = answers.rows(Some(&ItemKey::new(tenant, &item.id)), STATES).await?;
        item.known = Some(of(item, rows, delivery));
    }
    Ok(())
}

fn of(item: &ReadItem, mut rows: Vec<Row>, delivery: &Delivery<'_>) -> KnownItem {
    let state = state(&item.item, delivery.source, delivery.now);
    let would_be = known(&rows, &state, delivery.api, delivery.now);
    rows.sort_by(|a, b| a.lineage.cmp(&b.lineage).then_with(|| b.state.cmp(&a.state)));
    let states = rows.into_iter().map(|row| KnownState {
        lineage: row.lineage,
        version: row.version,
        status: row.outcome,
        hts_code: row.hts_code,
        recorded_at: row.recorded_at,
    });
    KnownItem { would_be, states: states.collect() }
}

fn word(phase: Phase) -> &'static str {
    match phase {
        Phase::Claimed => "being worked on",
        Phase::Released => "to be tried again",
        Phase::Waiting => "waiting",
        Phase::Done => "done: it would count as a repeat",
        Phase::Refused => "refused",
    }
}
