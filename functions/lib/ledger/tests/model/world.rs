//! The state: a queue, a few invocations and dispatchers, the two tables, and the time.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ledger::{Bid, OnReuse, Phase, Row};

use crate::dispatcher::Dispatcher;
use crate::invocation::{DIED, Fate};
use crate::tape::{Answer, Op, Stand, play};
use crate::without::Without;

/// Ticks that an invocation has, and how much longer its claims live: as 15 minutes and one.
pub const INVOCATION: i64 = 2;
/// See [`INVOCATION`].
pub const MARGIN: i64 = 1;
/// Ticks that a received message is hidden: longer than a lease.
pub const VISIBILITY: i64 = INVOCATION + MARGIN + 1;

/// The one event id of all messages.
pub const EVENT: &str = "event";

/// A message in the queue, or in the dead-letter queue. One that was deleted is no more.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Message {
    /// What it says under the one id.
    pub content: u8,
    pub sent_at: i64,
    /// The wait it was sent for, if a dispatcher sent it.
    pub ticket: Option<String>,
    pub place: Place,
}

/// Where a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Place {
    /// In the queue, visible from then on.
    Queue(i64),
    /// In the dead-letter queue, refused.
    Dead,
    /// In the dead-letter queue, having been received too often.
    WornOut,
}

/// An invocation with one message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run {
    pub name: u8,
    pub message: u8,
    pub content: u8,
    pub ticket: Option<String>,
    pub sent_at: i64,
    /// Its clock at its start, in ticks, and how much that is ahead of the queue's.
    pub began: i64,
    pub skew: i64,
    /// Whether it has claims of other events open.
    pub shared: bool,
    pub answers: Vec<Answer>,
    /// Follows from all of the above.
    pub stand: Stand,
}

impl std::hash::Hash for Run {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        let Self { name, message, content, ticket, sent_at, began, skew, shared, .. } = self;
        (name, message, content, ticket, sent_at, began, skew, shared).hash(state);
        self.answers.hash(state);
    }
}

/// What is the same in all states of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Terms {
    /// Invocations go on beyond their deadline; otherwise they are cut off, as Lambda does.
    pub outlive: bool,
    /// A message is deleted some time after what allows it, by a call of its own.
    pub slow_delete: bool,
    /// Ticks that a row is kept.
    pub retention: i64,
    pub without: Without,
}

/// The whole state.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct World {
    pub terms: Terms,
    pub now: i64,
    pub messages: BTreeMap<u8, Message>,
    pub runs: Vec<Run>,
    pub dispatchers: Vec<Dispatcher>,
    pub ledger: BTreeMap<String, Arc<Row>>,
    pub lane_open: bool,
    pub recorded: BTreeSet<u8>,
    /// What may still happen: see `Bounds`.
    pub trouble: u8,
    pub early: u8,
    pub redrives: u8,
    pub repeats: u8,
    pub waits: u8,
    /// Whether the event's last claim was won by an invocation that had no other open.
    pub alone: bool,
    /// Such claims that were abandoned; three are as good as more.
    pub deaths_alone: u8,
    /// The first promise that was broken.
    pub broken: Option<&'static str>,
}

pub fn time(tick: i64) -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_mins(tick)
}

/// The tick of a time: all times are whole ticks.
pub fn tick(time: Timestamp) -> i64 {
    time.as_second() / 60
}

impl World {
    /// Time passes; what is at its deadline dies.
    pub fn tick(&mut self) {
        self.now += 1;
        let (now, outlive) = (self.now, self.terms.outlive);
        self.runs.retain(|run| outlive || now + run.skew < run.began + INVOCATION);
    }

    /// Sends a message.
    pub fn send(&mut self, content: u8, ticket: Option<String>) {
        let held = |id: &u8| self.runs.iter().any(|run| run.message == *id);
        let free = (0..u8::MAX).find(|id| !self.messages.contains_key(id) && !held(id));
        let message = Message { content, sent_at: self.now, ticket, place: Place::Queue(self.now) };
        self.messages.insert(free.expect("a number"), message);
    }

    /// Receives a message in an invocation whose clock is so far ahead.
    pub fn receive(&mut self, id: u8, skew: i64, shared: bool) {
        let name = self.free_name();
        let Some(message) = self.messages.get_mut(&id) else { return };
        message.place = Place::Queue(self.now + VISIBILITY);
        let mut run = Run {
            name,
            message: id,
            content: message.content,
            ticket: message.ticket.clone(),
            sent_at: message.sent_at,
            began: self.now + skew,
            skew,
            shared,
            answers: Vec::new(),
            stand: Stand::Ended(Fate::Refused),
        };
        run.stand = self.play(&run);
        self.runs.push(run);
    }

    /// A name of which no token is left anywhere.
    fn free_name(&self) -> u8 {
        let of_answers = self.runs.iter().flat_map(|run| &run.answers).filter_map(|answer| {
            if let Answer::No(row) = answer { Some(&row.token) } else { None }
        });
        let tokens = self.ledger.values().map(|row| &row.token);
        let tokens = tokens.chain(self.messages.values().filter_map(|m| m.ticket.as_ref()));
        let tokens = tokens.chain(self.runs.iter().filter_map(|run| run.ticket.as_ref()));
        let tokens = tokens.chain(self.dispatchers.iter().map(|it| &it.token)).chain(of_answers);
        let names = tokens.filter_map(|token| token.split('.').next()?.parse::<u8>().ok());
        let used: BTreeSet<u8> = names.chain(self.runs.iter().map(|run| run.name)).collect();
        (0..u8::MAX).find(|name| !used.contains(name)).expect("a name")
    }

