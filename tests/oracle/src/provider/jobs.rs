//! Many items at once: they are taken, worked on for a while, and asked for by their id.

use std::time::Duration;

use super::books::Ask;
use super::request::{Product, Request};
use super::{Called, Kept, Provider, Reply, spells};
use crate::fault::Fault;
use crate::time::Millis;

const MINUTE: Millis = 60 * 1_000;

impl Provider {
    /// Takes a job; one that it has is not taken again. Nothing of it is pending, missing or failed.
    pub(super) fn job(&mut self, request: &Request<'_>, products: Vec<Product>) -> Reply {
        if spells::is_held(&self.holds, request.api, request.at) {
            return self.breach(request, "an operator holds the API");
        }
        let (api, at) = (request.api.to_owned(), request.at);
        self.calls.push(Called { api, at, items: 1 });
        if spells::is_down(&self.outages, request.api, request.at) {
            return if self.dice.bool() { Reply::Unreachable } else { self.status(503) };
        }
        let fault = if self.moody { Fault::by_chance(&mut self.dice) } else { None };
        if fault.is_some_and(|fault| !fault.is_paid()) {
            return self.send(fault, String::new(), products.len());
        }
        if !self.kept.contains_key(request.request_id) {
            self.work_on(request, products);
        }
        match fault {
            None => Reply::Answer {
                status: 202,
                retry_after: None,
                body: String::new(),
                after: Duration::from_secs(2),
            },
            Some(_lost) => Reply::Broken(Duration::from_secs(2)),
        }
    }

    /// What it is paid for is not heard at once, and found by its id.
    fn work_on(&mut self, request: &Request<'_>, mut products: Vec<Product>) {
        for product in &mut products {
            product.paid = true;
            self.asks.push(Ask {
                invocation: request.invocation,
                at: request.at,
                request_id: request.request_id.to_owned(),
                api: request.api.to_owned(),
                content: product.content(),
                lost: true,
                findable: true,
            });
        }
        let (api, path) = (request.api.to_owned(), request.path.to_owned());
        let until = request.at + self.dice.i64(MINUTE..20 * MINUTE);
        self.will_call_back(request.request_id, &products, (request.at, until));
        let kept = Kept { api, at: request.at, path, products, until };
        self.kept.insert(request.request_id.to_owned(), kept);
    }

    /// Whether a job is not done yet.
    pub(super) fn is_worked_on(&self, request_id: &str, now: Millis) -> bool {
        self.kept.get(request_id).is_some_and(|kept| now < kept.until)
    }
}
