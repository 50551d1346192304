//! How fast things go: what the functions have counted in the last minutes. Pure.

use jiff::Timestamp;
use serde::Serialize;

use crate::logs::{Counted, Line, Window};
use crate::time;

/// Deliveries that were answered by an error; requests to paths of no source are not among them.
const TURNED_AWAY: [&str; 5] =
    ["too_large", "unsigned", "refused", "not_well_formed", "unavailable"];

/// Calls that brought answers, or that the API works on.
const GOOD: [&str; 2] = ["answered", "accepted"];

/// What was counted in the last minutes, by the metrics in the log of the door and the consumer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Rates {
    /// Counted from then on.
    pub from: Timestamp,
    /// Counted until then.
    pub to: Timestamp,
    /// Deliveries that are in the queue.
    pub accepted: u64,
    /// Deliveries that were answered by an error.
    pub turned_away: u64,
    /// Events whose answers are on record, carried ones too.
    pub recorded: u64,
    /// Events that are done.
    pub done: u64,
    /// Events that were refused, and are dead letters.
    pub refused: u64,
    /// Calls of all APIs.
    pub calls: u64,
    /// Those of them that brought nothing.
    pub calls_failed: u64,
    /// Age of the oldest event that the last batch left in the queue, 0 if it left none; nothing
    /// where there was no batch.
    pub oldest_pending_s: Option<u64>,
}

impl Rates {
    /// What these lines count.
    pub fn of(lines: &[Line], window: Window) -> Self {
        let counted = Counted(lines);
        let turned_away = TURNED_AWAY.map(|word| counted.sum("deliveries", &[("outcome", word)]));
        let step = |word| counted.sum("event_steps", &[("step", word)]);
        let calls = counted.sum("api_calls", &[]);
        let good = GOOD.map(|word| counted.sum("api_calls", &[("outcome", word)]));
        Self {
            from: window.from,
            to: window.to,
            accepted: counted.sum("deliveries", &[("outcome", "accepted")]),
            turned_away: sum(&turned_away),
            recorded: step("recorded").saturating_add(step("carried")),
            done: step("done"),
            refused: step("refused"),
            calls,
            calls_failed: calls.saturating_sub(sum(&good)),
            oldest_pending_s: counted.last("oldest_pending_seconds").map(whole),
        }
    }

    /// `12.4 accepted, 0 turned away, …`
    pub fn words(&self) -> String {
        let counts = [
            (self.accepted, "accepted"),
            (self.turned_away, "turned away"),
            (self.recorded, "recorded"),
            (self.done, "done"),
            (self.refused, "refused"),
            (self.calls, "calls"),
            (self.calls_failed, "calls failed"),
        ];
        let counts = counts.map(|(count, what)| format!("{} {what}", self.a_minute(count)));
        let since = time::span(self.seconds());
        format!("{} (in {since}, from the metrics in the log)", counts.join(", "))
    }

    /// How long the oldest event has been in the queue.
    pub fn oldest_words(&self) -> String {
        match self.oldest_pending_s {
            None => "not known: no batch came to its end in this time".to_owned(),
            Some(0) => "none: the last batch left nothing in the queue".to_owned(),
            Some(seconds) => {
                let age = time::span(i64::try_from(seconds).unwrap_or(i64::MAX));
                format!("{age}, of those that the last batch left in the queue")
            }
        }
    }

    fn seconds(&self) -> i64 {
        self.to.duration_since(self.from).as_secs().max(1)
    }

    /// With one decimal, where there is anything.
    fn a_minute(&self, count: u64) -> String {
        let seconds = u64::try_from(self.seconds()).unwrap_or(1);
        let tenths = count.saturating_mul(600).saturating_add(seconds / 2) / seconds;
        match count {
            0 => "0".to_owned(),
            _ => format!("{}.{}", tenths / 10, tenths % 10),
        }
    }
}

fn sum(counts: &[u64]) -> u64 {
    counts.iter().copied().fold(0, u64::saturating_add)
}

/// Seconds, as a metric has them.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a float is cut off at the ends of the integer, and a part of a second is of no interest"
)]
fn whole(seconds: f64) -> u64 {
    seconds as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::logs::line;

    fn window(seconds: i64) -> Window {
        let to = Timestamp::from_second(seconds).expect("a time");
        Window { from: Timestamp::UNIX_EPOCH, to }
    }

    #[test]
    fn arrivals_records_calls_and_failures_are_told_a_minute() {
        let lines = [
            r#"{"source":"erp","outcome":"accepted","deliveries":60}"#,
            r#"{"source":"erp","outcome":"refused","deliveries":1}"#,
            r#"{"source":"unknown","outcome":"not_found","deliveries":500}"#,
            r#"{"source":"erp","step":"recorded","event_steps":40}"#,
            r#"{"source":"erp","step":"carried","event_steps":10}"#,
            r#"{"source":"erp","step":"refused","event_steps":2}"#,
            r#"{"api":"classifier","outcome":"answered","api_calls":9}"#,
            r#"{"api":"classifier","outcome":"unavailable","api_calls":3}"#,
            r#"{"oldest_pending_seconds":[12.75]}"#,
        ]
        .map(line);
        let rates = Rates::of(&lines, window(300));
        assert_eq!((rates.accepted, rates.turned_away, rates.recorded), (60, 1, 50));
        assert_eq!((rates.calls, rates.calls_failed, rates.refused), (12, 3, 2));
        assert_eq!(
            rates.words(),
            "12.0 accepted, 0.2 turned away, 10.0 recorded, 0 done, 0.4 refused, 2.4 calls, \
             0.6 calls failed (in 5 min, from the metrics in the log)"
        );
        assert!(rates.oldest_words().starts_with("12 s, of those"), "{}", rates.oldest_words());
    }

    #[test]
    fn nothing_counted_is_told_from_nothing_left() {
        let quiet = Rates::of(&[], window(300));
        assert!(quiet.oldest_words().starts_with("not known"), "{}", quiet.oldest_words());
        let served = Rates::of(&[line(r#"{"oldest_pending_seconds":0}"#)], window(300));
        assert!(served.oldest_words().starts_with("none"), "{}", served.oldest_words());
    }
}
