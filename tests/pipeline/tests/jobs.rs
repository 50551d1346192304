//! Events with more items than are asked for call by call: they are submitted as a job, and wait.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeSet;
use std::num::NonZeroU32;
use std::time::Duration;

use consumer::{Clock, Message, Record};
use jiff::{SignedDuration, Timestamp};
use ledger::{Phase, WaitCause};
use pipeline::scene::{Scene, catalog, start};
use serde_json::{Value, json};
use settings::{CapPeriod, Jobs, SpendCap};
use standin::{Control, Rule, StatusCode};

const EVENT: &str = "catalog#acme#msg_1";
const ITEMS: usize = 25;

/// A scene whose API takes jobs, and whose sources make one of more than ten items.
async fn scene() -> Scene {
    Scene::with(|settings| {
        for api in settings.apis.values_mut() {
            api.jobs = Some(Jobs {
                submit: "/openapi/v1/tariff/async".into(),
                poll: "/openapi/v1/tariff/async/{request_id}".into(),
                callbacks_within: Duration::from_mins(5),
            });
        }
        for source in settings.sources.values_mut() {
            source.job_over = 10;
        }
    })
    .await
}

/// The API's work takes so long.
fn slow(scene: &Scene, look_ups: u32) {
    let rules = vec![Rule::accept(look_ups)];
    scene.standin.set(Control { rules, ..Control::default() });
}

async fn submitted(scene: &Scene) -> String {
    let items: Vec<(String, String)> =
        (0..ITEMS).map(|n| (format!("SKU-{n}"), format!("Cotton T-shirt, cut {n}"))).collect();
    let items: Vec<(&str, &str)> = items.iter().map(|(id, text)| (&**id, &**text)).collect();
    let body = catalog(&items, start()).to_string();
    scene.door.answer(scene.request("catalog", "msg_1", body.as_bytes())).await;
    assert!(scene.consume(scene.messages()).await.is_empty(), "its row has it");
    job_id(scene)
}

fn job_id(scene: &Scene) -> String {
    let unconfirmed = scene.ledger.row(EVENT).expect("a row").unconfirmed;
    assert_eq!(unconfirmed.len(), 1, "{unconfirmed:?}");
    unconfirmed[0].trim_end_matches('+').to_owned()
}

/// What the dispatcher sends so many seconds after the start.
async fn later(scene: &Scene, seconds: i64) -> Vec<String> {
    let now = start() + SignedDuration::from_secs(seconds);
    let messages = scene.dispatch(now).await;
    scene.consumer.consume(messages, &clock(now)).await
}

fn clock(now: Timestamp) -> Clock {
    Clock::new(now, now + Duration::from_mins(15))
}

fn phase(scene: &Scene) -> Phase {
    scene.ledger.row(EVENT).expect("a row").phase
}

/// The calls that were made, as method and the end of the path.
fn calls(scene: &Scene) -> Vec<String> {
    let calls = scene.standin.calls().into_iter();
    calls
        .map(|call| {
            let path = call.path.replace("/openapi/v1/tariff", "");
            let path = path.split("job-").next().unwrap_or_default().to_owned();
            format!("{} {path}", call.method)
        })
        .collect()
}

fn paid(scene: &Scene) -> usize {
    let paid = scene.standin.calls().into_iter().filter(|call| call.paid);
    paid.map(|call| call.item_ids.len()).sum()
}

/// A callback of the provider's for some of the items.
fn callback(id: &str, job: &str, items: std::ops::Range<usize>) -> Value {
    let results: Vec<_> = items
        .map(|n| {
            json!({"item_id": format!("SKU-{n}"), "version": start(), "status": "completed",
                "hts_code": "6109.10.00.12"})
        })
        .collect();
    json!({"event_id": id, "type": "classification.completed", "request_id": job, "results": results})
}

/// The provider calls back so many seconds after the start.
async fn call_back(scene: &Scene, body: &Value, seconds: i64) {
    let sent = scene.messages().len();
    scene.send("callbacks", body, start()).await;
    let now = start() + SignedDuration::from_secs(seconds);
    let messages = scene.messages().split_off(sent);
    assert!(scene.consumer.consume(messages, &clock(now)).await.is_empty());
}

