//! What becomes of a message: the one place that decides between acknowledging and returning.

use std::time::Duration;

/// How a message ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// Everything it asked for is on record.
    Done,
    /// It was done before.
    Duplicate,
    /// Its event waits in its row: what is sent later is another message.
    Waiting,
    /// It can never succeed as it is; the reason is in the ledger.
    Refused,
    /// It is tried again later, or somebody else works on it.
    Later(Duration),
}

/// What SQS is told about a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposal {
    /// It may be deleted.
    Acknowledge,
    /// It stays in the queue, hidden for this long.
    Return(Duration),
}

impl Disposition {
    /// Acknowledged is only what is on record as done, or as waiting.
    pub fn disposal(&self) -> Disposal {
        match self {
            Self::Done | Self::Duplicate | Self::Waiting => Disposal::Acknowledge,
            // Visible at once: each receive fails fast, and the redrive policy soon moves it to
            // the dead-letter queue.
            Self::Refused => Disposal::Return(Duration::ZERO),
            Self::Later(wait) => Disposal::Return(*wait),
        }
    }
}
