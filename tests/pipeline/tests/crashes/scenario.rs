//! What waits in the queue, and what it is to come to.

use std::num::NonZeroU32;
use std::time::Duration;

use bodies::BodyStore;
use bytes::Bytes;
use consumer::Message;
use envelope::{Body, StoredBody};
use jiff::{SignedDuration, Timestamp};
use ledger::Phase;
use pipeline::doubles::MemoryQueue;
use pipeline::scene::{Scene, message, start};
use serde_json::{Value, json};
use settings::{ApiRate, CapPeriod, Jobs, Ordering, RateUnit, Reuse, Sequence, Settings, SpendCap};
use standin::{Behaviour, Control, Rule, StatusCode};

use crate::end::End;

const SHIRT: (&str, &str) = ("SKU-1", "Cotton T-shirt");
const MUG: (&str, &str) = ("SKU-2", "Ceramic mug");
const GLASS: (&str, &str) = ("SKU-3", "Wine glass");

/// A queue's content, each a different way through the consumer.
#[derive(Clone, Copy, Debug)]
pub enum Scenario {
    /// One event of one item.
    OneItem,
    /// One event of three.
    SeveralItems,
    /// Three events in one batch, asked in one call of a rated API.
    SharedCall,
    /// Two events of one content, one after the other, for items of a tenant that shares answers.
    SharedAnswer,
    /// One event, sent three times at once.
    Duplicates,
    /// One event, sent again while its first claim may still be live.
    LateRepeat,
    /// One event whose first call fails.
    SecondTry,
    /// One event whose first call is answered, though nobody hears it; calls can be looked up.
    LookedUp,
    /// One event whose body is in the bucket.
    StoredBody,
    /// One event whose body is in the bucket, for an API with a spend cap that asks for a pause.
    Waits,
    /// Two contents under one id.
    ReusedId,
    /// Something that no door ever sealed, beside an event.
    Unreadable,
    /// Two triggers that point to one object, beside an event that shares its call.
    Triggers,
    /// A result in its event, and one that is fetched.
    Results,
    /// Where order is kept: the second number of an item, then its first, together with one of
    /// another item that was recorded before order was kept.
    InOrder,
    /// An event that is submitted as a job, and a callback with a part of its results.
    Job,
}

