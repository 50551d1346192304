//! What a sender says, and what must become of it.

use crate::content::Content;

/// One event, as its sender posts it.
#[derive(Clone, Debug)]
pub struct Event {
    /// Which sender.
    pub source: &'static str,
    /// The id that the sender signs.
    pub id: String,
    /// The body, byte for byte.
    pub body: String,
    /// Its items; none where the event must not be worked on.
    pub items: Vec<Item>,
    /// What must become of it.
    pub fate: Fate,
}

/// What must become of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// Done, every message of it acknowledged.
    Done,
    /// In the dead-letter queue, every message of it, with a reason that holds this word.
    Refused(&'static str),
    /// Something that no door ever sealed: in the dead-letter queue, with its reason.
    Stranger,
}

/// One state of one product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Whose it is.
    pub tenant: &'static str,
    /// The sender's number for it.
    pub id: String,
    /// Which state.
    pub version: Version,
    /// What is asked about it.
    pub content: Content,
}

/// A state: how it is written on record, and where it stands among others.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Version {
    /// Its place among the states of the item.
    pub order: u64,
    /// How it is written in a row's key.
    pub text: String,
}

/// What the API makes of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// It has a code.
    Answered,
    /// It has none, which is an answer too.
    Failed,
    /// No call that holds it is ever answered.
    Never,
}

impl Event {
    /// The name under which it must be claimed.
    pub fn key(&self) -> String {
        format!("{}#{}", self.source, self.id)
    }
}

impl Item {
    /// What must come of asking for it.
    pub fn end(&self) -> End {
        use crate::content::word;
        if self.content.is(word::FORBIDDEN) || self.content.is(word::EXPLOSIVE) {
            return End::Never;
        }
        if self.content.is(word::UNSAYABLE) { End::Failed } else { End::Answered }
    }

    /// The keys of its row, told by this event.
    pub(crate) fn row_key(&self, event: &Event) -> (String, String) {
        let item = format!("{}#{}", self.tenant, self.id);
        (item, format!("{}#{}", self.version.text, event.key()))
    }
}
