//! What a sender says, and what must become of it.

use crate::content::Content;
use crate::state::{Line, Seconds, State};

/// One event, as its sender posts it.
#[derive(Clone, Debug)]
pub struct Event {
    /// Which sender; empty: what comes from no door.
    pub source: &'static str,
    /// The tenant that it speaks for.
    pub tenant: &'static str,
    /// The id that the sender signs.
    pub id: String,
    /// The body, byte for byte.
    pub body: String,
    /// When it is received: once for each delivery, the first one first. Nothing where its webhook is
    /// lost on its way.
    pub deliveries: Vec<Seconds>,
    /// From when on its provider's feed lists it, if it has one.
    pub published: Option<Seconds>,
    /// What it tells, as far as it can be read.
    pub told: Told,
    /// What must become of it.
    pub expected: Expected,
}

/// What an event tells.
#[derive(Clone, Debug)]
pub enum Told {
    /// Nothing that could be recorded.
    Nothing,
    /// States of items.
    States(Vec<Tells>),
    /// That this object changed.
    Change(String),
    /// Results.
    Results(Vec<Finding>),
}

/// A state, as an event tells it.
#[derive(Clone, Debug)]
pub struct Tells {
    /// The line.
    pub line: Line,
    /// The state's place in it; nothing where the sender gives none.
    pub place: Option<i64>,
    /// What is asked.
    pub content: Content,
    /// Which API is asked.
    pub api: &'static str,
}

/// A result that an event brings.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The line of the state that it answers. The lineage is empty where its sender names none:
    /// then it answers that version of the item, whoever numbers it.
    pub line: Line,
    /// The state's place in it.
    pub place: i64,
    /// Stands for the answer: no other result or item has its code and its mark.
    pub answer: Content,
}

/// What must become of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Done, every message of it acknowledged.
    Done,
    /// In the dead-letter queue, every message of it, with a reason that holds this word. What it
    /// tells is recorded all the same.
    Refused(&'static str),
    /// Something that no door ever sealed: in the dead-letter queue, with its reason.
    Stranger,
    /// Not let in: no message of it was ever sent, and the ledger does not know it.
    TurnedAway(Forgery),
}

/// What a stranger posts in a sender's name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Forgery {
    /// There is no signature.
    Unsigned,
    /// It is signed with a key that is not the sender's.
    OtherKey,
    /// The body was changed after it was signed.
    Altered,
    /// It was signed an hour ago, where the sender signs its time.
    Stale,
}

impl Event {
    /// The name under which it must be claimed.
    pub fn key(&self) -> String {
        format!("{}#{}#{}", self.source, self.tenant, self.id)
    }
}

impl Tells {
    /// The states that this may stand for, given when the event was received.
    pub(crate) fn states(&self, deliveries: &[Seconds]) -> Vec<State> {
        let places = match self.place {
            Some(place) => vec![place],
            None => deliveries.to_vec(),
        };
        let state = |place| State {
            line: self.line.clone(),
            place,
            content: self.content.clone(),
            api: self.api.to_owned(),
        };
        places.into_iter().map(state).collect()
    }
}

impl Finding {
    /// Whether it answers the states at this place of a line.
    pub(crate) fn answers(&self, line: &Line, place: i64) -> bool {
        let named = self.line.lineage.is_empty() || self.line.lineage == line.lineage;
        let own = (&self.line.tenant, &self.line.item_id, self.line.numbering);
        named && own == (&line.tenant, &line.item_id, line.numbering) && self.place == place
    }
}
