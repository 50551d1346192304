//! The queue of a fleet: what is received is hidden, and what is hidden comes back.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, Mutex, MutexGuard};

use consumer::{Inbox, Message, NotHidden, Record, Wait};
use fastrand::Rng;
use jiff::Timestamp;
use oracle::Place;

use crate::chaos::time::Time;
use crate::doubles::{Fault, MAX_RECEIVES, VISIBILITY};

/// From among so many of the oldest visible messages a batch is drawn.
const IN_REACH: usize = 1_000;

/// Clones are the same queue.
#[derive(Clone, Debug)]
pub(crate) struct Queue {
    state: Arc<Mutex<State>>,
    time: Time,
    /// Faults to come.
    pub fault: Fault,
}

#[derive(Debug, Default)]
struct State {
    /// What waits, hidden or not, by its id.
    waiting: BTreeMap<String, (Timestamp, Message)>,
    /// The same by the time at which it is visible.
    order: BTreeSet<(Timestamp, String)>,
    dead: Vec<Message>,
    handed_out: usize,
    /// Where every message is that ever was.
    places: BTreeMap<String, Place>,
}

impl Queue {
    pub fn new(time: Time) -> Self {
        Self { state: Arc::default(), time, fault: Fault::default() }
    }

    /// Takes a message that nobody received yet, visible from `sent_at`.
    pub fn send(&self, message: Message) {
        let sent_at = message.record.sent_at;
        self.send_later(message, sent_at);
    }

    /// The same, visible from this time on.
    pub fn send_later(&self, mut message: Message, visible_at: Timestamp) {
        message.record.receives = 0;
        let mut state = self.state();
        state.places.insert(message.record.message_id.clone(), Place::Waiting);
        state.put(visible_at, message);
    }

    /// How many messages were handed out.
    pub fn handed_out(&self) -> usize {
        self.state().handed_out
    }

    /// Whether no message is in it, hidden or not.
    pub fn is_empty(&self) -> bool {
        self.state().waiting.is_empty()
    }

    /// Hands out some of what is visible, in no order, and hides it.
    pub fn receive(&self, most: usize, dice: &mut Rng) -> Vec<Message> {
        let now = self.time.now();
        let mut state = self.state();
        let due = state.order.iter().take_while(|(visible_at, _)| *visible_at <= now);
        let due = dice.choose_multiple(due.take(IN_REACH).map(|(_, id)| id.clone()), most);
        due.into_iter().filter_map(|id| state.hand_out(&id, now)).collect()
    }

    /// The invocation returned these ids of what it was handed: the rest is deleted.
    pub fn end(&self, batch: &[Message], returned: &[String]) {
        let (mut state, now) = (self.state(), self.time.now().as_millisecond());
        let returned: BTreeSet<&String> = returned.iter().collect();
        let ids = batch.iter().map(|message| &message.record.message_id);
        for id in ids.filter(|id| !returned.contains(id)) {
            state.take(id);
            state.places.insert(id.clone(), Place::Deleted(now));
        }
    }

    /// Takes these out of the dead-letter queue.
    pub fn take_dead(&self, chosen: impl Fn(&Message) -> bool) -> Vec<Message> {
        let mut state = self.state();
        let dead: Vec<Message> = state.dead.extract_if(.., |message| chosen(message)).collect();
        for message in &dead {
            state.places.insert(message.record.message_id.clone(), Place::Redriven);
        }
        dead
    }

    /// How many messages are in the dead-letter queue.
    pub fn dead(&self) -> usize {
        self.state().dead.len()
    }

    /// Where every message is.
    pub fn places(&self) -> BTreeMap<String, Place> {
        self.state().places.clone()
    }

    fn hide_one(&self, wait: &Wait) {
        let mut state = self.state();
        let id = wait.receipt_handle.split(' ').next().unwrap_or_default();
        let latest = |(_, message): &(Timestamp, Message)| {
            message.record.receipt_handle == wait.receipt_handle
        };
        // An old receipt hides nothing.
        if state.waiting.get(id).is_some_and(latest)
            && let Some(message) = state.take(id)
        {
            state.put(self.time.now() + wait.hidden, message);
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("a lock")
    }
}

impl State {
    fn put(&mut self, visible_at: Timestamp, message: Message) {
        let id = message.record.message_id.clone();
        self.order.insert((visible_at, id.clone()));
        self.waiting.insert(id, (visible_at, message));
    }

    fn take(&mut self, id: &str) -> Option<Message> {
        let (visible_at, message) = self.waiting.remove(id)?;
        self.order.remove(&(visible_at, id.to_owned()));
        Some(message)
    }

    /// The message once more, under a new receipt; if it was received too often, it is moved.
    fn hand_out(&mut self, id: &str, now: Timestamp) -> Option<Message> {
        let Message { record, body } = self.take(id)?;
        let receives = record.receives + 1;
        let receipt_handle = format!("{id} {receives}");
        let message = Message { record: Record { receives, receipt_handle, ..record }, body };
        if receives > MAX_RECEIVES {
            self.places.insert(id.to_owned(), Place::Dead);
            self.dead.push(message);
            return None;
        }
        self.handed_out += 1;
        self.put(now + VISIBILITY, message.clone());
        Some(message)
    }
}

impl Inbox for Queue {
    async fn hide(&self, waits: &[Wait]) -> Result<(), NotHidden> {
        let hide = || waits.iter().for_each(|wait| self.hide_one(wait));
        self.fault.around(hide).map_err(|why| NotHidden { count: waits.len(), why })
    }
}
