//! From what was read to a message.

use std::collections::BTreeMap;

use bytes::Bytes;
use jiff::Timestamp;
use mapping::{Identity, sha256_hex};
use settings::Source;

use crate::{Body, Envelope, Read, SentBy, StoredBody, Trace, Unread, VERSION};

/// The longest message body: SQS takes 1 MiB, attributes included.
pub const MAX_MESSAGE_BYTES: usize = 1024 * 1024 - 16 * 1024;

/// When and how a delivery was received.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The door's clock.
    pub received_at: Timestamp,
    /// The id in the answer to the sender.
    pub request_id: String,
    /// Where it belongs in a trace.
    pub trace: Trace,
    /// Unsigned names from the sender's headers.
    pub labels: BTreeMap<String, String>,
}

/// An envelope that came from a verified delivery, or from an authenticated feed, ready to be sent.
#[derive(Clone, Debug)]
pub struct Sealed {
    envelope: Envelope,
    message: String,
}

/// What sealing came to.
#[derive(Clone, Debug)]
pub enum Sealing {
    /// It may be sent.
    Sealed(Sealed),
    /// It is too long for the queue: its body is to be stored first.
    TooLong(Unstored),
}

/// An envelope whose body has to be stored before it may be sent.
#[derive(Clone, Debug)]
pub struct Unstored {
    envelope: Envelope,
    stored: StoredBody,
    body: Bytes,
}

impl Read {
    /// Reads what the event is known by, and seals it with its raw body. One verification seals
    /// one envelope, so it is spent here.
    pub fn seal(self, source: &Source, receipt: Receipt) -> Result<Sealing, Unread> {
        let Self { content: body, secret, id, document } = self;
        let identity = document.identify(source, id.as_deref(), &body, receipt.received_at)?;
        let envelope = Envelope { secret, ..envelope(identity, source, receipt, &body) };
        Ok(sealing(envelope, body))
    }
}

/// What stands in every envelope, however its event was found.
pub(crate) fn envelope(
    identity: Identity,
    source: &Source,
    receipt: Receipt,
    body: &[u8],
) -> Envelope {
    Envelope {
        v: VERSION,
        source: source.name.clone(),
        revision: source.revision.clone(),
        tenant: identity.tenant,
        event_id: identity.event_id,
        event_type: identity.event_type,
        received_at: receipt.received_at,
        request_id: receipt.request_id,
        trace: receipt.trace,
        body_sha256: sha256_hex(body),
        secret: String::new(),
        polled: false,
        unread: None,
        sent_by: SentBy::Door,
        labels: receipt.labels,
        body: Body::wrap(body),
    }
}

/// Seals an envelope with the body that it was made for.
pub(crate) fn sealing(envelope: Envelope, body: Bytes) -> Sealing {
    let sealed = Sealed::new(envelope);
    if sealed.message.len() <= MAX_MESSAGE_BYTES {
        return Sealing::Sealed(sealed);
    }
    let stored = StoredBody { key: storage_key(&sealed.envelope), bytes: body.len() };
    Sealing::TooLong(Unstored { envelope: sealed.envelope, stored, body })
}

/// By source, day and content: a repeat on the same day writes the same object again.
fn storage_key(envelope: &Envelope) -> String {
    let Envelope { source, received_at, body_sha256, .. } = envelope;
    let day = received_at.strftime("%Y-%m-%d");
    format!("{source}/{day}/{body_sha256}")
}

impl Unstored {
    /// The key to store the body under.
    pub fn key(&self) -> &str {
        &self.stored.key
    }

    /// What is sealed, its body in it.
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// What is to be stored.
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// Seals the envelope with the key in place of the body: to be called once the store has it.
    pub fn stored(self) -> Sealed {
        Sealed::new(Envelope { body: Body::Stored(self.stored), ..self.envelope })
    }
}

impl Sealed {
    fn new(envelope: Envelope) -> Self {
        let (head, text) = envelope.split();
        let message = message(&head, text.as_deref());
        let body = text.map_or(head.body, Body::Utf8);
        Self { envelope: Envelope { body, ..head }, message }
    }

    /// What is sealed.
    pub fn envelope(&self) -> &Envelope {
        &self.envelope
    }

    /// The message's body.
    pub fn json(&self) -> &str {
        &self.message
    }
}

fn message(head: &Envelope, text: Option<&str>) -> String {
    let mut message = written(head);
    if let Some(text) = text {
        // Behind the JSON and not inside it, where each quotation mark of it would be escaped.
        message.reserve_exact(text.len().saturating_add(1));
        message.push('\n');
        message.push_str(text);
    }
    message
}

/// Strings and numbers only: `serde_json` cannot fail on them, and an empty message would be refused
/// by SQS rather than lost.
fn written(envelope: &Envelope) -> String {
    serde_json::to_string(envelope).unwrap_or_default()
}

impl Envelope {
    /// As it stands in a message.
    pub(crate) fn message(&self) -> String {
        let (head, text) = self.clone().split();
        message(&head, text.as_deref())
    }

    /// What is written as JSON, and the text that is written behind it.
    fn split(mut self) -> (Self, Option<String>) {
        let Body::Utf8(text) = &mut self.body else { return (self, None) };
        let text = std::mem::take(text);
        (self, Some(text))
    }
}

/// Where a message's body is stored, if it is.
pub fn stored_key(message: &str) -> Option<String> {
    match crate::open(message).ok()?.body {
        Body::Stored(stored) => Some(stored.key),
        Body::Utf8(_) | Body::Base64(_) => None,
    }
}

/// A message of the queue, which is too long for where it is to be kept now: its body is to be
/// stored first. Nothing if its body is stored already, or it is no envelope.
pub fn unstored(message: &str) -> Option<Unstored> {
    let envelope = crate::open(message).ok()?;
    let body = Bytes::from(envelope.body.bytes()?);
    let stored = StoredBody { key: storage_key(&envelope), bytes: body.len() };
    Some(Unstored { envelope, stored, body })
}
