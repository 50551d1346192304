//! The answers to calls that were worked for, whether or not anybody heard them.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

/// Answers by the `X-Request-Id` of their call.
#[derive(Debug, Default)]
pub struct Kept(Mutex<BTreeMap<String, (Timestamp, String)>>);

/// What is known of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// It will be answered.
    Working,
    /// The body of its answer.
    Answered(String),
}

impl Kept {
    /// The work for a call is done at `ready_at`, whoever waits for it.
    pub fn keep(&self, request_id: &str, ready_at: Timestamp, body: String) {
        self.answers().insert(request_id.to_owned(), (ready_at, body));
    }

    /// What is known of a call; nothing where there was no work.
    pub fn look_up(&self, request_id: &str, now: Timestamp) -> Option<Known> {
        let answers = self.answers();
        let (ready_at, body) = answers.get(request_id)?;
        Some(if *ready_at <= now { Known::Answered(body.clone()) } else { Known::Working })
    }

    fn answers(&self) -> MutexGuard<'_, BTreeMap<String, (Timestamp, String)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
