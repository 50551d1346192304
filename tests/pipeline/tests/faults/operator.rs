//! What only an operator can mend: the event waits, however long, and is never refused.

use ledger::{Phase, WaitCause};
use standin::{Control, Rule, StatusCode};

use crate::{is_a_wait, row, scene};

async fn is_the_operators(status: StatusCode) {
    let scene = scene(vec![Rule::status(status)]).await;
    is_a_wait(
        scene,
        WaitCause::Misconfigured,
        &format!("not permitted or not there: status {}", status.as_u16()),
    )
    .await;
}

#[tokio::test]
async fn a_401_is_waited_for() {
    is_the_operators(StatusCode::UNAUTHORIZED).await;
}

#[tokio::test]
async fn a_402_is_waited_for() {
    is_the_operators(StatusCode::PAYMENT_REQUIRED).await;
}

#[tokio::test]
async fn a_403_is_waited_for() {
    is_the_operators(StatusCode::FORBIDDEN).await;
}

#[tokio::test]
async fn a_404_as_for_a_tenant_that_is_not_configured_is_waited_for() {
    is_the_operators(StatusCode::NOT_FOUND).await;
}

#[tokio::test]
async fn a_405_is_waited_for() {
    is_the_operators(StatusCode::METHOD_NOT_ALLOWED).await;
}

#[tokio::test]
async fn a_410_is_waited_for() {
    is_the_operators(StatusCode::GONE).await;
}

#[tokio::test]
async fn a_415_is_waited_for() {
    is_the_operators(StatusCode::UNSUPPORTED_MEDIA_TYPE).await;
}

#[tokio::test]
async fn a_redirect_is_waited_for_and_the_key_goes_nowhere_else() {
    is_the_operators(StatusCode::TEMPORARY_REDIRECT).await;
}

#[tokio::test]
async fn a_key_that_the_api_does_not_know_is_waited_for_until_it_does() {
    let scene = scene(vec![]).await;
    let api_keys = Some(vec!["another".to_owned()]);
    scene.standin.set(Control { api_keys, ..Control::default() });
    assert!(scene.consume(scene.messages()).await.is_empty());
    assert_eq!((row(&scene).phase, row(&scene).tries), (Phase::Waiting, 0));
    scene.standin.reset();
    assert!(scene.again(60).await.is_empty());
}

#[tokio::test]
async fn a_key_that_is_not_to_be_had_is_waited_for_and_no_call_made() {
    let scene = scene(vec![]).await;
    scene.vault.fault.before(0);
    assert!(scene.consume(scene.messages()).await.is_empty());
    let row = row(&scene);
    assert_eq!((row.phase, row.tries), (Phase::Waiting, 0));
    assert_eq!(row.wait.map(|wait| wait.cause), Some(WaitCause::Credentials));
    assert_eq!(row.reason.as_deref(), Some("the API's key is not to be had"));
    assert!(scene.standin.calls().is_empty());
}
