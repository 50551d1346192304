//! What a bid's chances are, given the row it found. Pure: the table of this crate's README, row
//! by row.

use jiff::{SignedDuration, Timestamp};

use crate::bid::{Bid, OnReuse};
use crate::row::{Phase, Row};

/// An event is refused once this many invocations have died while it was the only one claimed: it
/// is what kills them.
pub const MAX_ABANDONED: u32 = 3;

/// How long a repeat waits for another content of its event, released and soon worked on again.
const RELEASED_WAIT: SignedDuration = SignedDuration::from_mins(1);

/// What is to be done about a row that was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Work on it, going on from what was counted.
    TakeOver(Row),
    /// It was abandoned too often: take it over only to refuse it.
    GiveUp(Row),
    /// Done already.
    Duplicate,
    /// It waits in its row: this message is a copy that is not needed.
    Waiting,
    /// Another invocation works on it: look again at this time.
    Held(Timestamp),
    /// It was refused, and this message is older than the refusal.
    Refused(String),
    /// The id stands for another content.
    Reused,
}

/// Decides about `bid`, which lost its first write against `found`.
pub fn judge(found: &Row, bid: &Bid) -> Verdict {
    if found.is_expired(bid.now) {
        return Verdict::TakeOver(bid.row());
    }
    match (found.phase, is_same_event(found, bid), bid.on_reuse) {
        (Phase::Refused, _, _) => refused(found, bid),
        (Phase::Done, true, _) | (Phase::Done, false, OnReuse::Duplicate) => Verdict::Duplicate,
        (
            Phase::Done | Phase::Claimed | Phase::Released | Phase::Waiting,
            false,
            OnReuse::Refuse,
        ) => Verdict::Reused,
        // The message that was sent for this wait takes over, due or not. No other does: somebody
        // may be about to delete it, since the row has the event.
        (Phase::Waiting, _, _) if has_ticket(found, bid) => Verdict::TakeOver(bid.successor(found)),
        (Phase::Waiting, true, _) | (Phase::Waiting, false, OnReuse::Duplicate) => Verdict::Waiting,
        (Phase::Claimed, _, _) if bid.now < found.lease_until => Verdict::Held(found.lease_until),
        (Phase::Claimed, true, _) => abandoned(found, bid),
        (Phase::Released, true, _) => Verdict::TakeOver(bid.successor(found)),
        // The other content is the one to be worked on; its own message comes back for it.
        (Phase::Claimed | Phase::Released, false, OnReuse::Duplicate) => {
            Verdict::Held(bid.now.saturating_add(RELEASED_WAIT).unwrap_or(Timestamp::MAX))
        }
    }
}

/// Digests of two revisions of a mapping say nothing about each other. The message of a wait is
/// the row's own, whatever its digest has become meanwhile. A body that a feed has written anew is
/// another one for the same event, so only those of two webhooks tell that an id was reused.
fn is_same_event(found: &Row, bid: &Bid) -> bool {
    let compared = found.revision == bid.revision && !found.polled && !bid.polled;
    has_ticket(found, bid) || !compared || found.digest == bid.digest
}

/// Whether the message was sent out of the wait that this row holds, or held last.
fn has_ticket(found: &Row, bid: &Bid) -> bool {
    bid.ticket.as_ref() == Some(&found.token)
}

/// A message sent since the refusing claim was redriven, or sent anew: its event is tried again,
/// with what was counted and learned before.
fn refused(found: &Row, bid: &Bid) -> Verdict {
    if bid.sent_at > found.claimed_at {
        return Verdict::TakeOver(bid.after_refusal(found));
    }
    Verdict::Refused(found.reason.clone().unwrap_or_default())
}

fn abandoned(found: &Row, bid: &Bid) -> Verdict {
    let row = bid.after_death(found);
    let counted = row.abandoned.saturating_sub(found.spent.abandoned);
    if counted >= MAX_ABANDONED { Verdict::GiveUp(row) } else { Verdict::TakeOver(row) }
}
