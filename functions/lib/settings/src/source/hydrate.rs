//! Where the objects are kept that a source's events only point to.

use std::time::Duration;

use crate::api::{ApiRate, base_url, rate};
use crate::fields::{EventFields, TextAt, path_or, text_at};
use crate::path::JsonPath;
use crate::secret_ref::SecretPlace;
use crate::section::{Found, Section};

/// A system that keeps objects: `GET {base_url}/{object_type}/{object_id}`.
#[derive(Clone, Debug)]
pub struct Hydrate {
    /// What comes before `/{object_type}/…`, without a slash at its end.
    pub base_url: String,
    /// The header that carries the key.
    pub key_header: String,
    /// What stands before the key in that header (`Bearer `), often nothing.
    pub key_prefix: String,
    /// Where the key is kept.
    pub key: SecretPlace,
    /// Where the event says what kind of object it is about, or the same for all.
    pub object_type: TextAt,
    /// Where the event says which.
    pub object_id: JsonPath,
    /// Where the object holds its items: where a posted body does, unless it says otherwise.
    pub items: JsonPath,
    /// How long a GET may take.
    pub timeout: Duration,
    /// How fast it may be asked, where its owner says so.
    pub rate: Option<ApiRate>,
}

/// Seconds: an object is looked up, not worked out.
const TIMEOUT_S: u64 = 30;

impl Hydrate {
    pub(crate) fn read(mut section: Section<'_>, event: Option<&EventFields>) -> Option<Self> {
        let base_url = section.required("base_url").and_then(|found| found.parsed(base_url));
        let key = section.required("key").and_then(|found| found.parsed(SecretPlace::parse));
        let text = |section: &mut Section<'_>, key, default: &str| {
            section.get(key).and_then(|found| found.text()).unwrap_or(default).to_owned()
        };
        let key_header = text(&mut section, "key_header", "X-Api-Key");
        let key_prefix = text(&mut section, "key_prefix", "");
        let object_type = match section.get("object_type") {
            Some(found) => object_type(&found),
            None => JsonPath::parse("$.object_type").ok().map(TextAt::Body),
        };
        let object_id = path_or(section.get("object_id"), "$.object_id");
        let items = match section.get("items") {
            Some(found) => found.parsed(JsonPath::parse),
            None => event.map(|event| event.items.clone()),
        };
        let timeout = section.get("timeout_s").and_then(|found| found.integer(1..=120));
        let rate = section.section("rate").map(rate);
        section.finish();
        let rate = match rate {
            Some(read) => Some(read?),
            None => None,
        };
        Some(Self {
            base_url: base_url?,
            key_header,
            key_prefix,
            key: key?,
            object_type: object_type?,
            object_id: object_id?,
            items: items?,
            timeout: Duration::from_secs(timeout.unwrap_or(TIMEOUT_S)),
            rate,
        })
    }
}

/// A word stands in the path as it is, so it must be one segment of it.
fn object_type(found: &Found<'_>) -> Option<TextAt> {
    match text_at(found)? {
        TextAt::Literal(word) if matches!(word.as_str(), "" | "." | "..") => {
            found.problem("is no segment of a path");
            None
        }
        at => Some(at),
    }
}
