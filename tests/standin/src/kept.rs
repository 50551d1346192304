//! The answers to calls that were worked for, whether or not anybody heard them.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;

/// Answers by the `X-Request-Id` of their call.
#[derive(Debug, Default)]
pub struct Kept(Mutex<BTreeMap<String, Answered>>);

/// One answer, and when it may be seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answered {
    /// When the work is done.
    pub ready_at: Timestamp,
    /// How many look-ups more are told that it is not.
    pub look_ups: u32,
    /// The body of the answer.
    pub body: String,
}

/// What is known of a call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// It will be answered.
    Working,
    /// The body of its answer.
    Answered(String),
}

impl Kept {
    /// The work for a call is or will be done, whoever waits for it.
    pub fn keep(&self, request_id: &str, answered: Answered) {
        self.answers().insert(request_id.to_owned(), answered);
    }

    /// Whether there is or was work for a call.
    pub fn knows(&self, request_id: &str) -> bool {
        self.answers().contains_key(request_id)
    }

    /// Forgets a call: its work is lost.
    pub fn lose(&self, request_id: &str) {
        self.answers().remove(request_id);
    }

    /// What is known of a call; nothing where there was no work.
    pub fn look_up(&self, request_id: &str, now: Timestamp) -> Option<Known> {
        let mut answers = self.answers();
        let answered = answers.get_mut(request_id)?;
        if answered.ready_at > now {
            return Some(Known::Working);
        }
        match answered.look_ups.checked_sub(1) {
            Some(left) => {
                answered.look_ups = left;
                Some(Known::Working)
            }
            None => Some(Known::Answered(answered.body.clone())),
        }
    }

    fn answers(&self) -> MutexGuard<'_, BTreeMap<String, Answered>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
