//! Which feed is meant.

use settings::{Feed, Settings};

use crate::context::Context;
use crate::exit::Misused;

/// The feed of a source.
pub(super) fn feed_of<'s>(settings: &'s Settings, source: &str) -> Result<&'s Feed, Misused> {
    let feed = Context::source_of(settings, source)?.feed.as_ref();
    feed.ok_or_else(|| {
        let with = settings.sources.values().filter(|source| source.feed.is_some());
        let with = with.map(|source| source.name.as_str()).collect::<Vec<_>>().join(", ");
        let with = if with.is_empty() {
            "no source has one".to_owned()
        } else {
            format!("these have one: {with}")
        };
        Misused(format!("the source `{source}` has no feed: {with}"))
    })
}
