//! Versions of what is found late.

use versions::VersionKind;

use crate::places::Places;
use crate::settings::Settings;
use crate::source::Meaning;

/// An event that is found by poll is found late: by its time of receipt it would be newer than what
/// came after it.
pub(super) fn check(settings: &Settings, places: &Places<'_>) {
    for source in settings.sources.values() {
        let Some(feed) = &source.feed else { continue };
        let by_receipt = source.version.kind() == VersionKind::Received;
        if by_receipt && source.means(Meaning::Classify) && feed.time.is_none() {
            places.source(source.name.as_str()).problem(
                &["feed"],
                "the versions of this source are times of receipt, and an event found by poll is \
                 received late: it would hide newer ones. Say in `version` where the version \
                 stands, or in `feed.time` when an event happened",
            );
        }
    }
}
