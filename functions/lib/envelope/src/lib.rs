//! What the queue carries: sealed from a verified delivery, opened by the consumer.
//!
//! A [`webhook::Verified`] delivery is [`read`], and what was read is [sealed](Read::seal): each
//! step spends the one before, and nothing else makes a [`Sealed`], so that what is not verified
//! cannot be enqueued. A body too long for the queue is [`Unstored`] until the store has it.

mod body;
mod open;
mod read;
mod seal;
mod trace;
mod unpack;

use std::collections::BTreeMap;

use jiff::Timestamp;
use mapping::EventId;
use serde::{Deserialize, Serialize};
use settings::{Revision, SourceName, Tenant};

pub use body::{Body, StoredBody};
pub use open::{Unopened, open};
pub use read::{Read, Unread, read};
pub use seal::{MAX_MESSAGE_BYTES, Receipt, Sealed, Sealing, Unstored, stored_key, unstored};
pub use trace::{Trace, TraceContext};

/// The version of the envelope that this build writes, and the newest it reads.
pub const VERSION: u32 = 2;

/// One event on its way, as JSON in an SQS message, a text body behind it. Fields may be added to a version; a change of
/// meaning makes a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Envelope {
    /// [`VERSION`] of the build that sealed it.
    pub v: u32,
    /// Which sender.
    pub source: SourceName,
    /// The revision of the source's mapping at the door.
    pub revision: Revision,
    /// Whose items it holds.
    pub tenant: Tenant,
    /// What makes a repeat a repeat, within its source and tenant.
    pub event_id: EventId,
    /// What kind of event it is.
    pub event_type: String,
    /// When the door had it.
    pub received_at: Timestamp,
    /// The request that brought it, as the sender was told.
    pub request_id: String,
    /// Where it belongs in a trace.
    pub trace: Trace,
    /// The SHA-256 of the content, in hex.
    pub body_sha256: String,
    /// The name of the secret that verified it.
    pub secret: String,
    /// Unsigned names that the sender's headers gave it: for people, they decide nothing.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub labels: BTreeMap<String, String>,
    /// The content: the raw body; of one that was packed, or in a form, or a token, what is in it.
    pub body: Body,
}

impl Envelope {
    /// The ledger's key of this event.
    pub fn key(&self) -> String {
        self.event_id.key(&self.source, &self.tenant)
    }
}
