//! The fault table of the API, row by row: what it does, and what becomes of the events.
//!
//! The stand-in misbehaves over real HTTP; the client, the consumer and the protocol are the real
//! ones. What a row means for the whole fleet is in `fleet.rs`.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

mod culprits;
mod items;
mod nonsense;
mod operator;
mod outages;
mod waits;

use std::time::Duration;

use ledger::{Phase, Row, WaitCause};
use pipeline::scene::Scene;
use standin::{Control, Rule};

const SHIRT: (&str, &str) = ("SKU-1", "Cotton T-shirt");
const MUG: (&str, &str) = ("SKU-2", "Ceramic mug");

/// A scene with one event of two items, whose API follows these rules.
async fn scene(rules: Vec<Rule>) -> Scene {
    patient(rules, Duration::from_secs(20)).await
}

/// The same, where each call may take so long.
async fn patient(rules: Vec<Rule>, timeout: Duration) -> Scene {
    let scene =
        Scene::with_each_api(|api| (api.single_timeout, api.batch_timeout) = (timeout, timeout))
            .await;
    scene.standin.set(Control { rules, ..Control::default() });
    scene.post("msg_1", &[SHIRT, MUG]).await;
    scene
}

/// What the ledger says of the event.
fn row(scene: &Scene) -> Row {
    scene.ledger.row("catalog#acme#msg_1").expect("a row")
}

fn hidden(scene: &Scene) -> Duration {
    scene.inbox.hidden("receipt-m0").expect("hidden")
}

/// The event fails once: a try, for this reason; a minute later all of it is recorded.
async fn is_a_try(scene: Scene, reason: &str) -> Scene {
    assert_eq!(scene.consume(scene.messages()).await, ["m0"]);
    let row = row(&scene);
    assert_eq!((row.phase, row.tries), (Phase::Released, 1));
    assert_eq!(row.reason.as_deref(), Some(reason));
    assert!(hidden(&scene) >= Duration::from_secs(15), "{:?}", hidden(&scene));
    assert!(scene.again(1).await.is_empty());
    assert_eq!(scene.codes().len(), 2);
    scene
}

/// However often the event is sent on, it waits outside the queue, for this reason, and is never
/// refused: no receive is used up.
async fn is_a_wait(scene: Scene, cause: WaitCause, reason: &str) {
    for minute in 0..12 {
        assert!(scene.again(minute).await.is_empty(), "its row has it");
    }
    let row = row(&scene);
    assert_eq!((row.phase, row.tries, row.waits), (Phase::Waiting, 0, 12));
    assert_eq!(row.wait.map(|wait| wait.cause), Some(cause));
    assert_eq!(row.reason.as_deref(), Some(reason));
}

fn paid(scene: &Scene) -> usize {
    scene.standin.calls().iter().filter(|call| call.paid).count()
}
