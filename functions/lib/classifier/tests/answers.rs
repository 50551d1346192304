//! An answer is read item by item: what is wrong with one of them concerns that one alone.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use classifier::{Answer, Answers, CallError, Question, read_answers};

fn questions(ids: &[&str]) -> Vec<Question> {
    let question = |id: &&str| Question {
        item_id: (*id).to_owned(),
        description: "a mug".to_owned(),
        country_of_origin: None,
    };
    ids.iter().map(question).collect()
}

fn read(ids: &[&str], body: impl AsRef<[u8]>) -> Result<Answers, CallError> {
    read_answers(&questions(ids), body.as_ref(), &["quota_exceeded".to_owned()])
}

/// What became of each item: its code, or why there is none.
fn told(ids: &[&str], body: impl AsRef<[u8]>) -> Vec<String> {
    let answers = read(ids, body).expect("an answer");
    let word = |answer| match answer {
        Answer::Completed { hts_code, .. } => hts_code,
        Answer::Failed { code, .. } => format!("failed: {code}"),
        Answer::Retryable { code } => format!("again: {code}"),
    };
    answers.items.into_iter().map(word).collect()
}

fn is_nonsense(ids: &[&str], body: &str) {
    let answers = read(ids, body);
    assert!(matches!(answers, Err(CallError::Nonsense(_))), "{body}: {answers:?}");
}

const GOOD: &str = r#"{"item_id": "good", "status": "completed", "hts_code": "6109.10.0012"}"#;

