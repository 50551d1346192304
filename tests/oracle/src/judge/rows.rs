//! The oracle's own reading of the tables: plain columns only.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use super::verdict::{Kind, Verdict};
use crate::content::{Content, End};
use crate::state::{Line, Numbering, State};
use crate::time::Millis;

/// A row of the answers' table.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub line: Line,
    pub place: i64,
    /// What was asked; nothing for a result that nobody asked for.
    pub asked: Option<Content>,
    /// It says itself that it is a result that nobody asked for.
    pub is_result: bool,
    pub api: String,
    pub source: String,
    pub event_id: String,
    pub outcome: String,
    pub hts_code: Option<String>,
    pub answer: String,
    pub api_request_id: String,
    pub answered_at: Millis,
    pub recorded_at: Millis,
    pub carried_from: Option<Origin>,
}

/// The state whose answer was carried.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Origin {
    pub item_id: String,
    pub lineage: String,
    pub version: String,
}

/// The columns, as far as the oracle looks at them.
#[derive(Deserialize)]
struct Columns {
    tenant: String,
    item_id: String,
    #[serde(default)]
    lineage: String,
    version: String,
    version_kind: String,
    mark: String,
    description: Option<String>,
    country_of_origin: Option<String>,
    api: Option<String>,
    source: String,
    event_id: String,
    outcome: String,
    hts_code: Option<String>,
    answer: String,
    #[serde(default)]
    api_request_id: String,
    answered_at: Millis,
    recorded_at: Millis,
    carried_from: Option<Origin>,
}

/// A row of the ledger.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct Entry {
    pub event: String,
    pub phase: String,
    pub message: String,
    pub reason: Option<String>,
    /// How often the event was moved out of the queue.
    #[serde(default)]
    pub waits: u32,
}

/// The events that were moved out of the queue at some time.
pub(super) fn waited(rows: &[Value]) -> BTreeSet<String> {
    let (rows, _) = entries(rows);
    rows.into_iter().filter(|row| row.waits > 0).map(|row| row.event).collect()
}

/// The rows of the answers' table, by line and place.
#[derive(Debug, Default)]
pub(super) struct Records(BTreeMap<Line, BTreeMap<i64, Vec<Record>>>);

impl Records {
    /// Reads them. What cannot be read, and what is there twice, is a finding.
    pub fn read(rows: &[Value], verdict: &mut Verdict) -> Self {
        let mut records = Self::default();
        for row in rows {
            let read = Columns::deserialize(row).map_err(|error| error.to_string());
            match read.and_then(Record::of) {
                Ok(record) => records.add(record, verdict),
                Err(error) => verdict.find(Kind::Double, format!("no row, {error}: {row}")),
            }
        }
        verdict.recorded = records.all().count();
        verdict.carried = records.all().filter(|record| record.carried_from.is_some()).count();
        records
    }

    /// All of them.
    pub fn all(&self) -> impl Iterator<Item = &Record> {
        self.0.values().flat_map(BTreeMap::values).flatten()
    }

    /// Those at one place of a line.
    pub fn at(&self, line: &Line, place: i64) -> &[Record] {
        self.0.get(line).and_then(|places| places.get(&place)).map_or(&[], Vec::as_slice)
    }

    /// Those of a line above a place.
    pub fn above(&self, line: &Line, place: i64) -> impl Iterator<Item = &Record> {
        let places = self.0.get(line);
        places.into_iter().flat_map(move |places| places.range(place + 1..)).flat_map(|(_, at)| at)
    }

    /// Those of a line below a place, the nearest first.
    pub fn below(&self, line: &Line, place: i64) -> impl Iterator<Item = &[Record]> {
        let places = self.0.get(line);
        let below = places.into_iter().flat_map(move |places| places.range(..place).rev());
        below.map(|(_, at)| at.as_slice())
    }

    fn add(&mut self, record: Record, verdict: &mut Verdict) {
        let places = self.0.entry(record.line.clone()).or_default();
        let at = places.entry(record.place).or_default();
        let same = |other: &&Record| other.asked == record.asked && other.api == record.api;
        if let Some(twice) = at.iter().find(same) {
            verdict.find(Kind::Double, format!("one state has two rows: {twice:?}, {record:?}"));
        }
        at.push(record);
    }
}

impl Record {
    fn of(columns: Columns) -> Result<Self, String> {
        let numbering = Numbering::of_word(&columns.version_kind).ok_or("a kind of version")?;
        let place = numbering.place(&columns.version).ok_or("a version as people write it")?;
        let country = columns.country_of_origin;
        Ok(Self {
            line: Line {
                tenant: columns.tenant,
                item_id: columns.item_id,
                lineage: columns.lineage,
                numbering,
            },
            place,
            asked: columns.description.map(|description| Content { description, country }),
            is_result: columns.mark == "result",
            api: columns.api.unwrap_or_default(),
            source: columns.source,
            event_id: columns.event_id,
            outcome: columns.outcome,
            hts_code: columns.hts_code,
            answer: columns.answer,
            api_request_id: columns.api_request_id,
            answered_at: columns.answered_at,
            recorded_at: columns.recorded_at,
            carried_from: columns.carried_from,
        })
    }

    /// The state that it is of; nothing where nobody asked.
    pub fn state(&self) -> Option<State> {
        Some(State {
            line: self.line.clone(),
            place: self.place,
            content: self.asked.clone()?,
            api: self.api.clone(),
        })
    }

    /// Whether it is of this state.
    pub fn is_of(&self, state: &State) -> bool {
        self.asked.as_ref() == Some(&state.content)
            && self.api == state.api
            && (&self.line, self.place) == (&state.line, state.place)
    }

    /// Whether it has a code.
    pub fn is_completed(&self) -> bool {
        self.outcome == "completed"
    }

    /// Whether it holds what is answered to exactly this.
    pub fn holds_answer_to(&self, content: &Content) -> bool {
        let outcome = match content.end() {
            End::Answered => self.is_completed() && self.hts_code == Some(content.code()),
            End::Failed => self.outcome == "failed" && self.hts_code.is_none(),
            End::Never => false,
        };
        outcome && self.answer.contains(&content.mark())
    }
}

/// Reads rows of the ledger; those that cannot be read are told apart by what they say.
pub(super) fn entries(rows: &[Value]) -> (Vec<Entry>, Vec<String>) {
    let (mut good, mut bad) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in rows {
        match Entry::deserialize(row) {
            Ok(read) => good.push(read),
            Err(error) => bad.push(format!("{error}: {row}")),
        }
    }
    (good, bad)
}