#[tokio::test]
async fn a_large_event_is_submitted_once_and_waits_for_its_callbacks() {
    let scene = scene().await;
    slow(&scene, 9);
    let job = submitted(&scene).await;
    let (cause, due) = scene.waits(EVENT).expect("it waits");
    assert_eq!((cause, paid(&scene)), (WaitCause::Job, ITEMS));
    assert!(due >= start() + SignedDuration::from_mins(5), "callbacks have their time: {due}");
    assert!(!job.contains("msg_1") && !job.contains("acme"), "no id of a tenant's: {job}");
    assert_eq!(calls(&scene), ["POST /async"]);
}

#[tokio::test]
async fn callbacks_in_any_order_and_repeated_complete_it_and_nothing_is_paid_twice() {
    let scene = scene().await;
    slow(&scene, 0);
    let job = submitted(&scene).await;
    call_back(&scene, &callback("c2", &job, 10..25), 60).await;
    let (_, due) = scene.waits(EVENT).expect("it waits");
    let woken = start() + SignedDuration::from_secs(60);
    assert!(due > woken && due <= woken + SignedDuration::from_secs(31), "it was woken: {due}");
    call_back(&scene, &callback("c2-again", &job, 10..25), 61).await;
    call_back(&scene, &callback("c1", &job, 0..10), 62).await;
    assert!(later(&scene, 95).await.is_empty());
    assert_eq!((phase(&scene), scene.codes().len()), (Phase::Done, ITEMS));
    assert_eq!(
        (calls(&scene), paid(&scene)),
        (vec!["POST /async".into(), "GET /async/".into()], ITEMS)
    );
}

#[tokio::test]
async fn an_overdue_job_is_polled_and_no_oftener_than_every_half_minute() {
    let scene = scene().await;
    slow(&scene, 2);
    submitted(&scene).await;
    let mut seconds = 301;
    for poll in 1..=2 {
        let now = start() + SignedDuration::from_secs(seconds);
        assert!(later(&scene, seconds).await.is_empty());
        let (cause, due) = scene.waits(EVENT).expect("it waits");
        let wait = due.duration_since(now).as_secs();
        assert!((29..=60).contains(&wait), "poll {poll}: {wait} s");
        assert_eq!((cause, scene.answers.count()), (WaitCause::Job, 0));
        seconds += 61;
    }
    assert!(later(&scene, seconds).await.is_empty());
    assert_eq!((phase(&scene), scene.codes().len(), paid(&scene)), (Phase::Done, ITEMS, ITEMS));
}

#[tokio::test]
async fn what_no_callback_brought_is_found_by_the_poll() {
    let scene = scene().await;
    slow(&scene, 0);
    let job = submitted(&scene).await;
    call_back(&scene, &callback("c1", &job, 0..22), 60).await;
    assert!(later(&scene, 400).await.is_empty());
    assert_eq!((phase(&scene), scene.answers.count()), (Phase::Done, ITEMS));
    assert_eq!(paid(&scene), ITEMS);
}

#[tokio::test]
async fn a_job_that_the_provider_lost_is_submitted_again_once() {
    let scene = scene().await;
    slow(&scene, 9);
    let first = submitted(&scene).await;
    scene.standin.lose_work(&first);
    assert!(later(&scene, 400).await.is_empty());
    let second = job_id(&scene);
    assert_ne!(second, first);
    assert_eq!(phase(&scene), Phase::Waiting);
    scene.standin.lose_work(&second);
    let refused = later(&scene, 800).await;
    assert_eq!((phase(&scene), refused.len()), (Phase::Refused, 1));
    let posts = calls(&scene).into_iter().filter(|call| call.starts_with("POST")).count();
    assert_eq!(posts, 2, "{:?}", calls(&scene));
}

/// An outage: it is submitted again and again, each time in vain, and the API knows nothing of it.
#[tokio::test]
async fn a_job_that_the_provider_never_had_is_no_lost_one() {
    let scene = scene().await;
    let down = vec![Rule::status(StatusCode::SERVICE_UNAVAILABLE)];
    scene.standin.set(Control { rules: down, ..Control::default() });
    let items: Vec<(String, String)> =
        (0..ITEMS).map(|n| (format!("SKU-{n}"), format!("Ceramic mug no. {n}"))).collect();
    let items: Vec<(&str, &str)> = items.iter().map(|(id, text)| (&**id, &**text)).collect();
    scene.post("msg_1", &items).await;
    assert_eq!(scene.consume(scene.messages()).await.len(), 1, "a try");
    let first = job_id(&scene);
    for minute in 1..=12 {
        scene.again(minute).await;
        assert_ne!(phase(&scene), Phase::Refused, "minute {minute}");
        assert_eq!(job_id(&scene), first, "minute {minute}");
    }
    slow(&scene, 0);
    for minute in [20, 40, 60] {
        scene.again(minute).await;
    }
    assert_eq!((phase(&scene), scene.codes().len(), paid(&scene)), (Phase::Done, ITEMS, ITEMS));
}

