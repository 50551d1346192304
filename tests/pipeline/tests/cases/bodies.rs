//! Bodies as their senders write them.

use crate::stage::{classified, paid, play, reason, row, stage};

#[tokio::test]
async fn a_text_with_escapes_emoji_and_line_separators_arrives_whole() {
    let scene = stage().await;
    assert!(play(&scene, "case-json", include_bytes!("bodies/a11-escapes.json")).await.is_empty());
    let asked = row(&scene, "A11").description.expect("what was asked");
    assert_eq!(asked, "Mug 😊 马克杯 כוס \u{1b}[1m\u{2028}a/b<b>; stoneware é");
}

#[tokio::test]
async fn a_byte_order_mark_is_passed_over() {
    let scene = stage().await;
    assert!(play(&scene, "case-json", include_bytes!("bodies/a13-bom.json")).await.is_empty());
    assert_eq!(classified(&scene), ["A13"]);
}

#[tokio::test]
async fn a_lone_surrogate_is_one_broken_character_and_no_lost_event() {
    let scene = stage().await;
    let body = include_bytes!("bodies/a14-lone-surrogate.json");
    assert!(play(&scene, "case-json", body).await.is_empty());
    let asked = row(&scene, "A14").description.expect("what was asked");
    assert_eq!(asked, "Ceramic mug, hand made \u{fffd}; stoneware");
}

#[tokio::test]
async fn of_an_order_with_one_bad_line_the_good_ones_are_classified() {
    let scene = stage().await;
    let body = include_bytes!("bodies/b12-one-bad-line.json");
    assert_eq!(play(&scene, "case-json", body).await, ["m0"]);
    assert_eq!(classified(&scene), ["B12-1", "B12-3"]);
    assert!(reason(&scene).starts_with("item 1: description"), "{}", reason(&scene));
}

#[tokio::test]
async fn a_blank_description_is_refused_before_anything_is_paid() {
    let scene = stage().await;
    let body = include_bytes!("bodies/b11a-both-empty.json");
    assert_eq!(play(&scene, "case-json", body).await, ["m0"]);
    assert!(reason(&scene).contains("description"), "{}", reason(&scene));
    assert_eq!(paid(&scene), 0);
}

#[tokio::test]
async fn a_trigger_of_scope_and_id_is_fetched_and_classified() {
    let scene = stage().await;
    let object = include_str!("bodies/b17-bigcommerce-object.json");
    scene.standin.keep("/objects/products/205", object);
    let body = include_bytes!("bodies/b17-bigcommerce-trigger.json");
    assert!(play(&scene, "case-bigcommerce", body).await.is_empty());
    let row = row(&scene, "205");
    let said = (row.description.as_deref(), row.version.as_str());
    assert_eq!(said, (Some("Able brewing system; physical"), "2026-11-16T10:00:05Z"));
}
