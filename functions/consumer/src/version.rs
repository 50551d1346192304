//! Under which version an item's answer is kept. Pure.

use classifications::VersionKey;
use jiff::Timestamp;
use mapping::{Item, Version, sha256_hex};

use crate::job::Job;

/// Characters of a content's SHA-256 that tell two states of one version apart.
const STATE: usize = 16;

/// The version of a posted item is made unique by its event. A fetched object is the same state
/// whichever trigger it was fetched for: its version is made unique by what it says. Where the
/// sender says no version, it is when the event was first received.
pub(crate) fn version_key(
    job: &Job,
    item: &Item,
    hydrated: bool,
    first_received: Timestamp,
) -> VersionKey {
    match (item.version, hydrated) {
        (Some(version), true) => {
            VersionKey::new(version, &format!("{}#{}", job.origin.source, state(item)))
        }
        (Some(version), false) => VersionKey::new(version, &job.key),
        (None, _) => VersionKey::new(Version::Time(first_received), &job.key),
    }
}

fn state(item: &Item) -> String {
    let country = item.country_of_origin.as_deref();
    let content = format!("{}:{}:{country:?}", item.description.len(), item.description);
    sha256_hex(content.as_bytes()).chars().take(STATE).collect()
}
