use serde_json::value::RawValue;

use super::*;

fn failure_of(object: &str) -> Option<Failure> {
    let raw: &RawValue = serde_json::from_str(object).expect("JSON");
    Failure::of(&Fields::read(raw).expect("an object"), &["quota_exceeded".to_owned()])
}

fn passing(code: &str) -> Failure {
    Failure::Passing(code.to_owned())
}

fn lasting(code: &str) -> Failure {
    Failure::Lasting(code.to_owned())
}

#[test]
fn a_failure_that_may_pass_is_known_by_any_of_its_names_in_any_writing() {
    for (written, code) in [
        ("rate_limit_exceeded", "rate_limit_exceeded"),
        ("RATE_LIMITED", "rate_limited"),
        ("RateLimited", "rate_limited"),
        ("too many requests", "too_many_requests"),
        ("Internal-Server-Error", "internal_server_error"),
        ("internal_error", "internal_error"),
        ("server_error", "server_error"),
        ("timeout", "timeout"),
        ("time-out", "timeout"),
        ("TIMED OUT", "timed_out"),
        ("temporarily_unavailable", "temporarily_unavailable"),
        ("service_unavailable", "service_unavailable"),
        ("unavailable", "unavailable"),
        ("overloaded", "overloaded"),
        ("try_again", "try_again"),
        ("TryAgainLater", "try_again_later"),
        ("retry", "retry"),
        ("busy", "busy"),
        ("429", "429"),
        ("Quota-Exceeded", "quota_exceeded"),
    ] {
        let object = serde_json::json!({"code": written}).to_string();
        assert_eq!(failure_of(&object), Some(passing(code)), "{written}");
    }
}

#[test]
fn a_spent_quota_passes_only_where_the_api_is_known_for_it() {
    assert_eq!(Failure::passing("quota_exceeded", &[]), None);
}

#[test]
fn other_failures_last_and_keep_their_word() {
    for word in ["insufficient_description", "E-40.2", "Prohibited", "not_a_timeout"] {
        let object = serde_json::json!({"code": word}).to_string();
        assert_eq!(failure_of(&object), Some(lasting(word)));
    }
    assert_eq!(failure_of(r#"{"code": 422}"#), Some(lasting("422")));
}

#[test]
fn a_failures_word_may_stand_in_an_error_of_its_own() {
    assert_eq!(failure_of(r#"{"error": {"code": "BUSY", "message": "…"}}"#), Some(passing("busy")));
    assert_eq!(failure_of(r#"{"error": {"type": "no_match"}}"#), Some(lasting("no_match")));
    assert_eq!(failure_of(r#"{"code": null, "error_code": "E1"}"#), Some(lasting("E1")));
}

#[test]
fn prose_and_words_for_an_answer_are_no_failure() {
    let prose = ["Jane Doe's mug is not a mug", "no\nway", "no way", "", &"x".repeat(65)];
    for none in prose.into_iter().chain(["ok", "Completed", "pending", "0", "200"]) {
        let object = serde_json::json!({"code": none}).to_string();
        assert_eq!(failure_of(&object), None, "{none}");
    }
    assert_eq!(failure_of(r#"{"code": 0, "error": false}"#), None);
}
