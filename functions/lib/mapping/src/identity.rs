//! What an event is known by, all of it from signed bytes.

use jiff::Timestamp;
use serde_json::Value;
use settings::{IdAt, JsonPath, Meaning, Source, Tenant, TenantAt, TextAt};

use crate::digest::sha256_hex;
use crate::document::{Document, NotWellFormed};
use crate::event_id::EventId;
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

/// What the type of an event is that cannot be read.
const UNREAD: &str = "unread";

impl Identity {
    /// What stands for an identity that cannot be read: the same for the same content.
    pub fn unread(source: &Source, body: &[u8]) -> Self {
        Self {
            event_id: EventId::unread(&sha256_hex(body)),
            event_type: UNREAD.to_owned(),
            tenant: match &source.tenant {
                TenantAt::Fixed(tenant) => tenant.clone(),
                TenantAt::Body(..) => Tenant::unread(),
            },
        }
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

    /// The same for an event that was found by poll, and whose id its entry has.
    pub fn identify_polled(
        &self,
        source: &Source,
        event_id: String,
        body: &[u8],
    ) -> Result<Identity, NotWellFormed> {
        let root = self.seen_by(source);
        let texts = Texts::of(body, &root);
        Ok(Identity {
            event_id: EventId::try_from(event_id)?,
            event_type: event_type(source, &texts, &root)?,
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
