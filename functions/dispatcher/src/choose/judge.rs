//! Whether one waiting event may be sent now: pure.

use std::collections::HashSet;
use std::time::Duration;

use holds::Holds;
use jiff::Timestamp;
use ledger::{WaitCause, Waiter};

use crate::lane::Lane;

/// An event that has waited so long is sent whatever its API does, so that a consumer parks it
/// anew: with it a stored body is renewed, long before the bucket would delete it.
pub const RENEW_AFTER: Duration = Duration::from_hours(7 * 24);

/// An event of a lane that the settings do not know has come to rest after this. Else a consumer
/// that parks it there again would have it back at once, and so on.
const AT_REST: Duration = Duration::from_mins(1);

/// How soon it is looked again at what is held: an operator may release it at any moment.
const LOOK_AT_HELD: Duration = Duration::from_secs(10);

/// What is looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// What may be sent to an API that may be asked.
    Turns,
    /// What waits for an API that the settings do not know.
    Unknown,
    /// What has waited for [`RENEW_AFTER`].
    Renewal,
}

/// What becomes of one waiting event in this look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may be sent.
    Send,
    /// An operator holds it.
    Held,
    /// Not before this time.
    Later(Timestamp),
    /// It was sent already, and the index shows it still.
    Sent,
    /// Another build wrote what this one cannot read.
    Unreadable,
    /// Neither this one nor any that is behind it in its tenant's turns.
    Stop,
}

/// All that decides.
#[derive(Clone, Copy, Debug)]
pub struct Judge<'a> {
    /// Where they wait.
    pub lane: &'a Lane,
    /// What an operator holds.
    pub holds: &'a Holds,
    /// Tickets of this run that the queue has.
    pub sent: &'a HashSet<String>,
    /// What is looked for.
    pub mode: Mode,
    /// The time.
    pub now: Timestamp,
}

impl Judge<'_> {
    /// Whether an operator holds all events of this tenant.
    pub fn holds_all_of(&self, tenant: &str) -> bool {
        self.mode != Mode::Renewal && self.holds.of("", tenant, self.lane.api()).is_some()
    }

    /// When to look again at what is held now.
    pub fn when_to_look_at_held(&self) -> Timestamp {
        after(self.now, LOOK_AT_HELD)
    }

    /// What becomes of this one.
    pub fn verdict(&self, waiter: &Waiter) -> Verdict {
        if self.sent.contains(&waiter.token) {
            return Verdict::Sent;
        }
        match self.mode {
            Mode::Renewal if self.is_to_renew(waiter) => Verdict::Send,
            Mode::Renewal => Verdict::Stop,
            Mode::Turns | Mode::Unknown if self.is_held(waiter) => Verdict::Held,
            Mode::Turns if ends_with_the_trouble(waiter.cause) => Verdict::Send,
            Mode::Turns => self.not_before(waiter.due),
            Mode::Unknown => self.not_before(waiter.due.min(after(waiter.parked_at, AT_REST))),
        }
    }

    fn is_to_renew(&self, waiter: &Waiter) -> bool {
        after(waiter.parked_at, RENEW_AFTER) <= self.now
    }

    fn is_held(&self, waiter: &Waiter) -> bool {
        // An event's key begins with its source.
        let source = waiter.event.split('#').next().unwrap_or_default();
        self.holds.of(source, &waiter.tenant, self.lane.api()).is_some()
    }

    fn not_before(&self, time: Timestamp) -> Verdict {
        if time <= self.now { Verdict::Send } else { Verdict::Later(time) }
    }
}

/// Whether such an event may be sent before it is due, once its API may be asked again. What
/// somebody has to mend, or to bring, is tried only when it is due.
fn ends_with_the_trouble(cause: WaitCause) -> bool {
    match cause {
        WaitCause::Paused | WaitCause::Down | WaitCause::Rate => true,
        WaitCause::Credentials
        | WaitCause::Misconfigured
        | WaitCause::SpendCap
        | WaitCause::Held
        | WaitCause::Sequence
        | WaitCause::Job => false,
    }
}

fn after(time: Timestamp, wait: Duration) -> Timestamp {
    time.saturating_add(wait).unwrap_or(Timestamp::MAX)
}
