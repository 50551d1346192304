//! What is a code, in a result that a provider tells.

use classifications::Outcome;

use crate::stage::{classified, play, reason, row, stage};

async fn told(body: &[u8]) -> (pipeline::scene::Scene, Vec<String>) {
    let scene = stage().await;
    let stays = play(&scene, "case-results", body).await;
    (scene, stays)
}

#[tokio::test]
async fn a_number_that_has_lost_its_zero_is_never_a_code() {
    let (scene, _) = told(include_bytes!("bodies/f01-numeric-code.json")).await;
    assert!(classified(&scene).is_empty());
}

#[tokio::test]
async fn a_text_without_a_digit_is_no_code_and_gives_way_to_a_right_one() {
    let text = include_str!("bodies/f02-not-a-code.json");
    let (scene, _) = told(text.as_bytes()).await;
    assert!(classified(&scene).is_empty());
    let right = text.replace("n/a", "6109.10.00.12").replace("\"f02\"", "\"f02b\"");
    assert!(play(&scene, "case-results", right.as_bytes()).await.is_empty());
    assert_eq!(row(&scene, "F02").hts_code.as_deref(), Some("6109.10.00.12"));
}

#[tokio::test]
async fn of_two_codes_in_one_text_the_digits_are_never_joined() {
    let (scene, stays) = told(include_bytes!("bodies/f03-two-codes.json")).await;
    assert!(scene.answers.rows().iter().all(|row| row.hts_digits.is_none()));
    assert!(stays.is_empty() || !reason(&scene).is_empty());
}

#[tokio::test]
async fn a_code_is_kept_as_it_is_written_with_its_digits_beside() {
    let (scene, stays) = told(include_bytes!("bodies/f05-writings.json")).await;
    assert!(stays.is_empty());
    let expected = [
        ("F05A", "0101.21.00 10", "0101210010"),
        ("F05B", "6109100040", "6109100040"),
        ("F05C", "6109.10.0040", "6109100040"),
        ("F05D", "8471300000000", "8471300000000"),
        ("F05E", "420222", "420222"),
    ];
    for (item, code, digits) in expected {
        let row = row(&scene, item);
        assert_eq!(row.outcome, Outcome::Completed, "{item}");
        assert_eq!(row.hts_code.as_deref().map(str::trim), Some(code), "{item}");
        assert_eq!(row.hts_digits.as_deref(), Some(digits), "{item}");
    }
}

#[tokio::test]
async fn components_are_codes_whether_they_are_texts_or_objects() {
    let (scene, stays) = told(include_bytes!("bodies/f07-components.json")).await;
    assert!(stays.is_empty());
    assert_eq!(row(&scene, "F07A").components, ["6912.00.44.00", "0902.10.10.50"]);
    assert_eq!(row(&scene, "F07B").components, ["6912.00.44.00"]);
}
