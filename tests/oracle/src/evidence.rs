//! What the judge is shown.

use std::collections::{BTreeMap, HashSet};

use serde_json::Value;

use crate::event::Event;
use crate::provider::{Ask, Called, Spell};
use crate::store::Store;
use crate::time::Millis;

/// Everything that is left once the queue is drained.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// What was said.
    pub events: Vec<Event>,
    /// The objects that events point to.
    pub store: Store,
    /// Every message that was ever sent, and where it is.
    pub messages: Vec<Message>,
    /// The rows of the answers' table, as they are stored.
    pub answers: Vec<Value>,
    /// The rows of the ledger's table, as they are stored.
    pub ledger: Vec<Value>,
    /// The provider's books.
    pub asks: Vec<Ask>,
    /// Its calls to classify.
    pub calls: Vec<Called>,
    /// What may not be passed.
    pub limits: Vec<Limit>,
    /// What the provider objects to.
    pub breaches: Vec<String>,
    /// The invocations, by their numbers.
    pub invocations: BTreeMap<u64, Invocation>,
    /// What a run of the whole system shows beside that.
    pub whole: Whole,
}

/// What only a run of the whole system shows.
#[derive(Clone, Debug, Default)]
pub struct Whole {
    /// How far apart two machines' clocks may be.
    pub skew: Millis,
    /// Numbers of items in strict order, as they were recorded one after the other.
    pub numbers: Vec<Number>,
    /// Good deliveries that the door refused as if their sender were wrong.
    pub turned_away: Vec<String>,
    /// Pauses that the provider asked for.
    pub pauses: Vec<Pause>,
    /// When it answers nothing.
    pub outages: Vec<Spell>,
    /// The sources whose mapping changes in the middle: contents that are read by two mappings are
    /// not compared, so that another content under a known id may be taken for a repeat.
    pub remapped: Vec<&'static str>,
}

/// A number of an item in strict order, with its row.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Number {
    /// The item, and who numbers its states.
    pub line: String,
    /// Which number.
    pub number: u64,
}

/// A pause that the provider asked for, and that the fleet was told of.
#[derive(Clone, Debug)]
pub struct Pause {
    /// Which API.
    pub api: String,
    /// When it was asked for.
    pub from: Millis,
    /// When it is over.
    pub until: Millis,
}

/// What may not be passed by all that is asked of an API.
#[derive(Clone, Debug)]
pub struct Limit {
    /// Which API.
    pub api: &'static str,
    /// How many items may be paid for in an hour of the clock, if that is bounded.
    pub cap: Option<usize>,
    /// How many items it may be asked for in an hour, and how many more at once, if that is
    /// bounded.
    pub rate: Option<(usize, usize)>,
}

/// One invocation.
#[derive(Clone, Debug)]
pub struct Invocation {
    /// When it began.
    pub began: Millis,
    /// It died before it ended.
    pub died: bool,
    /// It stood still, and went on when its time was over and its claims were no longer its own.
    pub outlived: bool,
    /// The events whose messages it was handed, by their places.
    pub events: Vec<usize>,
}

/// A message in the queue, or beyond it.
#[derive(Clone, Debug)]
pub struct Message {
    /// Its id: the place of its event, a dot, and a number, with a `w` before it where the event had
    /// waited outside the queue and was sent from there.
    pub id: String,
    /// The place of its event.
    pub event: usize,
    /// Where it is.
    pub place: Place,
}

impl Message {
    /// Whether its event waited outside the queue before.
    pub(crate) fn has_waited(&self) -> bool {
        self.id.split_once('.').is_some_and(|(_, number)| number.starts_with('w'))
    }
}

/// Where a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// Acknowledged, at this time.
    Deleted(Millis),
    /// In the dead-letter queue.
    Dead,
    /// Still in the queue, though the queue should be drained.
    Waiting,
    /// Taken from the dead-letter queue, and sent anew as another message.
    Redriven,
}

impl Evidence {
    /// What is known of each event's messages on their way.
    pub(crate) fn handed_out(&self) -> Vec<HandedOut> {
        let mut events = vec![HandedOut::default(); self.events.len()];
        for invocation in self.invocations.values() {
            for event in &invocation.events {
                if let Some(event) = events.get_mut(*event) {
                    let first = event.first.unwrap_or(invocation.began).min(invocation.began);
                    event.first = Some(first);
                    event.deaths += usize::from(invocation.died || invocation.outlived);
                    event.outlived |= invocation.outlived;
                }
            }
        }
        events
    }

    /// When an invocation began; the beginning of time for one that nobody knows.
    pub(crate) fn began(&self, invocation: u64) -> Millis {
        self.invocations.get(&invocation).map_or(Millis::MIN, |invocation| invocation.began)
    }

    /// The events that were sent from outside the queue. A row does not tell: once its event was
    /// refused, its waits are counted anew.
    pub(crate) fn waited(&self) -> HashSet<usize> {
        self.messages.iter().filter(|it| it.has_waited()).map(|it| it.event).collect()
    }

    /// Where an event's messages are, redriven ones left out.
    pub(crate) fn places(&self) -> Vec<Vec<Place>> {
        let mut places = vec![Vec::new(); self.events.len()];
        for message in &self.messages {
            if let Some(places) = places.get_mut(message.event)
                && message.place != Place::Redriven
            {
                places.push(message.place);
            }
        }
        places
    }
}

/// How an event's messages were handed out.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct HandedOut {
    /// When the first one was; nothing if none was.
    pub first: Option<Millis>,
    /// How many invocations died with it, or outlived their claims.
    pub deaths: usize,
    /// Whether any did the latter.
    pub outlived: bool,
}
