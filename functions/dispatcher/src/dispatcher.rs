//! One run: every lane by itself, look after look, until it is empty or the run is over.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use futures::StreamExt;
use futures::stream;
use ids::Ids;
use ledger::WaitingTable;
use settings::Settings;
use thiserror::Error;

use crate::choose::Passed;
use crate::clock::Clock;
use crate::lane::{Gaps, Lane, Lanes};
use crate::look::{Desk, Next, Work};
use crate::measure::{self, Waiting};
use crate::outside::{Links, Outside};

/// Lanes at once: all of them, in effect. A lane is an API, or a store of objects.
const LANES_AT_ONCE: usize = 1_000;

/// Why a run failed. An invocation that says so raises the alarm on errors.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum Failed {
    /// It is not known which lanes there are.
    #[error(transparent)]
    Lanes(#[from] ledger::Unavailable),
    /// These lanes could not be worked on, not once in the whole run.
    #[error("no look succeeded at: {0}")]
    Looks(String),
}

/// Sends waiting events to the queue, as fast as each API may be asked.
pub struct Dispatcher<W: Outside> {
    lanes: Lanes,
    gaps: Gaps,
    links: Links<W>,
    ids: Ids,
    passed: Mutex<BTreeMap<String, Passed>>,
}

/// How the run ended for one lane.
struct End {
    waiting: Waiting,
    /// The lane's name, if no look succeeded.
    failed: Option<String>,
}

impl<W: Outside> Dispatcher<W> {
    /// A dispatcher for the APIs and sources of these settings.
    pub fn new(settings: &Settings, links: Links<W>) -> Self {
        let (lanes, gaps) = (Lanes::new(settings), Gaps::new(settings));
        Self { lanes, gaps, links, ids: Ids::of_system(), passed: Mutex::default() }
    }

    /// The same dispatcher, its stamps taken from here.
    #[must_use]
    pub fn with_ids(self, ids: Ids) -> Self {
        Self { ids, ..self }
    }

    /// Works on every lane that an event ever waited in, all side by side: none waits for another.
    pub async fn run(&self, clock: &Clock) -> Result<(), Failed> {
        let names = self.links.waiting.lanes().await?;
        let lanes = names.into_iter().map(|name| self.lanes.lane(name));
        let work = stream::iter(lanes).map(|lane| self.empty(lane, clock));
        let ends: Vec<End> = work.buffer_unordered(LANES_AT_ONCE).collect().await;
        let failed: Vec<String> = ends.iter().filter_map(|end| end.failed.clone()).collect();
        let waiting = ends.into_iter().map(|end| end.waiting);
        measure::waiting(&waiting.fold(Waiting::default(), Waiting::and), clock.now());
        if failed.is_empty() { Ok(()) } else { Err(Failed::Looks(failed.join(", "))) }
    }

    /// Looks at one lane until it is empty, or nothing can be sent before the run is over.
    async fn empty(&self, lane: Lane, clock: &Clock) -> End {
        let mut work = Work { passed: self.remembered(&lane.name), ..Work::default() };
        let desk =
            Desk { links: &self.links, ids: &self.ids, lane: &lane, gaps: &self.gaps, clock };
        let mut has_looked = false;
        loop {
            let next = clock.next_look();
            let next = match desk.look(&mut work).await {
                Ok(Next::Empty) => None,
                Ok(Next::At(time)) => Some(time.max(next)),
                Err(error) => {
                    tracing::warn!(lane = lane.name, %error, "not looked at");
                    if clock.wait_until(next).await {
                        continue;
                    }
                    break;
                }
            };
            has_looked = true;
            match next {
                Some(next) if clock.wait_until(next).await => {}
                Some(_) | None => break,
            }
        }
        self.remember(&lane.name, work.passed);
        End {
            waiting: work.waiting.unwrap_or_default(),
            failed: (!has_looked).then_some(lane.name),
        }
    }

    fn remembered(&self, lane: &str) -> Passed {
        let mut passed = self.passed.lock().unwrap_or_else(PoisonError::into_inner);
        passed.remove(lane).unwrap_or_default()
    }

    fn remember(&self, lane: &str, place: Passed) {
        let mut passed = self.passed.lock().unwrap_or_else(PoisonError::into_inner);
        passed.insert(lane.to_owned(), place);
    }
}
