//! The API's side: answers, misbehaviour, and the books of what was paid for.

mod api;
mod books;
mod callbacks;
mod jobs;
mod reply;
mod request;
mod spells;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use fastrand::Rng;
use serde_json::{Value, json};

use crate::content::{Content, Quirk};
use crate::event::Event;
use crate::fault::Fault;
use crate::time::Millis;

use books::Arrival;

pub use api::{CLASSIFIER, TRACKED, most_items};
pub use books::{Ask, Called};
pub use reply::{LookedUp, Reply};
pub use request::Request;
pub use spells::Spell;

use reply::{answer, spoiled, wrong};
use request::{JOB, Product, SINGLE, read};

/// How often the provider puts an item off that it puts off at first.
const HESITATIONS: u32 = 2;

/// The API. It answers under two names: the calls of [`TRACKED`] can be looked up.
#[derive(Debug)]
pub struct Provider {
    dice: Rng,
    /// Whether it misbehaves.
    pub moody: bool,
    /// What it is to be paid for.
    pub asks: Vec<Ask>,
    /// Every call to classify.
    pub calls: Vec<Called>,
    /// When it answers nothing.
    pub outages: Vec<Spell>,
    /// When an operator holds an API: then nobody is to ask.
    pub holds: Vec<Spell>,
    /// Whether calls can be looked up while it answers nothing else.
    pub looks_up_always: bool,
    /// What no client should do.
    pub breaches: Vec<String>,
    /// What it will send of its jobs.
    callbacks: Vec<Event>,
    /// How many callbacks it ever made up.
    called_back: usize,
    known: BTreeSet<String>,
    /// The calls that were worked on, their answers heard or not.
    kept: BTreeMap<String, Kept>,
    hesitated: BTreeMap<Content, u32>,
}

/// A call that was worked on.
#[derive(Debug)]
struct Kept {
    api: String,
    at: Millis,
    path: String,
    products: Vec<Product>,
    /// Until when it is worked on.
    until: Millis,
}

impl Provider {
    /// One that misbehaves by chance.
    pub fn new(seed: u64) -> Self {
        Self {
            dice: Rng::with_seed(seed),
            moody: true,
            asks: vec![],
            calls: vec![],
            outages: vec![],
            holds: vec![],
            looks_up_always: false,
            breaches: vec![],
            callbacks: vec![],
            called_back: 0,
            known: BTreeSet::new(),
            kept: BTreeMap::new(),
            hesitated: BTreeMap::new(),
        }
    }

    /// Takes one call.
    pub fn call(&mut self, request: &Request<'_>) -> Reply {
        let mut products = match read(request) {
            Ok(products) => products,
            Err(problem) => return self.breach(request, &problem),
        };
        if request.path == JOB {
            return self.job(request, products);
        }
        if !self.known.insert(request.request_id.to_owned()) {
            return self.breach(request, "a request id is used again");
        }
        if spells::is_held(&self.holds, request.api, request.at) {
            return self.breach(request, "an operator holds the API");
        }
        let (api, at, items) = (request.api.to_owned(), request.at, products.len());
        self.calls.push(Called { api, at, items });
        if spells::is_down(&self.outages, request.api, request.at) {
            return if self.dice.bool() { Reply::Unreachable } else { self.status(503) };
        }
        let holds = |quirk| products.iter().any(|product| product.content().quirk() == Some(quirk));
        if holds(Quirk::Forbidden) {
            return self.status(422);
        }
        if holds(Quirk::Explosive) {
            return self.status(500);
        }
        let fault = if self.moody { Fault::by_chance(&mut self.dice) } else { None };
        let results = self.work(request, &mut products, fault);
        self.reply(request, fault, results, products)
    }

    /// Says what became of an earlier call, unless it misbehaves: what it would be answered with
    /// now. An item that was put off may be answered by then. Of what it never had it does not say
    /// that it works on it: that would be a job that it loses.
    pub fn look_up(&mut self, invocation: u64, request_id: &str, now: Millis) -> LookedUp {
        let fails = !self.looks_up_always;
        if fails
            && self
                .kept
                .get(request_id)
                .is_some_and(|kept| spells::is_down(&self.outages, &kept.api, now))
        {
            return LookedUp::Status(503);
        }
        match self.dice.u32(..20) {
            0 if self.moody => LookedUp::Status(503),
            1 if self.moody && self.kept.contains_key(request_id) => LookedUp::Working,
            _ if self.is_worked_on(request_id, now) => LookedUp::Working,
            _ => match self.kept.remove(request_id) {
                Some(kept) => LookedUp::Body(self.answer_again(invocation, request_id, kept)),
                None => LookedUp::Nothing,
            },
        }
    }

    fn answer_again(&mut self, invocation: u64, request_id: &str, kept: Kept) -> String {
        let Kept { api, at, path, mut products, until } = kept;
        let request = Request { invocation, at, api: &api, path: &path, request_id, body: "" };
        let mut results = Vec::with_capacity(products.len());
        for product in &mut products {
            let arrival = (!product.paid).then_some(Arrival::Lost { findable: false });
            results.extend(self.result(&request, product, arrival));
        }
        let body = whole(&request, &results).to_string();
        self.kept.insert(request_id.to_owned(), Kept { api, at, path, products, until });
        body
    }

