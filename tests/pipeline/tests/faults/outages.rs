//! 5xx, timeouts and broken connections: a try each, and asked again later.

use std::time::Duration;

use standin::{Behaviour, Rule, StatusCode};

use crate::{is_a_try, paid, patient, row, scene};

/// Short enough to be waited for.
const SHORT: Duration = Duration::from_millis(300);

#[tokio::test]
async fn a_500_is_a_try() {
    let down = Rule::status(StatusCode::INTERNAL_SERVER_ERROR).once();
    is_a_try(scene(vec![down]).await, "unavailable: status 500").await;
}

#[tokio::test]
async fn a_503_is_a_try() {
    let down = Rule::status(StatusCode::SERVICE_UNAVAILABLE).once();
    is_a_try(scene(vec![down]).await, "unavailable: status 503").await;
}

#[tokio::test]
async fn a_500_after_the_work_is_a_try_and_the_answer_is_paid_for_again() {
    let down = Rule::status(StatusCode::INTERNAL_SERVER_ERROR).after_work().once();
    let scene = is_a_try(scene(vec![down]).await, "unavailable: status 500").await;
    assert_eq!(paid(&scene), 2, "unless it can be looked up: look_up.rs");
}

#[tokio::test]
async fn a_timeout_before_the_work_is_a_try() {
    let hang = Rule::new(Behaviour::Hang).once();
    let scene = is_a_try(patient(vec![hang], SHORT).await, "unavailable: timeout").await;
    assert_eq!(paid(&scene), 1);
}

#[tokio::test]
async fn a_timeout_after_the_work_is_a_try_and_the_answer_is_paid_for_again() {
    let hang = Rule::new(Behaviour::Hang).after_work().once();
    let scene = is_a_try(patient(vec![hang], SHORT).await, "unavailable: timeout").await;
    assert_eq!(paid(&scene), 2, "unless it can be looked up: look_up.rs");
}

#[tokio::test]
async fn an_answer_that_trickles_past_the_timeout_is_a_try() {
    let trickle = Rule::new(Behaviour::Trickle(100)).once();
    is_a_try(patient(vec![trickle], SHORT).await, "unavailable: timeout").await;
}

#[tokio::test]
async fn an_answer_that_trickles_in_time_is_one() {
    let scene = scene(vec![Rule::new(Behaviour::Trickle(1))]).await;
    assert!(scene.consume(scene.messages()).await.is_empty());
    assert_eq!(scene.codes().len(), 2);
}

#[tokio::test]
async fn a_connection_that_breaks_is_a_try() {
    let close = Rule::new(Behaviour::Close).once();
    is_a_try(scene(vec![close]).await, "unavailable: connection broken").await;
}

#[tokio::test]
async fn a_connection_that_is_refused_is_a_try() {
    // A port that was free a moment ago, and that nobody listens on.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let nobody = format!("http://{}", listener.local_addr().expect("an address"));
    drop(listener);
    let scene = pipeline::scene::Scene::with(|settings| settings.redirect_apis(&nobody)).await;
    scene.post("msg_1", &[crate::SHIRT]).await;
    assert_eq!(scene.consume(scene.messages()).await, ["m0"]);
    let row = row(&scene);
    assert_eq!((row.tries, row.reason.as_deref()), (1, Some("unavailable: no connection")));
    assert!(row.unconfirmed.is_empty(), "nothing was sent, nothing is looked up");
    assert_eq!(scene.again(1).await, ["m0"]);
}
