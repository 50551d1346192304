//! Whether an item still needs an answer. Pure.

use std::cmp::Ordering;

use crate::key::VersionKey;
use crate::row::Outcome;
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

/// Where a result is kept that answers one version of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Seat {
    /// Under this key: its own, or that of a failure for the same version, which gives way.
    Free(VersionKey),
    /// This version has a good answer: it stays.
    Taken,
    /// A newer version has one.
    Superseded,
}

/// Compares the version that a result answers with the newest that is recorded. Who asked for that
/// version does not matter: two results for it are one answer.
pub fn seat(own: VersionKey, newest: Option<&Newest>) -> Seat {
    let Some(newest) = newest else {
        return Seat::Free(own);
    };
    match (newest.version.version().cmp(own.version()), newest.outcome) {
        (Ordering::Less, _) => Seat::Free(own),
        (Ordering::Equal, Outcome::Failed) => Seat::Free(newest.version.clone()),
        (Ordering::Equal, Outcome::Completed) => Seat::Taken,
        (Ordering::Greater, _) => Seat::Superseded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_version_above_all_recorded_ones_is_asked_for() {
        let version = |number: u64| VersionKey::new(format!("{number:020}"), "catalog#e1");
        let newest = Newest { version: version(10), outcome: Outcome::Completed };
        assert_eq!(standing(&version(9), None), Standing::Open);
        assert_eq!(standing(&version(9), Some(&newest)), Standing::Superseded);
        assert_eq!(standing(&version(10), Some(&newest)), Standing::Answered);
        assert_eq!(standing(&version(11), Some(&newest)), Standing::Open);
    }

    #[test]
    fn a_result_takes_the_place_of_a_failure_for_its_version_whoever_asked() {
        let version = |number: u64, event| VersionKey::new(format!("{number:020}"), event);
        let own = version(10, "callbacks");
        let newest = |number, outcome| Newest { version: version(number, "erp#e1"), outcome };
        let seat = |newest: Option<Newest>| seat(own.clone(), newest.as_ref());
        assert_eq!(seat(None), Seat::Free(own.clone()));
        assert_eq!(seat(Some(newest(9, Outcome::Completed))), Seat::Free(own.clone()));
        let failed = newest(10, Outcome::Failed);
        assert_eq!(seat(Some(failed.clone())), Seat::Free(failed.version));
        assert_eq!(seat(Some(newest(10, Outcome::Completed))), Seat::Taken);
        assert_eq!(seat(Some(newest(11, Outcome::Failed))), Seat::Superseded);
    }
}
