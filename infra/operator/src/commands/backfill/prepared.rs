//! Rows, each with what the ledger and the answers know it by.

use classifications::{ItemKey, State};
use envelope::{ByOperator, SentBy};
use jiff::Timestamp;

use super::terms::Terms;
use crate::catalogue::{Catalogue, Row};
use crate::exit::Misused;
use crate::product::state;

/// A row that may be sent.
#[derive(Clone, Debug)]
pub(super) struct Prepared {
    pub row: Row,
    /// The id of its event.
    pub event_id: String,
    /// Its event's key in the ledger.
    pub event: String,
    /// Its item's key in the answers.
    pub item: ItemKey,
    /// The state that it tells of; where its source gives no versions, as if it came now.
    pub state: State,
}

impl Prepared {
    /// All rows of a catalogue.
    pub fn of(catalogue: &Catalogue, terms: &Terms, now: Timestamp) -> anyhow::Result<Vec<Self>> {
        catalogue.rows.iter().map(|row| Self::row(row, terms, now)).collect()
    }

    fn row(row: &Row, terms: &Terms, now: Timestamp) -> anyhow::Result<Self> {
        let message = message(row, terms, "prepared", now)?;
        let item = row.product.item(&terms.source, now)?;
        Ok(Self {
            row: row.clone(),
            event_id: message.envelope().event_id.to_string(),
            event: message.envelope().key(),
            item: ItemKey::new(terms.tenant.as_str(), &item.id),
            state: state(&item, &terms.source, now),
        })
    }

    /// What is sent.
    pub fn message(&self, terms: &Terms, run: &str, now: Timestamp) -> anyhow::Result<ByOperator> {
        message(&self.row, terms, run, now)
    }
}

fn message(row: &Row, terms: &Terms, run: &str, now: Timestamp) -> anyhow::Result<ByOperator> {
    let of = (&terms.source, &terms.tenant);
    let sent = ByOperator::new(&row.product, of, SentBy::Backfill, run, now);
    Ok(sent.map_err(|error| Misused(format!("line {}: {error}", row.line)))?)
}
