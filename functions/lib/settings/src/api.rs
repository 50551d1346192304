//! The classification APIs that sources use.

use std::time::Duration;

use crate::secret_ref::SecretPlace;
use crate::section::Section;

/// The name of an API in `sources.toml`.
pub type ApiName = String;

/// One classification API under one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Api {
    /// Its name in the file.
    pub name: ApiName,
    /// What comes before `/openapi/v1/…`, without a slash at its end.
    pub base_url: String,
    /// The header that carries the key.
    pub key_header: String,
    /// What stands before the key in that header (`Bearer `), often nothing.
    pub key_prefix: String,
    /// Where the key is kept.
    pub key: SecretPlace,
    /// How long a call for many items may take.
    pub batch_timeout: Duration,
    /// How long a call for one item may take.
    pub single_timeout: Duration,
    /// The most items that one call may carry.
    pub max_items: usize,
}

/// The most items the batch endpoint takes (design §4).
const MAX_ITEMS: u64 = 200;

/// Seconds: an answer for 200 items takes up to five minutes (design §4).
const BATCH_TIMEOUT_S: u64 = 360;

/// Seconds: the slowest hundredth of single answers takes 108 (design §4).
const SINGLE_TIMEOUT_S: u64 = 150;

impl Api {
    pub(crate) fn read(name: &str, mut section: Section<'_>) -> Option<Self> {
        let base_url = section.required("base_url").and_then(|found| found.parsed(base_url));
        let key = section.required("key").and_then(|found| found.parsed(SecretPlace::parse));
        let text = |section: &mut Section<'_>, key, default: &str| {
            section.get(key).and_then(|found| found.text()).unwrap_or(default).to_owned()
        };
        let key_header = text(&mut section, "key_header", "X-Api-Key");
        let key_prefix = text(&mut section, "key_prefix", "");
        let mut number = |key, most, default| {
            section.get(key).and_then(|found| found.integer(1..=most)).unwrap_or(default)
        };
        let batch = number("batch_timeout_s", 800, BATCH_TIMEOUT_S);
        let single = number("single_timeout_s", 800, SINGLE_TIMEOUT_S);
        let max_items = number("max_items", MAX_ITEMS, MAX_ITEMS);
        section.finish();
        Some(Self {
            name: name.to_owned(),
            base_url: base_url?,
            key_header,
            key_prefix,
            key: key?,
            batch_timeout: Duration::from_secs(batch),
            single_timeout: Duration::from_secs(single),
            max_items: usize::try_from(max_items).ok()?,
        })
    }
}

/// Keys travel to this address, so it is `https` everywhere but on this machine.
fn base_url(text: &str) -> Result<String, &'static str> {
    let on_loopback =
        ["http://127.0.0.1", "http://localhost"].iter().any(|start| text.starts_with(start));
    if text.starts_with("https://") || on_loopback {
        return Ok(text.trim_end_matches('/').to_owned());
    }
    Err("must start with https:// (or http://127.0.0.1 for development)")
}
