//! How long to wait. Doubling, half of it fixed, half of it jitter. Pure but for the dice.

use std::time::Duration;

/// The first wait of a try: the provider is slow, and so is its recovery.
const TRY: Duration = Duration::from_secs(30);

/// The longest wait of a try.
const MOST_TRY: Duration = Duration::from_mins(15);

/// The first wait of a hold.
const HOLD: Duration = Duration::from_secs(30);

/// The longest wait of a hold. Only what cannot wait in its row is held so: a table gives no answer,
/// or another invocation has the event.
const MOST_HOLD: Duration = Duration::from_mins(40);

/// How often a message is received before it goes to the dead-letter queue: the queue's
/// `maxReceiveCount`.
pub const MAX_RECEIVES: u32 = 25;

/// The wait after an event's `tries`-th try has failed, with the dice thrown.
pub(crate) fn of_try(tries: u32) -> Duration {
    after_try(tries, fastrand::f64())
}

/// The wait of a message received `receives` times, with the dice thrown.
pub(crate) fn of_hold(receives: u32) -> Duration {
    hold(receives, fastrand::f64())
}

/// The wait after the `tries`-th try of an event that failed (counted from 1). `dice` is 0 to 1.
fn after_try(tries: u32, dice: f64) -> Duration {
    doubling(TRY, MOST_TRY, tries, dice)
}

/// The wait of a message that was received `receives` times, and whose turn it was not.
fn hold(receives: u32, dice: f64) -> Duration {
    doubling(HOLD, MOST_HOLD, receives, dice)
}

fn doubling(first: Duration, most: Duration, count: u32, dice: f64) -> Duration {
    let doublings = count.saturating_sub(1).min(31);
    let whole = first.saturating_mul(1 << doublings).min(most);
    let half = whole / 2;
    half.saturating_add(half.mul_f64(dice.clamp(0.0, 1.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_their_limit() {
        let waits: Vec<_> = (1..=8).map(|tries| after_try(tries, 1.0).as_secs()).collect();
        assert_eq!(waits, [30, 60, 120, 240, 480, 900, 900, 900]);
        assert_eq!(hold(u32::MAX, 1.0), MOST_HOLD);
    }

    #[test]
    fn half_of_a_wait_is_fixed() {
        assert_eq!(after_try(1, 0.0), TRY / 2);
    }

    #[test]
    fn holds_outlast_an_outage_of_six_hours_however_the_dice_fall() {
        let waits: Duration = (1..MAX_RECEIVES).map(|receive| hold(receive, 0.0)).sum();
        assert!(waits > Duration::from_hours(6), "{waits:?}");
    }
}
