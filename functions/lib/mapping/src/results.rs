//! Results that a document holds.

use jiff::Timestamp;
use serde_json::Value;
use settings::Source;
use versions::Given;

use crate::document::Document;
use crate::items::Unreadable;
use crate::nodes::Nodes;
use crate::raw;
use crate::surrogates;
use crate::text::Texts;
use crate::version::{VersionError, not_ahead, version};

/// What was found for one item, as the document says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemResult {
    /// Its place among the results of its document, counted from 0.
    pub place: usize,
    /// The result, byte for byte; its reading as JSON, of XML and where half a character stands.
    pub text: String,
    /// The version of the request that it answers; nothing where the source's senders say none.
    pub version: Option<Given>,
}

/// The results of a document: those that can be recorded, and the others.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Results {
    /// Each with its place among all.
    pub readable: Vec<ItemResult>,
    /// The others.
    pub unreadable: Vec<Unreadable>,
}

impl Document {
    /// The results in this document, which was parsed from `body`; none where it has none.
    pub fn results(&self, source: &Source, body: &[u8], now: Timestamp) -> Results {
        let root = self.seen_by(source);
        judged(found(source, &root, body), source, now)
    }
}

/// A result as it stands, whatever day it is.
pub(crate) struct Found {
    /// The result, byte for byte.
    pub text: String,
    pub version: Result<Option<Given>, VersionError>,
}

/// Every result that the paths of `source` find in `root`, which was parsed from `body`.
pub(crate) fn found(source: &Source, root: &Value, body: &[u8]) -> Vec<Found> {
    let texts = Texts::of(body, root);
    let (paths, nodes): (Vec<_>, Vec<_>) = Nodes::select(root, &source.results.items).unzip();
    let raw = raw::texts(body, &paths);
    let read = |(nodes, raw): (Nodes<'_>, Option<&str>)| Found {
        text: verbatim(nodes.item, raw),
        version: version(&source.results.version, &texts, nodes, &source.zone),
    };
    nodes.into_iter().zip(raw).map(read).collect()
}

/// What of it can be recorded now.
pub(crate) fn judged(found: Vec<Found>, source: &Source, now: Timestamp) -> Results {
    let mut results = Results::default();
    for (place, Found { text, version }) in found.into_iter().enumerate() {
        match version.and_then(|version| not_ahead(version, &source.results.version, now)) {
            Ok(version) => results.readable.push(ItemResult { place, text, version }),
            Err(error) => results.unreadable.push(Unreadable { place, error: error.into() }),
        }
    }
    results
}

/// The bytes of a result; its reading, where they are not JSON that everybody reads.
fn verbatim(node: &Value, raw: Option<&str>) -> String {
    match raw {
        Some(raw) if surrogates::replaced(raw.as_bytes()).is_none() => raw.to_owned(),
        Some(_) | None => node.to_string(),
    }
}
