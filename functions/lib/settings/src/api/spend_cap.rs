//! How many items may be paid for: `spend_cap = { items = 10000, per = "day" }`.

use std::fmt;
use std::num::NonZeroU32;

use crate::section::{Found, Section};

/// So many items in a period, and no more: what is over waits for the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SpendCap {
    /// How many items.
    pub items: NonZeroU32,
    /// In which period.
    pub per: CapPeriod,
}

/// A period of the calendar, in UTC. The longer one is the greater.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CapPeriod {
    /// From one full hour to the next.
    Hour,
    /// From midnight to midnight.
    Day,
    /// From the first of a month to the next.
    Month,
}

const PERIODS: [(&str, CapPeriod); 3] =
    [("hour", CapPeriod::Hour), ("day", CapPeriod::Day), ("month", CapPeriod::Month)];

impl SpendCap {
    /// Whether whoever keeps to `other` keeps to this cap, too.
    pub(crate) fn is_kept_by(self, other: Self) -> bool {
        self.items >= other.items && self.per <= other.per
    }
}

impl CapPeriod {
    /// The word of `sources.toml`.
    pub fn word(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Month => "month",
        }
    }
}

impl fmt::Display for SpendCap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { items, per } = self;
        write!(f, "{items} items per {}", per.word())
    }
}

/// What the table says; nothing after a problem.
pub(super) fn read(found: &Found<'_>) -> Option<SpendCap> {
    cap(found.section()?)
}

fn cap(mut section: Section<'_>) -> Option<SpendCap> {
    let items = section.required("items").and_then(|found| whole(&found));
    let per = section.required("per").and_then(|found| found.one_of(&PERIODS));
    section.finish();
    Some(SpendCap { items: items?, per: per? })
}

fn whole(found: &Found<'_>) -> Option<NonZeroU32> {
    let number = found.integer(1..=u64::from(u32::MAX))?;
    NonZeroU32::new(u32::try_from(number).ok()?)
}
