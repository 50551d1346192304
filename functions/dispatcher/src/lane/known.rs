//! What the settings say of a lane: by its name it is an API, or the store of a source's objects.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use ledger::{SEQUENCE_LANE, WaitCause, Waiter};
use settings::{ApiRate, RateUnit, Settings};

use crate::lane::pace::Pace;

/// What the name of a store's lane begins with; the rest is the source's name.
const STORE: &str = "hydrate:";

/// A lane, by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lane {
    /// Its name, and the name of its budget.
    pub name: String,
    /// Who is asked for its events; nothing where the settings know no such API or source.
    pub asked: Option<Asked>,
}

/// How long a number may be missing before people are told, by source, where order is kept.
#[derive(Clone, Debug, Default)]
pub struct Gaps(BTreeMap<String, Duration>);

/// Who is asked for the events of a lane, and how fast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// The API that classifies their items in the end.
    pub api: String,
    /// What an event counts for.
    pub counts: Counts,
    /// How fast it may be asked, where the settings say so.
    pub pace: Option<Pace>,
}

/// What an event counts for, when it is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counts {
    /// Its items.
    Items,
    /// One: what it points to is fetched by one request.
    Events,
}

/// Every lane that the settings know.
#[derive(Clone, Debug)]
pub struct Lanes(BTreeMap<String, Asked>);

impl Lanes {
    /// The lanes of these settings: one for each API, one for each source that fetches objects.
    pub fn new(settings: &Settings) -> Self {
        let apis = settings.apis.values().map(|api| {
            let pace = api.rate.map(|rate| pace(rate, api.max_items));
            (api.name.clone(), Asked { api: api.name.clone(), counts: Counts::Items, pace })
        });
        let stores = settings.sources.values().filter_map(|source| {
            let pace = source.hydrate.as_ref()?.rate.map(|rate| pace(rate, 1));
            let asked = Asked { api: source.api.clone(), counts: Counts::Events, pace };
            Some((format!("{STORE}{}", source.name), asked))
        });
        let order = Asked { api: String::new(), counts: Counts::Events, pace: None };
        let order = [(SEQUENCE_LANE.to_owned(), order)];
        Self(apis.chain(stores).chain(order).collect())
    }

    /// The lane of this name, known or not.
    pub fn lane(&self, name: String) -> Lane {
        let asked = self.0.get(&name).cloned();
        Lane { name, asked }
    }
}

impl Gaps {
    /// Those of these settings.
    pub fn new(settings: &Settings) -> Self {
        let sources = settings.sources.values();
        let gaps = sources
            .filter_map(|source| Some((source.name.to_string(), source.ordering.sequence()?.gap)));
        Self(gaps.collect())
    }

    /// The source of an event that has waited for the number before its own for longer than its
    /// source allows; nothing for every other event.
    pub fn over<'w>(&self, waiter: &'w Waiter, now: Timestamp) -> Option<&'w str> {
        // An event's key begins with its source.
        let source = waiter.event.split('#').next().unwrap_or_default();
        let limit = self.0.get(source).copied().unwrap_or_default();
        let until = waiter.first_received.saturating_add(limit).unwrap_or(Timestamp::MAX);
        (waiter.cause == WaitCause::Sequence && until <= now).then_some(source)
    }
}

/// A call for many items takes one of its rate's calls, or all of their items.
fn pace(rate: ApiRate, max_items: usize) -> Pace {
    let max_items = u32::try_from(max_items).unwrap_or(u32::MAX).max(1);
    let per_unit = match rate.unit {
        RateUnit::Calls => max_items,
        RateUnit::Items => 1,
    };
    let rate = budget::Rate { units: rate.units, per: rate.per, burst: rate.burst };
    Pace::new(rate, per_unit, max_items)
}

impl Lane {
    /// What an event counts for in this lane. Never nothing, so that no look is without an end.
    pub fn weight(&self, waiter: &Waiter) -> u64 {
        match self.asked.as_ref().map(|asked| asked.counts) {
            Some(Counts::Items) => u64::from(waiter.units.max(1)),
            Some(Counts::Events) | None => 1,
        }
    }

    /// The API that a hold may stop; nothing where the settings know none.
    pub fn api(&self) -> &str {
        self.asked.as_ref().map_or("", |asked| &asked.api)
    }

    /// Whether an event of it may be brought forward at any moment, so that the time of the next
    /// one says nothing.
    pub fn is_woken(&self) -> bool {
        self.name == SEQUENCE_LANE
    }

    /// The source whose store this is the lane of.
    pub fn store_of(&self) -> Option<&str> {
        self.name.strip_prefix(STORE)
    }
}
