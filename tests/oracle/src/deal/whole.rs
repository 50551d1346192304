//! What only a run of the whole system has to do with.

use std::collections::BTreeSet;

use super::sender::{BULK, BULK_VERSION, CALLBACKS, ERP, REGISTRY, WAREHOUSES};
use super::{Dealer, Sender};
use crate::content::{Content, Quirk};
use crate::event::{Event, Expected, Forgery, Tells, Told};
use crate::state::Seconds;

/// How many items a job has: more than its source asks for call by call.
const JOB: std::ops::Range<usize> = 31..60;

/// How late a feed lists an event at most, in seconds: less than its reader trails behind.
const LATE: Seconds = 100;

impl Dealer {
    pub(super) fn one_of_the_whole(&mut self) {
        let before = self.events.len();
        match self.dice.u32(..1_000) {
            0..80 => self.in_order(),
            80..95 => self.job(),
            95..115 => self.twins(),
            115..145 => self.forged(),
            145..150 => self.deadly(),
            150..230 => self.good(&ERP),
            _ => self.one(),
        }
        self.send_once(before);
        self.publish(before);
    }

    /// Every second event is sent once: no repeat of it makes up for anything.
    fn send_once(&mut self, before: usize) {
        for event in self.events.iter_mut().skip(before) {
            if self.dice.bool() {
                event.deliveries.truncate(1);
            }
        }
    }

    /// The next numbers of one to three items, and mostly those after them as well: who changes an
    /// item often changes it again.
    fn in_order(&mut self) {
        let items: BTreeSet<String> =
            (0..self.dice.usize(1..=3)).map(|_| self.registered()).collect();
        for _ in 0..self.dice.usize(1..=3) {
            self.next_numbers(&items);
        }
    }

    fn registered(&mut self) -> String {
        format!("REG-{}", self.dice.usize(..(self.products / 4).max(2)))
    }

    fn next_numbers(&mut self, items: &BTreeSet<String>) {
        let mut tells: Vec<Tells> = Vec::new();
        for item_id in items.iter().cloned() {
            let number = self.numbers.entry(item_id.clone()).or_default();
            *number += 1;
            let place = Some(*number);
            let description = format!("Numbered mug {} of {item_id}", self.dice.u32(..3));
            let content = Content { description, country: None };
            tells.push(Tells { line: REGISTRY.line(item_id), place, content, api: REGISTRY.api });
        }
        let event = self.written(&REGISTRY, &tells, Expected::Done);
        self.events.push(event);
    }

    /// Many new items at once.
    fn job(&mut self) {
        let number = self.events.len();
        let count = self.dice.usize(JOB);
        let tells = |item| Tells {
            line: BULK.line(format!("BULK-{number}-{item}")),
            place: Some(BULK_VERSION),
            content: Content { description: format!("Bulk mug {number} {item}"), country: None },
            api: BULK.api,
        };
        let tells: Vec<Tells> = (0..count).map(tells).collect();
        let event = self.written(&BULK, &tells, Expected::Done);
        self.events.push(event);
    }

    /// Two tenants of one source, whose events happen to have one id.
    fn twins(&mut self) {
        let [one, other] = [0, 1].map(|tenant| self.tells(&WAREHOUSES[tenant], 3));
        let first = self.written(&WAREHOUSES[0], &one, Expected::Done);
        let second = self.written_as(&WAREHOUSES[1], first.id.clone(), &other);
        self.events.extend([first, second]);
    }

    /// What a stranger posts in a sender's name.
    fn forged(&mut self) {
        let sender = self.sender();
        let every = [Forgery::Unsigned, Forgery::OtherKey, Forgery::Altered, Forgery::Stale];
        let drawn = every[self.dice.usize(..every.len())];
        // The others sign no time.
        let signs_time = sender.source == "catalog";
        let forgery =
            if drawn == Forgery::Stale && !signs_time { Forgery::OtherKey } else { drawn };
        let tells = self.tells(sender, 2);
        let event = self.written(sender, &tells, Expected::TurnedAway(forgery));
        self.events.push(Event { told: Told::Nothing, ..event });
    }

    /// An event with an item that kills whoever asks for it.
    fn deadly(&mut self) {
        let sender: &Sender = self.sender();
        self.doomed(sender, Quirk::Deadly);
    }

    /// The ERP's provider lists its events; every third of them in its feed alone. Where two have
    /// one id, none of them is listed.
    fn publish(&mut self, before: usize) {
        let (start, count) = (self.start, i64::try_from(self.count).unwrap_or(i64::MAX).max(1));
        let ids: Vec<String> = self.events[before..].iter().map(|event| event.id.clone()).collect();
        for (place, event) in self.events.iter_mut().enumerate().skip(before) {
            let is_alone = ids.iter().filter(|id| **id == event.id).count() == 1;
            let is_real = !matches!(event.expected, Expected::TurnedAway(_));
            if event.source != CALLBACKS.lineage || !is_alone || !is_real {
                continue;
            }
            let place = i64::try_from(place).unwrap_or(i64::MAX);
            let moment = start + super::HOURS.saturating_mul(place) / count;
            event.published = Some(moment + self.dice.i64(1..LATE));
            if self.dice.u32(..3) == 0 {
                event.deliveries.clear();
            }
        }
    }
}