/// A batch of `good` and `odd`, of which the odd one is answered so.
fn beside_a_good_one(odd: &str) -> String {
    let body = format!(r#"{{"results": [{odd}, {GOOD}], "model": "m-1"}}"#);
    let told = told(&["good", "odd"], body);
    assert_eq!(told[0], "6109.10.0012", "{odd}");
    told[1].clone()
}

#[test]
fn an_odd_item_leaves_its_neighbour_be() {
    for (odd, expected) in [
        (r#"{"item_id": "odd", "status": "pending", "hts_code": null}"#, "again: pending"),
        (r#"{"item_id": "odd", "hts_code": null}"#, "again: pending"),
        (r#"{"item_id": "odd", "hts_code": ["6109.10"]}"#, "again: unreadable"),
        (r#"{"item_id": "odd", "hts_code": "61\ud83d"}"#, "again: unreadable"),
        (r#"{"item_id": "odd", "hts_code": 101210000}"#, "failed: no_code"),
        (r#"{"item_id": "odd", "status": "completed", "hts_code": "n/a"}"#, "failed: no_code"),
        (r#"{"item_id": "odd", "status": "FAILED", "code": "too_vague"}"#, "failed: too_vague"),
        (
            r#"{"item_id": "odd", "status": "failed", "code": "Too Many Requests"}"#,
            "again: too_many_requests",
        ),
        (
            r#"{"item_id": "odd", "status": "failed", "code": "quota_exceeded"}"#,
            "again: quota_exceeded",
        ),
        (r#"{"item_id": "odd", "hts_code": "4202.22", "note": "\ud83d"}"#, "4202.22"),
        (r#"{"item_id": "odd", "hts_code": "4202.22", "confidence": NaN}"#, "4202.22"),
        (r#"{"item_id": "odd", "hts_code": "4202.22", "duty": [], "components": 7}"#, "4202.22"),
        (r#"{"item_id": "stranger", "hts_code": "4202.22"}"#, "again: missing"),
        (r#"{"hts_code": "4202.22"}"#, "again: missing"),
        (r#"{"item_id": true, "hts_code": "4202.22"}"#, "again: missing"),
        (r#""odd""#, "again: missing"),
        ("null", "again: missing"),
        ("[[[]]]", "again: missing"),
    ] {
        assert_eq!(beside_a_good_one(odd), expected, "{odd}");
    }
}

#[test]
fn an_item_that_is_left_out_is_missing_and_the_others_stand() {
    assert_eq!(told(&["odd", "good"], format!("[{GOOD}]")), ["again: missing", "6109.10.0012"]);
}

#[test]
fn one_of_two_hundred_items_without_a_code_is_asked_again_alone() {
    let ids: Vec<String> = (0..200).map(|number| number.to_string()).collect();
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let item = |id: &&str| match *id {
        "77" => r#"{"item_id": "77", "status": "pending", "hts_code": null}"#.to_owned(),
        id => format!(r#"{{"item_id": "{id}", "status": "completed", "hts_code": "7323.93.00"}}"#),
    };
    let items: Vec<String> = ids.iter().map(item).collect();
    let told = told(&ids, format!(r#"{{"results": [{}]}}"#, items.join(",")));
    assert_eq!(told[77], "again: pending");
    assert_eq!(told.iter().filter(|told| *told == "7323.93.00").count(), 199);
}

#[test]
fn an_item_that_is_too_long_leaves_its_neighbour_be() {
    let note = "x".repeat(300_000);
    let odd = format!(r#"{{"item_id": "odd", "hts_code": "4202.22", "note": "{note}"}}"#);
    assert_eq!(beside_a_good_one(&odd), "failed: too_long");
}

#[test]
fn bytes_that_are_no_text_stay_where_they_are() {
    let mut body =
        br#"{"results": [{"item_id": "odd", "hts_code": "4202.22", "note": "caf"#.to_vec();
    body.extend_from_slice(b"\xe9\t\"}, ");
    body.extend_from_slice(GOOD.as_bytes());
    body.extend_from_slice(b"]}");
    assert_eq!(told(&["good", "odd"], &body), ["6109.10.0012", "4202.22"]);
    let answers = read(&["good", "odd"], &body).expect("an answer");
    let Answer::Completed { verbatim, .. } = &answers.items[0] else { panic!("no code") };
    assert_eq!(verbatim, GOOD, "byte for byte");
}

#[test]
fn an_item_answered_twice_alike_is_answered_once() {
    let again = r#"{"status": "completed", "hts_code": "6109.10.0012", "item_id": "good"}"#;
    let body = format!(r#"{{"results": [{GOOD}, {again}]}}"#);
    assert_eq!(told(&["good", "odd"], body), ["6109.10.0012", "again: missing"]);
}

#[test]
fn an_item_answered_twice_differently_is_asked_again_and_its_neighbour_stands() {
    let one = |code: &str| format!(r#"{{"item_id": "odd", "hts_code": "{code}"}}"#);
    for third in [one("4202.22"), one("4202.21"), one("9999.99")] {
        let odd = format!("{}, {}, {third}", one("4202.22"), one("4202.21"));
        assert_eq!(beside_a_good_one(&odd), "again: answered_twice", "{odd}");
    }
}

#[test]
fn items_that_nobody_asked_for_are_passed_over_and_counted() {
    let body = format!(r#"[{GOOD}, {{"item_id": "stranger", "hts_code": "1"}}, 7, {{}}]"#);
    let answers = read(&["good", "odd"], body).expect("an answer");
    assert_eq!(answers.ignored, 3);
}

#[test]
fn an_items_id_may_come_back_as_a_number() {
    let body = r#"{"data": [{"id": 10, "hs_code": "4202.22"}, {"item_id": 7, "hts": "4202.21"}]}"#;
    assert_eq!(told(&["7", "10"], body), ["4202.21", "4202.22"]);
    assert_eq!(told(&["7"], r#"{"item_id": 7, "hts_code": "4202.21"}"#), ["4202.21"]);
}

#[test]
fn what_describes_an_answer_voids_nothing_of_it() {
    for (schedule, expected) in
        [("2026", Some("2026")), (r#""HTS 2026""#, Some("HTS 2026")), ("{}", None), ("true", None)]
    {
        let body = format!(r#"{{"results": [{GOOD}], "schedule": {schedule}, "model": []}}"#);
        let answers = read(&["good", "odd"], &body).expect("an answer");
        assert_eq!(answers.about.schedule.as_deref(), expected, "{body}");
        assert_eq!(answers.about.model, None);
    }
}

#[test]
fn a_list_beside_another_of_its_names_is_no_contradiction() {
    let body = format!(r#"{{"data": {{}}, "items": [{GOOD}], "results": null}}"#);
    assert_eq!(told(&["good", "odd"], body)[0], "6109.10.0012");
}

#[test]
fn a_lone_item_is_answered_by_itself_or_in_a_list_of_one() {
    for body in [
        r#"{"item_id": "a", "hts_code": "4202.22", "items": ["x"]}"#,
        r#"{"hts_code": "4202.22", "model": "m-1"}"#,
        r#"{"id": "job-7", "results": [{"item_id": "a", "hts_code": "4202.22"}]}"#,
        r#"{"results": [{"hts_code": "4202.22"}]}"#,
        r#"[{"hts_code": "4202.22"}]"#,
    ] {
        assert_eq!(told(&["a"], body), ["4202.22"], "{body}");
    }
    assert_eq!(told(&["a"], r#"{"status": "clarifying"}"#), ["again: pending"]);
}

#[test]
fn an_answer_for_another_item_is_not_the_lone_items() {
    is_nonsense(&["a"], r#"{"item_id": "b", "hts_code": "4202.22"}"#);
    is_nonsense(&["a"], r#"{"id": 7, "hts_code": "4202.22"}"#);
    is_nonsense(&["a"], r#"[{"hts_code": "4202.22"}, {"hts_code": "4202.21"}]"#);
}

#[test]
fn only_an_answer_that_cannot_be_read_as_a_whole_is_nonsense() {
    let deep = "[".repeat(200_000) + &"]".repeat(200_000);
    for body in [
        "<html>",
        "",
        "7",
        "null",
        "{}",
        "[]",
        r#"{"data": [], "ok": true}"#,
        r#"{"results": {"a": {}}}"#,
        r#"{"results": [{"item_id": "a", "hts_code": "4202.22"}"#,
        r#"{"results": [{"item_id": "stranger", "hts_code": "4202.22"}]}"#,
        r#"{"results": [{"item_id": "a", "hts_code": {}}]}"#,
        &deep,
    ] {
        is_nonsense(&["a", "b"], body);
        is_nonsense(&["a"], body);
    }
}

#[test]
fn an_answer_that_only_says_that_it_is_worked_on_is_not_answered_yet() {
    let body = r#"{"status": "processing", "job_id": "j-1"}"#;
    assert_eq!(read(&["a", "b"], body), Err(CallError::Accepted));
}
