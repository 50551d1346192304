//! What makes a repeat a repeat, and a state a state.

use ingress::Answer;
use ledger::Phase;

use crate::stage::{consume, paid, play, post, reason, stage};

#[tokio::test]
async fn one_change_from_two_topics_is_paid_for_once() {
    let scene = stage().await;
    let body = include_bytes!("bodies/b13-shopify-product.json");
    for source in ["case-shopify", "case-shopify-created"] {
        assert!(play(&scene, source, body).await.is_empty());
    }
    assert_eq!(paid(&scene), 1);
}

#[tokio::test]
async fn versions_of_two_kinds_are_not_compared() {
    let scene = stage().await;
    play(&scene, "case-json-time", include_bytes!("bodies/c05a-time-source.json")).await;
    let counted = include_bytes!("bodies/c05b-sequence-source.json");
    assert!(play(&scene, "case-json-seq", counted).await.is_empty());
    assert_eq!((paid(&scene), scene.answers.rows().len()), (2, 2));
}

#[tokio::test]
async fn a_reused_id_is_refused_and_the_first_content_is_still_known_as_a_repeat() {
    let scene = stage().await;
    let (first, other) = (
        include_bytes!("bodies/d03a-first.json"),
        include_bytes!("bodies/d03b-other-content.json"),
    );
    assert!(play(&scene, "case-json", first).await.is_empty());
    assert_eq!(play(&scene, "case-json", other).await, ["m1"]);
    assert!(play(&scene, "case-json", first).await.is_empty());
    assert_eq!(reason(&scene), "the event id stands for another content already");
}

#[tokio::test]
async fn a_reused_id_has_the_same_reason_where_its_body_is_stored() {
    let scene = stage().await;
    let long = |article: &str| {
        let name = format!("{article} {}", "x".repeat(1_200_000));
        format!(
            r#"{{"event_id": "c07", "type": "article.released",
            "articles": [{{"sku": "{article}", "name": "{name}"}}]}}"#
        )
    };
    play(&scene, "case-long", long("one").as_bytes()).await;
    assert_eq!(play(&scene, "case-long", long("two").as_bytes()).await, ["m1"]);
    assert_eq!(reason(&scene), "the event id stands for another content already");
    let rows = scene.ledger.rows();
    let refused = rows.iter().find(|row| row.phase == Phase::Refused).expect("a row");
    let digest = scene.outbox.sent()[1].envelope().body_sha256.clone();
    assert_eq!(refused.event, format!("reused:case-long#acme#c07#{digest}"), "as dlq list asks");
}

#[tokio::test]
async fn a_body_without_the_id_that_its_source_promises_is_told_the_path() {
    let scene = stage().await;
    let answer = post(&scene, "case-json", include_bytes!("bodies/d01-no-id.json")).await;
    let Answer::NotWellFormed(why) = answer else { panic!("{answer:?}") };
    assert!(why.contains("$.event_id"), "{why}");
    assert!(consume(&scene, scene.messages()).await.is_empty(), "nothing was sent");
}