    fn play(&self, run: &Run) -> Stand {
        play(run.name, &self.bid(run), self.terms.without, &run.answers)
    }

    /// What a run offers.
    fn bid(&self, run: &Run) -> Bid {
        Bid {
            event: EVENT.to_owned(),
            digest: run.content.to_string(),
            revision: "1".to_owned(),
            polled: false,
            message: String::new(),
            sent_at: time(run.sent_at),
            received_at: time(0),
            ticket: run.ticket.clone(),
            request_id: String::new(),
            shared: run.shared,
            lease_until: time(run.began + INVOCATION + MARGIN),
            retention: Duration::from_secs(self.terms.retention.unsigned_abs() * 60),
            on_reuse: OnReuse::Refuse,
            now: time(run.began),
        }
    }

    /// Does the call that an invocation waits for; its answer is what the call came to, or what
    /// the model chose for the API.
    pub fn call(&mut self, place: usize, api: Answer) -> Answer {
        let Some(run) = self.runs.get(place) else { return Answer::Lost };
        let (content, message) = (run.content, run.message);
        let by = (run.sent_at, !run.shared);
        let Stand::Waits(op) = run.stand.clone() else { return Answer::Lost };
        match op {
            Op::Insert(row, now) => {
                self.write(row, by, |found| found.is_none_or(|found| found.is_expired(now)))
            }
            Op::Replace(row, was) => {
                let without = self.terms.without;
                self.write(row, by, |found| found.is_some_and(|it| is_free(it, &was, without)))
            }
            Op::OpenLane => {
                self.lane_open = true;
                Answer::Yes
            }
            Op::Read => Answer::Known(self.recorded.contains(&content)),
            Op::Call if self.is_late(place) => Answer::Late,
            Op::Call => {
                let paid = self.recorded.contains(&content) && !self.terms.outlive;
                self.promise(!paid, "paid for what is on record");
                api
            }
            Op::Record => {
                self.recorded.insert(content);
                Answer::Yes
            }
            Op::Delete => {
                self.messages.remove(&message);
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
        run.answers.push(answer);
        let run = run.clone();
        let stand = self.play(&run);
        match stand {
            Stand::Waits(Op::Delete) if !self.terms.slow_delete => {
                self.messages.remove(&run.message);
                self.runs.remove(place);
            }
            Stand::Ended(fate) => self.end(place, &run, fate),
            Stand::Waits(_) => {
                if let Some(run) = self.runs.get_mut(place) {
                    run.stand = stand;
                }
            }
        }
    }

    fn end(&mut self, place: usize, run: &Run, fate: Fate) {
        let own_now = self.now + run.skew;
        if let Some(message) = self.messages.get_mut(&run.message) {
            match fate {
                Fate::Deleted => {}
                Fate::Refused => message.place = Place::Dead,
                Fate::Later(until) => {
                    message.place = Place::Queue(self.now + (tick(until) - own_now).max(1));
                }
            }
        }
        self.runs.remove(place);
    }

    /// A conditional write of an invocation whose message was sent then, and which has no other
    /// claim open.
    fn write(
        &mut self,
        row: Arc<Row>,
        (sent, alone): (i64, bool),
        free: impl FnOnce(Option<&Row>) -> bool,
    ) -> Answer {
        let found = self.ledger.get(&row.event).cloned();
        if !free(found.as_deref()) {
            return found.map_or(Answer::Gone, Answer::No);
        }
        if let Some(found) = found.filter(|found| !found.is_expired(time(self.now))) {
            self.overwrite(&found, &row, sent);
        }
        if row.event == EVENT && row.phase == Phase::Claimed {
            self.alone = alone;
        }
        self.ledger.insert(row.event.clone(), row);
        Answer::Yes
    }

    /// Looks at what a write overwrites.
    fn overwrite(&mut self, found: &Row, row: &Row, sent: i64) {
        self.promise(found.phase != Phase::Done, "a done row was overwritten");
        let sent_since = row.phase == Phase::Claimed && found.claimed_at < time(sent);
        self.promise(found.phase != Phase::Refused || sent_since, "a refusal was overwritten");
        let others = found.phase == Phase::Claimed && found.token != row.token;
        let live = time(self.now + MARGIN) < found.lease_until;
        self.promise(!(others && live), "a live claim was overwritten");
        if others && self.alone {
            self.deaths_alone = (self.deaths_alone + 1).min(3);
        }
        let given_up = row.phase == Phase::Refused && row.reason.as_deref() == Some(DIED);
        self.promise(!given_up || self.deaths_alone == 3, "given up for deaths in company");
    }

    fn promise(&mut self, kept: bool, otherwise: &'static str) {
        if !kept && self.broken.is_none() {
            self.broken = Some(otherwise);
        }
    }

    /// The row of an event, or of a reused id.
    pub fn phase(&self, key: &str) -> Option<Phase> {
        self.ledger.get(key).map(|row| row.phase)
    }
}

/// The condition of a replacing write.
fn is_free(found: &Row, was: &Row, without: Without) -> bool {
    match without {
        Without::WriteToken => found.phase == was.phase,
        Without::WritePhase => found.token == was.token,
        _ => found.is_still(was),
    }
}
