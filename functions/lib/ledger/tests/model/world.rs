//! The state: a queue, a few invocations, the two tables, and the time.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ledger::{Bid, OnReuse, Phase, Row};

use crate::kept::Kept;
use crate::tape::{Answer, Fate, Op, Stand, play};

/// Ticks that an invocation has, and how much longer its claims live: as 15 minutes and one.
pub const INVOCATION: i64 = 2;
/// See [`INVOCATION`].
pub const MARGIN: i64 = 1;
/// Ticks that a received message is hidden: longer than a lease.
pub const VISIBILITY: i64 = INVOCATION + MARGIN + 1;

/// The one event id of all messages.
pub const EVENT: &str = "event";

/// A message in the queue, or beyond it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Message {
    /// What it says under the one id.
    pub content: u8,
    pub sent_at: i64,
    pub place: Place,
}

/// Where a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the queue, visible from then on.
    Queue(i64),
    /// Deleted.
    Acknowledged,
    /// In the dead-letter queue.
    Dead,
}

/// An invocation with one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub name: u8,
    pub message: usize,
    /// Its clock at its start, in ticks, and how much that is ahead of the queue's.
    pub began: i64,
    pub skew: i64,
    pub sent_at: i64,
    pub answers: Vec<Answer>,
    /// Follows from all of the above.
    pub stand: Stand,
}

impl std::hash::Hash for Run {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        let Self { name, message, began, skew, sent_at, answers, stand: _ } = self;
        (name, message, began, skew, sent_at, answers).hash(state);
    }
}

/// The whole state.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct World {
    pub now: i64,
    pub messages: Vec<Message>,
    pub runs: Vec<Run>,
    pub ledger: BTreeMap<String, Kept>,
    pub recorded: BTreeSet<u8>,
    pub received: u8,
    /// Crashes, lost answers and failures of the API that may still happen.
    pub trouble: u8,
    pub redrives: u8,
    /// Invocations go on beyond their deadline; otherwise they are cut off, as Lambda does.
    pub outlive: bool,
    /// The first promise that was broken.
    pub broken: Option<&'static str>,
}

pub fn time(tick: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_mins(tick)
}

/// The tick of a time: all times are whole ticks.
fn tick(time: Timestamp) -> i64 {
    time.as_second() / 60
}

impl World {
    /// Time passes; what is at its deadline dies.
    pub fn tick(&mut self) {
        self.now += 1;
        let (now, outlive) = (self.now, self.outlive);
        self.runs.retain(|run| outlive || now + run.skew < run.began + INVOCATION);
    }

    /// Receives a message in an invocation whose clock is so far ahead.
    pub fn receive(&mut self, place: usize, skew: i64) {
        let Some(message) = self.messages.get_mut(place) else { return };
        message.place = Place::Queue(self.now + VISIBILITY);
        let mut run = Run {
            name: self.received,
            message: place,
            began: self.now + skew,
            skew,
            sent_at: message.sent_at,
            answers: Vec::new(),
            stand: Stand::Ended(Fate::Refused),
        };
        self.received += 1;
        run.stand = play(run.name, &bid(&run, message.content), &run.answers);
        self.runs.push(run);
    }

    /// Does the call that an invocation waits for; its answer is what the call came to, or what
    /// the model chose for the API.
    pub fn call(&mut self, place: usize, api: Answer) -> Answer {
        let Some(run) = self.runs.get(place) else { return Answer::Lost };
        let content = self.messages.get(run.message).map_or(0, |message| message.content);
        let Stand::Waits(op) = run.stand.clone() else { return Answer::Lost };
        let sent = run.sent_at;
        match op {
            Op::Insert(row, now) => {
                self.write(row, sent, |found| found.is_none_or(|found| found.is_expired(now)))
            }
            Op::Replace(row, was) => self.write(row, sent, |found| {
                found.is_some_and(|found| found.token == was.token && found.phase == was.phase)
            }),
            Op::Read => Answer::Known(self.recorded.contains(&content)),
            Op::Call if self.is_late(place) => Answer::Late,
            Op::Call => {
                let paid = self.recorded.contains(&content) && !self.outlive;
                self.promise(!paid, "paid for what is on record");
                api
            }
            Op::Record => {
                self.recorded.insert(content);
                Answer::Yes
            }
        }
    }

    /// No call starts that the deadline would cut, by the invocation's own clock.
    pub fn is_late(&self, place: usize) -> bool {
        let late = |run: &Run| self.now + run.skew + 1 >= run.began + INVOCATION;
        self.runs.get(place).is_none_or(late)
    }

    /// Hands an invocation its answer; if that ends it, its message goes where it sends it.
    pub fn answer(&mut self, place: usize, answer: Answer) {
        let Some(run) = self.runs.get_mut(place) else { return };
        let Some(message) = self.messages.get_mut(run.message) else { return };
        run.answers.push(answer);
        run.stand = play(run.name, &bid(run, message.content), &run.answers);
        let Stand::Ended(fate) = run.stand else { return };
        let own_now = self.now + run.skew;
        if message.place != Place::Acknowledged {
            message.place = match fate {
                Fate::Acknowledged => Place::Acknowledged,
                Fate::Refused => Place::Dead,
                Fate::Later(until) => Place::Queue(self.now + (tick(until) - own_now).max(1)),
            };
        }
        self.runs.remove(place);
    }

    fn write(&mut self, row: Row, sent: i64, free: impl FnOnce(Option<&Row>) -> bool) -> Answer {
        let found = self.ledger.get(&row.event).map(|Kept(row)| row.clone());
        if !free(found.as_ref()) {
            return found.map_or(Answer::Gone, |found| Answer::No(Kept(found)));
        }
        if let Some(found) = &found {
            self.promise(found.phase != Phase::Done, "a done row was overwritten");
            let sent_since = row.phase == Phase::Claimed && found.claimed_at < time(sent);
            self.promise(found.phase != Phase::Refused || sent_since, "a refusal was overwritten");
            let others = found.phase == Phase::Claimed && found.token != row.token;
            let live = time(self.now + MARGIN) < found.lease_until;
            self.promise(!(others && live), "a live claim was overwritten");
        }
        self.ledger.insert(row.event.clone(), Kept(row));
        Answer::Yes
    }

    fn promise(&mut self, kept: bool, otherwise: &'static str) {
        if !kept && self.broken.is_none() {
            self.broken = Some(otherwise);
        }
    }

    /// The row of an event, or of a reused id.
    pub fn phase(&self, key: &str) -> Option<Phase> {
        self.ledger.get(key).map(|Kept(row)| row.phase)
    }
}

/// What a run offers.
pub fn bid(run: &Run, content: u8) -> Bid {
    Bid {
        event: EVENT.to_owned(),
        digest: content.to_string(),
        revision: "1".to_owned(),
        message: run.message.to_string(),
        sent_at: time(run.sent_at),
        received_at: time(0),
        request_ids: Vec::new(),
        lease_until: time(run.began + INVOCATION + MARGIN),
        retention: Duration::from_hours(1080),
        on_reuse: OnReuse::Refuse,
        now: time(run.began),
    }
}
