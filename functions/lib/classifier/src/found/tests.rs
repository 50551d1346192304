use super::*;

fn read(body: &str) -> Result<Found, CallError> {
    read_found(body.as_bytes(), &[])
}

fn items(body: &str) -> Vec<(String, &'static str)> {
    let kind = |answer: Answer| match answer {
        Answer::Completed { .. } => "completed",
        Answer::Failed { .. } => "failed",
        Answer::Retryable { .. } => "retryable",
    };
    match read(body) {
        Ok(Found::Answers { items, .. }) => {
            let mut items: Vec<_> =
                items.into_iter().map(|(id, answer)| (id, kind(answer))).collect();
            items.sort();
            items
        }
        other => panic!("{other:?}"),
    }
}

fn item(id: &str, kind: &'static str) -> (String, &'static str) {
    (id.to_owned(), kind)
}

#[test]
fn both_shapes_of_an_answer_are_read() {
    let one = r#"{"item_id": "a", "hts_code": "6109.10"}"#;
    assert_eq!(items(one), [item("a", "completed")]);
    let several = r#"{"results": [{"item_id": 7, "hts_code": "6109.10"}], "model": "m"}"#;
    assert_eq!(items(several), [item("7", "completed")]);
}

#[test]
fn one_item_that_is_worked_on_or_unreadable_leaves_the_others() {
    let body = r#"{"results": [{"item_id": "a", "hts_code": "6109.10"}, "?", {"hts_code": "1"},
        {"item_id": "b", "status": "PROCESSING"}, {"item_id": "c", "status": "failed"}]}"#;
    let expected = [item("a", "completed"), item("b", "retryable"), item("c", "failed")];
    assert_eq!(items(body), expected);
}

#[test]
fn a_call_that_is_worked_on_is_not_taken_for_an_answer() {
    for body in [
        r#"{"status": "Processing"}"#,
        r#"{"status": "clarifying", "item_id": "a"}"#,
        r#"{"status": "in progress", "results": [{"item_id": "a", "hts_code": "6109.10"}]}"#,
        r#"{"results": [{"item_id": "a", "status": "pending"}, {"item_id": "b"}]}"#,
    ] {
        assert_eq!(read(body), Ok(Found::Working), "{body}");
    }
}

#[test]
fn a_call_that_failed_as_a_whole_left_nothing() {
    assert_eq!(read(r#"{"status": "FAILED", "error": "crashed"}"#), Ok(Found::Nothing));
    let item_failed = r#"{"item_id": "a", "status": "failed", "code": "too_vague"}"#;
    assert_eq!(items(item_failed), [item("a", "failed")]);
}

#[test]
fn an_answer_that_cannot_be_one_is_nonsense() {
    for body in ["<html>", "7", "{}", r#"{"ok": true}"#, r#"{"results": [{"hts_code": "1"}]}"#] {
        let found = read(body);
        assert!(matches!(found, Err(CallError::Nonsense(_))), "{body}: {found:?}");
    }
}

#[test]
fn the_id_stands_where_the_path_says() {
    let look_up = LookUp {
        base_url: "https://api.example",
        path: "/requests/{request_id}/result",
        key_header: "x-api-key",
        key: Key("k"),
        request_id: "r-1",
        retryable: &[],
        timeout: Duration::from_secs(1),
        now: Timestamp::UNIX_EPOCH,
    };
    assert_eq!(look_up.url(), "https://api.example/requests/r-1/result");
}
