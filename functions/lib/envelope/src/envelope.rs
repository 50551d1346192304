//! One event on its way.

use std::collections::BTreeMap;

use jiff::Timestamp;
use mapping::EventId;
use serde::{Deserialize, Serialize};
use settings::{Revision, SourceName, Tenant};

use crate::body::Body;
use crate::sent_by::SentBy;
use crate::trace::Trace;

/// The version of the envelope that the door writes.
pub const VERSION: u32 = 2;

/// That of a product which an operator sends: a build that does not know those must not read its body
/// by its source's paths.
pub(crate) const PRODUCTS_VERSION: u32 = 3;

/// The newest version that this build reads.
pub(crate) const NEWEST: u32 = PRODUCTS_VERSION;

/// One event on its way, as JSON in an SQS message, a text body behind it. Fields may be added to a version; a change of
/// meaning makes a new one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Envelope {
    /// Its version: [`VERSION`], where the door sealed it.
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
    /// The request that brought it, as the answer to the sender named it.
    pub request_id: String,
    /// Where it belongs in a trace.
    pub trace: Trace,
    /// The SHA-256 of the content, in hex.
    pub body_sha256: String,
    /// The name of the secret that verified it, or of the key by which it was polled.
    pub secret: String,
    /// Whether it was found by poll: its body is the same event's, written anew.
    #[serde(skip_serializing_if = "is_false", default)]
    pub polled: bool,
    /// Why it can never be worked on, where it was found by poll and cannot be read: it goes to the
    /// dead-letter queue with this reason.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unread: Option<String>,
    /// Who put it into the queue.
    #[serde(skip_serializing_if = "SentBy::is_door", default)]
    pub sent_by: SentBy,
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

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
fn is_false(flag: &bool) -> bool {
    !*flag
}
