//! What makes a repeat a repeat.

use std::fmt;

use serde::{Deserialize, Serialize};
use settings::{SourceName, Tenant};
use thiserror::Error;

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

    /// What stands for the id of an event whose own cannot be read: the digest of its content, in
    /// hex.
    pub(crate) fn unread(digest: &str) -> Self {
        Self(format!("unread:{digest}"))
    }

    /// The ledger's key, `{source}#{tenant}#{event_id}`: neither two sources nor two tenants of
    /// one collide, since no name of either holds a `#`.
    pub fn key(&self, source: &SourceName, tenant: &Tenant) -> String {
        format!("{source}#{tenant}#{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(text: &str) -> EventId {
        EventId::try_from(text.to_owned()).expect("an id")
    }

    #[test]
    fn an_id_travels_as_the_text_that_it_is() {
        let json = serde_json::to_string(&id("evt_1")).expect("a text");
        assert_eq!(json, r#""evt_1""#);
        assert_eq!(serde_json::from_str::<EventId>(&json).ok(), Some(id("evt_1")));
        assert!(serde_json::from_str::<EventId>(r#""evt 1""#).is_err(), "by the same rule");
    }

    #[test]
    fn a_key_names_source_tenant_and_event() {
        let source = SourceName::try_from("erp".to_owned()).expect("a name");
        let tenant = Tenant::try_from("acme".to_owned()).expect("a name");
        assert_eq!(id("evt#1").key(&source, &tenant), "erp#acme#evt#1");
    }
}
