//! Events that follow when all others were sent.

use super::sender::{CATALOG, SHOPS};
use super::{Dealer, HOURS};
use crate::content::Content;
use crate::event::{Event, Expected, Tells, Told};

/// How many.
const COUNT: usize = 600;

impl Dealer {
    /// A product of its own each, by one sender of each API in turn.
    pub(super) fn tail(&self) -> Vec<Event> {
        (0..COUNT).map(|number| self.last(number)).collect()
    }

    fn last(&self, number: usize) -> Event {
        let sender = if number.is_multiple_of(2) { &CATALOG } else { &SHOPS[0] };
        let tells = Tells {
            line: sender.line(format!("SKU-LAST-{number}")),
            place: Some(self.start + HOURS),
            content: Content { description: format!("Last mug {number}"), country: None },
            api: sender.api,
        };
        let id = format!("last-{number}");
        Event {
            source: sender.source,
            tenant: sender.tenant,
            body: sender.body(&id, sender.kind, std::slice::from_ref(&tells)).to_string(),
            id,
            deliveries: vec![self.start + HOURS],
            published: None,
            told: Told::States(vec![tells]),
            expected: Expected::Done,
        }
    }
}
