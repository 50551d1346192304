//! A door and a consumer over doubles, beside a stand-in API.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use classifier::HttpClassifier;
use consumer::{Clock, Consumer, Links, Message, Outside, Record};
use http::{HeaderMap, HeaderValue, Method};
use ingress::{Answer, Door, Request};
use jiff::{SignedDuration, Timestamp};
use ledger::{Marked, WaitCause, WaitingTable};
use objects::HttpObjects;
use serde_json::{Value, json};
use settings::{Api, Settings};
use standin::Standin;
use webhook::{Key, Unsigned, sign};

use crate::doubles::{
    MemoryAnswers, MemoryBodies, MemoryBudget, MemoryHolds, MemoryInbox, MemoryIndex, MemoryLedger,
    MemoryOrders, MemoryOutbox, MemorySpend, MemoryVault,
};

/// Everything beyond the process, in memory; the API over HTTP all the same.
#[derive(Clone, Copy, Debug)]
pub struct Doubles;

impl Outside for Doubles {
    type Ledger = MemoryLedger;
    type Answers = MemoryAnswers;
    type Index = MemoryIndex;
    type Orders = MemoryOrders;
    type Api = HttpClassifier;
    type Objects = HttpObjects;
    type Budget = MemoryBudget;
    type Spend = MemorySpend;
    type Holds = MemoryHolds;
    type Inbox = MemoryInbox;
    type Secrets = MemoryVault;
    type Bodies = MemoryBodies;
}

/// The whole way of a webhook, with every network in reach of the test.
#[derive(Debug)]
pub struct Scene {
    /// The API.
    pub standin: Standin,
    /// The sources, as the repository's own file has them.
    pub settings: Settings,
    /// What the door has sent.
    pub outbox: MemoryOutbox,
    /// The ledger's rows.
    pub ledger: MemoryLedger,
    /// The answers.
    pub answers: MemoryAnswers,
    /// Where the tenants' contents were answered.
    pub index: MemoryIndex,
    /// Which numbers stand, where order is kept.
    pub orders: MemoryOrders,
    /// What was hidden.
    pub inbox: MemoryInbox,
    /// The secrets.
    pub vault: MemoryVault,
    /// Long bodies.
    pub bodies: MemoryBodies,
    /// What the fleet shares about the API.
    pub budget: MemoryBudget,
    /// What is spent.
    pub spend: MemorySpend,
    /// What an operator has stopped.
    pub holds: MemoryHolds,
    /// The way to the API.
    pub api: HttpClassifier,
    /// The way to the objects, which the stand-in keeps, too.
    pub objects: HttpObjects,
    /// The door.
    pub door: Arc<Door<MemoryOutbox, MemoryVault, MemoryBodies>>,
    /// The consumer.
    pub consumer: Arc<Consumer<Doubles>>,
}

/// When every scene plays.
pub fn start() -> Timestamp {
    "2026-03-01T12:00:00Z".parse().expect("a time")
}

impl Scene {
    /// A scene with the repository's own sources.
    pub async fn new() -> Self {
        Self::with(|_| {}).await
    }

    /// A scene whose settings were changed first.
    pub async fn with(change: impl FnOnce(&mut Settings)) -> Self {
        let standin = Standin::start("127.0.0.1:0").await.expect("a free port");
        let text = include_str!("../../../infra/sources.toml");
        let mut settings = Settings::parse(text).expect("the sample file");
        settings.redirect_apis(standin.url());
        settings.redirect_objects(&format!("{}/objects", standin.url()));
        change(&mut settings);
        Self::around(standin, settings)
    }

    /// A scene each of whose APIs was changed first.
    pub async fn with_each_api(change: impl Fn(&mut Api)) -> Self {
        Self::with(|settings| settings.apis.values_mut().for_each(change)).await
    }

    /// Settings under which every API can be asked what became of a call.
    pub fn look_up(settings: &mut Settings) {
        for api in settings.apis.values_mut() {
            api.lookup = Some("/openapi/v1/tariff/requests/{request_id}".to_owned());
        }
    }

