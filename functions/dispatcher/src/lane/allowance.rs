//! How much of a lane may be sent now.

use std::time::Duration;

use budget::{PROBE, Standing, State};
use jiff::Timestamp;

use crate::lane::known::Lane;
use crate::lane::state::LaneState;

/// The most items of one look where no rate bounds them.
pub const PER_LOOK: u64 = 1_000;

/// The same in a lane that the settings do not know: its events are judged anew, a few at a time.
const UNKNOWN_PER_LOOK: u64 = 100;

/// What may be sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allowance {
    /// Nothing, and looking again before this time is of no use; without one it may change at any
    /// moment.
    Nothing(Option<Timestamp>),
    /// One event, which finds out whether the API answers again.
    Probe,
    /// Events of so many items.
    Items(u64),
}

/// What may be sent of `lane` now, by the dispatchers' own memory of it and the API's budget.
pub fn allowance(lane: &Lane, own: &LaneState, budget: &State, now: Timestamp) -> Allowance {
    let Some(asked) = &lane.asked else { return Allowance::Items(UNKNOWN_PER_LOOK) };
    match budget.standing(now) {
        Standing::Paused(until) => Allowance::Nothing(Some(until)),
        Standing::Down(probe_at) if now >= probe_at.max(after(own.probed_at, PROBE)) => {
            Allowance::Probe
        }
        Standing::Down(_) => Allowance::Nothing(None),
        Standing::Open => match &asked.pace {
            None => Allowance::Items(PER_LOOK),
            Some(pace) => match pace.allowed(own.whole_at, budget, now) {
                0 => Allowance::Nothing(None),
                items => Allowance::Items(items),
            },
        },
    }
}

fn after(time: Timestamp, wait: Duration) -> Timestamp {
    time.saturating_add(wait).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lane::known::{Asked, Counts};

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).expect("a time")
    }

    fn lane() -> Lane {
        let asked = Asked { api: "api".to_owned(), counts: Counts::Items, pace: None };
        Lane { name: "api".to_owned(), asked: Some(asked) }
    }

    #[test]
    fn a_paused_api_is_sent_nothing_until_it_may_be_asked_again() {
        let paused = State { retry_at: at(90), ..State::default() };
        let allowed = |now| allowance(&lane(), &LaneState::default(), &paused, now);
        assert_eq!(allowed(at(89)), Allowance::Nothing(Some(at(90))));
        assert_eq!(allowed(at(90)), Allowance::Items(PER_LOOK));
    }

    #[test]
    fn an_api_that_is_down_is_sent_one_probe_a_minute() {
        let down = State { down: true, probe_at: at(60), ..State::default() };
        let probed = LaneState { probed_at: at(60), ..LaneState::default() };
        let never = LaneState::default();
        let allowed = |own, now| allowance(&lane(), own, &down, now);
        assert_eq!(allowed(&never, at(59)), Allowance::Nothing(None));
        assert_eq!(allowed(&never, at(60)), Allowance::Probe);
        assert_eq!(allowed(&probed, at(119)), Allowance::Nothing(None), "one is on its way");
        assert_eq!(allowed(&probed, at(120)), Allowance::Probe);
    }

    #[test]
    fn a_probe_that_somebody_else_has_made_is_not_sent() {
        let down = State { down: true, probe_at: at(100), ..State::default() };
        let probed = LaneState { probed_at: at(30), ..LaneState::default() };
        assert_eq!(allowance(&lane(), &probed, &down, at(99)), Allowance::Nothing(None));
        assert_eq!(allowance(&lane(), &probed, &down, at(100)), Allowance::Probe);
    }

    #[test]
    fn an_unknown_lane_is_sent_on_whatever_its_budget_says() {
        let unknown = Lane { name: "gone".to_owned(), asked: None };
        let down = State { down: true, retry_at: at(500), ..State::default() };
        let allowed = allowance(&unknown, &LaneState::default(), &down, at(0));
        assert_eq!(allowed, Allowance::Items(UNKNOWN_PER_LOOK));
    }
}
