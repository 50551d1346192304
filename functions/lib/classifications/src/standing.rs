//! Whether a state still needs an answer. Pure.

use std::cmp::Ordering;

use crate::key::State;
use crate::table::Seen;

/// What the newest recorded state of a lineage means for one state of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Standing {
    /// A newer version has an answer: no call.
    Superseded,
    /// This very state has its answer, or a result was recorded for its version: no call.
    Answered,
    /// The same version stands with another content: whether this content has an answer too is
    /// to be looked for.
    OtherContent(Seen),
    /// Every recorded state is older; the newest, if there is any.
    Newest(Option<Seen>),
}

/// Compares a state with the newest one that is recorded in its lineage. It is read after
/// claiming, so that what the claim's predecessor recorded is seen.
pub fn standing(state: &State, newest: Option<Seen>) -> Standing {
    let Some(newest) = newest else { return Standing::Newest(None) };
    match newest.state.sortable_version().cmp(&state.version.sortable()) {
        Ordering::Greater => Standing::Superseded,
        Ordering::Less => Standing::Newest(Some(newest)),
        Ordering::Equal if answers(&newest, state) => Standing::Answered,
        Ordering::Equal => Standing::OtherContent(newest),
    }
}

/// Whether a recorded state of the same version answers this one.
pub fn answers(seen: &Seen, state: &State) -> bool {
    seen.is_result() || seen.state.mark() == state.mark.as_str()
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;
    use crate::{Mark, Outcome, Version};

    fn state(version: u64, mark: &str) -> State {
        let version = Version::Sequence(version);
        State { lineage: "erp".to_owned(), version, mark: Mark::new(mark) }
    }

    fn seen(version: u64, mark: &str) -> Seen {
        let answered_at = Timestamp::UNIX_EPOCH;
        Seen { state: state(version, mark).key(), outcome: Outcome::Completed, answered_at }
    }

    #[test]
    fn only_a_version_above_all_recorded_ones_is_new() {
        let of = |version| standing(&state(version, "a"), Some(seen(10, "a")));
        assert_eq!(of(9), Standing::Superseded);
        assert_eq!(of(10), Standing::Answered);
        assert_eq!(of(11), Standing::Newest(Some(seen(10, "a"))));
        assert_eq!(standing(&state(1, "a"), None), Standing::Newest(None));
    }

    #[test]
    fn two_contents_of_one_version_both_stand() {
        let found = standing(&state(10, "a"), Some(seen(10, "b")));
        assert_eq!(found, Standing::OtherContent(seen(10, "b")));
    }

    #[test]
    fn a_result_for_a_version_answers_whatever_it_says() {
        assert_eq!(standing(&state(10, "a"), Some(seen(10, Mark::RESULT))), Standing::Answered);
    }
}
