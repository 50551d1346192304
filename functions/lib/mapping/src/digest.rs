//! Digests: of a body, and of what a body says.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use settings::Tenant;
use sha2::Sha256;
use versions::Given;

use crate::items::Items;
use crate::results::Found;

/// The SHA-256 of an event's mapped content: its type, and each item with its version. A sender's
/// attempt counter or send time does not change it, so that a repeat does not look new.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Digest(String);

impl Digest {
    /// The digest of an event of this tenant and type with these items; of those that cannot be
    /// read, as they stand.
    pub(crate) fn of(tenant: &Tenant, event_type: &str, items: &Items, raw: &[&Value]) -> Self {
        let mut writer = Lengths::of(tenant, event_type);
        for item in &items.readable {
            writer.text(&item.id);
            writer.text(&item.description);
            writer.optional(item.country_of_origin.as_deref());
            writer.optional(version(item.version).as_deref());
        }
        for node in raw {
            writer.text(&node.to_string());
        }
        writer.digest()
    }

    /// The digest of an event of this tenant and type with these results, readable or not.
    pub(crate) fn of_results(tenant: &Tenant, event_type: &str, results: &[Found]) -> Self {
        let mut writer = Lengths::of(tenant, event_type);
        for result in results {
            writer.text(&result.text);
            let version = version(result.version.as_ref().ok().copied().flatten());
            writer.optional(version.as_deref());
        }
        writer.digest()
    }

    /// The digest of an event that only refers to something: its tenant and type, and the
    /// reference.
    pub(crate) fn of_reference(tenant: &Tenant, event_type: &str, reference: &[&str]) -> Self {
        let mut writer = Lengths::of(tenant, event_type);
        for text in reference {
            writer.text(text);
        }
        writer.digest()
    }

    /// The digest in hex.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Writes each text after its length, so that no two lists of texts look the same.
#[derive(Default)]
pub(crate) struct Lengths(Sha256);

impl Lengths {
    fn of(tenant: &Tenant, event_type: &str) -> Self {
        let mut writer = Self::default();
        writer.text(tenant.as_str());
        writer.text(event_type);
        writer
    }

    pub fn text(&mut self, text: &str) {
        sha2::Digest::update(&mut self.0, (text.len() as u64).to_be_bytes());
        sha2::Digest::update(&mut self.0, text.as_bytes());
    }

    /// What is missing is no empty text.
    pub fn optional(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => sha2::Digest::update(&mut self.0, u64::MAX.to_be_bytes()),
        }
    }

    pub fn digest(self) -> Digest {
        Digest(hex::encode(sha2::Digest::finalize(self.0)))
    }
}

fn version(version: Option<Given>) -> Option<String> {
    version.map(Given::sortable)
}

/// The SHA-256 of some bytes, in hex.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex::encode(<Sha256 as sha2::Digest>::digest(bytes))
}
