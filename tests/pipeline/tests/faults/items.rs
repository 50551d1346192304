//! 200, and what is said of each item.

use classifications::Outcome;
use serde_json::json;
use standin::{Control, ItemAnswer, ItemRule, Nonsense, Rule};

use crate::{MUG, SHIRT, row, scene};

fn failing(code: &str) -> Control {
    let fail_items = [("Cotton T-shirt".to_owned(), code.to_owned())].into();
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
    assert_eq!(scene.standin.calls()[1].descriptions, ["Cotton T-shirt"]);
    assert_eq!(scene.answers.rows()[0].attempts, 2);
}

/// The shirt is answered so once, beside a mug that is answered rightly: the mug is recorded at
/// once, and the shirt alone is asked again.
async fn is_a_try_for_the_shirt_alone(control: Control) {
    let scene = scene(vec![]).await;
    scene.standin.set(control);
    assert_eq!(scene.consume(scene.messages()).await, ["m0"]);
    assert_eq!(row(&scene).tries, 1);
    assert_eq!(scene.codes().into_keys().collect::<Vec<_>>(), [MUG.0]);
    assert!(scene.again(1).await.is_empty());
    let calls = scene.standin.calls();
    assert_eq!((calls.len(), &calls[1].descriptions), (2, &vec![SHIRT.1.to_owned()]));
    assert_eq!(scene.codes().len(), 2);
}

#[tokio::test]
async fn one_odd_item_of_an_answer_is_a_try_for_it_alone() {
    for answer in [
        ItemAnswer::Pending,
        ItemAnswer::Missing,
        ItemAnswer::Failed("Internal-Server-Error".to_owned()),
        ItemAnswer::Raw(json!({"hts_code": {}})),
        ItemAnswer::Raw(json!("\"no object\"")),
    ] {
        let answer_items = vec![ItemRule::new("shirt", answer).once()];
        is_a_try_for_the_shirt_alone(Control { answer_items, ..Control::default() }).await;
    }
}

#[tokio::test]
async fn two_answers_for_one_item_are_a_try_for_it_alone() {
    let rules = vec![Rule::nonsense(Nonsense::DuplicateItems).once()];
    is_a_try_for_the_shirt_alone(Control { rules, ..Control::default() }).await;
}

#[tokio::test]
async fn the_last_item_without_an_answer_leaves_the_first_recorded() {
    let scene = scene(vec![Rule::nonsense(Nonsense::MissingItems).once()]).await;
    assert_eq!(scene.consume(scene.messages()).await, ["m0"]);
    assert_eq!(scene.codes().into_keys().collect::<Vec<_>>(), [SHIRT.0]);
    assert!(scene.again(1).await.is_empty());
}

#[tokio::test]
async fn an_answer_for_an_item_nobody_asked_for_is_passed_over() {
    let scene = scene(vec![Rule::nonsense(Nonsense::UnknownItems)]).await;
    assert!(scene.consume(scene.messages()).await.is_empty());
    assert_eq!(scene.codes().into_keys().collect::<Vec<_>>(), [SHIRT.0, MUG.0]);
}

#[tokio::test]
async fn a_code_that_is_none_is_recorded_as_a_failure_and_never_as_a_code() {
    for code in [json!(101_210_000), json!("n/a"), json!("8517.62.0090 / 8517610000")] {
        let scene = scene(vec![]).await;
        let answer = ItemAnswer::Raw(json!({"status": "completed", "hts_code": code}));
        let answer_items = vec![ItemRule::new("shirt", answer)];
        scene.standin.set(Control { answer_items, ..Control::default() });
        assert!(scene.consume(scene.messages()).await.is_empty());
        let rows = scene.answers.rows();
        assert_eq!(
            (rows[0].outcome, rows[0].failure.as_deref()),
            (Outcome::Failed, Some("no_code"))
        );
        assert_eq!((&rows[0].hts_code, &rows[0].hts_digits), (&None, &None), "{code}");
        assert_eq!(rows[1].outcome, Outcome::Completed);
    }
}

#[tokio::test]
async fn what_describes_an_answer_voids_nothing_of_it() {
    let scene = scene(vec![]).await;
    let schedule = Some(json!(2026));
    scene.standin.set(Control { schedule, answer_status: Some(207), ..Control::default() });
    assert!(scene.consume(scene.messages()).await.is_empty());
    let schedules = scene.answers.rows().into_iter().map(|row| row.schedule);
    assert_eq!(schedules.collect::<Vec<_>>(), [Some("2026".to_owned()), Some("2026".to_owned())]);
}
