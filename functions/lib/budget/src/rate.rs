//! A rate, as providers state it.

use std::num::NonZeroU32;
use std::time::Duration;

use jiff::Timestamp;

/// So many units (calls or items) in a period, some of them at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    /// Units per period.
    pub units: NonZeroU32,
    /// The period.
    pub per: Duration,
    /// The most units at once.
    pub burst: NonZeroU32,
}

impl Rate {
    /// How many units may be taken at once now, of a budget that is whole at `whole_at` (GCRA's
    /// theoretical arrival time). More than this conform only where the whole budget does.
    pub fn conforming(&self, whole_at: Timestamp, now: Timestamp) -> u32 {
        let owed = Duration::try_from(whole_at.duration_since(now)).unwrap_or_default();
        // In nanoseconds times units, so that nothing is lost by rounding.
        let units = u128::from(self.units.get());
        let burst = self.per.as_nanos().saturating_mul(u128::from(self.burst.get()));
        let left = burst.saturating_sub(owed.as_nanos().saturating_mul(units));
        let conforming = left.checked_div(self.per.as_nanos()).unwrap_or_default();
        u32::try_from(conforming).unwrap_or(u32::MAX)
    }

    /// When a budget is whole again of which `units` more are taken. It may be overdrawn: then
    /// nothing conforms until the debt is paid.
    pub fn whole_after(&self, whole_at: Timestamp, now: Timestamp, units: u32) -> Timestamp {
        whole_at.max(now).saturating_add(self.time_for(units)).unwrap_or(Timestamp::MAX)
    }

    /// How many whole units this rate gives in a time.
    pub fn units_in(&self, time: Duration) -> u32 {
        let given = time.as_nanos().saturating_mul(u128::from(self.units.get()));
        let given = given.checked_div(self.per.as_nanos()).unwrap_or_default();
        u32::try_from(given).unwrap_or(u32::MAX)
    }

    /// How long so many units take at this rate.
    pub fn time_for(&self, units: u32) -> Duration {
        self.per.saturating_mul(units) / self.units.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::state::State;

    /// Sixty units a minute, five at once: a unit a second.
    fn rate() -> Rate {
        let number = |n| NonZeroU32::new(n).expect("a number");
        Rate { units: number(60), per: Duration::from_mins(1), burst: number(5) }
    }

    fn at(ms: i64) -> Timestamp {
        Timestamp::from_millisecond(100_000 + ms).expect("a time")
    }

    #[test]
    fn a_whole_budget_has_its_burst_and_a_spent_one_a_unit_a_second() {
        assert_eq!(rate().conforming(at(-60_000), at(0)), 5, "never more than the burst");
        assert_eq!(rate().conforming(at(5_000), at(0)), 0, "five taken just now");
        assert_eq!(rate().conforming(at(5_000), at(999)), 0);
        assert_eq!(rate().conforming(at(5_000), at(1_000)), 1);
        assert_eq!(rate().conforming(at(5_000), at(3_500)), 3);
        assert_eq!(rate().conforming(at(60_000), at(0)), 0, "overdrawn");
    }

    #[test]
    fn a_rate_gives_only_whole_units() {
        assert_eq!(rate().units_in(Duration::from_millis(2_999)), 2);
        let slow = Rate { units: NonZeroU32::MIN, per: Duration::from_hours(1), ..rate() };
        assert_eq!(slow.units_in(Duration::from_mins(59)), 0);
    }

    #[test]
    fn what_is_overdrawn_is_paid_back_before_anything_conforms() {
        let whole_at = rate().whole_after(at(-1), at(0), 20);
        assert_eq!(whole_at, at(20_000));
        assert_eq!(rate().conforming(whole_at, at(15_999)), 0);
        assert_eq!(rate().conforming(whole_at, at(16_000)), 1);
    }

    #[test]
    fn as_many_conform_as_may_be_taken_and_not_one_more() {
        for ms in 0..7_000 {
            let state = State { whole_at: at(4_321), ..State::default() };
            let conforming = rate().conforming(state.whole_at, at(ms));
            let taken = |units| state.take(at(ms), units, Some(rate())).is_ok();
            assert!(conforming == 0 || taken(conforming), "{ms}: {conforming}");
            // A unit more than the burst waits for the whole budget, which is there after 4.3 s.
            assert!(conforming == 5 || !taken(conforming + 1), "{ms}: {conforming}");
        }
    }
}