impl Scenario {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::OneItem,
        Self::SeveralItems,
        Self::SharedCall,
        Self::SharedAnswer,
        Self::Duplicates,
        Self::LateRepeat,
        Self::SecondTry,
        Self::LookedUp,
        Self::StoredBody,
        Self::Waits,
        Self::ReusedId,
        Self::Unreadable,
        Self::Triggers,
        Self::Results,
        Self::InOrder,
        Self::Job,
    ];

    /// The scene, and what waits.
    pub async fn set(self) -> (Scene, MemoryQueue) {
        let mut scene = self.scene().await;
        if matches!(self, Self::InOrder) {
            scene.send("erp", &released("before", &[(GLASS, 1)]), start()).await;
            assert!(scene.consume(scene.messages()).await.is_empty());
            keep_order(&mut scene.settings);
        }
        for (id, items) in self.posts() {
            scene.post(id, items).await;
        }
        for (source, body) in self.sends() {
            scene.send(source, &body, start()).await;
        }
        let mut queue = MemoryQueue::default();
        for sent in self.messages(&scene).await {
            queue.send(sent);
        }
        (scene, queue)
    }

    async fn scene(self) -> Scene {
        let scene = match self {
            Self::SharedCall => rated().await,
            Self::SharedAnswer => Scene::with(shared).await,
            Self::LookedUp => Scene::with(Scene::look_up).await,
            Self::Waits => Scene::with(capped).await,
            Self::Job => Scene::with(jobs).await,
            _ => Scene::new().await,
        };
        if matches!(self, Self::SecondTry) {
            let rules = vec![Rule::status(StatusCode::SERVICE_UNAVAILABLE).once()];
            scene.standin.set(Control { rules, ..Control::default() });
        }
        if matches!(self, Self::Waits) {
            let rules = vec![Rule::too_many("600").once()];
            scene.standin.set(Control { rules, ..Control::default() });
        }
        if matches!(self, Self::LookedUp) {
            let rules = vec![Rule::new(Behaviour::Close).after_work().once()];
            scene.standin.set(Control { rules, ..Control::default() });
        }
        scene.standin.keep("/objects/products/SKU-2", mug().to_string());
        let batch = json!({"results": [result("SKU-2")]});
        scene.standin.keep("/openapi/v1/tariff/batch/b-1", batch.to_string());
        scene
    }

    fn posts(self) -> &'static [(&'static str, &'static [(&'static str, &'static str)])] {
        match self {
            Self::SeveralItems | Self::Job => &[("msg_1", &[SHIRT, MUG, GLASS])],
            Self::SharedCall => &[("msg_1", &[SHIRT]), ("msg_2", &[MUG]), ("msg_3", &[GLASS])],
            Self::SharedAnswer => &[("msg_1", &[SHIRT]), ("msg_2", &[("SKU-2", SHIRT.1)])],
            Self::Duplicates => &[("msg_1", &[SHIRT]), ("msg_1", &[SHIRT]), ("msg_1", &[SHIRT])],
            Self::LateRepeat => &[("msg_1", &[SHIRT]), ("msg_1", &[SHIRT])],
            Self::ReusedId => &[("msg_1", &[SHIRT]), ("msg_1", &[MUG])],
            Self::OneItem
            | Self::SecondTry
            | Self::LookedUp
            | Self::StoredBody
            | Self::Waits
            | Self::Unreadable
            | Self::Triggers => &[("msg_1", &[SHIRT])],
            Self::Results | Self::InOrder => &[],
        }
    }

    /// What comes from other sources.
    fn sends(self) -> Vec<(&'static str, Value)> {
        match self {
            Self::Triggers => ["t1", "t2"].map(|id| ("pim", trigger(id, "SKU-2"))).into(),
            Self::Results => vec![
                (
                    "callbacks",
                    json!({"event_id": "told", "type": "classification.completed",
                        "results": [result("SKU-1")]}),
                ),
                (
                    "callbacks",
                    json!({"event_id": "kept", "type": "batch.completed", "batch_id": "b-1"}),
                ),
            ],
            Self::InOrder => vec![
                ("erp", released("second", &[(SHIRT, 2)])),
                ("erp", released("first", &[(SHIRT, 1), (GLASS, 1)])),
            ],
            Self::Job => vec![(
                "callbacks",
                json!({"event_id": "part", "type": "classification.completed",
                    "results": [result("SKU-2")]}),
            )],
            _ => Vec::new(),
        }
    }

    /// The most that may be paid, whatever dies on the way, in calls.
    pub fn most_paid(self) -> usize {
        if matches!(self, Self::LookedUp | Self::Job) { 1 } else { usize::MAX }
    }

    async fn messages(self, scene: &Scene) -> Vec<Message> {
        let mut messages = scene.messages();
        match self {
            Self::InOrder => {
                messages.remove(0);
                for late in messages.iter_mut().skip(1) {
                    late.record.sent_at = minutes_later(2);
                }
            }
            Self::LateRepeat | Self::SharedAnswer | Self::Job => {
                for repeat in messages.iter_mut().skip(1) {
                    repeat.record.sent_at = minutes_later(2);
                }
            }
            Self::StoredBody | Self::Waits => {
                for sealed in &mut messages {
                    sealed.body = store(scene, &sealed.body).await;
                }
            }
            Self::Unreadable => messages.push(message("poison", "not an envelope")),
            _ => {}
        }
        messages
    }

    /// What it is to come to, whatever dies on the way.
    pub fn end(self) -> End {
        let done = |id: &str| (format!("catalog#acme#{id}"), Phase::Done);
        let one =
            End { events: vec![done("msg_1")], recorded: vec![answer("SKU-1")], dead: vec![] };
        match self {
            Self::OneItem
            | Self::Duplicates
            | Self::LateRepeat
            | Self::SecondTry
            | Self::LookedUp
            | Self::StoredBody
            | Self::Waits => one,
            Self::SeveralItems => {
                End { recorded: ["SKU-1", "SKU-2", "SKU-3"].map(answer).into(), ..one }
            }
            Self::SharedCall => End {
                events: ["msg_1", "msg_2", "msg_3"].map(done).into(),
                recorded: ["SKU-1", "SKU-2", "SKU-3"].map(answer).into(),
                ..one
            },
            Self::SharedAnswer => End {
                events: ["msg_1", "msg_2"].map(done).into(),
                recorded: ["SKU-1", "SKU-2"].map(answer).into(),
                ..one
            },
            Self::ReusedId => End {
                events: vec![done("msg_1"), ("reused:catalog#acme#msg_1#".into(), Phase::Refused)],
                dead: vec!["m1".into()],
                ..one
            },
            Self::Triggers => End {
                events: [done("msg_1")]
                    .into_iter()
                    .chain(["t1", "t2"].map(|id| (format!("pim#acme#{id}"), Phase::Done)))
                    .collect(),
                recorded: vec![answer("SKU-1"), format!("acme#SKU-2 pim {CHANGED}")],
                dead: vec![],
            },
            Self::Results => End {
                events: ["kept", "told"]
                    .map(|id| (format!("callbacks#acme#{id}"), Phase::Done))
                    .into(),
                recorded: ["SKU-1", "SKU-2"].map(|item| format!("acme#{item}  {CHANGED}")).into(),
                dead: vec![],
            },
            Self::Job => End {
                events: vec![("callbacks#acme#part".into(), Phase::Done), done("msg_1")],
                recorded: ["SKU-1", "SKU-2", "SKU-3"].map(answer).into(),
                dead: vec![],
            },
            Self::InOrder => in_order(),
            Self::Unreadable => End {
                events: vec![done("msg_1"), ("unreadable:".into(), Phase::Refused)],
                dead: vec!["poison".into()],
                ..one
            },
        }
    }
}

