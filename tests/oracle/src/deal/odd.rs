//! What is not an event of good items and nothing else.

use serde_json::json;

use super::Dealer;
use super::sender::{Sender, WAREHOUSES};
use crate::event::{Event, Expected, Told};
use crate::state::Numbering;

/// A second in 2031: ahead of every clock here.
const FAR_AHEAD: i64 = 1_924_992_000;

/// More than a message of the queue takes, with what stands around it.
const LONG: usize = 1_100_000;

impl Dealer {
    /// One item has no description. The others are recorded, and the event refused.
    pub(super) fn unreadable(&mut self, sender: &'static Sender) {
        let mut tells = self.tells(sender, 4);
        if let Some(item) = tells.last_mut() {
            item.content.description = String::new();
        }
        let event = self.written(sender, &tells, Expected::Refused("description"));
        tells.pop();
        self.events.push(Event { told: Told::States(tells), ..event });
    }

    /// An item is of a time that is still to come; where an event has one time, all are.
    pub(super) fn ahead(&mut self, sender: &'static Sender) {
        if sender.numbering != Numbering::Dated {
            return self.unreadable(sender);
        }
        let mut tells = self.tells(sender, 4);
        let good = if sender.together { 0 } else { tells.len() - 1 };
        for item in tells.iter_mut().skip(good) {
            item.place = Some(FAR_AHEAD);
        }
        let event = self.written(sender, &tells, Expected::Refused("ahead of the clock"));
        tells.truncate(good);
        self.events.push(Event { told: Told::States(tells), ..event });
    }

    /// A type that nobody listed.
    pub(super) fn unlisted(&mut self, sender: &'static Sender) {
        self.empty(sender, "product.exploded", Expected::Refused("not listed"));
    }

    /// A test delivery.
    pub(super) fn ping(&mut self, sender: &'static Sender) {
        self.empty(sender, "ping", Expected::Done);
    }

    fn empty(&mut self, sender: &'static Sender, kind: &str, expected: Expected) {
        let id = self.next_id();
        let body = sender.body(&id, kind, &[]).to_string();
        let event = self.written_as(sender, id, &[]);
        self.events.push(Event { body, told: Told::Nothing, expected, ..event });
    }

    /// A tenant that the source may not speak for.
    pub(super) fn foreign(&mut self) {
        let sender = &WAREHOUSES[2];
        let tells = self.tells(sender, 4);
        let event = self.written(sender, &tells, Expected::Refused("tenant"));
        self.events.push(Event { told: Told::Nothing, ..event });
    }

    /// What no door ever sealed.
    pub(super) fn stranger(&mut self) {
        let body = format!("{{\"from\": \"elsewhere\", \"number\": {}", self.events.len());
        let (id, deliveries) = (String::new(), self.deliveries());
        let (told, expected) = (Told::Nothing, Expected::Stranger);
        self.events.push(Event {
            source: "",
            tenant: "",
            id,
            body,
            deliveries,
            published: None,
            told,
            expected,
        });
    }

    /// A body that is too long for the queue.
    pub(super) fn stored(&mut self) {
        let sender = &WAREHOUSES[0];
        let tells = self.tells(sender, 4);
        let event = self.written(sender, &tells, Expected::Done);
        let mut body: serde_json::Value = serde_json::from_str(&event.body).unwrap_or_default();
        body["note"] = json!("long ".repeat(LONG / 5));
        self.events.push(Event { body: body.to_string(), ..event });
    }
}