    fn around(standin: Standin, settings: Settings) -> Self {
        let (outbox, vault) = (MemoryOutbox::default(), MemoryVault::default());
        let bodies = MemoryBodies::default();
        let beyond = ingress::Links {
            outbox: outbox.clone(),
            secrets: vault.clone(),
            bodies: bodies.clone(),
        };
        let door = Arc::new(Door::new(settings.sources.clone(), beyond));
        let (ledger, answers) = (MemoryLedger::default(), MemoryAnswers::default());
        let (inbox, budget) = (MemoryInbox::default(), MemoryBudget::default());
        let index = MemoryIndex::default();
        let orders = MemoryOrders::over(&ledger, &answers);
        let (spend, holds) = (MemorySpend::default(), MemoryHolds::default());
        let api = HttpClassifier::new().expect("a client");
        let objects = HttpObjects::new().expect("a client");
        let links = Links {
            ledger: ledger.clone(),
            answers: answers.clone(),
            index: index.clone(),
            orders: orders.clone(),
            api: api.clone(),
            objects: objects.clone(),
            budget: budget.clone(),
            spend: spend.clone(),
            holds: holds.clone(),
            inbox: inbox.clone(),
            secrets: vault.clone(),
            bodies: bodies.clone(),
        };
        let consumer = Arc::new(Consumer::new(settings.clone(), links));
        Self {
            standin,
            settings,
            outbox,
            ledger,
            answers,
            index,
            orders,
            inbox,
            vault,
            bodies,
            budget,
            spend,
            holds,
            api,
            objects,
            door,
            consumer,
        }
    }

    /// Another process of the same fleet.
    pub fn another_consumer(&self) -> Consumer<Doubles> {
        Consumer::new(self.settings.clone(), self.links())
    }

    /// What another process is handed.
    pub fn links(&self) -> Links<Doubles> {
        Links {
            ledger: self.ledger.clone(),
            answers: self.answers.clone(),
            index: self.index.clone(),
            orders: self.orders.clone(),
            api: self.api.clone(),
            objects: self.objects.clone(),
            budget: self.budget.clone(),
            spend: self.spend.clone(),
            holds: self.holds.clone(),
            inbox: self.inbox.clone(),
            secrets: self.vault.clone(),
            bodies: self.bodies.clone(),
        }
    }

    /// A delivery of `body`, signed as its source signs.
    pub fn request(&self, source: &str, id: &str, body: &[u8]) -> Request {
        self.request_at(source, id, body, start())
    }

    /// The same, sent at this time.
    pub fn request_at(&self, source: &str, id: &str, body: &[u8], now: Timestamp) -> Request {
        let url = format!("https://hooks.example.com/webhook/v1/{source}");
        let scheme = &self.settings.sources.get(source).expect("a source").scheme;
        let secret = MemoryVault::secret(source);
        let key = Key::new("sender", secret, scheme.key, None).expect("a good secret");
        let unsigned = Unsigned { body, id, url: &url, timestamp: now.as_second() };
        let mut headers = HeaderMap::new();
        for (name, value) in sign(scheme, &unsigned, &key) {
            headers.insert(name, HeaderValue::try_from(value).expect("a header value"));
        }
        Request {
            method: Method::POST,
            source: None,
            path: format!("/webhook/v1/{source}"),
            query: String::new(),
            url,
            headers,
            body: Some(Bytes::copy_from_slice(body)),
            address: None,
            request_id: request_id(id),
            now,
        }
    }

    /// Posts a catalogue event with these items, and checks that it was accepted.
    pub async fn post(&self, id: &str, items: &[(&str, &str)]) {
        let body = catalog(items, start()).to_string();
        let answer = self.door.answer(self.request("catalog", id, body.as_bytes())).await;
        assert!(matches!(answer, Answer::Accepted { .. }), "{answer:?}");
    }

    /// Posts a body as this source does, at this time, and checks that it was accepted.
    pub async fn send(&self, source: &str, body: &Value, now: Timestamp) {
        let request = Request { now, ..self.request(source, "", body.to_string().as_bytes()) };
        let answer = self.door.answer(request).await;
        assert!(matches!(answer, Answer::Accepted { .. }), "{answer:?}");
    }

