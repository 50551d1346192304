//! Messages, and who is at work: the parts of the state that know no other.

use sequences::Waiter;

/// A message in the queue. One that was deleted is no more.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Message {
    /// Its event, by its place among the events of the check.
    pub event: usize,
    /// The wait that it was sent for.
    pub ticket: Option<u8>,
}

/// The call that comes next.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Call {
    Claim,
    Read,
    /// The answer, where it is written by itself.
    Answer,
    Record,
    Park,
    Waiters,
    Wake(Vec<Waiter>),
    Forget(Vec<Waiter>),
    Done,
    Delete,
}

/// An invocation.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Run {
    pub message: Message,
    pub token: Option<u8>,
    pub call: Call,
    /// All those that it found named.
    pub found: Vec<Waiter>,
}

impl Run {
    pub fn new(message: Message) -> Self {
        Self { message, token: None, call: Call::Claim, found: Vec::new() }
    }

    /// Every token that it may still write or compare.
    pub fn tokens(&self) -> Vec<u8> {
        let left = match &self.call {
            Call::Wake(left) | Call::Forget(left) => left.as_slice(),
            _ => &[],
        };
        let named = self.found.iter().chain(left).map(token_of);
        self.token.into_iter().chain(self.message.ticket).chain(named).collect()
    }
}

/// An operator's command.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Skipping {
    pub number: u64,
    pub at: At,
    /// Those who are not awake yet.
    pub left: Vec<Waiter>,
}

/// What it does next.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum At {
    Write,
    Waiters,
    Wake,
    Forget(Vec<Waiter>),
}

/// The token of the claim that a waiter was named by.
pub fn token_of(waiter: &Waiter) -> u8 {
    waiter.token.parse().expect("a token")
}
