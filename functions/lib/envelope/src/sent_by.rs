//! Who put an event into the queue.

use serde::{Deserialize, Serialize};

/// Who put an event into the queue. It decides how its body is read, and whose turn comes first where
/// it has to wait.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SentBy {
    /// The door: its body is the sender's.
    #[default]
    Door,
    /// An operator who waits for the answer: its body is one product.
    Person,
    /// An operator who sends a catalogue: its body is one product of it.
    Backfill,
}

impl SentBy {
    /// Whether it is the sender's own event, as nearly all are: then nothing of it is written.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    pub(crate) fn is_door(&self) -> bool {
        matches!(self, Self::Door)
    }
}
