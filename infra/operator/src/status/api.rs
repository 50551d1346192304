//! Whether an API may be asked, as the fleet sees it. Pure.

use budget::{Standing, State};
use jiff::Timestamp;
use serde::Serialize;

use crate::time;

/// An API, and whether it may be asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct ShownApi {
    /// Its name, or `hydrate:SOURCE` for the store that a source's events point to.
    pub name: String,
    /// `open`, `paused` (it asked to wait) or `down`.
    pub state: &'static str,
    /// When it may be asked again.
    pub until: Option<Timestamp>,
    /// Failures that are remembered.
    pub failed: u32,
}

impl ShownApi {
    /// What the fleet's state says.
    pub fn of(name: String, state: &State, now: Timestamp) -> Self {
        let (word, until) = match state.standing(now) {
            Standing::Open => ("open", None),
            Standing::Paused(until) => ("paused", Some(until)),
            Standing::Down(until) => ("down", Some(until)),
        };
        Self { name, state: word, until, failed: state.failed }
    }

    /// `down, asked again in 40 s`
    pub fn words(&self, now: Timestamp) -> String {
        let again = self.until.map(|until| format!(", asked again {}", time::until(until, now)));
        format!("{}{}", self.state, again.unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(seconds).expect("a time")
    }

    #[test]
    fn an_api_is_open_paused_or_down_and_says_until_when() {
        let open = State::default();
        let paused = State { retry_at: at(100), ..open };
        let down = State { down: true, probe_at: at(90), failed: 3, ..open };
        let words = [open, paused, down]
            .map(|state| ShownApi::of("a".to_owned(), &state, at(50)).words(at(50)));
        assert_eq!(words, ["open", "paused, asked again in 50 s", "down, asked again in 40 s"]);
    }
}
