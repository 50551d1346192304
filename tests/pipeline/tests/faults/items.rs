//! 200, and what is said of each item.

use classifications::Outcome;
use standin::Control;

use crate::{row, scene};

fn failing(code: &str) -> Control {
    let fail_items = [("SKU-1".to_owned(), code.to_owned())].into();
    Control { fail_items, ..Control::default() }
}

#[tokio::test]
async fn an_item_that_failed_for_good_is_an_answer_and_its_neighbour_is_recorded() {
    let scene = scene(vec![]).await;
    scene.standin.set(failing("insufficient_description"));
    assert!(scene.consume(scene.messages()).await.is_empty());
    let rows = scene.answers.rows();
    assert_eq!(rows[0].outcome, Outcome::Failed);
    assert_eq!(rows[0].failure.as_deref(), Some("insufficient_description"));
    assert_eq!(rows[1].outcome, Outcome::Completed);
}

#[tokio::test]
async fn a_failure_told_in_prose_keeps_it_in_the_verbatim_answer_alone() {
    let scene = scene(vec![]).await;
    scene.standin.set(failing("Jane Doe said: that is no shirt"));
    assert!(scene.consume(scene.messages()).await.is_empty());
    let failed = &scene.answers.rows()[0];
    assert_eq!(failed.failure.as_deref(), Some("failed"));
    assert!(failed.answer.contains("Jane Doe"));
}

#[tokio::test]
async fn an_item_that_may_pass_later_is_a_try_and_only_it_is_asked_again() {
    let scene = scene(vec![]).await;
    scene.standin.set(failing("temporarily_unavailable"));
    assert_eq!(scene.consume(scene.messages()).await, ["m0"]);
    assert_eq!(row(&scene).tries, 1);
    scene.standin.reset();
    assert!(scene.again(1).await.is_empty());
    assert_eq!(scene.standin.calls()[1].item_ids, ["SKU-1"]);
    assert_eq!(scene.answers.rows()[0].attempts, 2);
}
