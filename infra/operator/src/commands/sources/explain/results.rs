//! The results of an event, each with where it was found.

use mapping::{Document, ItemResult, Version};
use serde::Serialize;
use settings::{Source, VersionKind};

use super::items::{NotRead, not_read, place, places, refused, version};

/// The results, and how they are read.
#[derive(Debug, Serialize)]
pub(super) struct ReadResults {
    pub read_by: Paths,
    /// The lineage whose states they answer; nothing where they answer any.
    pub lineage: Option<String>,
    pub results: Vec<ReadResult>,
    pub unreadable: Vec<NotRead>,
}

/// The paths by which results are read.
#[derive(Debug, Serialize)]
pub(super) struct Paths {
    pub items: String,
    pub version: String,
}

/// A result that would be recorded, if it is one.
#[derive(Debug, Serialize)]
pub(super) struct ReadResult {
    /// Where in the body.
    pub at: String,
    /// The version of the request that it answers; nothing where it says none.
    pub version: Option<String>,
    pub version_kind: &'static str,
    /// As it stands.
    pub text: String,
}

impl ReadResults {
    pub fn of(source: &Source, document: &Document, results: mapping::Results) -> Self {
        let places = places(source, document, &source.results.items);
        let read = |ItemResult { place: number, text, version }| ReadResult {
            at: place(&places, number),
            version: version.map(Version::plain),
            version_kind: version.map_or(VersionKind::Received, Version::kind).word(),
            text,
        };
        Self {
            read_by: Paths {
                items: source.results.items.to_string(),
                version: version(&source.results.version),
            },
            lineage: source.results_lineage.as_ref().map(ToString::to_string),
            results: results.readable.into_iter().map(read).collect(),
            unreadable: not_read(results.unreadable, &places),
        }
    }

    /// Why the event would be refused after its readable results are recorded.
    pub fn refused(&self) -> Vec<String> {
        refused("results", self.unreadable.len())
    }
}
