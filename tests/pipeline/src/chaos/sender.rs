//! The way of what waited back to the queue.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use dispatcher::{Letter, NotSent, Outbox};
use fastrand::Rng;
use tokio::time::sleep;

use crate::chaos::messages::Messages;
use crate::chaos::queue::Queue;
use crate::chaos::time::Time;
use crate::doubles::Fault;
use crate::scene::dispatched;

/// Sends to the queue. Clones are the same sender.
#[derive(Clone, Debug)]
pub(crate) struct Sender {
    queue: Queue,
    time: Time,
    sent: Messages,
    count: Arc<Mutex<usize>>,
    /// What the queue takes to say that it has a message, in milliseconds: until then its row is
    /// not marked, and a consumer may be faster.
    answers_within: u64,
    dice: Arc<Mutex<Rng>>,
    /// Faults to come.
    pub fault: Fault,
}

impl Sender {
    /// A sender of events that are told by their bodies, or else by their keys.
    pub fn new(
        seed: u64,
        queue: Queue,
        time: Time,
        sent: Messages,
        answers_within: Duration,
    ) -> Self {
        let dice = Arc::new(Mutex::new(Rng::with_seed(seed)));
        let answers_within = u64::try_from(answers_within.as_millis()).unwrap_or(u64::MAX).max(1);
        let (count, fault) = (Arc::default(), Fault::default());
        Self { queue, time, sent, count, answers_within, dice, fault }
    }

    /// How many messages it has sent.
    pub fn sent(&self) -> usize {
        *self.count.lock().expect("a lock")
    }

    /// Sends one message. Its code, if the queue says that it does not have it.
    fn send_one(&self, letter: &Letter) -> Option<String> {
        let place = self.sent.place(&letter.body, &letter.event);
        let place = place.expect("the body or the key of an event");
        let send = || {
            let mut count = self.count.lock().expect("a lock");
            *count += 1;
            let (id, now) = (format!("{place}.w{count}"), self.time.now());
            self.queue.send(dispatched(&id, &letter.body, &letter.ticket, now));
        };
        self.fault.around(send).err().map(|_| "InternalError".to_owned())
    }
}

impl Outbox for Sender {
    async fn send(&self, letters: &[Letter]) -> Result<Vec<Option<String>>, NotSent> {
        let all = || letters.iter().map(|letter| self.send_one(letter)).collect();
        let sent = self.fault.around(all).map_err(NotSent);
        let answer = self.dice.lock().expect("a lock").u64(..self.answers_within);
        sleep(Duration::from_millis(answer)).await;
        sent
    }
}
