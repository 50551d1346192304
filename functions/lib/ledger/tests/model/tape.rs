//! An invocation as a tape of answers: the real ledger is played again from its start with
//! the answers it had so far, up to the one remote call that it waits for now.
//!
//! So each write of a claim is a step of the model, and none of it is written down twice.

use std::future::{Future, pending};
use std::pin::pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, Waker};

use jiff::Timestamp;
use ledger::{Bid, Fresh, LedgerTable, Phase, Row, Unavailable, Written};

use crate::invocation::{Fate, invocation};
use crate::without::Without;

/// A remote call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Op {
    /// The ledger's first write: the row, the invocation's clock.
    Insert(Arc<Row>, Timestamp),
    /// Its other write: the row, and the row that is to be there.
    Replace(Arc<Row>, Arc<Row>),
    /// The lane on record.
    OpenLane,
    /// Is this content recorded?
    Read,
    /// The paid call.
    Call,
    /// Its answer, on record if none is.
    Record,
    /// The message, deleted: what comes of it changes nothing.
    Delete,
}

/// What a remote call came to.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Answer {
    /// Written, or recorded.
    Yes,
    /// Another row stands.
    No(Arc<Row>),
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
    /// The API is not to be asked now.
    NotNow,
    /// Too little time was left to call.
    Late,
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
pub fn play(name: u8, bid: &Bid, without: Without, answers: &[Answer]) -> Stand {
    let reel = Reel { name, answers: answers.to_vec(), ..Reel::new(without) };
    let tape = Tape(Arc::new(Mutex::new(reel)));
    let work = pin!(invocation(&tape, bid, without));
    match work.poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(fate) => Stand::Ended(fate),
        Poll::Pending => Stand::Waits(tape.reel().waits.take().expect("a call")),
    }
}

/// The ledger's table, and all else that an invocation calls.
#[derive(Clone, Debug)]
pub struct Tape(Arc<Mutex<Reel>>);

#[derive(Debug)]
struct Reel {
    name: u8,
    without: Without,
    answers: Vec<Answer>,
    played: usize,
    waits: Option<Op>,
    /// The tokens that this playing drew, in their order.
    tokens: Vec<String>,
    /// The token of the row that was found last.
    found: Option<String>,
}

impl Tape {
    pub async fn ask(&self, op: Op) -> Answer {
        if let Some(answer) = self.reel().answer() {
            return answer;
        }
        self.reel().waits = Some(op);
        pending().await
    }

    /// The token of the row that was found last.
    pub fn found(&self) -> Option<String> {
        self.reel().found.clone()
    }

    async fn write(&self, op: Op) -> Result<Written, Unavailable> {
        match self.ask(op).await {
            Answer::Yes => Ok(Written::Yes),
            Answer::No(row) => {
                self.reel().found = Some(row.token.clone());
                Ok(Written::No(Box::new(Row::clone(&row))))
            }
            Answer::Gone => Ok(Written::Gone),
            _ => Err(Unavailable("lost".to_owned())),
        }
    }

    fn reel(&self) -> MutexGuard<'_, Reel> {
        self.0.lock().expect("a lock")
    }
}

impl Reel {
    fn new(without: Without) -> Self {
        let (name, played) = (0, 0);
        Self { name, without, answers: vec![], played, waits: None, tokens: vec![], found: None }
    }

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

    /// The row as the table keeps it.
    fn kept(&mut self, row: &Row) -> Arc<Row> {
        let mut row = self.named(row);
        if self.without == Without::NoExpiry
            && let Some(wait) = &row.wait
        {
            let retention = std::time::Duration::from_secs(wait.retention_s);
            row.expires_at = wait.parked_at.checked_add(retention).ok();
        }
        if self.without == Without::Company && row.phase == Phase::Claimed {
            row.shared = false;
        }
        Arc::new(row)
    }
}

impl LedgerTable for Tape {
    async fn insert(&self, row: &Row, fresh: Fresh) -> Result<Written, Unavailable> {
        let row = self.reel().kept(row);
        self.write(Op::Insert(row, fresh.now)).await
    }

    async fn replace(&self, row: &Row, was: &Row) -> Result<Written, Unavailable> {
        // What was there first, since its token was drawn first.
        let was = self.reel().named(was);
        let row = self.reel().kept(row);
        self.write(Op::Replace(row, Arc::new(was))).await
    }

    /// No invocation of the model asks in which company it is to work: the model tries both.
    async fn look(&self, _event: &str) -> Result<Option<Row>, Unavailable> {
        Err(Unavailable("never read".to_owned()))
    }

    async fn open_lane(&self, _lane: &str) -> Result<(), Unavailable> {
        match self.ask(Op::OpenLane).await {
            Answer::Yes => Ok(()),
            _ => Err(Unavailable("lost".to_owned())),
        }
    }
}
