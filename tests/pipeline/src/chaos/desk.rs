//! The way of the door to the queue.

use std::sync::{Arc, Mutex};

use envelope::Sealed;
use ingress::{NotSent, Outbox};

use crate::chaos::messages::Messages;
use crate::chaos::planted::Bug;
use crate::chaos::queue::Queue;
use crate::chaos::time::Time;
use crate::doubles::Fault;
use crate::scene::message;

/// Sends what one environment of the door seals. Clones are the same environment's.
#[derive(Clone, Debug)]
pub(crate) struct Desk {
    queue: Queue,
    sent: Messages,
    time: Time,
    bug: Option<Bug>,
    /// The event that is at the door.
    at_hand: Arc<Mutex<usize>>,
    fault: Fault,
}

impl Desk {
    pub fn new(queue: Queue, sent: Messages, time: Time, bug: Option<Bug>, fault: Fault) -> Self {
        Self { queue, sent, time, bug, at_hand: Arc::default(), fault }
    }

    /// From now on, what is sealed is this event.
    pub fn at_hand(&self, place: usize) {
        *self.at_hand.lock().expect("a lock") = place;
    }
}

impl Outbox for Desk {
    async fn send(&self, sealed: &Sealed) -> Result<(), NotSent> {
        let place = *self.at_hand.lock().expect("a lock");
        let sent = self.fault.around(|| {
            let now = self.time.now();
            let number = self.sent.note(place, sealed.json());
            let received = sealed.envelope().received_at.as_second();
            self.sent.received(place, received, now.as_second());
            let mut message = message(&format!("{place}.d{number}"), sealed.json());
            message.record.sent_at = now;
            self.queue.send(message);
        });
        if self.bug == Some(Bug::AcceptsFirst) {
            return Ok(());
        }
        sent.map_err(NotSent)
    }
}
