//! Results that a document holds.

use serde_json::Value;
use settings::Source;

use crate::document::Document;
use crate::raw;
use crate::version::{Version, version};
use crate::work::Unmappable;

/// What was found for one item, as the document says it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ItemResult {
    /// The result, byte for byte; of XML, its reading as JSON.
    pub text: String,
    /// The version of the request that it answers; nothing where the source's senders say none.
    pub version: Option<Version>,
}

impl Document {
    /// The results in this document, which was parsed from `body`; none where it has none.
    pub fn results(&self, source: &Source, body: &[u8]) -> Result<Vec<ItemResult>, Unmappable> {
        let (paths, nodes): (Vec<_>, Vec<_>) =
            source.results.items.located(&self.root).into_iter().unzip();
        let texts = raw::texts(body, &paths);
        let (mut results, mut wrong) = (Vec::with_capacity(nodes.len()), Vec::new());
        for (index, (node, text)) in nodes.into_iter().zip(texts).enumerate() {
            match version(&source.results.version, &self.root, node) {
                Ok(version) => results.push(ItemResult { text: text_of(node, text), version }),
                Err(error) => wrong.push((index, error.into())),
            }
        }
        if wrong.is_empty() { Ok(results) } else { Err(Unmappable::Items(wrong)) }
    }
}

fn text_of(node: &Value, text: Option<&str>) -> String {
    text.map_or_else(|| node.to_string(), str::to_owned)
}
