//! Why an event waits, or is refused, in few words: what a metric may be told by.

use classifier::{CallError, Outage};
use ledger::WaitCause;

/// Why an event waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Somebody else works on it.
    Lease,
    /// A table gives no answer.
    Tables,
    /// The API is paused for the whole fleet.
    Pause,
    /// The rate budget is spent.
    Rate,
    /// The invocation has too little time left.
    Deadline,
    /// The API's key is not to be had.
    Credentials,
    /// 401, 402, 403, 404 and such: an operator's fault.
    Misconfigured,
    /// 429.
    RateLimited,
    /// 5xx, or no connection.
    ApiDown,
    /// No answer in time.
    Timeout,
    /// An answer that is none.
    Nonsense,
    /// What the event points to is not there, or not yet.
    NotThere,
    /// The API refuses every item of a call.
    RefusesAll,
    /// The API asks to try this item again.
    RetryableItem,
    /// An earlier call for it is still being worked on.
    StillWorking,
    /// The number before it is not recorded yet.
    Sequence,
    /// An operator holds its source, its tenant or its API.
    Held,
    /// What may be spent in this period is spent.
    SpendCap,
    /// A fault of this code: a panic, or what cannot be.
    Bug,
}

impl Cause {
    /// Its value as a metric's dimension.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lease => "lease",
            Self::Tables => "tables_unavailable",
            Self::Pause => "pause",
            Self::Rate => "rate",
            Self::Deadline => "deadline",
            Self::Credentials => "credentials",
            Self::Misconfigured => "misconfigured",
            Self::RateLimited => "rate_limited",
            Self::ApiDown => "api_down",
            Self::Timeout => "timeout",
            Self::Nonsense => "nonsense",
            Self::NotThere => "not_there",
            Self::RefusesAll => "refuses_all",
            Self::RetryableItem => "retryable_item",
            Self::StillWorking => "still_working",
            Self::Sequence => "sequence",
            Self::Held => "held",
            Self::SpendCap => "spend_cap",
            Self::Bug => "bug",
        }
    }

    /// Why the event waits outside the queue; nothing where its message stays and is hidden: a
    /// table that does not answer takes no waiting row, and whoever has the lease ends it soon.
    pub fn waits_for(self) -> Option<WaitCause> {
        match self {
            Self::Pause | Self::RateLimited => Some(WaitCause::Paused),
            Self::ApiDown | Self::Timeout | Self::Nonsense => Some(WaitCause::Down),
            Self::Rate => Some(WaitCause::Rate),
            Self::Credentials => Some(WaitCause::Credentials),
            Self::Misconfigured | Self::RefusesAll => Some(WaitCause::Misconfigured),
            Self::StillWorking => Some(WaitCause::Job),
            Self::Sequence => Some(WaitCause::Sequence),
            Self::Held => Some(WaitCause::Held),
            Self::SpendCap => Some(WaitCause::SpendCap),
            Self::Lease
            | Self::Tables
            | Self::Deadline
            | Self::NotThere
            | Self::RetryableItem
            | Self::Bug => None,
        }
    }

    /// What a call without answers is to the events that wait for it.
    pub fn of(error: &CallError) -> Self {
        match error {
            CallError::Accepted => Self::StillWorking,
            CallError::RateLimited { .. } => Self::RateLimited,
            CallError::Unavailable(Outage::Timeout) => Self::Timeout,
            CallError::Unavailable(Outage::NoConnection | Outage::Broken | Outage::Status(_)) => {
                Self::ApiDown
            }
            CallError::Nonsense(_) => Self::Nonsense,
            CallError::BadCall(_) => Self::RefusesAll,
            CallError::Misconfigured(_) => Self::Misconfigured,
        }
    }
}

/// Why an event is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It is no envelope, or cannot be mapped: an unlisted type, an item without a description.
    Unmappable,
    /// Its id stands for another content.
    Reused,
    /// The API refuses an item of it, or what was fetched or told of one is of no use.
    Item,
    /// Its tries are used up.
    Tries,
    /// Its invocations died.
    Deaths,
}

impl Refusal {
    /// Its value as a metric's dimension.
    pub fn name(self) -> &'static str {
        match self {
            Self::Unmappable => "unmappable",
            Self::Reused => "reused",
            Self::Item => "item",
            Self::Tries => "tries",
            Self::Deaths => "deaths",
        }
    }
}
