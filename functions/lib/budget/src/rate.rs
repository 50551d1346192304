//! A rate, as providers state it.

use std::num::NonZeroU32;
use std::time::Duration;

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
    /// How long so many units take at this rate.
    pub(crate) fn time_for(&self, units: u32) -> Duration {
        self.per.saturating_mul(units) / self.units.get()
    }
}