/// Each number of an item after the one before it.
fn in_order() -> End {
    End {
        events: ["before", "first", "second"]
            .map(|id| (format!("erp#acme#{id}"), Phase::Done))
            .into(),
        recorded: ["SKU-1 erp 1", "SKU-1 erp 2", "SKU-3 erp 1"]
            .map(|state| format!("acme#{state}"))
            .into(),
        dead: vec![],
    }
}

/// When everything changed, as versions have it.
const CHANGED: &str = "2026-03-01T12:00:00Z";

/// An event of the sample sources' ERP: articles, each with its number.
fn released(id: &str, articles: &[((&str, &str), u64)]) -> Value {
    let articles: Vec<_> = articles
        .iter()
        .map(|((sku, name), revision)| json!({"sku": sku, "name": name, "revision": revision}))
        .collect();
    json!({"event_id": id, "type": "article.released", "articles": articles})
}

/// The ERP's articles are recorded number by number.
fn keep_order(settings: &mut Settings) {
    let erp = settings.sources.get_mut("erp").expect("a source");
    erp.ordering = Ordering::Sequence(Sequence { from: 1, gap: Duration::from_mins(30) });
}

/// A trigger of the sample sources' product information system.
fn trigger(id: &str, product: &str) -> Value {
    json!({"event_id": id, "type": "product.changed", "object_type": "products", "object_id": product})
}

fn mug() -> Value {
    let (sku, description) = MUG;
    json!({"sku": sku, "description": description, "updated_at": start()})
}

fn result(item: &str) -> Value {
    json!({"item_id": item, "version": start(), "status": "completed", "hts_code": "6912.00.44.00"})
}

/// A row of the answers, as [`End`] has it.
fn answer(item: &str) -> String {
    format!("acme#{item} catalog {CHANGED}")
}

fn minutes_later(minutes: i64) -> Timestamp {
    start() + SignedDuration::from_mins(minutes)
}

/// Answers serve all items of a tenant.
fn shared(settings: &mut Settings) {
    for api in settings.apis.values_mut() {
        api.reuse = Reuse::Tenant;
    }
}

/// The API takes jobs, and an event with more than two items is one. Callbacks answer the catalogue.
fn jobs(settings: &mut Settings) {
    for api in settings.apis.values_mut() {
        api.jobs = Some(Jobs {
            submit: "/openapi/v1/tariff/async".into(),
            poll: "/openapi/v1/tariff/async/{request_id}".into(),
            callbacks_within: Duration::from_mins(5),
        });
    }
    for source in settings.sources.values_mut() {
        source.job_over = 2;
    }
    let catalog = settings.sources.get("catalog").expect("a source").lineage.clone();
    let callbacks = settings.sources.get_mut("callbacks").expect("a source");
    callbacks.results_lineage = Some(catalog);
}

/// The API has a spend cap, ample for the scenario.
fn capped(settings: &mut Settings) {
    let items = NonZeroU32::new(100).expect("not zero");
    for api in settings.apis.values_mut() {
        api.spend_cap = Some(SpendCap { items, per: CapPeriod::Day });
    }
}

/// A scene whose API has a budget, ample for the scenario.
async fn rated() -> Scene {
    let units = NonZeroU32::new(60).expect("not zero");
    let per = Duration::from_mins(1);
    let rate = ApiRate { unit: RateUnit::Calls, units, per, burst: units };
    Scene::with_each_api(|api| api.rate = Some(rate)).await
}

/// Puts a sealed body into the bucket, as the door does with long ones; a short one plays faster.
async fn store(scene: &Scene, sealed: &str) -> String {
    let mut envelope = envelope::open(sealed).expect("an envelope");
    let body = Bytes::from(envelope.body.bytes().expect("a body"));
    let stored = StoredBody { key: "bodies/msg_1".into(), bytes: body.len() };
    scene.bodies.put(&stored.key, body).await.expect("a bucket");
    envelope.body = Body::Stored(stored);
    serde_json::to_string(&envelope).expect("JSON")
}
