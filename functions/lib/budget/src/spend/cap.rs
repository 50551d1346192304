//! The rules, pure: which period a moment is in, and which row counts for it.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU32;
use std::time::Duration;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

use super::table::SpendRow;

/// How long a row outlives its period: long enough for a person who asks what was spent.
const KEPT: Duration = Duration::from_hours(24 * 40);

/// How many items of each tenant a call carries.
pub type Shares = BTreeMap<String, u32>;

/// The caps of one API.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ApiCaps {
    /// For all tenants together.
    pub all: Option<Cap>,
    /// For each tenant by itself.
    pub each_tenant: Option<Cap>,
}

/// So many items in a period, and no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cap {
    /// How many items.
    pub items: NonZeroU32,
    /// In which period.
    pub per: CapPeriod,
}

/// A period of the calendar, in UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CapPeriod {
    /// From one full hour to the next.
    Hour,
    /// From midnight to midnight.
    Day,
    /// From the first of a month to the next.
    Month,
}

/// Whose items a cap counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Capped {
    /// Those of all tenants together.
    Api,
    /// Those of this tenant.
    Tenant(String),
}

impl Capped {
    /// How many of these items it counts.
    pub(super) fn of(&self, shares: &Shares) -> u32 {
        match self {
            Self::Api => shares.values().fold(0, |sum, items| sum.saturating_add(*items)),
            Self::Tenant(tenant) => shares.get(tenant).copied().unwrap_or_default(),
        }
    }
}

impl fmt::Display for Capped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api => f.write_str("the API"),
            Self::Tenant(tenant) => write!(f, "the tenant {tenant}"),
        }
    }
}

impl CapPeriod {
    /// When the period that `now` is in began.
    pub fn start(self, now: Timestamp) -> Timestamp {
        instant(self.begun(now))
    }

    /// When the period that `now` is in ends, and the next one begins.
    pub fn end(self, now: Timestamp) -> Timestamp {
        let length = match self {
            Self::Hour => 1.hour(),
            Self::Day => 1.day(),
            Self::Month => 1.month(),
        };
        self.begun(now).checked_add(length).map_or(Timestamp::MAX, instant)
    }

    fn begun(self, now: Timestamp) -> DateTime {
        let now = TimeZone::UTC.to_datetime(now);
        let hour = if self == Self::Hour { now.hour() } else { 0 };
        let date = if self == Self::Month { now.date().first_of_month() } else { now.date() };
        date.at(hour, 0, 0, 0)
    }

    /// What the period is called in keys: `2026-11-16T10`, `2026-11-16`, `2026-11`.
    fn label(self, now: Timestamp) -> String {
        let form = match self {
            Self::Hour => "%Y-%m-%dT%H",
            Self::Day => "%Y-%m-%d",
            Self::Month => "%Y-%m",
        };
        self.begun(now).strftime(form).to_string()
    }
}

impl Cap {
    /// The row that counts for this cap now.
    pub fn row(self, api: &str, of: &Capped, now: Timestamp) -> SpendRow {
        let period = self.per.label(now);
        // Neither names nor periods hold a `#`, and no source's name a colon: no key is another's.
        let key = match of {
            Capped::Api => format!("spend:{api}#{period}"),
            Capped::Tenant(tenant) => format!("spend:{api}#{tenant}#{period}"),
        };
        let expires_at = self.per.end(now).saturating_add(KEPT).unwrap_or(Timestamp::MAX);
        SpendRow { key, expires_at }
    }
}

fn instant(time: DateTime) -> Timestamp {
    TimeZone::UTC.to_timestamp(time).unwrap_or(Timestamp::MAX)
}

#[cfg(test)]
mod tests;
