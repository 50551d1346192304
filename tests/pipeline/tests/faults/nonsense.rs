//! 200 with an answer that as a whole cannot be one: nothing of it is believed, and it is a try.

use standin::{Nonsense, Rule};

use crate::{is_a_try, scene};

const NONE_ANSWERED: &str = "no item that was asked for is answered in it";

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
    is_nonsense(Nonsense::WrongShape, NONE_ANSWERED).await;
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
    is_nonsense(Nonsense::Deep, NONE_ANSWERED).await;
}
