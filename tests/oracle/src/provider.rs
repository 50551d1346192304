//! The API's side: answers, misbehaviour, and the books of what was paid for.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use fastrand::Rng;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::content::{Content, word};
use crate::fault::{Fault, Nonsense};

/// The most items that a call may hold.
const MOST: usize = 200;

/// How often the provider hesitates over an item that makes it hesitate.
const HESITATIONS: u32 = 2;

/// One call, as it arrives.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Which invocation makes it: for the books only.
    pub invocation: u64,
    /// The endpoint.
    pub path: &'a str,
    /// `X-Request-Id`.
    pub request_id: &'a str,
    /// The body.
    pub body: &'a str,
}

/// What the caller gets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reply {
    /// An answer of HTTP, after this time.
    Answer {
        /// Its status.
        status: u16,
        /// Its `Retry-After`.
        retry_after: Option<&'static str>,
        /// Its body.
        body: String,
        /// When it comes.
        after: Duration,
    },
    /// The connection breaks, after this time.
    Broken(Duration),
    /// No connection.
    Unreachable,
    /// Nothing, for ever.
    Silence,
}

/// What the provider says of an earlier call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LookedUp {
    /// This is what it was answered with.
    Body(String),
    /// It does not know it.
    Nothing,
    /// It still works on it.
    Working,
    /// It cannot say.
    Status(u16),
}

/// An item that the provider is to be paid for: it has worked on it.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Which invocation asked.
    pub invocation: u64,
    /// The call's `X-Request-Id`.
    pub request_id: String,
    /// What was asked.
    pub content: Content,
    /// The answer was lost on the wire, or was none.
    pub lost: bool,
}

/// The API.
#[derive(Debug)]
pub struct Provider {
    dice: Rng,
    /// Whether it misbehaves.
    pub moody: bool,
    /// What it is to be paid for.
    pub asks: Vec<Ask>,
    /// What no client should do.
    pub breaches: Vec<String>,
    known: BTreeSet<String>,
    /// What calls were answered with, heard or not.
    kept: BTreeMap<String, String>,
    hesitated: BTreeMap<Content, u32>,
}

#[derive(Deserialize)]
struct Batch {
    items: Vec<Product>,
}

#[derive(Clone, Deserialize)]
struct Product {
    item_id: String,
    description: String,
    country_of_origin: Option<String>,
}

impl Product {
    fn content(&self) -> Content {
        let (description, country) = (self.description.clone(), self.country_of_origin.clone());
        Content { description, country }
    }
}

impl Provider {
    /// One that misbehaves by chance.
    pub fn new(seed: u64) -> Self {
        Self {
            dice: Rng::with_seed(seed),
            moody: true,
            asks: vec![],
            breaches: vec![],
            known: BTreeSet::new(),
            kept: BTreeMap::new(),
            hesitated: BTreeMap::new(),
        }
    }

    /// Takes one call.
    pub fn call(&mut self, request: &Request<'_>) -> Reply {
        let products = match read(request) {
            Ok(products) => products,
            Err(problem) => return self.breach(request, &problem),
        };
        if !self.known.insert(request.request_id.to_owned()) {
            return self.breach(request, "a request id is used again");
        }
        let holds = |word| products.iter().any(|product| product.content().is(word));
        if holds(word::FORBIDDEN) {
            return self.status(422);
        }
        if holds(word::EXPLOSIVE) {
            return self.status(500);
        }
        let fault = if self.moody { Fault::by_chance(&mut self.dice) } else { None };
        let body = self.work(request, &products, fault);
        if !body.is_null() {
            self.kept.insert(request.request_id.to_owned(), body.to_string());
        }
        self.reply(fault, body, products.len())
    }

    /// Says what became of an earlier call, unless it misbehaves.
    pub fn look_up(&mut self, request_id: &str) -> LookedUp {
        match self.dice.u32(..20) {
            0 if self.moody => LookedUp::Status(503),
            1 if self.moody => LookedUp::Working,
            _ => self.kept.get(request_id).cloned().map_or(LookedUp::Nothing, LookedUp::Body),
        }
    }

