//! A message of the dead-letter queue, as far as it is kept: never its body, so that many fit.

use aws_sdk_sqs::types::{Message, MessageSystemAttributeName as Attribute};
use envelope::{Body, Envelope, Unopened, open};
use jiff::Timestamp;

use crate::dlq::keys::keys;

/// What is kept of a message that was looked at.
#[derive(Clone, Debug)]
pub(crate) struct Peeked {
    /// SQS's id.
    pub message_id: String,
    /// By which it may be hidden, shown or deleted, until it is received again.
    pub receipt: String,
    /// When it was sent first: the dead-letter queue keeps the time.
    pub sent_at: Option<Timestamp>,
    /// How often it was received, in this queue and by looking at it too.
    pub receives: u32,
    /// What its envelope says.
    pub head: Result<Head, Unopened>,
    /// The ledger's keys under which it may have been refused.
    pub keys: Vec<String>,
}

/// What an envelope says of its event.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Head {
    /// The ledger's key of the event.
    pub key: String,
    /// Which sender.
    pub source: String,
    /// Whose items it holds.
    pub tenant: String,
    /// Its id within both.
    pub event_id: String,
    /// What kind of event it is.
    pub event_type: String,
    /// When the door had it.
    pub received_at: Timestamp,
    /// The request that brought it.
    pub request_id: String,
    /// The name of the secret that verified it.
    pub secret: String,
    /// Whether its body is in the bucket.
    pub is_stored: bool,
}

impl Peeked {
    /// Reads a message; nothing where SQS gave it no id.
    pub fn of(message: &Message) -> Option<Self> {
        let body = message.body.as_deref().unwrap_or_default();
        let opened = open(body);
        let number = |name| message.attributes.as_ref()?.get(&name)?.parse::<i64>().ok();
        let receives = number(Attribute::ApproximateReceiveCount);
        Some(Self {
            message_id: message.message_id.clone()?,
            receipt: message.receipt_handle.clone().unwrap_or_default(),
            sent_at: number(Attribute::SentTimestamp)
                .and_then(|ms| Timestamp::from_millisecond(ms).ok()),
            receives: receives.and_then(|count| count.try_into().ok()).unwrap_or_default(),
            keys: keys(&opened, body),
            head: opened.map(|envelope| Head::of(&envelope)),
        })
    }
}

impl Head {
    /// What this envelope says.
    pub fn of(envelope: &Envelope) -> Self {
        Self {
            key: envelope.key(),
            source: envelope.source.to_string(),
            tenant: envelope.tenant.to_string(),
            event_id: envelope.event_id.to_string(),
            event_type: envelope.event_type.clone(),
            received_at: envelope.received_at,
            request_id: envelope.request_id.clone(),
            secret: envelope.secret.clone(),
            is_stored: matches!(envelope.body, Body::Stored(_)),
        }
    }
}
