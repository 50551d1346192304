//! What the handlers share: the control in force, what is left of it, the calls, the catalogue.

mod book;

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use book::Book;
pub use book::Verdict;
use jiff::Timestamp;

use crate::api::{Product, Refusal};
use crate::calls::CallLog;
use crate::catalogue::Catalogue;
use crate::control::Control;
use crate::feeds::{Feeds, Listed};
use crate::kept::Kept;
use crate::objects::Objects;

/// The shared state of one stand-in.
#[derive(Debug)]
pub struct Desk {
    book: Mutex<Book>,
    /// The calls so far.
    pub calls: Arc<CallLog>,
    /// The answers to earlier calls.
    pub kept: Kept,
    /// How goods are classified.
    pub catalogue: Catalogue,
    /// What providers list.
    pub feeds: Feeds,
    /// What can be looked up.
    pub objects: Objects,
}

impl Desk {
    /// A desk that behaves well and has had no calls. Fails only if the built-in catalogue does not
    /// parse.
    pub fn open() -> io::Result<Self> {
        Ok(Self {
            book: Mutex::new(Book::new(Control::default())),
            calls: Arc::default(),
            kept: Kept::default(),
            catalogue: Catalogue::load()?,
            feeds: Feeds::default(),
            objects: Objects::default(),
        })
    }

    /// Replaces the control; rules and rate start afresh.
    pub fn set(&self, control: Control) {
        *self.book() = Book::new(control);
    }

    /// The control in force.
    pub fn control(&self) -> Arc<Control> {
        Arc::clone(&self.book().control)
    }

    /// What is to be done with a call, and under which control: one look, so that a control set
    /// meanwhile rules the next call and not half of this one.
    pub fn decide(
        &self,
        key: Option<&str>,
        items: Result<Vec<Product>, Refusal>,
        now: Timestamp,
    ) -> (Arc<Control>, Verdict) {
        let mut book = self.book();
        let verdict = book.decide(key, items, now);
        (Arc::clone(&book.control), verdict)
    }

    /// Lists an event, late if it is told to be, or its turn to be; says its number.
    pub fn list(&self, feed: &str, listed: Listed, now: Timestamp) -> u64 {
        let number = u64::try_from(self.feeds.len(feed)).unwrap_or(u64::MAX).saturating_add(1);
        let late = self.control().late_events.as_ref().map_or(0, |late| late.of(number));
        let late_ms = listed.late_ms.max(late);
        self.feeds.add(feed, Listed { late_ms, ..listed }, now)
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
