//! The state: a queue, the rows of the events, one line of numbers, and who works.

use std::collections::{BTreeMap, BTreeSet};

use sequences::{Awaited, Line, Order, Standing, Step, Waiter, standing};

use crate::state::{Message, Run, Skipping, token_of};
use crate::without::Without;

/// Where an event stands. The claim's token tells one claim from all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Row {
    Claimed(u8),
    Released(u8),
    /// Whether its due time has come.
    Waiting(u8, bool),
    Done,
}

/// A dispatcher between its two calls: what it read was sent, and is not marked yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Sent {
    pub event: usize,
    pub token: u8,
}

/// The whole state.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct World {
    pub without: Without,
    /// The number of each event.
    pub numbers: Vec<u64>,
    /// Visible messages: how many of each.
    pub queue: BTreeMap<Message, u8>,
    pub rows: BTreeMap<usize, Row>,
    pub last: Option<u64>,
    pub skipped: BTreeSet<u64>,
    /// The rows with names, by their keys.
    pub names: BTreeMap<String, BTreeSet<Waiter>>,
    /// The numbers of the answers, as they were recorded.
    pub recorded: Vec<u64>,
    pub runs: Vec<Run>,
    pub sent: BTreeSet<Sent>,
    pub skipping: Option<Skipping>,
    /// What may still happen, and what has.
    pub deaths: u8,
    pub repeats: u8,
    pub lost_names: u8,
    pub has_lost_names: bool,
    pub has_skip_died: bool,
}

impl World {
    /// The step of an event's number.
    pub fn step(&self, event: usize) -> Step {
        step(self.numbers.get(event).copied().expect("an event"))
    }

    /// Where a number stands, by the code under test.
    pub fn standing(&self, step: &Step) -> Standing {
        standing(&Order { last: self.last, skipped: self.skipped.clone() }, step)
    }

    /// Puts a message into the queue.
    pub fn send(&mut self, message: Message) {
        *self.queue.entry(message).or_default() += 1;
    }

    /// Takes a message out of it.
    pub fn take(&mut self, message: &Message) {
        let count = self.queue.get_mut(message).expect("a message");
        *count -= 1;
        if *count == 0 {
            self.queue.remove(message);
        }
    }

    /// A token that stands nowhere.
    pub fn fresh_token(&self) -> u8 {
        let rows = self.rows.values().filter_map(|row| match row {
            Row::Claimed(token) | Row::Released(token) | Row::Waiting(token, _) => Some(*token),
            Row::Done => None,
        });
        let named = self.names.values().flatten().map(token_of);
        let held = self.runs.iter().flat_map(Run::tokens);
        let skipping = self.skipping.iter().flat_map(|skipping| skipping.left.iter().map(token_of));
        let tickets = self.queue.keys().filter_map(|message| message.ticket);
        let sent = self.sent.iter().map(|sent| sent.token);
        let used: BTreeSet<u8> =
            rows.chain(named).chain(held).chain(skipping).chain(tickets).chain(sent).collect();
        (0..u8::MAX).find(|token| !used.contains(token)).expect("a token")
    }

    /// Whether an invocation that has this token is alive.
    pub fn is_held(&self, token: u8) -> bool {
        self.runs.iter().any(|run| run.token == Some(token))
    }

    /// Who is named for a number.
    pub fn named(&self, step: &Step) -> Vec<Waiter> {
        self.names.get(&key(step)).into_iter().flatten().cloned().collect()
    }

    /// Brings a waiter's due time forward, if it waits as it was named.
    pub fn wake(&mut self, waiter: &Waiter) {
        let (event, named) = (event_of(waiter), token_of(waiter));
        let any = self.without == Without::WakeToken;
        if let Some(Row::Waiting(token, due)) = self.rows.get_mut(&event)
            && (*token == named || any)
        {
            *due = true;
        }
    }

    /// These do not wait for it any more.
    pub fn forget(&mut self, step: &Step, waiters: &[Waiter]) {
        if let Some(names) = self.names.get_mut(&key(step)) {
            names.retain(|name| !waiters.contains(name));
            if names.is_empty() {
                self.names.remove(&key(step));
            }
        }
    }
}

/// A number of the one line.
pub fn step(number: u64) -> Step {
    Step::new(Line::new("acme", "erp", "item"), number, 1)
}

/// The key of the row that names who waits for a number.
pub fn key(step: &Step) -> String {
    Awaited::Number(step.clone()).key()
}

/// An event, named as a waiter.
pub fn waiter(event: usize, token: u8) -> Waiter {
    Waiter { event: event.to_string(), token: token.to_string() }
}

pub fn event_of(waiter: &Waiter) -> usize {
    waiter.event.parse().expect("an event")
}
