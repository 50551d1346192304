//! Waiting until every event is done or refused.

use std::collections::HashMap;
use std::pin::pin;
use std::time::Duration;

use ledger::Phase;
use serde::Serialize;

use super::prepared::Prepared;
use super::terms::Terms;
use crate::connection::Connection;
use crate::progress::bar;
use crate::standings::standings;

/// How long after a look the next one is: it grows, since what waits for a rate takes hours.
const FIRST: Duration = Duration::from_secs(2);
const MOST: Duration = Duration::from_secs(30);

/// How everything ended.
#[derive(Clone, Debug, Default)]
pub(super) struct Waited {
    pub done: usize,
    pub refused: Vec<Refused>,
    /// How many had not ended when somebody stopped the waiting.
    pub open: usize,
}

/// A row whose event was refused.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(super) struct Refused {
    pub line: u64,
    pub item_id: String,
    pub reason: String,
}

impl Waited {
    /// Whether every row has its answer.
    pub fn is_good(&self) -> bool {
        self.refused.is_empty() && self.open == 0
    }
}

/// Waits for the events of these rows. The others of all have ended: what they say was known.
pub(super) async fn wait(
    rows: &[&Prepared],
    all: usize,
    terms: &Terms,
    connection: &Connection,
) -> anyhow::Result<Waited> {
    let by_event = rows.iter().map(|row| (row.event.as_str(), *row));
    let mut open: HashMap<&str, &Prepared> = by_event.collect();
    let mut waited = Waited { done: all.saturating_sub(open.len()), ..Waited::default() };
    let bar = bar(all, "waiting");
    bar.inc(u64::try_from(waited.done).unwrap_or_default());
    let (mut pause, mut stopped) = (FIRST, pin!(tokio::signal::ctrl_c()));
    loop {
        let keys: Vec<String> = open.keys().map(|key| (*key).to_owned()).collect();
        for (event, standing) in standings(connection, &keys, terms.clock.now()).await? {
            let Some(row) = open.get(event.as_str()).copied() else { continue };
            match standing.phase {
                Phase::Done => waited.done = waited.done.saturating_add(1),
                Phase::Refused => waited.refused.push(Refused::of(row, standing.reason)),
                Phase::Claimed | Phase::Released | Phase::Waiting => continue,
            }
            open.remove(row.event.as_str());
            bar.inc(1);
        }
        if open.is_empty() {
            break;
        }
        tokio::select! {
            _ = &mut stopped => break,
            () = tokio::time::sleep(pause) => pause = (pause * 3 / 2).min(MOST),
        }
    }
    bar.finish_and_clear();
    waited.open = open.len();
    waited.refused.sort_by_key(|refused| refused.line);
    Ok(waited)
}

impl Refused {
    fn of(row: &Prepared, reason: Option<String>) -> Self {
        Self {
            line: row.row.line,
            item_id: row.row.product.item_id.clone(),
            reason: reason.unwrap_or_else(|| "it is not said why".to_owned()),
        }
    }
}
