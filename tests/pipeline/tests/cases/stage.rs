//! A scene with the sources of the cases.

use std::time::Duration;

use classifications::{Outcome, Row};
use consumer::{Clock, Message};
use ingress::Answer;
use jiff::Timestamp;
use ledger::Phase;
use pipeline::scene::Scene;
use settings::Settings;

/// When the cases are worked on: days after what they tell of.
fn now() -> Timestamp {
    "2026-11-26T12:00:00Z".parse().expect("a time")
}

/// The sources of the cases, over doubles.
pub async fn stage() -> Scene {
    Scene::with(|settings| {
        let text = include_str!("sources.toml");
        let (api, store) = {
            let api = settings.apis.values().next().expect("an API");
            let store = settings.sources["pim"].hydrate.as_ref().expect("a store");
            (api.base_url.clone(), store.base_url.clone())
        };
        let mut cases = Settings::parse(text).expect("the cases' own file");
        cases.redirect_apis(&api);
        cases.redirect_objects(&store);
        *settings = cases;
    })
    .await
}

/// Posts a body, and says how the door answers.
pub async fn post(scene: &Scene, source: &str, body: &[u8]) -> Answer {
    let request = scene.request(source, &format!("m{}", scene.messages().len()), body);
    scene.door.answer(request).await
}

/// Posts a body that is accepted, and works on it in a process that remembers nothing; what stays
/// in the queue.
pub async fn play(scene: &Scene, source: &str, body: &[u8]) -> Vec<String> {
    let sent = scene.messages().len();
    let answer = post(scene, source, body).await;
    assert!(matches!(answer, Answer::Accepted { .. }), "{answer:?}");
    consume(scene, scene.messages().split_off(sent)).await
}

/// Works on messages.
pub async fn consume(scene: &Scene, messages: Vec<Message>) -> Vec<String> {
    let clock = Clock::new(now(), now() + Duration::from_mins(15));
    scene.another_consumer().consume(messages, &clock).await
}

/// The items that have a code.
pub fn classified(scene: &Scene) -> Vec<String> {
    let rows = scene.answers.rows().into_iter();
    rows.filter(|row| row.outcome == Outcome::Completed).map(|row| row.item_id).collect()
}

/// The only row of an item.
pub fn row(scene: &Scene, item: &str) -> Row {
    let mut rows = scene.answers.rows().into_iter().filter(|row| row.item_id == item);
    let row = rows.next().expect("a row");
    assert!(rows.next().is_none(), "{item} has several rows");
    row
}

/// How many items were paid for.
pub fn paid(scene: &Scene) -> usize {
    let calls = scene.standin.calls().into_iter().filter(|call| call.paid);
    calls.map(|call| call.item_ids.len()).sum()
}

/// Why the only refused event was refused.
pub fn reason(scene: &Scene) -> String {
    let rows = scene.ledger.rows().into_iter();
    let mut refused = rows.filter(|row| row.phase == Phase::Refused);
    let row = refused.next().expect("a refused event");
    assert!(refused.next().is_none(), "one event was refused");
    row.reason.expect("a reason")
}
