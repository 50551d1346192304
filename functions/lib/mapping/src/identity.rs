//! What an event is known by, all of it from signed bytes.

use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use settings::{IdAt, JsonPath, Meaning, Source, SourceName, Tenant, TenantAt, TextAt};
use thiserror::Error;

use crate::digest::sha256_hex;
use crate::document::{Document, NotWellFormed};
use crate::text::Texts;

/// What an event is known by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    /// What makes a repeat a repeat, within its source.
    pub event_id: EventId,
    /// What kind of event it is.
    pub event_type: String,
    /// Whose items it holds.
    pub tenant: Tenant,
}

/// An event's id: 1 to 256 printable ASCII characters, no spaces.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct EventId(String);

/// Why a text is no event id.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("must be 1 to 256 printable ASCII characters without spaces")]
pub struct EventIdError;

impl TryFrom<String> for EventId {
    type Error = EventIdError;

    fn try_from(id: String) -> Result<Self, EventIdError> {
        let good = (1..=256).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
        if good { Ok(Self(id)) } else { Err(EventIdError) }
    }
}

impl From<EventId> for String {
    fn from(id: EventId) -> Self {
        id.0
    }
}

impl fmt::Display for EventId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl EventId {
    /// The id itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The ledger's key, `{source}#{tenant}#{event_id}`: neither two sources nor two tenants of
    /// one collide, since no name of either holds a `#`.
    pub fn key(&self, source: &SourceName, tenant: &Tenant) -> String {
        format!("{source}#{tenant}#{self}")
    }
}

/// What no attribute of an SQS message may hold, and what no log line should.
fn not_an_attribute(char: char) -> bool {
    char.is_control() || matches!(char, '\u{fffe}' | '\u{ffff}')
}

/// What stands in for an id. A trigger says nothing but that something changed, so that the same
/// bytes mean a new change some time: they count once an hour.
fn body_id(body: &[u8], meaning: Option<&Meaning>, now: Timestamp) -> String {
    let digest = sha256_hex(body);
    match meaning {
        Some(Meaning::Hydrate) => {
            sha256_hex(format!("{digest} {}", now.strftime("%Y-%m-%dT%HZ")).as_bytes())
        }
        Some(Meaning::Classify | Meaning::Result | Meaning::Ping | Meaning::Ignore) | None => {
            digest
        }
    }
}

impl Document {
    /// What the event is known by. `signed_id` is the id that the signature covers, if any,
    /// `body` the bytes this document was parsed from, `now` when they were received.
    pub fn identify(
        &self,
        source: &Source,
        signed_id: Option<&str>,
        body: &[u8],
        now: Timestamp,
    ) -> Result<Identity, NotWellFormed> {
        let root = self.seen_by(source);
        let texts = Texts::of(body, &root);
        let event_type = event_type(source, &texts, &root)?;
        let meaning = source.types.get(&event_type);
        let event_id = match (&source.event.id, signed_id) {
            (IdAt::Body(path), _) => text("event id", path, &texts, &root)?,
            (IdAt::SignedHeader, Some(id)) => id.to_owned(),
            (IdAt::SignedHeader, None) | (IdAt::Digest, _) => body_id(body, meaning, now),
        };
        Ok(Identity {
            event_id: EventId::try_from(event_id)?,
            event_type,
            tenant: tenant(source, &texts, &root)?,
        })
    }

    /// The challenge of a handshake delivery, if this is one. It is sent back as it stands.
    pub fn challenge(&self, source: &Source) -> Option<String> {
        let handshake = source.handshake.body.as_ref()?;
        let is_handshake = self.event_type(source).is_ok_and(|found| found == handshake.event_type);
        let root = self.seen_by(source);
        let texts = Texts::of(&[], &root);
        match handshake.challenge.nodes(&root).as_slice() {
            _ if !is_handshake => None,
            [Value::String(text)] => Some(text.clone()),
            _ => texts.text(&handshake.challenge, &root).ok(),
        }
    }

    /// What kind of event it is, under this mapping.
    pub fn event_type(&self, source: &Source) -> Result<String, NotWellFormed> {
        let root = self.seen_by(source);
        event_type(source, &Texts::of(&[], &root), &root)
    }
}

fn event_type(source: &Source, texts: &Texts<'_>, root: &Value) -> Result<String, NotWellFormed> {
    let event_type = match &source.event.event_type {
        TextAt::Body(path) => text("event type", path, texts, root)?,
        TextAt::Literal(text) => text.clone(),
    };
    let good = (1..=256).contains(&event_type.len()) && !event_type.contains(not_an_attribute);
    if good { Ok(event_type) } else { Err(NotWellFormed::EventType) }
}

fn tenant(source: &Source, texts: &Texts<'_>, root: &Value) -> Result<Tenant, NotWellFormed> {
    match &source.tenant {
        TenantAt::Fixed(tenant) => Ok(tenant.clone()),
        TenantAt::Body(path, _) => Ok(Tenant::try_from(text("tenant", path, texts, root)?)?),
    }
}

fn text(
    what: &'static str,
    path: &JsonPath,
    texts: &Texts<'_>,
    root: &Value,
) -> Result<String, NotWellFormed> {
    texts.id(path, root).map_err(|error| NotWellFormed::Field { what, error })
}