    fn breach(&mut self, request: &Request<'_>, problem: &str) -> Reply {
        self.breaches.push(format!("{} {}: {problem}", request.path, request.request_id));
        self.status(400)
    }

    fn status(&mut self, status: u16) -> Reply {
        let after = Duration::from_secs(self.dice.u64(0..5));
        Reply::Answer { status, retry_after: None, body: String::new(), after }
    }

    /// The right answer, and what is to be paid for it unless the fault prevents the work.
    fn work(&mut self, request: &Request<'_>, products: &[Product], fault: Option<Fault>) -> Value {
        if fault.is_some_and(|fault| !fault.is_paid()) {
            return Value::Null;
        }
        let results = products.iter().map(|product| self.result(request, product, fault.is_some()));
        let results: Vec<Value> = results.collect();
        match (request.path, results.as_slice()) {
            (SINGLE, [result]) => result.clone(),
            _ => json!({"request_id": request.request_id, "results": results}),
        }
    }

    fn result(&mut self, request: &Request<'_>, product: &Product, lost: bool) -> Value {
        let content = product.content();
        if content.is(word::HESITANT) {
            let times = self.hesitated.entry(content.clone()).or_default();
            if *times < HESITATIONS {
                *times += 1;
                let code = "temporarily_unavailable";
                return json!({"item_id": product.item_id, "status": "failed", "code": code});
            }
        }
        let result = content.result(&product.item_id);
        let request_id = request.request_id.to_owned();
        self.asks.push(Ask { invocation: request.invocation, request_id, content, lost });
        result
    }

    fn reply(&mut self, fault: Option<Fault>, body: Value, items: usize) -> Reply {
        // A lone item takes up to 100 s, a batch three to five minutes.
        let seconds = if items == 1 { self.dice.u64(5..100) } else { self.dice.u64(180..300) };
        let after = Duration::from_secs(seconds);
        match fault {
            None => answer(body.to_string(), after),
            Some(Fault::Nonsense(nonsense)) => answer(spoil(nonsense, body), after),
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

const SINGLE: &str = "/openapi/v1/tariff";
const BATCH: &str = "/openapi/v1/tariff/batch";

fn answer(body: String, after: Duration) -> Reply {
    Reply::Answer { status: 200, retry_after: None, body, after }
}

fn read(request: &Request<'_>) -> Result<Vec<Product>, String> {
    let unreadable = |error: serde_json::Error| error.to_string();
    let products = match request.path {
        SINGLE => vec![serde_json::from_str(request.body).map_err(unreadable)?],
        BATCH => serde_json::from_str::<Batch>(request.body).map_err(unreadable)?.items,
        other => return Err(format!("nothing is served at {other}")),
    };
    let ids: BTreeSet<&str> = products.iter().map(|product| product.item_id.as_str()).collect();
    if products.is_empty() || products.len() > MOST {
        return Err(format!("{} items", products.len()));
    }
    if ids.len() < products.len() {
        return Err("an item id occurs twice".to_owned());
    }
    Ok(products)
}

/// The right answer, made wrong.
fn spoil(nonsense: Nonsense, mut body: Value) -> String {
    let whole = body.to_string();
    let mut results = body.get_mut("results").and_then(Value::as_array_mut);
    match nonsense {
        Nonsense::Html => return "<h1>It works!</h1>".to_owned(),
        Nonsense::CutOff => return whole.chars().take(whole.len() / 2).collect(),
        Nonsense::OneMissing => match &mut results {
            Some(results) => drop(results.pop()),
            None => return "{}".to_owned(),
        },
        Nonsense::OneTooMany => match &mut results {
            Some(results) => results.push(json!({"item_id": "stranger", "hts_code": "1"})),
            None => return r#"{"item_id": "stranger", "hts_code": "1"}"#.to_owned(),
        },
        Nonsense::OneTwice => match &mut results {
            Some(results) => results.extend(results.first().cloned()),
            None => return format!("[{whole}, {whole}]"),
        },
    }
    body.to_string()
}
