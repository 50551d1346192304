//! An invocation as a tape of answers: the real [`Ledger`] is played again from its start with
//! the answers it had so far, up to the one remote call that it waits for now.
//!
//! So each write of a claim is a step of the model, and none of it is written down twice.

use std::future::{Future, pending};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};

use jiff::Timestamp;
use ledger::{
    Bid, Claiming, Ending, Fresh, Ledger, LedgerTable, Release, Row, Unavailable, Written,
};

use crate::kept::Kept;

/// A remote call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// The ledger's first write: the row, the invocation's clock, when its message was sent.
    Insert(Row, Timestamp),
    /// Its other write: the row, and the row that is to be there.
    Replace(Row, Row),
    /// Is this content recorded?
    Read,
    /// The paid call.
    Call,
    /// Its answer, on record if none is.
    Record,
}

/// What a remote call came to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Written, or recorded.
    Yes,
    /// Another row stands.
    No(Kept),
    /// No row stands.
    Gone,
    /// Nobody knows.
    Lost,
    /// Whether it is recorded.
    Known(bool),
    /// A good answer.
    Good,
    /// The API failed.
    Failed,
    /// The API refuses this very item.
    Bad,
    /// Too little time was left to call.
    Late,
}

/// What becomes of the message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Deleted.
    Acknowledged,
    /// Moved to the dead-letter queue, after a few receives.
    Refused,
    /// Hidden until then, or for a moment.
    Later(Timestamp),
}

/// Where an invocation stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stand {
    /// It waits for this call.
    Waits(Op),
    /// It is at its end.
    Ended(Fate),
}

/// Plays an invocation of this name from its start.
pub fn play(name: u8, bid: &Bid, answers: &[Answer]) -> Stand {
    let reel = Reel { name, answers: answers.to_vec(), ..Reel::default() };
    let tape = Tape(Arc::new(Mutex::new(reel)));
    let work = pin!(invocation(&tape, bid));
    match work.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(fate) => Stand::Ended(fate),
        Poll::Pending => Stand::Waits(tape.reel().waits.take().expect("a call")),
    }
}

/// What the consumer does about one message, as `functions/consumer` has it.
async fn invocation(tape: &Tape, bid: &Bid) -> Fate {
    let ledger = Ledger::new(tape.clone());
    let claim = match ledger.claim(bid).await {
        Ok(Claiming::Won(claim)) => claim,
        Ok(Claiming::GiveUp(claim)) => {
            return ended(bid, ledger.refuse(claim, "it died", bid.sent_at).await);
        }
        Ok(Claiming::Reused) => return reused(&ledger, bid).await,
        Ok(claiming) => return unclaimed(&claiming, bid),
        Err(_) => return Fate::Later(bid.now),
    };
    if tape.ask(Op::Read).await == Answer::Known(true) {
        return ended(bid, ledger.complete(claim).await);
    }
    let release = match tape.ask(Op::Call).await {
        Answer::Good if tape.ask(Op::Record).await == Answer::Yes => {
            return ended(bid, ledger.complete(claim).await);
        }
        Answer::Bad => return ended(bid, ledger.refuse(claim, "bad", bid.sent_at).await),
        Answer::Failed => Release::Try,
        _ => Release::Hold,
    };
    match ledger.release(claim, release, "not now", bid.sent_at).await {
        Ok(Ending::Refused) => Fate::Refused,
        _ => Fate::Later(bid.now),
    }
}

/// A reused id is refused under a row of its own.
async fn reused(ledger: &Ledger<Tape>, bid: &Bid) -> Fate {
    let own = Bid { event: reused_key(bid), ..bid.clone() };
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
pub fn reused_key(bid: &Bid) -> String {
    format!("reused:{}#{}", bid.event, bid.digest)
}

fn unclaimed(claiming: &Claiming, bid: &Bid) -> Fate {
    match claiming {
        Claiming::Duplicate => Fate::Acknowledged,
        Claiming::Held(until) => Fate::Later(*until),
        Claiming::Refused(_) => Fate::Refused,
        Claiming::Won(_) | Claiming::GiveUp(_) | Claiming::Reused => Fate::Later(bid.now),
    }
}

#[expect(clippy::needless_pass_by_value, reason = "an ending is handed on where it is made")]
fn ended(bid: &Bid, ending: Result<Ending, Unavailable>) -> Fate {
    match ending {
        Ok(Ending::Written) => Fate::Acknowledged,
        Ok(Ending::Refused) => Fate::Refused,
        Ok(Ending::Outlived) | Err(_) => Fate::Later(bid.now),
    }
}

#[derive(Clone, Debug)]
struct Tape(Arc<Mutex<Reel>>);

#[derive(Debug, Default)]
struct Reel {
    name: u8,
    answers: Vec<Answer>,
    played: usize,
    waits: Option<Op>,
    /// The tokens that this playing drew, in their order.
    tokens: Vec<String>,
}

impl Tape {
    async fn ask(&self, op: Op) -> Answer {
        if let Some(answer) = self.reel().answer() {
            return answer;
        }
        self.reel().waits = Some(op);
        pending().await
    }

    async fn write(&self, op: Op) -> Result<Written, Unavailable> {
        match self.ask(op).await {
            Answer::Yes => Ok(Written::Yes),
            Answer::No(Kept(row)) => Ok(Written::No(Box::new(row))),
            Answer::Gone => Ok(Written::Gone),
            _ => Err(Unavailable("lost".to_owned())),
        }
    }

    fn reel(&self) -> MutexGuard<'_, Reel> {
        self.0.lock().expect("a lock")
    }
}

impl Reel {
    fn answer(&mut self) -> Option<Answer> {
        let answer = self.answers.get(self.played).cloned();
        self.played += 1;
        answer
    }

    /// The row under a token that is the same in every playing: whose it is, and its how manieth.
    fn named(&mut self, row: &Row) -> Row {
        if row.token.contains('.') {
            return row.clone();
        }
        if !self.tokens.contains(&row.token) {
            self.tokens.push(row.token.clone());
        }
        let place = self.tokens.iter().position(|token| *token == row.token);
        Row { token: format!("{}.{}", self.name, place.unwrap_or_default()), ..row.clone() }
    }
}

impl LedgerTable for Tape {
    async fn insert(&self, row: &Row, fresh: Fresh) -> Result<Written, Unavailable> {
        let row = self.reel().named(row);
        self.write(Op::Insert(row, fresh.now)).await
    }

    async fn replace(&self, row: &Row, was: &Row) -> Result<Written, Unavailable> {
        // What was there first, since its token was drawn first.
        let was = self.reel().named(was);
        let row = self.reel().named(row);
        self.write(Op::Replace(row, was)).await
    }
}
