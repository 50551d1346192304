//! The little statistics that a ratio needs.

use std::time::Duration;

/// The middle value, or the mean of the middle two; zero of none.
pub fn median(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    let middle = |at: usize| times.get(at).copied().unwrap_or_default();
    let half = times.len() / 2;
    if times.len().is_multiple_of(2) {
        (middle(half.saturating_sub(1)) + middle(half)) / 2
    } else {
        middle(half)
    }
}

/// The time that a tenth of them stay below: what remains when nobody disturbs.
pub fn quickest_tenth(mut times: Vec<Duration>) -> Duration {
    times.sort_unstable();
    times.get(times.len() / 10).copied().unwrap_or_default()
}

/// `a` over `b`.
pub fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}

/// Milliseconds, for people.
pub fn ms(time: Duration) -> String {
    format!("{:.2} ms", time.as_secs_f64() * 1e3)
}

/// How many there are for each event.
#[expect(clippy::cast_precision_loss, reason = "counts of events, calls and units")]
pub fn per(count: usize, events: usize) -> f64 {
    count as f64 / events as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(ms: &[u64]) -> Duration {
        median(ms.iter().copied().map(Duration::from_millis).collect())
    }

    #[test]
    fn the_median_is_the_middle() {
        assert_eq!(of(&[9, 1, 5]), Duration::from_millis(5));
        assert_eq!(of(&[9, 1, 5, 3]), Duration::from_millis(4));
        assert_eq!(of(&[]), Duration::ZERO);
    }
}
