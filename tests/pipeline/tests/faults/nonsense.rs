//! 200 with an answer that cannot be one: nothing of it is believed, and it is a try.

use standin::{Nonsense, Rule};

use crate::{is_a_try, scene};

async fn is_nonsense(nonsense: Nonsense, what: &str) {
    let scene = scene(vec![Rule::nonsense(nonsense).once()]).await;
    is_a_try(scene, &format!("nonsense: {what}")).await;
}

#[tokio::test]
async fn a_page_of_html() {
    is_nonsense(Nonsense::NotJson, "not the JSON of an answer, line 1, column 1").await;
}

#[tokio::test]
async fn json_of_another_kind() {
    is_nonsense(Nonsense::WrongShape, "an item without an answer").await;
}

#[tokio::test]
async fn an_item_without_an_answer() {
    is_nonsense(Nonsense::MissingItems, "an item without an answer").await;
}

#[tokio::test]
async fn an_answer_for_an_item_nobody_asked_for() {
    is_nonsense(Nonsense::UnknownItems, "an item that was not asked for").await;
}

#[tokio::test]
async fn two_answers_for_one_item() {
    is_nonsense(Nonsense::DuplicateItems, "an item answered twice").await;
}

#[tokio::test]
async fn a_gigabyte() {
    is_nonsense(Nonsense::Huge, "more than 8388608 bytes").await;
}

#[tokio::test]
async fn an_answer_cut_off() {
    let scene = scene(vec![Rule::nonsense(Nonsense::Truncated).once()]).await;
    assert_eq!(scene.consume(scene.messages()).await, ["m0"]);
    let reason = crate::row(&scene).reason.expect("a reason");
    assert!(reason.starts_with("nonsense: not the JSON of an answer, line 1"), "{reason}");
    assert!(scene.again(1).await.is_empty());
    assert_eq!(scene.codes().len(), 2);
}

#[tokio::test]
async fn arrays_in_arrays_in_arrays() {
    let scene = scene(vec![Rule::nonsense(Nonsense::Deep).once()]).await;
    assert_eq!(scene.consume(scene.messages()).await, ["m0"]);
    let reason = crate::row(&scene).reason.expect("a reason");
    assert!(reason.starts_with("nonsense: not the JSON of an answer"), "{reason}");
    assert!(scene.again(1).await.is_empty());
}
