//! Every sample event of `events/`, through the handlers as Lambda calls them.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use aws_lambda_events::sqs::SqsEvent;
use lambda_runtime::{Context, LambdaEvent};
use ledger::Phase;
use pipeline::scene::Scene;
use serde_json::Value;

/// Every file of a folder under `events/`, by the situation it is named for.
fn samples(function: &str) -> BTreeMap<String, Value> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../events").join(function);
    let files = std::fs::read_dir(folder).expect("the folder").map(|entry| {
        let path = entry.expect("a file").path();
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        let text = std::fs::read_to_string(&path).expect("readable");
        (name, serde_json::from_str(&text).expect("JSON"))
    });
    files.collect()
}

/// An invocation with fifteen minutes to go, as deployed.
#[expect(clippy::disallowed_methods, reason = "Lambda names the deadline by the wall clock")]
fn context() -> Context {
    let deadline = SystemTime::now() + Duration::from_mins(15);
    let deadline = deadline.duration_since(SystemTime::UNIX_EPOCH).expect("after 1970");
    let mut context = Context::default();
    context.deadline = u64::try_from(deadline.as_millis()).expect("before the year 500,000,000");
    context
}

async fn request(scene: &Scene, event: Value) -> Value {
    let payload = serde_json::from_value(event).expect("an event of an HTTP API");
    let event = LambdaEvent::new(payload, context());
    let answer = ingress::lambda::handle(Arc::clone(&scene.door), event).await;
    serde_json::to_value(answer.expect("an answer")).expect("JSON")
}

#[tokio::test]
async fn every_sample_of_the_door_is_answered_as_its_name_says() {
    let expected = BTreeMap::from(
        [
            ("bad-signature", 403),
            ("base64-body", 202),
            ("duplicate", 202),
            ("good", 202),
            ("invalid-base64", 400),
            ("malformed", 400),
            ("missing-signature", 401),
            ("stale", 403),
            ("unknown-source", 404),
            ("wrong-method", 405),
        ]
        .map(|(name, status)| (name.to_owned(), status)),
    );
    let mut answered = BTreeMap::new();
    for (name, event) in samples("ingress") {
        let scene = Scene::new().await;
        let answer = request(&scene, event).await;
        let status = answer["statusCode"].as_u64().expect("a status");
        assert_eq!(scene.outbox.sent().len(), usize::from(status == 202), "{name}");
        answered.insert(name, status);
    }
    assert_eq!(answered, expected);
}

/// `lambda_http`'s own request panics on most of these, and API Gateway then says 500.
#[tokio::test]
async fn whatever_stands_in_its_address_a_delivery_is_answered() {
    let good = samples("ingress").remove("good").expect("a sample");
    for query in ["a=<b>", "a=\"b\"", "a b", "\u{e9}", "%", "a#b", "?", "[", "\u{0}"] {
        let mut event = good.clone();
        event["rawQueryString"] = query.into();
        assert_eq!(request(&Scene::new().await, event).await["statusCode"], 202, "{query}");
    }
    for host in ["", " ", "a b", "<", "[", "a:b:c", "\u{e9}"] {
        let mut event = good.clone();
        event["headers"]["host"] = host.into();
        event["headers"]["x-forwarded-proto"] = host.into();
        assert_eq!(request(&Scene::new().await, event).await["statusCode"], 202, "{host}");
    }
}

#[tokio::test]
async fn the_sample_duplicate_is_the_same_event_again() {
    let scene = Scene::new().await;
    let mut samples = samples("ingress");
    for name in ["good", "duplicate"] {
        request(&scene, samples.remove(name).expect("a sample")).await;
    }
    let keys: Vec<_> = scene.outbox.sent().iter().map(|sealed| sealed.envelope().key()).collect();
    assert_eq!(keys[0], keys[1]);
}

/// Works on one sample batch, and tells how many messages stay in the queue.
async fn consume(scene: &Scene, event: Value) -> Vec<String> {
    let event: SqsEvent = serde_json::from_value(event).expect("an SQS event");
    let event = LambdaEvent::new(event, context());
    let handled = consumer::lambda::handle(Arc::clone(&scene.consumer), event).await;
    let failures = handled.expect("an answer").batch_item_failures;
    failures.into_iter().map(|failure| failure.item_identifier).collect()
}

/// How many events ended in each phase.
fn phases(scene: &Scene) -> [usize; 2] {
    let rows = scene.ledger.rows();
    [Phase::Done, Phase::Refused].map(|phase| rows.iter().filter(|row| row.phase == phase).count())
}

#[tokio::test]
async fn every_sample_of_the_consumer_ends_as_its_name_says() {
    // For each: messages that stay, events done and refused, items recorded.
    let expected = BTreeMap::from(
        [
            ("good", (0, [1, 0], 1)),
            ("duplicate", (1, [1, 0], 2)),
            ("poison-among-good", (1, [3, 1], 4)),
            ("mixed-batch", (1, [7, 1], 12)),
        ]
        .map(|(name, end)| (name.to_owned(), end)),
    );
    let mut ended = BTreeMap::new();
    for (name, event) in samples("consumer") {
        let scene = Scene::new().await;
        let returned = consume(&scene, event).await;
        ended.insert(name, (returned.len(), phases(&scene), scene.answers.rows().len()));
    }
    assert_eq!(ended, expected);
}
