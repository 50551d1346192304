//! What was sent to the queue, by whomever: which event each message is of.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard};

use oracle::Seconds;

/// Clones are the same list.
#[derive(Clone, Debug, Default)]
pub(crate) struct Messages(Arc<Mutex<List>>);

#[derive(Debug, Default)]
struct List {
    /// Which event a sealed body is of, and which one a key stands for.
    places: HashMap<String, usize>,
    /// The events of which the queue had a message.
    had: BTreeSet<usize>,
    /// When the door had each event: by its own clock, and in truth.
    received: BTreeMap<usize, Vec<(Seconds, Seconds)>>,
    count: usize,
}

impl Messages {
    /// Events that are told by these texts.
    pub fn of(places: HashMap<String, usize>) -> Self {
        let sent = Self::default();
        sent.list().places = places;
        sent
    }

    /// From now on this key stands for this event.
    pub fn knows(&self, key: String, place: usize) {
        self.list().places.insert(key, place);
    }

    /// A message of this event, with this body. Its number.
    pub fn note(&self, place: usize, body: &str) -> usize {
        let mut list = self.list();
        list.places.entry(body.to_owned()).or_insert(place);
        list.had.insert(place);
        list.count += 1;
        list.count
    }

    /// The door had an event.
    pub fn received(&self, place: usize, by_its_clock: Seconds, in_truth: Seconds) {
        self.list().received.entry(place).or_default().push((by_its_clock, in_truth));
    }

    /// When the door had each event.
    pub fn all_received(&self) -> BTreeMap<usize, Vec<(Seconds, Seconds)>> {
        self.list().received.clone()
    }

    /// The event of a body, or else of a key.
    pub fn place(&self, body: &str, key: &str) -> Option<usize> {
        let list = self.list();
        list.places.get(body).or_else(|| list.places.get(key)).copied()
    }

    /// Whether the queue had a message of each of these.
    pub fn has_all(&self, mut places: impl Iterator<Item = usize>) -> bool {
        let list = self.list();
        places.all(|place| list.had.contains(&place))
    }

    fn list(&self) -> MutexGuard<'_, List> {
        self.0.lock().expect("a lock")
    }
}
