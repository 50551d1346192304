//! Whether an item still needs an answer. Pure.

use std::cmp::Ordering;

use crate::key::VersionKey;
use crate::table::Newest;

/// What the item's newest row means for one version of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody answered yet: ask.
    Open,
    /// This version has its answer: no call.
    Answered,
    /// A newer version has one: no call.
    Superseded,
}

/// Compares the version at hand with the newest that is recorded. It is read after claiming, so
/// that what the claim's predecessor recorded is seen.
pub fn standing(version: &VersionKey, newest: Option<&Newest>) -> Standing {
    let Some(newest) = newest else {
        return Standing::Open;
    };
    match newest.version.cmp(version) {
        Ordering::Less => Standing::Open,
        Ordering::Equal => Standing::Answered,
        Ordering::Greater => Standing::Superseded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::row::Outcome;

    #[test]
    fn only_a_version_above_all_recorded_ones_is_asked_for() {
        let version = |number: u64| VersionKey::new(format!("{number:020}"), "catalog#e1");
        let newest = Newest { version: version(10), outcome: Outcome::Completed };
        assert_eq!(standing(&version(9), None), Standing::Open);
        assert_eq!(standing(&version(9), Some(&newest)), Standing::Superseded);
        assert_eq!(standing(&version(10), Some(&newest)), Standing::Answered);
        assert_eq!(standing(&version(11), Some(&newest)), Standing::Open);
    }
}
