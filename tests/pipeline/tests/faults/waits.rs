//! 429: the whole fleet waits, and it is no try.

use std::time::Duration;

use ledger::{Phase, WaitCause};
use pipeline::scene::start;
use standin::{Rule, StatusCode};

use crate::{row, scene};

/// For how long the event waits at least, when the API says this; it is no try.
async fn waits(rule: Rule) -> Duration {
    let scene = scene(vec![rule.once()]).await;
    assert!(scene.consume(scene.messages()).await.is_empty());
    let row = row(&scene);
    assert_eq!((row.phase, row.tries), (Phase::Waiting, 0));
    assert_eq!(row.reason.as_deref(), Some("rate limited"));
    let (cause, due) = scene.waits(&row.event).expect("it waits");
    assert_eq!(cause, WaitCause::Paused);
    assert!(scene.again(0).await.is_empty(), "nobody asks before it is over");
    assert_eq!(scene.standin.calls().len(), 1);
    Duration::try_from(due.duration_since(start())).expect("later")
}

#[tokio::test]
async fn seconds_are_waited_for() {
    let wait = waits(Rule::too_many("600")).await;
    assert!((600..660).contains(&wait.as_secs()), "{wait:?}");
}

#[tokio::test]
async fn an_http_date_is_read_by_the_providers_own_clock() {
    // The stand-in's `Date` is today's.
    let wait = waits(Rule::too_many("Fri, 01 Jan 2100 00:00:00 GMT")).await;
    assert!((3_600..3_660).contains(&wait.as_secs()), "{wait:?}");
}

#[tokio::test]
async fn an_absurd_wait_is_an_hour() {
    let wait = waits(Rule::too_many("99999999999999999999")).await;
    assert!((3_600..3_660).contains(&wait.as_secs()), "{wait:?}");
}

#[tokio::test]
async fn where_nothing_is_said_half_a_minute_is_waited() {
    let wait = waits(Rule::status(StatusCode::TOO_MANY_REQUESTS)).await;
    assert!((30..=61).contains(&wait.as_secs()), "{wait:?}");
}
