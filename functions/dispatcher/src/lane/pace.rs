//! How fast a lane is emptied: at the rate of its API, in portions that are worth a call.
//!
//! What is sent now asks for its permit some seconds later. So the API's own budget cannot tell
//! how much may be sent: a dispatcher keeps a rate of its own, in a row of its own, and sends as
//! the API may be asked on average. The consumers take the permits, and wait the few seconds by
//! which a portion comes early.

use std::num::NonZeroU32;
use std::time::Duration;

use budget::{Rate, State};
use jiff::Timestamp;

/// A portion is sent once it is a whole call's worth, or what the rate gives in this time.
pub const WORTH: Duration = Duration::from_secs(30);

/// What comes due while nobody looks is not lost: between two looks, and between two runs.
const UNSEEN: Duration = Duration::from_secs(15);

/// The rate of a lane. A unit is what the provider counts: an item, or a call for several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pace {
    /// The API's own rate.
    api: Rate,
    /// The dispatcher's: as fast, and its burst holds what comes due between two looks.
    own: Rate,
    /// Items that go into one unit.
    items_per_unit: u32,
    /// The fewest units that are worth a send.
    enough: u32,
    /// How many units may be on their way beyond what the API's budget has.
    ahead: u32,
}

impl Pace {
    /// For an API with this rate, of whose units each carries so many items, and of whose calls
    /// each carries at most `max_items`.
    pub fn new(api: Rate, items_per_unit: u32, max_items: u32) -> Self {
        let items_per_unit = items_per_unit.max(1);
        let call = max_items.div_ceil(items_per_unit);
        let enough = api.units_in(WORTH).clamp(1, call.max(1));
        let ahead = enough.saturating_add(api.units_in(UNSEEN).max(1));
        let burst = api.burst.max(NonZeroU32::new(ahead).unwrap_or(NonZeroU32::MIN));
        Self { api, own: Rate { burst, ..api }, items_per_unit, enough, ahead }
    }

    /// How many items may be sent now: none, until it is worth a call. `whole_at` is when the
    /// dispatchers' own budget is whole again.
    pub fn allowed(&self, whole_at: Timestamp, budget: &State, now: Timestamp) -> u64 {
        let units = self.own.conforming(self.owed(whole_at, budget), now);
        if units < self.enough {
            return 0;
        }
        u64::from(units).saturating_mul(u64::from(self.items_per_unit))
    }

    /// When the dispatchers' own budget is whole again after so many items are sent. An event with
    /// more items than were allowed overdraws it, and nothing is sent until that is paid back.
    pub fn whole_after(
        &self,
        whole_at: Timestamp,
        budget: &State,
        now: Timestamp,
        items: u64,
    ) -> Timestamp {
        let units = items.div_ceil(u64::from(self.items_per_unit));
        let units = u32::try_from(units).unwrap_or(u32::MAX);
        self.own.whole_after(self.owed(whole_at, budget), now, units)
    }

    /// Until when the dispatchers' own budget is owed, if what others have taken of the API's counts
    /// too: beyond what that has left, no more than `ahead` is on its way.
    fn owed(&self, whole_at: Timestamp, budget: &State) -> Timestamp {
        let (own, api) = (self.own.burst.get(), self.api.burst.get());
        let more = self.own.time_for(own.saturating_sub(api));
        let ahead = self.own.time_for(self.ahead);
        let taken = budget.whole_at.saturating_add(more).unwrap_or(Timestamp::MAX);
        whole_at.max(taken.saturating_sub(ahead).unwrap_or(Timestamp::MIN))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rate(units: u32, per: Duration, burst: u32) -> Rate {
        let number = |number| NonZeroU32::new(number).expect("a number");
        Rate { units: number(units), per, burst: number(burst) }
    }

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).expect("a time")
    }

    /// 2,000 items an hour: one in 1.8 s, 16 in half a minute, 8 in a quarter.
    fn slow() -> Pace {
        Pace::new(rate(2_000, Duration::from_hours(1), 1), 1, 200)
    }

    #[test]
    fn a_slow_rate_is_used_in_portions_of_half_a_minute() {
        let whole = State::default();
        assert_eq!(slow().allowed(at(0), &whole, at(0)), 24, "half a minute's, and a look's");
        let whole_at = slow().whole_after(at(0), &whole, at(0), 24);
        assert_eq!(whole_at, at(43) + Duration::from_millis(200), "24 times 1.8 s");
        assert_eq!(slow().allowed(whole_at, &whole, at(28)), 0, "15 items are not worth a call");
        assert_eq!(slow().allowed(whole_at, &whole, at(29)), 16);
    }

    #[test]
    fn a_call_of_a_rate_in_calls_carries_as_many_items_as_it_takes() {
        let pace = Pace::new(rate(60, Duration::from_mins(1), 5), 200, 200);
        assert_eq!(pace.allowed(at(0), &State::default(), at(0)), 3_200, "16 calls");
        assert_eq!(
            pace.whole_after(at(0), &State::default(), at(0), 1),
            at(1),
            "a call for one item is a call"
        );
        assert_eq!(pace.whole_after(at(0), &State::default(), at(0), 200), at(1));
        assert_eq!(pace.whole_after(at(0), &State::default(), at(0), 201), at(2));
    }

    #[test]
    fn a_fast_rate_waits_for_a_full_call_and_no_longer() {
        let pace = Pace::new(rate(100, Duration::from_secs(1), 100), 1, 200);
        let whole_at = pace.whole_after(at(0), &State::default(), at(0), 1_700);
        assert_eq!(pace.allowed(whole_at, &State::default(), at(1)), 0);
        assert_eq!(pace.allowed(whole_at, &State::default(), at(2)), 200);
    }

    #[test]
    fn nothing_is_lost_between_two_looks() {
        // One call in ten minutes: looked at every three seconds, never exactly when it is due.
        let pace = Pace::new(rate(1, Duration::from_mins(10), 1), 200, 200);
        let (mut whole_at, mut sent) = (at(0), 0);
        for seconds in (0..24 * 3_600).step_by(7) {
            if pace.allowed(whole_at, &State::default(), at(seconds)) > 0 {
                whole_at = pace.whole_after(whole_at, &State::default(), at(seconds), 200);
                sent += 1;
            }
        }
        assert_eq!(sent, 24 * 6 + 1, "and one ahead");
    }

    #[test]
    fn no_more_is_on_its_way_than_the_api_can_soon_take() {
        let pace = Pace::new(rate(60, Duration::from_mins(1), 600), 1, 10);
        let spent = State { whole_at: at(600), ..State::default() };
        assert_eq!(pace.allowed(at(0), &State::default(), at(0)), 600, "its burst is whole");
        assert_eq!(pace.allowed(at(0), &spent, at(0)), 25, "others have used it up");
        let whole_at = pace.whole_after(at(0), &spent, at(0), 25);
        assert_eq!(pace.allowed(whole_at, &spent, at(0)), 0, "those are on their way");
        assert_eq!(pace.allowed(whole_at, &spent, at(10)), 10, "a portion each ten seconds");
    }

    #[test]
    fn a_large_event_is_paid_back_before_the_next_is_sent() {
        let whole_at = slow().whole_after(at(0), &State::default(), at(0), 1_000);
        assert_eq!(whole_at, at(1_800));
        assert_eq!(slow().allowed(whole_at, &State::default(), at(1_785)), 0);
        assert_eq!(slow().allowed(whole_at, &State::default(), at(1_786)), 16);
    }
}