    fn breach(&mut self, request: &Request<'_>, problem: &str) -> Reply {
        self.breaches.push(format!("{} {}: {problem}", request.path, request.request_id));
        self.status(400)
    }

    fn status(&mut self, status: u16) -> Reply {
        let after = Duration::from_secs(self.dice.u64(0..5));
        Reply::Answer { status, retry_after: None, body: String::new(), after }
    }

    /// The right results, each paid for, unless the fault prevents the work.
    fn work(
        &mut self,
        request: &Request<'_>,
        products: &mut [Product],
        fault: Option<Fault>,
    ) -> Option<Vec<Value>> {
        if fault.is_some_and(|fault| !fault.is_paid()) {
            return None;
        }
        let (count, mut results) = (products.len(), Vec::new());
        for (place, product) in products.iter_mut().enumerate() {
            let findable = fault.is_some_and(Fault::is_on_the_wire) && request.api == TRACKED;
            let arrival = match fault {
                Some(fault) if fault.loses(place, count) => Arrival::Lost { findable },
                Some(_) | None => Arrival::Whole,
            };
            results.extend(self.result(request, product, Some(arrival)));
        }
        Some(results)
    }

    /// The result of one item; nothing where it is left out. With how it arrives, if it is an
    /// answer, it goes into the books; what stands in them already does not.
    fn result(
        &mut self,
        request: &Request<'_>,
        product: &mut Product,
        arrival: Option<Arrival>,
    ) -> Option<Value> {
        let content = product.content();
        let id = &product.item_id;
        if arrival.is_some() && self.hesitates(&content) {
            return match content.quirk() {
                Some(Quirk::Pending) => Some(json!({"item_id": id, "status": "pending"})),
                Some(Quirk::Missing) => None,
                _ => Some(json!({
                    "item_id": id, "status": "failed", "code": "temporarily_unavailable",
                })),
            };
        }
        let result = content.result(id);
        product.paid = true;
        if let Some(arrival) = arrival {
            self.asks.push(Ask {
                invocation: request.invocation,
                at: request.at,
                request_id: request.request_id.to_owned(),
                api: request.api.to_owned(),
                content,
                lost: arrival != Arrival::Whole,
                findable: arrival == Arrival::Lost { findable: true },
            });
        }
        Some(result)
    }

    /// Whether an item is put off once more.
    fn hesitates(&mut self, content: &Content) -> bool {
        if !matches!(content.quirk(), Some(Quirk::Retryable | Quirk::Pending | Quirk::Missing)) {
            return false;
        }
        let times = self.hesitated.entry(content.clone()).or_default();
        *times += 1;
        *times <= HESITATIONS
    }

    fn reply(
        &mut self,
        request: &Request<'_>,
        fault: Option<Fault>,
        results: Option<Vec<Value>>,
        products: Vec<Product>,
    ) -> Reply {
        let items = products.len();
        let Some(results) = results else { return self.send(fault, String::new(), items) };
        let right = whole(request, &results);
        let written = match fault {
            Some(Fault::Wrong(kind)) => wrong(kind, right, &products).to_string(),
            _ => right.to_string(),
        };
        let (api, path) = (request.api.to_owned(), request.path.to_owned());
        let kept = Kept { api, at: request.at, path, products, until: request.at };
        self.kept.insert(request.request_id.to_owned(), kept);
        let sent = match fault {
            Some(Fault::Spoiled(kind)) => spoiled(kind, &written),
            _ => written,
        };
        self.send(fault, sent, items)
    }

    fn send(&mut self, fault: Option<Fault>, body: String, items: usize) -> Reply {
        // A lone item takes up to 100 s, a batch three to five minutes.
        let seconds = if items == 1 { self.dice.u64(5..100) } else { self.dice.u64(180..300) };
        let after = Duration::from_secs(seconds);
        match fault {
            None | Some(Fault::Spoiled(_) | Fault::Wrong(_)) => answer(body, after),
            Some(Fault::Unreachable) => Reply::Unreachable,
            Some(Fault::Status(status)) => self.status(status),
            Some(Fault::StatusAfterWork) => {
                Reply::Answer { status: 500, retry_after: None, body: String::new(), after }
            }
            Some(Fault::Limited(retry_after)) => {
                let (body, after) = (String::new(), Duration::ZERO);
                Reply::Answer { status: 429, retry_after, body, after }
            }
            Some(Fault::Broken { after_work: true }) => Reply::Broken(after),
            Some(Fault::Broken { after_work: false }) => Reply::Broken(Duration::from_secs(1)),
            Some(Fault::Silence { .. }) => Reply::Silence,
        }
    }
}

/// The body of an answer: a lone item's result, or the list of all.
fn whole(request: &Request<'_>, results: &[Value]) -> Value {
    match (request.path, results) {
        (SINGLE, [result]) => result.clone(),
        (SINGLE, _) => json!({}),
        _ => json!({"request_id": request.request_id, "results": results}),
    }
}
