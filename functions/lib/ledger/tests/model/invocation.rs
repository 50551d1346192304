//! What the consumer does about one message, over the real [`Ledger`].

use std::time::Duration;

use jiff::Timestamp;
use ledger::{
    Bid, Claim, Claiming, Ending, Ledger, Priority, Release, Unavailable, Wait, WaitCause, turn,
};

use crate::tape::{Answer, Op, Tape};
use crate::without::Without;

/// What becomes of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Deleted.
    Deleted,
    /// Moved to the dead-letter queue, after a few receives.
    Refused,
    /// Hidden until then, or for a moment.
    Later(Timestamp),
}

/// How long an event waits: a tick.
const WAIT: Duration = Duration::from_mins(1);

/// The invocation, to its end.
pub async fn invocation(tape: &Tape, bid: &Bid, without: Without) -> Fate {
    let fate = worked_on(tape, bid, without).await;
    if fate == Fate::Deleted {
        tape.ask(Op::Delete).await;
    }
    fate
}

async fn worked_on(tape: &Tape, bid: &Bid, without: Without) -> Fate {
    let ledger = Ledger::new(tape.clone());
    let mut claiming = ledger.claim(&ticketed(bid, without)).await;
    if without == Without::OnlyTicket && claiming == Ok(Claiming::Waiting) {
        claiming = ledger.claim(&Bid { ticket: tape.found(), ..bid.clone() }).await;
    }
    match claiming {
        Ok(Claiming::Won(claim)) => won(tape, &ledger, claim, bid, without).await,
        Ok(Claiming::GiveUp(claim)) => ended(bid, ledger.refuse(claim, DIED, bid.sent_at).await),
        Ok(Claiming::Reused) => reused(&ledger, bid).await,
        Ok(claiming) => unclaimed(&claiming, bid),
        Err(_) => Fate::Later(bid.now),
    }
}

/// The reason of an event that is given up.
pub const DIED: &str = "it died";

fn ticketed(bid: &Bid, without: Without) -> Bid {
    let ticket = bid.ticket.clone().filter(|_| without != Without::Ticket);
    Bid { ticket, ..bid.clone() }
}

async fn won(
    tape: &Tape,
    ledger: &Ledger<Tape>,
    claim: Claim,
    bid: &Bid,
    without: Without,
) -> Fate {
    if tape.ask(Op::Read).await == Answer::Known(true) {
        return ended(bid, ledger.complete(claim).await);
    }
    let release = match tape.ask(Op::Call).await {
        Answer::Good if tape.ask(Op::Record).await == Answer::Yes => {
            return ended(bid, ledger.complete(claim).await);
        }
        Answer::Bad => return ended(bid, ledger.refuse(claim, "bad", bid.sent_at).await),
        Answer::NotNow => return parked(ledger, claim, bid, without).await,
        Answer::Failed => Release::Try,
        _ => Release::Hold,
    };
    released(ledger, claim, release, bid).await
}

async fn released(ledger: &Ledger<Tape>, claim: Claim, release: Release, bid: &Bid) -> Fate {
    match ledger.release(claim, release, "not now", bid.sent_at).await {
        Ok(Ending::Refused) => Fate::Refused,
        _ => Fate::Later(bid.now),
    }
}

/// The lane on record, then the event in its row, then its message deleted.
async fn parked(ledger: &Ledger<Tape>, claim: Claim, bid: &Bid, without: Without) -> Fate {
    let wait = wait(bid, without);
    let lane = wait.lane.clone();
    if without != Without::LaneFirst && ledger.open_lane(&lane).await.is_err() {
        return released(ledger, claim, Release::Hold, bid).await;
    }
    let ending = ledger.park(claim, wait, "the rate is spent").await;
    if without == Without::LaneFirst && ledger.open_lane(&lane).await.is_err() {
        return Fate::Later(bid.now);
    }
    match ending {
        Err(_) if without == Without::KnownPark => Fate::Deleted,
        ending => ended(bid, ending),
    }
}

fn wait(bid: &Bid, without: Without) -> Wait {
    let due = match without {
        Without::Due => Timestamp::MAX,
        _ => bid.now.saturating_add(WAIT).expect("a time"),
    };
    Wait {
        lane: "tariff".to_owned(),
        turn: turn(Priority::Webhook, "acme", due),
        tenant: "acme".to_owned(),
        source: "shop".to_owned(),
        cause: WaitCause::Rate,
        due,
        parked_at: bid.now,
        units: 1,
        envelope: bid.digest.clone(),
        retention_s: bid.retention.as_secs(),
    }
}

/// A reused id is refused under a row of its own.
async fn reused(ledger: &Ledger<Tape>, bid: &Bid) -> Fate {
    let own = Bid { event: reused_key(&bid.event, &bid.digest), ..bid.clone() };
    match ledger.claim(&own).await {
        Ok(Claiming::Won(claim) | Claiming::GiveUp(claim)) => {
            ended(&own, ledger.refuse(claim, "reused", bid.sent_at).await)
        }
        Ok(Claiming::Duplicate | Claiming::Reused) => Fate::Refused,
        Ok(claiming) => unclaimed(&claiming, bid),
        Err(_) => Fate::Later(bid.now),
    }
}

/// The row of its own.
pub fn reused_key(event: &str, digest: &str) -> String {
    format!("reused:{event}#{digest}")
}

fn unclaimed(claiming: &Claiming, bid: &Bid) -> Fate {
    match claiming {
        Claiming::Duplicate | Claiming::Waiting => Fate::Deleted,
        Claiming::Held(until) => Fate::Later(*until),
        Claiming::Refused(_) => Fate::Refused,
        Claiming::Won(_) | Claiming::GiveUp(_) | Claiming::Reused => Fate::Later(bid.now),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "an ending is handed on where it is made")]
fn ended(bid: &Bid, ending: Result<Ending, Unavailable>) -> Fate {
    match ending {
        Ok(Ending::Written) => Fate::Deleted,
        Ok(Ending::Refused) => Fate::Refused,
        Ok(Ending::Outlived) | Err(_) => Fate::Later(bid.now),
    }
}
