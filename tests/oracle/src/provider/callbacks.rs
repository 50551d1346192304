//! What the provider sends of a job that it works on: for one item or for many, in any order, more
//! than once, some of it not at all.

use serde_json::json;

use super::Provider;
use super::request::Product;
use crate::deal::{BULK, BULK_VERSION, found};
use crate::event::{Event, Expected, Finding, Told};
use crate::time::Millis;

/// The source that the provider posts to.
const SOURCE: &str = "job-callbacks";

/// The first callback comes no sooner, in milliseconds.
const SOONEST: Millis = 5_000;

/// The last one comes so long after the job is done at most, in milliseconds: by then it was asked
/// for.
const LATEST: Millis = 60 * 60 * 1_000;

impl Provider {
    /// Draws how it calls back. Of every fourth job nothing comes, of the others nine tenths.
    pub(super) fn will_call_back(
        &mut self,
        request_id: &str,
        products: &[Product],
        (at, until): (Millis, Millis),
    ) {
        if self.dice.u32(..4) == 0 {
            return;
        }
        let mut products: Vec<&Product> = products.iter().collect();
        self.dice.shuffle(&mut products);
        let some = self.dice.usize(5..25);
        let size = [1, some, products.len()][self.dice.usize(..3)];
        for products in products.chunks(size) {
            for _ in 0..[0, 1, 1, 1, 1, 1, 1, 1, 1, 2][self.dice.usize(..10)] {
                let event = self.callback(request_id, products, (at, until));
                self.callbacks.push(event);
            }
        }
    }

    /// The callbacks that it will make, and has not made known yet.
    pub fn take_callbacks(&mut self) -> Vec<Event> {
        std::mem::take(&mut self.callbacks)
    }

    /// Whether it has made all of them known.
    pub fn has_told(&self) -> bool {
        self.callbacks.is_empty()
    }

    fn callback(
        &mut self,
        request_id: &str,
        products: &[&Product],
        (at, until): (Millis, Millis),
    ) -> Event {
        self.called_back += 1;
        let id = format!("callback-{}", self.called_back);
        let findings: Vec<Finding> = products.iter().map(|product| finding(product)).collect();
        let results: Vec<_> = findings.iter().map(found).collect();
        let body = json!({
            "event_id": id, "type": "classification.completed", "request_id": request_id,
            "results": results,
        });
        let moments = at + SOONEST..until + LATEST;
        let mut deliveries: Vec<i64> =
            (0..[1, 1, 3][self.dice.usize(..3)]).map(|_| self.dice.i64(moments.clone())).collect();
        deliveries.sort_unstable();
        Event {
            source: SOURCE,
            tenant: BULK.tenant,
            id,
            body: body.to_string(),
            deliveries: deliveries.into_iter().map(|at| at / 1_000).collect(),
            published: None,
            told: Told::Results(findings),
            expected: Expected::Done,
        }
    }
}

fn finding(product: &Product) -> Finding {
    let line = BULK.line(product.item_id.clone());
    Finding { line, place: BULK_VERSION, answer: product.content() }
}
