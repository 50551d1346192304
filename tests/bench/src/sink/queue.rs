//! What was sent to the queue, and how much it takes.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A queue that forgets what it is sent unless it is told to keep it, and takes everything unless
/// it is told how much.
#[derive(Debug, Default)]
pub struct Queue(Mutex<State>);

/// A message as it was sent.
#[derive(Clone, Debug)]
pub struct Sent {
    /// Its text.
    pub body: String,
    /// Its attributes, as `SendMessage` has them.
    pub attributes: Value,
}

#[derive(Debug, Default)]
struct State {
    kept: Option<Vec<Sent>>,
    limit: Option<Limit>,
}

/// So many messages in each window.
#[derive(Debug)]
struct Limit {
    most: u32,
    window: Duration,
    since: Instant,
    taken: u32,
}

impl Queue {
    /// Keeps what is sent from now on.
    pub fn keep(&self) {
        self.state().kept = Some(Vec::new());
    }

    /// What was kept since the last call.
    pub fn take(&self) -> Vec<Sent> {
        self.state().kept.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Takes so many messages in each window from now on, and throttles whoever sends more.
    pub fn limit(&self, most: u32, window: Duration) {
        self.state().limit = Some(Limit { most, window, since: Instant::now(), taken: 0 });
    }

    /// Whether there is room for the message, which is kept then.
    pub(super) fn push(&self, sent: Sent) -> bool {
        let mut state = self.state();
        let has_room = state.limit.as_mut().is_none_or(|limit| limit.admits(Instant::now()));
        if has_room && let Some(kept) = &mut state.kept {
            kept.push(sent);
        }
        has_room
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Limit {
    fn admits(&mut self, now: Instant) -> bool {
        if now.duration_since(self.since) >= self.window {
            (self.since, self.taken) = (now, 0);
        }
        self.taken += 1;
        self.taken <= self.most
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent() -> Sent {
        Sent { body: String::new(), attributes: Value::Null }
    }

    #[test]
    fn a_full_window_takes_nothing_more_and_keeps_what_it_took() {
        let queue = Queue::default();
        queue.keep();
        queue.limit(2, Duration::from_hours(1));
        assert_eq!(
            [queue.push(sent()), queue.push(sent()), queue.push(sent())],
            [true, true, false]
        );
        assert_eq!(queue.take().len(), 2);
    }

    #[test]
    fn the_next_window_takes_as_much_again() {
        let start = Instant::now();
        let mut limit = Limit { most: 1, window: Duration::from_secs(1), since: start, taken: 0 };
        let at = |ms| start + Duration::from_millis(ms);
        assert_eq!(
            [0, 999, 1_000, 1_001].map(|ms| limit.admits(at(ms))),
            [true, false, true, false]
        );
    }
}
