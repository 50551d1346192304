//! The feed of the ERP's provider: what it lists, and where it goes.

use std::mem;
use std::sync::{Arc, Mutex};

use fastrand::Rng;
use objects::{GetError, Outage};
use oracle::{Event, Seconds};
use reconcile::{Ask, Feeds, Letter, NotSent, Outbox};

use crate::chaos::messages::Messages;
use crate::chaos::planted::Bug;
use crate::chaos::queue::Queue;
use crate::chaos::time::Time;
use crate::doubles::Fault;
use crate::scene::message;

/// Entries of a page.
const PAGE: usize = 20;

/// Every tenth page goes wrong.
const FAULTS: u32 = 10;

/// Lists events under their places, from when they are published. Clones are the same feed.
#[derive(Clone, Debug)]
pub(crate) struct ChaosFeed {
    entries: Arc<Vec<(usize, Seconds, String)>>,
    time: Time,
    dice: Arc<Mutex<Rng>>,
}

impl ChaosFeed {
    pub fn new(seed: u64, events: &[Event], time: Time) -> Self {
        let entries = events.iter().enumerate();
        let entries = entries
            .filter_map(|(place, event)| Some((place, event.published?, event.body.clone())));
        let dice = Arc::new(Mutex::new(Rng::with_seed(seed)));
        Self { entries: Arc::new(entries.collect()), time, dice }
    }

    /// The places of all that it lists in the end.
    pub fn places(&self) -> impl Iterator<Item = usize> + '_ {
        self.entries.iter().map(|(place, ..)| *place)
    }

    fn page(&self, after: Option<usize>) -> Vec<u8> {
        let now = self.time.now().as_second();
        let is_behind = |place: usize| after.is_none_or(|after| place > after);
        let shown = self.entries.iter();
        let mut shown = shown.filter(|(place, at, _)| *at <= now && is_behind(*place));
        let page: Vec<String> = shown
            .by_ref()
            .take(PAGE)
            .map(|(place, _, body)| format!(r#"{{"seq":{place},"event":{body}}}"#))
            .collect();
        let has_more = shown.next().is_some();
        format!(r#"{{"data":[{}],"has_more":{has_more}}}"#, page.join(",")).into_bytes()
    }

    fn fault(&self) -> Option<GetError> {
        let mut dice = self.dice.lock().expect("a lock");
        if dice.u32(..FAULTS) > 0 {
            return None;
        }
        dice.choice([
            GetError::RateLimited { retry_after: None },
            GetError::Unavailable(Outage::NoConnection),
            GetError::Unavailable(Outage::Timeout),
            GetError::Nonsense("a page of HTML".to_owned()),
        ])
    }
}

impl Feeds for ChaosFeed {
    async fn get(&self, ask: Ask<'_>) -> Result<Vec<u8>, GetError> {
        let after = ask.query.iter().find(|(name, _)| *name == "after");
        let after = after.and_then(|(_, after)| after.parse().ok());
        self.fault().map_or_else(|| Ok(self.page(after)), Err)
    }
}

/// The way of what was polled to the queue. Clones are the same way.
#[derive(Clone, Debug)]
pub(crate) struct Poller {
    queue: Queue,
    sent: Messages,
    time: Time,
    bug: Option<Bug>,
    /// What this process has still to send, once its cursor has moved.
    held: Arc<Mutex<Vec<Letter>>>,
    /// Faults to come.
    pub fault: Fault,
}

impl Poller {
    pub fn new(queue: Queue, sent: Messages, time: Time, bug: Option<Bug>) -> Self {
        Self { queue, sent, time, bug, held: Arc::default(), fault: Fault::default() }
    }

    /// The way of another process.
    pub fn of_process(&self) -> Self {
        Self { held: Arc::default(), ..self.clone() }
    }

    /// What was held back until the cursor had moved.
    pub fn take_held(&self) -> Vec<Letter> {
        mem::take(&mut self.held.lock().expect("a lock"))
    }

    pub fn send_now(&self, letters: &[Letter]) -> Result<Vec<Option<String>>, NotSent> {
        let all = || letters.iter().map(|letter| self.send_one(letter)).collect();
        self.fault.around(all).map_err(NotSent)
    }

    fn send_one(&self, letter: &Letter) -> Option<String> {
        let envelope = letter.sealed.envelope();
        let place = self.sent.place("", &envelope.key()).expect("the key of an event");
        let mut body = letter.sealed.json().to_owned();
        if self.bug == Some(Bug::PolledTwice) {
            let id = envelope.event_id.to_string();
            body = body.replacen(&format!("\"{id}\""), &format!("\"polled-{id}\""), 1);
        }
        let send = || {
            let number = self.sent.note(place, &body);
            let now = self.time.now();
            let mut message = message(&format!("{place}.p{number}"), &body);
            message.record.sent_at = now;
            self.queue.send_later(message, now + letter.delay);
        };
        self.fault.around(send).err().map(|_| "InternalError".to_owned())
    }
}

impl Outbox for Poller {
    async fn send(&self, letters: &[Letter]) -> Result<Vec<Option<String>>, NotSent> {
        if self.bug == Some(Bug::CursorFirst) {
            self.held.lock().expect("a lock").extend_from_slice(letters);
            return Ok(vec![None; letters.len()]);
        }
        self.send_now(letters)
    }
}
