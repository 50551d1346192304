//! Results that a document holds.

use jiff::Timestamp;
use serde_json::Value;
use settings::Source;

use crate::document::Document;
use crate::items::Unreadable;
use crate::nodes::Nodes;
use crate::raw;
use crate::version::{Version, VersionError, version};

/// What was found for one item, as the document says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemResult {
    /// Its place among the results of its document, counted from 0.
    pub place: usize,
    /// The result, byte for byte; of XML, its reading as JSON.
    pub text: String,
    /// The version of the request that it answers; nothing where the source's senders say none.
    pub version: Option<Version>,
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
        let (paths, nodes): (Vec<_>, Vec<_>) =
            Nodes::select(&self.root, &source.results.items).unzip();
        let texts = raw::texts(body, &paths);
        let mut results = Results::default();
        for (place, (nodes, text)) in nodes.into_iter().zip(texts).enumerate() {
            match version(&source.results.version, nodes, &source.zone) {
                Ok(Some(version)) if version.is_ahead(now) => {
                    let error = VersionError::Ahead.into();
                    results.unreadable.push(Unreadable { place, error });
                }
                Ok(version) => {
                    let text = text_of(nodes.item, text);
                    results.readable.push(ItemResult { place, text, version });
                }
                Err(error) => {
                    results.unreadable.push(Unreadable { place, error: error.into() });
                }
            }
        }
        results
    }
}

fn text_of(node: &Value, text: Option<&str>) -> String {
    text.map_or_else(|| node.to_string(), str::to_owned)
}
