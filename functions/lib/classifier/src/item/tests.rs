use super::*;

fn judged(object: &str) -> Verdict {
    let raw: &RawValue = serde_json::from_str(object).expect("JSON");
    judge(&Fields::read(raw).expect("an object"), &["quota_exceeded".to_owned()])
}

fn answered(object: &str) -> Answer {
    let raw: &RawValue = serde_json::from_str(object).expect("JSON");
    answer(&Fields::read(raw).expect("an object"), raw, &[])
}

fn completed(code: &str) -> Verdict {
    Verdict::Completed(code.to_owned())
}

fn failed(code: &str) -> Verdict {
    Verdict::Failed(code.to_owned())
}

fn again(code: &str) -> Verdict {
    Verdict::Retryable(code.to_owned())
}

#[test]
fn an_item_that_is_worked_on_is_pending_whatever_stands_beside() {
    for status in ["pending", "Processing", "clarifying", "queued", "in progress"] {
        for beside in [
            r#""hts_code": null"#,
            r#""hts_code": "6109.10""#,
            r#""hts_code": "n/a""#,
            r#""code": "insufficient_description""#,
            r#""code": "rate_limited""#,
        ] {
            let object = format!(r#"{{"status": "{status}", {beside}}}"#);
            assert_eq!(judged(&object), again("pending"), "{object}");
        }
    }
}

#[test]
fn a_failed_item_is_asked_again_where_its_failure_passes() {
    assert_eq!(judged(r#"{"status": "failed", "code": "RATE_LIMITED"}"#), again("rate_limited"));
    assert_eq!(
        judged(r#"{"status": "failed", "code": "QUOTA-EXCEEDED"}"#),
        again("quota_exceeded")
    );
    assert_eq!(
        judged(r#"{"status": "FAILED", "error": "timeout", "hts_code": "6109.10"}"#),
        again("timeout")
    );
    assert_eq!(judged(r#"{"status": "timed_out"}"#), again("timed_out"));
    assert_eq!(judged(r#"{"status": 503}"#), again("503"));
}

#[test]
fn a_failed_item_is_an_answer_where_its_failure_lasts() {
    let insufficient = r#"{"status": "FAILED", "code": "insufficient_description"}"#;
    assert_eq!(judged(insufficient), failed("insufficient_description"));
    assert_eq!(judged(r#"{"status": "Failed"}"#), failed("failed"));
    assert_eq!(judged(r#"{"status": "error", "error": "no mug, Jane"}"#), failed("failed"));
    assert_eq!(judged(r#"{"status": "rejected", "hts_code": "6109.10"}"#), failed("failed"));
    assert_eq!(judged(r#"{"status": 422, "code": "too_vague"}"#), failed("too_vague"));
}

#[test]
fn an_item_with_a_code_is_completed_unless_its_status_says_otherwise() {
    for status in [
        r#""completed""#,
        r#""COMPLETED""#,
        r#""reviewed""#,
        r#""accepted""#,
        "null",
        "200",
        "{}",
        "true",
    ] {
        let object = format!(r#"{{"status": {status}, "hts_code": " 6109.10.0012 "}}"#);
        assert_eq!(judged(&object), completed("6109.10.0012"), "{object}");
    }
    assert_eq!(judged(r#"{"hts_code": "6109.10", "code": "ok"}"#), completed("6109.10"));
    assert_eq!(judged(r#"{"hts_code": "6109.10", "error": "timeout"}"#), completed("6109.10"));
}

#[test]
fn without_a_code_a_failures_word_decides() {
    for status in [r#""completed""#, "null", r#""reviewed""#] {
        let item = |code: &str| judged(&format!(r#"{{"status": {status}, "code": "{code}"}}"#));
        assert_eq!(item("try_again_later"), again("try_again_later"), "{status}");
        assert_eq!(item("no_match"), failed("no_match"), "{status}");
    }
    assert_eq!(judged(r#"{"hts_code": "n/a", "error": "busy"}"#), again("busy"));
}

#[test]
fn a_completed_item_without_a_code_failed_for_want_of_one() {
    for code in [r#""n/a""#, "101210000", r#""8517.62.0090 / 8517610000""#, "{}", "null", r#"" ""#]
    {
        let object = format!(r#"{{"status": "completed", "hts_code": {code}}}"#);
        assert_eq!(judged(&object), failed("no_code"), "{object}");
    }
    assert_eq!(judged(r#"{"status": "completed"}"#), failed("no_code"));
}

#[test]
fn what_stands_for_a_code_and_is_none_is_an_answer_without_a_status_too() {
    for code in [r#""n/a""#, "101210000", r#""8517.62.0090 / 8517610000""#] {
        assert_eq!(judged(&format!(r#"{{"hts_code": {code}}}"#)), failed("no_code"), "{code}");
    }
}

#[test]
fn a_code_of_another_type_cannot_be_read_where_nothing_says_that_it_is_final() {
    for code in ["{}", "[]", "true", r#""61\ud83d""#] {
        assert_eq!(judged(&format!(r#"{{"hts_code": {code}}}"#)), again("unreadable"), "{code}");
    }
}

#[test]
fn an_item_that_says_nothing_is_pending() {
    for object in [
        "{}",
        r#"{"hts_code": null}"#,
        r#"{"hts_code": ""}"#,
        r#"{"status": "reviewed", "hts_code": null}"#,
        r#"{"code": 0, "error": null}"#,
    ] {
        assert_eq!(judged(object), again("pending"), "{object}");
    }
}

#[test]
fn an_answer_is_kept_byte_for_byte_with_its_columns_beside() {
    let object = r#"{"hts_code":"6109.10",  "duty":{"total":"16.5%"}, "confidence":0.9,
        "components":["6109.20"]}"#;
    let expected = Answer::Completed {
        hts_code: "6109.10".to_owned(),
        duty: Some("16.5%".to_owned()),
        confidence: Some(0.9),
        components: vec!["6109.20".to_owned()],
        verbatim: object.to_owned(),
    };
    assert_eq!(answered(object), expected);
}

#[test]
fn an_answer_that_is_too_long_to_keep_says_so_and_how_long_it_was() {
    let long = |head: &str| format!(r#"{{{head}, "note": "{}"}}"#, "x".repeat(MAX_ITEM_BYTES));
    for head in [r#""hts_code": "6109.10""#, r#""status": "failed""#] {
        let object = long(head);
        let Answer::Failed { code, verbatim } = answered(&object) else { panic!("kept") };
        let said: serde_json::Value = serde_json::from_str(&verbatim).expect("JSON");
        assert_eq!((code.as_str(), &said["bytes"]), ("too_long", &json!(object.len())));
        assert!(verbatim.len() < 100, "{verbatim}");
    }
    assert_eq!(answered(&long(r#""status": "pending""#)), retryable("pending"));
}
