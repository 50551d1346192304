//! How an item ends, and what the ends of all its items mean for an event.

use std::collections::BTreeSet;
use std::time::Duration;

use ledger::{Release, SEQUENCE_LANE};
use sequences::{Awaited, Step};

use crate::event::cause::{Cause, Refusal};
use crate::event::job::taken;

/// How an item ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ItemEnd {
    /// Its answer is on record.
    Settled,
    /// A newer state of it is on record.
    Superseded,
    /// It can never be recorded, for this reason.
    Refuse(Refusal, String),
    /// A call was made and failed.
    Try(Setback),
    /// It was not its turn.
    Hold(Setback),
}

/// Why an item has no answer yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Setback {
    /// In one word.
    pub cause: Cause,
    /// For people.
    pub reason: String,
    /// How long to wait at least, where that is known.
    pub wait: Option<Duration>,
    /// The budget that it waits for, if that is not its API's.
    pub lane: Option<String>,
    /// The `X-Request-Id` of a call that may have been answered all the same.
    pub unconfirmed: Option<String>,
    /// What brings it back before its time.
    pub awaits: Option<Box<Awaited>>,
}

/// What an event's items come to, together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Everything is on record; so many items are older than what is.
    Complete(u32),
    /// It can never succeed as it is.
    Refuse(Refusal, String),
    /// It comes back.
    Release(Release, Setback),
}

/// How many refused items a reason names: it is kept in the ledger, whose rows are small.
const NAMED: usize = 5;

impl Setback {
    pub fn new(cause: Cause, reason: impl Into<String>) -> Self {
        Self {
            cause,
            reason: reason.into(),
            wait: None,
            lane: None,
            unconfirmed: None,
            awaits: None,
        }
    }

    /// The same, to last at least so long.
    pub fn waiting(self, wait: Option<Duration>) -> Self {
        Self { wait, ..self }
    }

    /// The same, for this budget.
    pub fn for_lane(self, lane: &str) -> Self {
        Self { lane: Some(lane.to_owned()), ..self }
    }

    /// The same, of a call that may have been answered.
    pub fn unconfirmed(self, request_id: &str) -> Self {
        Self { unconfirmed: Some(request_id.to_owned()), ..self }
    }
}

impl ItemEnd {
    pub fn hold(cause: Cause, reason: impl Into<String>) -> Self {
        Self::Hold(Setback::new(cause, reason))
    }

    /// It waits until the number before it is recorded.
    pub fn behind(place: usize, step: Step) -> Self {
        let number = step.number;
        let before = step.predecessor().unwrap_or_default();
        let reason = format!("item {place}: number {number} waits for number {before}");
        let setback = Setback::new(Cause::Sequence, reason).for_lane(SEQUENCE_LANE);
        Self::Hold(Setback { awaits: Some(Box::new(Awaited::Number(step))), ..setback })
    }

    /// It waits until this job is done, or is asked about again.
    pub fn job(request_id: &str, lane: &str, reason: &str, wait: Duration) -> Self {
        let setback = Setback::new(Cause::StillWorking, reason);
        let setback = setback.for_lane(lane).unconfirmed(&taken(request_id)).waiting(Some(wait));
        let awaits = Some(Box::new(Awaited::Job(request_id.to_owned())));
        Self::Hold(Setback { awaits, ..setback })
    }

    /// What brings it back before its time, if it waits for that.
    pub fn awaits(&self) -> Option<&Awaited> {
        match self {
            Self::Hold(setback) => setback.awaits.as_deref(),
            Self::Settled | Self::Superseded | Self::Refuse(..) | Self::Try(_) => None,
        }
    }
}

/// Whoever has to wait decides for the whole event; it is refused only once everything else of it
/// is settled, so that what can be recorded is. `unreadable` names the items that cannot be.
pub(crate) fn outcome(ends: &[ItemEnd], unreadable: Option<String>) -> Outcome {
    let (mut hold, mut attempt, mut refused, mut superseded) = (None, None, Vec::new(), 0_u32);
    for end in ends {
        match end {
            ItemEnd::Settled => {}
            ItemEnd::Superseded => superseded = superseded.saturating_add(1),
            ItemEnd::Refuse(refusal, reason) => refused.push((*refusal, reason.clone())),
            ItemEnd::Try(setback) => attempt = Some(setback.clone()),
            ItemEnd::Hold(setback) => hold = Some(longer(hold, setback)),
        }
    }
    let refusal = refused.first().map_or(Refusal::Unmappable, |(refusal, _)| *refusal);
    let reasons: Vec<String> =
        refused.into_iter().take(NAMED).map(|(_, reason)| reason).chain(unreadable).collect();
    match (attempt, hold) {
        (Some(setback), _) => Outcome::Release(Release::Try, setback),
        (None, Some(setback)) => Outcome::Release(Release::Hold, setback),
        (None, None) if reasons.is_empty() => Outcome::Complete(superseded),
        (None, None) => Outcome::Refuse(refusal, reasons.join("; ")),
    }
}

/// Of two waits the one outside the queue, or else the longer one. A message that is hidden uses up
/// a receive, and asking before the longer one is over is for nothing. If the row cannot be written
/// now, the message comes back all the same.
fn longer(hold: Option<Setback>, other: &Setback) -> Setback {
    let rank = |setback: &Setback| (setback.cause.waits_for().is_some(), setback.wait);
    match hold {
        Some(hold) if rank(&hold) >= rank(other) => hold,
        Some(_) | None => other.clone(),
    }
}

/// The calls that may have been answered, and were not heard, each once.
pub(crate) fn unconfirmed(ends: &[ItemEnd]) -> BTreeSet<String> {
    let setbacks = ends.iter().filter_map(|end| match end {
        ItemEnd::Try(setback) | ItemEnd::Hold(setback) => setback.unconfirmed.clone(),
        ItemEnd::Settled | ItemEnd::Superseded | ItemEnd::Refuse(..) => None,
    });
    setbacks.collect()
}
