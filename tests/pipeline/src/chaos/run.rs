//! What a run is made of, and what it came to.

use std::collections::BTreeSet;
use std::time::Duration;

use oracle::{Share, Verdict};

use crate::chaos::planted::Bug;
use crate::chaos::trouble::Without;

/// What a run is made of.
#[derive(Clone, Debug)]
pub struct Run {
    /// Of everything that happens by chance.
    pub seed: u64,
    /// How many events.
    pub events: usize,
    /// How many consumers at once.
    pub consumers: usize,
    /// How often the dead-letter queue is redriven before the oracle judges, once the storm is
    /// over: all of it first, then all but what was refused again.
    pub redrives: usize,
    /// Consumers and dispatchers alone, or the whole system.
    pub share: Share,
    /// What is planted.
    pub bug: Option<Bug>,
    /// Of the events, those that are sent, by their places; or all.
    pub keep: Option<BTreeSet<usize>>,
    /// The troubles that are left out.
    pub without: Without,
}

/// What a run came to.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// What the oracle says.
    pub verdict: Verdict,
    /// Messages that were sent, redriven ones included.
    pub messages: usize,
    /// Messages handed to consumers, and requests at the door.
    pub deliveries: usize,
    /// Messages that were redriven once the storm was over.
    pub redriven: usize,
    /// Invocations.
    pub invocations: usize,
    /// Invocations that died.
    pub deaths: usize,
    /// Invocations that went on when their claims were no longer their own.
    pub outlived: usize,
    /// Messages that dispatchers sent.
    pub dispatched: usize,
    /// Dispatchers that died.
    pub dispatchers_died: usize,
    /// Whether dispatchers reached beyond their process wherever they can.
    pub has_reached_all: bool,
    /// How long it took by the run's own clock.
    pub took: Duration,
    /// The SHA-256 of every remote call in order with its outcome.
    pub trace: String,
}

impl Run {
    /// Consumers and dispatchers.
    pub fn chaos(seed: u64, events: usize) -> Self {
        let (keep, without) = (None, Without::new());
        let (consumers, redrives, share, bug) = (5, 0, Share::Chaos, None);
        Self { seed, events, consumers, redrives, share, bug, keep, without }
    }

    /// The whole system.
    pub fn whole(seed: u64, events: usize) -> Self {
        Self { consumers: 3, share: Share::Whole, ..Self::chaos(seed, events) }
    }
}
