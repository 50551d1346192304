//! One tenant's waiting events of one priority, the earliest due first.

use std::collections::VecDeque;

use jiff::Timestamp;
use ledger::{Place, Seen, Unavailable, Waiter, WaitingPages};

use crate::choose::judge::{Judge, Verdict};
use crate::choose::passed::Passed;

/// How many rows of one tenant are passed over in one look, to find one that may be sent: half a
/// megabyte of the index. The next look goes on behind them.
const DEEPEST: usize = 2_000;

/// Rows of the first page; each page is larger than the one before, up to the largest.
const FIRST_PAGE: usize = 8;
const LARGEST_PAGE: usize = 500;

/// A tenant in its turn.
#[derive(Debug)]
pub(super) struct Share {
    /// What its turns begin with.
    turns: String,
    rows: VecDeque<Seen>,
    behind: Option<Place>,
    page: usize,
    has_ended: bool,
    /// Rows passed over, all of them held so far or not.
    passed: usize,
    all_held: bool,
    /// When the first of those may be sent that may not yet.
    pub later: Option<Timestamp>,
}

impl Share {
    /// The rows that begin with `head`, or behind those that are known to be held.
    pub fn new(turns: String, head: Seen, passed: &mut Passed) -> Self {
        let (rows, behind) = match passed.take(&turns) {
            Some(place) => (VecDeque::new(), place),
            None => (VecDeque::from([head.clone()]), head.place),
        };
        Self {
            turns,
            rows,
            behind: Some(behind),
            page: FIRST_PAGE,
            has_ended: false,
            passed: 0,
            all_held: true,
            later: None,
        }
    }

    /// The next event that may be sent.
    pub async fn next<T: WaitingPages>(
        &mut self,
        pages: &T,
        judge: &Judge<'_>,
        passed: &mut Passed,
    ) -> Result<Option<Waiter>, Unavailable> {
        while self.passed < DEEPEST {
            let Some(seen) = self.row(pages, &judge.lane.name).await? else { return Ok(None) };
            let verdict = match &seen.waiter {
                Some(waiter) => judge.verdict(waiter),
                None => unreadable(&seen.place),
            };
            self.all_held &= verdict == Verdict::Held;
            match (verdict, seen.waiter) {
                (Verdict::Send, Some(waiter)) => return Ok(Some(waiter)),
                (Verdict::Stop, _) => self.end(),
                (Verdict::Later(time), _) => self.wait(time),
                (Verdict::Held, _) => self.wait(judge.when_to_look_at_held()),
                (Verdict::Sent, _) => self.wait(judge.now),
                (Verdict::Send | Verdict::Unreadable, _) => {}
            }
            self.passed += 1;
            if self.passed == DEEPEST {
                self.wait(judge.now);
                if self.all_held {
                    passed.pass(self.turns.clone(), seen.place);
                }
            }
        }
        Ok(None)
    }

    fn wait(&mut self, until: Timestamp) {
        self.later = Some(self.later.map_or(until, |later| later.min(until)));
    }

    fn end(&mut self) {
        self.rows.clear();
        self.has_ended = true;
    }

    async fn row<T: WaitingPages>(
        &mut self,
        pages: &T,
        lane: &str,
    ) -> Result<Option<Seen>, Unavailable> {
        if self.rows.is_empty() && !self.has_ended {
            let page = pages.page(lane, &self.turns, self.behind.as_ref(), self.page).await?;
            self.has_ended = page.len() < self.page;
            self.page = self.page.saturating_mul(4).min(LARGEST_PAGE);
            self.behind = page.last().map(|seen| seen.place.clone()).or(self.behind.take());
            self.rows = page.into();
        }
        Ok(self.rows.pop_front())
    }
}

/// It keeps its place, and holds up nobody. Each run says so, until somebody mends the row.
fn unreadable(place: &Place) -> Verdict {
    tracing::error!(event = place.event, "a waiting row is not readable, and is not sent");
    Verdict::Unreadable
}
