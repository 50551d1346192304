//! What holds for a while: an outage, an operator's hold.

use crate::time::Millis;

/// How long after an API is held calls of it may still be made: what is at work goes on, and an
/// invocation has a quarter of an hour.
const AT_WORK: Millis = 16 * 60 * 1_000;

/// An API, from one moment to another.
#[derive(Clone, Debug)]
pub struct Spell {
    /// Which API.
    pub api: &'static str,
    /// When it begins.
    pub from: Millis,
    /// When it is over.
    pub until: Millis,
}

impl Spell {
    fn is_on(&self, api: &str, now: Millis) -> bool {
        self.api == api && (self.from..self.until).contains(&now)
    }
}

/// Whether an API answers nothing.
pub(super) fn is_down(outages: &[Spell], api: &str, now: Millis) -> bool {
    outages.iter().any(|outage| outage.is_on(api, now))
}

/// Whether nobody should ask, since an operator holds the API.
pub(super) fn is_held(holds: &[Spell], api: &str, now: Millis) -> bool {
    let late = |hold: &Spell| Spell { from: hold.from + AT_WORK, ..hold.clone() };
    holds.iter().map(late).any(|hold| hold.is_on(api, now))
}
