//! A job on its way through the stages.

use std::collections::BTreeSet;
use std::time::Duration;

use classifications::State;
use ledger::Claim;

use crate::cause::Cause;
use crate::job::Job;

/// A job whose event was won: the claim, and what is known of each item.
#[derive(Debug)]
pub(crate) struct Case {
    pub job: Job,
    pub claim: Claim,
    pub items: Vec<ItemState>,
    /// Its items were not known when the calls were planned.
    pub hydrated: bool,
    /// Earlier calls of which it is known now what became of them.
    pub resolved: BTreeSet<String>,
}

/// What is known of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ItemState {
    /// This state of it needs an answer.
    Open(State),
    /// Nothing more happens to it in this invocation.
    Ended(ItemEnd),
}

/// How an item ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ItemEnd {
    /// Its answer is on record.
    Settled,
    /// A newer state of it is on record.
    Superseded,
    /// It can never be recorded: the API refuses this very item, or the table its row.
    Refuse(String),
    /// A call was made and failed.
    Try(Setback),
    /// It was not its turn.
    Hold(Setback),
}

/// Why an item has no answer yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Setback {
    /// In one word.
    pub cause: Cause,
    /// For people.
    pub reason: String,
    /// How long to wait at least, where that is known.
    pub wait: Option<Duration>,
    /// The `X-Request-Id` of a call that may have been answered all the same.
    pub unheard: Option<String>,
}

impl Setback {
    pub fn new(cause: Cause, reason: impl Into<String>) -> Self {
        Self { cause, reason: reason.into(), wait: None, unheard: None }
    }

    /// The same, to last at least so long.
    pub fn waiting(self, wait: Option<Duration>) -> Self {
        Self { wait, ..self }
    }

    /// The same, of a call that may have been answered.
    pub fn unheard(self, request_id: &str) -> Self {
        Self { unheard: Some(request_id.to_owned()), ..self }
    }
}

impl ItemEnd {
    pub fn hold(cause: Cause, reason: impl Into<String>) -> Self {
        Self::Hold(Setback::new(cause, reason))
    }
}

impl Case {
    /// Claims of this event so far, this one included.
    pub fn attempts(&self) -> u32 {
        self.claim.tries().saturating_add(self.claim.abandoned()).saturating_add(1)
    }

    /// Whether nothing was ever tried for this event: what others were told may serve it too. A
    /// retried or redriven event asks for itself.
    pub fn is_first(&self) -> bool {
        let untried = self.claim.tries() == 0 && self.claim.abandoned() == 0;
        untried && self.job.record.receives == 1 && !self.job.is_redriven()
    }

    /// The items that still need an answer.
    pub fn open_items(&self) -> impl Iterator<Item = usize> {
        let open = self.items.iter().enumerate();
        open.filter(|(_, state)| matches!(state, ItemState::Open(_))).map(|(item, _)| item)
    }

    /// The state for which an item still needs its answer.
    pub fn open_state(&self, item: usize) -> Option<&State> {
        match self.items.get(item) {
            Some(ItemState::Open(state)) => Some(state),
            Some(ItemState::Ended(_)) | None => None,
        }
    }
}
