//! What would be sent, and what of it would be paid for.

use std::collections::HashMap;

use futures::{StreamExt, TryStreamExt, stream};

use super::journal::Journal;
use super::prepared::Prepared;
use super::terms::Terms;
use crate::connection::Connection;
use crate::known::{Known, known};
use crate::product::STATES;
use crate::progress::bar;
use crate::standings::standings;

/// Items whose answers are read at once.
const AT_ONCE: usize = 32;

/// What is known of each row, in the order of the file.
#[derive(Debug)]
pub(super) struct Estimate {
    fates: Vec<Fate>,
}

/// What is to be done about a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// The queue, or the ledger, has it.
    SentBefore,
    /// Nothing: its answer, or a newer state, is on record.
    Known(Known),
    /// It is sent; whether it will be paid for is what is known of it.
    Send(Known),
}

/// How many rows share a fate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Counts {
    pub sent_before: usize,
    pub answered: usize,
    pub superseded: usize,
    pub unchanged: usize,
    pub to_ask: usize,
    pub to_send: usize,
}

impl Estimate {
    /// Reads what the ledger and the answers know of each row.
    pub async fn of(
        prepared: &[Prepared],
        journal: &Journal,
        terms: &Terms,
        connection: &Connection,
    ) -> anyhow::Result<Self> {
        let is_new = |row: &&Prepared| !journal.has(&row.event_id);
        let keys: Vec<_> = prepared.iter().filter(is_new).map(|row| row.event.clone()).collect();
        let in_ledger = standings(connection, &keys, terms.clock.now()).await?;
        let open: Vec<_> = prepared
            .iter()
            .filter(is_new)
            .filter(|row| !in_ledger.contains_key(&row.event))
            .collect();
        let known = read(&open, terms, connection).await?;
        let fate = |row: &Prepared| match known.get(row.event.as_str()) {
            None => Fate::SentBefore,
            Some(known) => fate(*known, terms.is_received()),
        };
        Ok(Self { fates: prepared.iter().map(fate).collect() })
    }

    /// The rows that are to be sent.
    pub fn to_send<'p>(&self, prepared: &'p [Prepared]) -> Vec<&'p Prepared> {
        self.rows(prepared, |fate| matches!(fate, Fate::Send(_)))
    }

    /// The rows that have an event, once everything is sent.
    pub fn in_queue<'p>(&self, prepared: &'p [Prepared]) -> Vec<&'p Prepared> {
        self.rows(prepared, |fate| matches!(fate, Fate::Send(_) | Fate::SentBefore))
    }

    fn rows<'p>(&self, prepared: &'p [Prepared], of: fn(Fate) -> bool) -> Vec<&'p Prepared> {
        let with_fates = prepared.iter().zip(&self.fates);
        with_fates.filter_map(|(row, fate)| of(*fate).then_some(row)).collect()
    }

    /// How many rows share each fate.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for fate in &self.fates {
            let count = match fate {
                Fate::SentBefore => &mut counts.sent_before,
                Fate::Known(Known::Answered) | Fate::Send(Known::Answered) => &mut counts.answered,
                Fate::Known(Known::Superseded) | Fate::Send(Known::Superseded) => {
                    &mut counts.superseded
                }
                Fate::Known(Known::Unchanged) | Fate::Send(Known::Unchanged) => {
                    &mut counts.unchanged
                }
                Fate::Known(Known::Nothing) | Fate::Send(Known::Nothing) => &mut counts.to_ask,
            };
            *count = count.saturating_add(1);
            if matches!(fate, Fate::Send(_)) {
                counts.to_send = counts.to_send.saturating_add(1);
            }
        }
        counts
    }
}

/// What is unchanged is sent all the same, where its version is one that its sender gives: its answer
/// is then recorded for that version.
fn fate(known: Known, is_received: bool) -> Fate {
    match known {
        Known::Answered | Known::Superseded => Fate::Known(known),
        Known::Unchanged if is_received => Fate::Known(known),
        Known::Unchanged | Known::Nothing => Fate::Send(known),
    }
}

async fn read<'p>(
    open: &[&'p Prepared],
    terms: &Terms,
    connection: &Connection,
) -> anyhow::Result<HashMap<&'p str, Known>> {
    let (answers, api) = (connection.answers(), terms.api()?);
    let bar = bar(open.len(), "looking what is known");
    let reads = open.iter().map(|row| {
        let (answers, bar) = (&answers, &bar);
        async move {
            let rows = answers.rows(Some(&row.item), STATES).await?;
            bar.inc(1);
            let found = known(&rows, &row.state, api, terms.clock.now());
            Ok::<_, anyhow::Error>((row.event.as_str(), found))
        }
    });
    let known = stream::iter(reads).buffer_unordered(AT_ONCE).try_collect().await;
    bar.finish_and_clear();
    known
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_would_be_recorded_is_sent_and_only_what_is_asked_is_paid_for() {
        let all = [Known::Answered, Known::Superseded, Known::Unchanged, Known::Nothing];
        let counts = |is_received| {
            let mut fates = vec![Fate::SentBefore];
            fates.extend(all.map(|known| fate(known, is_received)));
            Estimate { fates }.counts()
        };
        let expected = Counts {
            sent_before: 1,
            answered: 1,
            superseded: 1,
            unchanged: 1,
            to_ask: 1,
            to_send: 2,
        };
        assert_eq!(counts(false), expected);
        assert_eq!(counts(true), Counts { to_send: 1, ..expected });
    }
}
