//! From a verified delivery to a message.

use jiff::Timestamp;
use mapping::{Document, NotWellFormed, sha256_hex};
use settings::Source;
use webhook::Verified;

use crate::{Body, Envelope, Trace, VERSION};

/// When and how a delivery was received.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The door's clock.
    pub received_at: Timestamp,
    /// The id that the sender is told.
    pub request_id: String,
    /// Where it belongs in a trace.
    pub trace: Trace,
}

/// An envelope that came from a verified delivery, ready to be sent.
#[derive(Clone, Debug)]
pub struct Sealed {
    envelope: Envelope,
    json: String,
}

impl Sealed {
    /// What is sealed.
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The message's body.
    pub fn json(&self) -> &str {
        &self.json
    }
}

/// Reads what the event is known by, and seals it with its raw body. One verification seals one
/// envelope, so it is spent here.
#[expect(clippy::needless_pass_by_value, reason = "the proof of verification is spent")]
pub fn seal(
    verified: Verified,
    source: &Source,
    receipt: Receipt,
) -> Result<Sealed, NotWellFormed> {
    let body = verified.body();
    let identity = Document::parse(body)?.identify(source, verified.id(), body)?;
    let envelope = Envelope {
        v: VERSION,
        source: source.name.clone(),
        revision: source.revision,
        tenant: identity.tenant,
        event_id: identity.event_id,
        event_type: identity.event_type,
        received_at: receipt.received_at,
        request_id: receipt.request_id,
        trace: receipt.trace,
        body_sha256: sha256_hex(body),
        secret: verified.secret().to_owned(),
        body: Body::wrap(body),
    };
    // Strings and numbers only: serde_json cannot fail on them, and an empty message would be
    // refused by SQS rather than lost.
    let json = serde_json::to_string(&envelope).unwrap_or_default();
    Ok(Sealed { envelope, json })
}
