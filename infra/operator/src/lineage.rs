//! Who numbers the versions that a source's events speak of.

use settings::{Lineage, Source};

/// The lineage; nothing where all its events are results that answer any.
pub(crate) fn of(source: &Source) -> Option<&Lineage> {
    if source.tells_of_states() { Some(&source.lineage) } else { source.results_lineage.as_ref() }
}
