//! A product that an operator sends: the whole body of its event.
//!
//! Its source's paths are not asked, since nobody's format is read; but whose lineage it is in, and
//! how its version is written, are its source's.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use settings::{Source, Tenant, VersionAt};
use versions::{Given, VersionKind};

use crate::digest::{Digest, sha256_hex};
use crate::event_id::EventId;
use crate::items::{Item, ItemError, Items};
use crate::text::TextError;
use crate::time::time;
use crate::version::{VersionError, not_ahead};

/// The type of every event that an operator sends.
pub const OPERATORS_EVENT: &str = "tidewaiter.product";

/// What stands where a path would, in what is said of a version.
const VERSION: &str = "version";

/// One product in one of its states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Product {
    /// The sender's own number for it.
    pub item_id: String,
    /// What is classified.
    pub description: String,
    /// Where it comes from, if that is known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub country_of_origin: Option<String>,
    /// Which state it is in, as its source's senders write it. Of no use where they write none.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub version: Option<String>,
    /// A name that makes an event of its own of a product that was sent before.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub round: Option<String>,
}

/// A body that is another build's, or nobody's.
#[derive(Clone, Copy, Debug, thiserror::Error, PartialEq, Eq)]
#[error("it is no product as the operator's command sends one")]
pub struct NotProduct;

impl Product {
    /// The body of its event: the same product has the same, wherever it is made.
    pub fn body(&self) -> Vec<u8> {
        // Texts only: serde_json cannot fail on them, and nothing takes an empty body.
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// The id of its event, from all that it says: sent again, it is a repeat.
    pub fn event_id(&self) -> Option<EventId> {
        EventId::try_from(format!("product-{}", sha256_hex(&self.body()))).ok()
    }

    /// The item that is classified, judged by the rules of every item.
    pub fn item(&self, source: &Source, now: Timestamp) -> Result<Item, ItemError> {
        let is_key = (1..=256).contains(&self.item_id.len());
        if !is_key || self.item_id.contains(char::is_control) {
            return Err(ItemError::Id);
        }
        let description = self.description.trim();
        if description.is_empty() {
            return Err(ItemError::EmptyDescription);
        }
        if !description.contains(char::is_alphabetic) {
            return Err(ItemError::NoLetter);
        }
        Ok(Item {
            place: 0,
            id: self.item_id.clone(),
            description: description.to_owned(),
            country_of_origin: present(self.country_of_origin.as_deref()),
            version: not_ahead(self.given(source)?, &source.version, now)?,
        })
    }

    fn given(&self, source: &Source) -> Result<Option<Given>, VersionError> {
        let is_optional = matches!(source.version, VersionAt::Time { required: false, .. });
        let Some(text) = present(self.version.as_deref()) else {
            return match source.version.kind() {
                VersionKind::Received => Ok(None),
                VersionKind::Time if is_optional => Ok(None),
                VersionKind::Sequence | VersionKind::Time => {
                    Err(TextError::Missing(VERSION.to_owned()).into())
                }
            };
        };
        match source.version.kind() {
            VersionKind::Received => Ok(None),
            VersionKind::Time => {
                let given = time(&text, &source.zone).map(Given::Time);
                given.map(Some).ok_or_else(|| VersionError::NotTime(VERSION.to_owned()))
            }
            VersionKind::Sequence => {
                let is_digits = text.bytes().all(|byte| byte.is_ascii_digit());
                let number = text.parse().ok().filter(|_| is_digits).map(Given::Sequence);
                number.map(Some).ok_or_else(|| VersionError::NotSequence(VERSION.to_owned()))
            }
        }
    }

    /// What stands in the body of an operator's event.
    pub fn read(body: &[u8]) -> Result<Self, NotProduct> {
        serde_json::from_slice(body).map_err(|_| NotProduct)
    }

    /// The digest of an event with this one item.
    pub fn digest(item: &Item, tenant: &Tenant) -> Digest {
        let items = Items { readable: vec![item.clone()], unreadable: Vec::new() };
        Digest::of(tenant, OPERATORS_EVENT, &items, &[])
    }
}

fn present(text: Option<&str>) -> Option<String> {
    text.map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}
