//! The dispatcher: reads what is due, sends it, marks it.

use std::sync::Arc;

use ledger::{Phase, Row};

use crate::without::Without;
use crate::world::{EVENT, World, tick, time};

/// A dispatcher that has read a waiting row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dispatcher {
    /// The claim that parked the event.
    pub token: String,
    /// What the row holds to be sent.
    pub content: u8,
    /// Whether it has done the first of its two calls.
    pub halfway: bool,
}

impl World {
    /// When the waiting event is due, if it waits where dispatchers look.
    pub fn due(&self) -> Option<i64> {
        let row = self.ledger.get(EVENT).filter(|row| row.phase == Phase::Waiting)?;
        row.wait.as_ref().filter(|_| self.lane_open).map(|wait| tick(wait.due))
    }

    /// A dispatcher reads the row that is due.
    pub fn read_due(&mut self) {
        let Some(row) = self.ledger.get(EVENT) else { return };
        let Some(wait) = &row.wait else { return };
        let content = wait.envelope.parse().expect("a content");
        let token = row.token.clone();
        self.dispatchers.push(Dispatcher { token, content, halfway: false });
        self.dispatchers.sort();
    }

    /// A dispatcher's next call: it sends, then it marks.
    pub fn dispatch(&mut self, place: usize) {
        let Some(it) = self.dispatchers.get(place).cloned() else { return };
        if it.halfway == (self.terms.without == Without::SendFirst) {
            self.send(it.content, Some(it.token.clone()));
        } else {
            self.mark(&it.token);
        }
        self.dispatchers.remove(place);
        if !it.halfway {
            let it = Dispatcher { halfway: true, ..it };
            self.dispatchers.push(it);
            self.dispatchers.sort();
        }
    }

    /// Waiting → released, if it still waits under this token.
    fn mark(&mut self, token: &str) {
        let retained = time(self.now + self.terms.retention);
        let without = self.terms.without;
        let Some(row) = self.ledger.get_mut(EVENT) else { return };
        let same_token = row.token == token || without == Without::MarkToken;
        if same_token && (row.phase == Phase::Waiting || without == Without::MarkPhase) {
            let marked = Row {
                phase: Phase::Released,
                wait: None,
                expires_at: Some(retained),
                ..Row::clone(row)
            };
            *row = Arc::new(marked);
        }
    }

    /// Brings the due time of the waiting row forward to now.
    pub fn wake(&mut self) {
        let now = time(self.now);
        let Some(row) = self.ledger.get_mut(EVENT) else { return };
        let mut woken = Row::clone(row);
        if let Some(wait) = woken.wait.as_mut() {
            wait.due = wait.due.min(now);
        }
        *row = Arc::new(woken);
    }

    /// The table deletes what has expired, whatever it is.
    pub fn forget(&mut self) {
        let now = time(self.now);
        self.ledger.retain(|_, row| !row.is_expired(now));
    }
}