#[tokio::test]
async fn a_job_counts_against_the_spend_cap_once() {
    let scene = capped(ITEMS).await;
    slow(&scene, 0);
    let first = submitted(&scene).await;
    scene.standin.lose_work(&first);
    assert!(later(&scene, 400).await.is_empty(), "submitted again, and not counted again");
    assert_eq!((phase(&scene), job_id(&scene) == first), (Phase::Waiting, false));
    assert!(later(&scene, 800).await.is_empty());
    assert_eq!((phase(&scene), scene.codes().len()), (Phase::Done, ITEMS));
}

#[tokio::test]
async fn where_no_cap_has_room_for_all_of_it_it_is_asked_for_call_by_call() {
    let scene = capped(ITEMS - 5).await;
    let items: Vec<(String, String)> =
        (0..ITEMS).map(|n| (format!("SKU-{n}"), format!("Ceramic mug no. {n}"))).collect();
    let items: Vec<(&str, &str)> = items.iter().map(|(id, text)| (&**id, &**text)).collect();
    scene.post("msg_1", &items).await;
    assert!(scene.consume(scene.messages()).await.is_empty());
    assert_eq!((scene.answers.count(), paid(&scene)), (ITEMS - 5, ITEMS - 5));
    assert_eq!(scene.waits(EVENT).expect("it waits").0, WaitCause::SpendCap);
    assert_eq!(calls(&scene), ["POST /batch"]);
}

async fn capped(items: usize) -> Scene {
    let items = u32::try_from(items).ok().and_then(NonZeroU32::new).expect("few");
    let plain = scene().await;
    let settings = plain.settings.clone();
    Scene::with(|changed| {
        let base = changed.apis["classifier"].base_url.clone();
        *changed = settings;
        for api in changed.apis.values_mut() {
            api.base_url.clone_from(&base);
            api.spend_cap = Some(SpendCap { items, per: CapPeriod::Day });
        }
    })
    .await
}

#[tokio::test]
async fn what_is_not_taken_as_a_job_is_asked_for_call_by_call() {
    let scene = scene().await;
    let rules = vec![Rule::status(StatusCode::BAD_REQUEST).once()];
    scene.standin.set(Control { rules, ..Control::default() });
    let items: Vec<(String, String)> =
        (0..ITEMS).map(|n| (format!("SKU-{n}"), format!("Ceramic mug no. {n}"))).collect();
    let items: Vec<(&str, &str)> = items.iter().map(|(id, text)| (&**id, &**text)).collect();
    scene.post("msg_1", &items).await;
    assert!(scene.consume(scene.messages()).await.is_empty());
    assert_eq!((phase(&scene), scene.codes().len()), (Phase::Done, ITEMS));
    assert_eq!(calls(&scene), ["POST /async", "POST /batch"]);
    let ids: BTreeSet<_> = scene.standin.calls().into_iter().map(|call| call.request_id).collect();
    assert_eq!(ids.len(), 2, "a job's id is for its submission alone");
}

/// The invocation that submitted it dies before it could say so.
#[tokio::test]
async fn a_job_whose_submission_nobody_heard_is_found_again() {
    let scene = scene().await;
    slow(&scene, 0);
    // Claimed and submitted; what follows is not written.
    scene.ledger.fault.before_each(1, 20);
    scene.orders.fault.before_each(0, 20);
    let items: Vec<(String, String)> =
        (0..ITEMS).map(|n| (format!("SKU-{n}"), format!("Ceramic mug no. {n}"))).collect();
    let items: Vec<(&str, &str)> = items.iter().map(|(id, text)| (&**id, &**text)).collect();
    scene.post("msg_1", &items).await;
    assert_eq!(scene.consume(scene.messages()).await.len(), 1);
    scene.ledger.fault.before_each(0, 0);
    scene.orders.fault.before_each(0, 0);
    let again = scene
        .messages()
        .into_iter()
        .map(|message| Message { record: Record { receives: 2, ..message.record }, ..message });
    let now = start() + SignedDuration::from_mins(20);
    assert!(scene.consumer.consume(again.collect(), &clock(now)).await.is_empty());
    assert_eq!((phase(&scene), scene.codes().len(), paid(&scene)), (Phase::Done, ITEMS, ITEMS));
}