    /// What the door has sent so far, as SQS hands it over the first time.
    pub fn messages(&self) -> Vec<Message> {
        let sent = self.outbox.sent().into_iter().enumerate();
        sent.map(|(place, sealed)| message(&format!("m{place}"), sealed.json())).collect()
    }

    /// Works on a batch in an invocation of 15 minutes, as deployed.
    pub async fn consume(&self, messages: Vec<Message>) -> Vec<String> {
        let clock = Clock::new(start(), start() + Duration::from_mins(15));
        self.consumer.consume(messages, &clock).await
    }

    /// Works on all messages once more, as SQS hands them over so many minutes later; on what waited
    /// outside the queue, as the dispatcher sends it.
    pub async fn again(&self, minutes: i64) -> Vec<String> {
        let now = start() + SignedDuration::from_mins(minutes);
        let clock = Clock::new(now, now + Duration::from_mins(15));
        let messages = self.later(self.messages(), now).await;
        self.consumer.consume(messages, &clock).await
    }

    /// These messages as they come once more: those of events that wait as the dispatcher sends
    /// them at `now`.
    pub async fn later(&self, messages: Vec<Message>, now: Timestamp) -> Vec<Message> {
        let mut dispatched: BTreeMap<String, Message> = BTreeMap::new();
        for message in self.dispatch(now).await {
            dispatched.insert(message.record.message_id.clone(), message);
        }
        let later = |Message { record, body }: Message| Message {
            record: Record { receives: record.receives.saturating_add(1), ..record },
            body,
        };
        let each = messages.into_iter();
        each.map(|message| {
            dispatched.remove(&message.record.message_id).unwrap_or_else(|| later(message))
        })
        .collect()
    }

    /// What waits outside the queue, as the dispatcher sends it at `now`: each message under its
    /// ticket, its row no longer waiting.
    pub async fn dispatch(&self, now: Timestamp) -> Vec<Message> {
        let mut sent = Vec::new();
        for row in self.ledger.rows() {
            let Some(wait) = &row.wait else { continue };
            let message = dispatched(&row.message, &wait.envelope, &row.token, now);
            let expires_at = now + Duration::from_secs(wait.retention_s);
            let marked = self.ledger.mark(&row.event, &row.token, expires_at).await;
            assert_eq!(marked, Ok(Marked::Yes), "{}", row.event);
            sent.push(message);
        }
        sent
    }

    /// For what an event waits outside the queue, and until when; nothing if it does not.
    pub fn waits(&self, event: &str) -> Option<(WaitCause, Timestamp)> {
        let wait = self.ledger.row(event)?.wait?;
        Some((wait.cause, wait.due))
    }

    /// The codes on record, by item.
    pub fn codes(&self) -> BTreeMap<String, Option<String>> {
        self.answers.rows().into_iter().map(|row| (row.item_id, row.hts_code)).collect()
    }
}

/// A message as SQS hands it over the first time.
pub fn message(id: &str, body: &str) -> Message {
    let record = Record {
        message_id: id.into(),
        receipt_handle: format!("receipt-{id}"),
        sent_at: start(),
        receives: 1,
        ticket: None,
    };
    Message { record, body: body.into() }
}

/// A message as the dispatcher sends it: under the ticket of the wait that it ends.
pub fn dispatched(id: &str, body: &str, ticket: &str, now: Timestamp) -> Message {
    let mut message = message(id, body);
    (message.record.sent_at, message.record.ticket) = (now, Some(ticket.to_owned()));
    message
}

/// A catalogue event of these items (number, description), changed at `changed`.
pub fn catalog(items: &[(&str, &str)], changed: Timestamp) -> Value {
    let items: Vec<_> = items
        .iter()
        .map(|(id, description)| {
            json!({"item_id": id, "description": description, "country_of_origin": "CN"})
        })
        .collect();
    json!({"type": "product.created", "timestamp": changed, "data": {"items": items}})
}

/// Sixteen characters at most, as API Gateway's have.
fn request_id(id: &str) -> String {
    let cut = id.char_indices().rev().nth(7).map_or(0, |(at, _)| at);
    format!("request-{}", id.get(cut..).unwrap_or_default())
}
