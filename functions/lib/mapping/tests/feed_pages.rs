//! What a feed's answer says.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use mapping::{FeedEntry, FeedPage, FeedPlace, NotAPage};
use settings::Settings;

const ERP: &str = r#"
[api.classifier]
base_url = "https://api.example.com/"
key = "env:KEY"

[source.erp]
scheme = "github"
tenant = "acme"
secrets = ["env:S"]
event = { id = "$.event_id" }
version = { time = "$.at" }
zone = "Europe/Berlin"
feed = { base_url = "https://erp.example", path = "/events", key = "env:KEY", LINES }
"#;

fn read(lines: &str, answer: &str) -> Result<FeedPage, NotAPage> {
    let settings = Settings::parse(&ERP.replace("LINES", lines)).expect("good settings");
    let source = &settings.sources["erp"];
    FeedPage::read(answer.as_bytes(), source, source.feed.as_ref().expect("a feed"))
}

fn page(lines: &str, answer: &str) -> FeedPage {
    read(lines, answer).expect("a page")
}

fn body(entry: &FeedEntry) -> &str {
    std::str::from_utf8(&entry.body).expect("text")
}

const BY_ID: &str = "cursor = \"id\"";
const BY_TOKEN: &str = "cursor = \"opaque\", next = \"$.next\", has_more = \"$.more\"";
const BY_TIME: &str = "cursor = \"updated_at\", page_size = 2";

#[test]
fn a_body_stands_as_it_stood_in_the_answer() {
    let answer = r#"{"data": [ {"event_id":  "e-1", "n": 12345678901234567890.50} ]}"#;
    let page = page(BY_ID, answer);
    assert_eq!(body(&page.entries[0]), r#"{"event_id":  "e-1", "n": 12345678901234567890.50}"#);
    assert_eq!(page.entries[0].id.as_deref(), Ok("e-1"));
    assert_eq!(page.entries[0].place, Some(FeedPlace::Id("e-1".to_owned())));
}

#[test]
fn an_entry_may_wrap_the_body_as_a_value_or_as_a_text() {
    let lines = format!("{BY_ID}, id = \"$.id\", body = \"$.payload\"");
    let answer =
        r#"{"data": [{"id": 4711, "payload": {"a": 1.0}}, {"id": 4712, "payload": "<a/>"}]}"#;
    let page = page(&lines, answer);
    let found: Vec<_> = page.entries.iter().map(|it| (it.id.clone(), body(it))).collect();
    assert_eq!(found, [(Ok("4711".to_owned()), r#"{"a": 1.0}"#), (Ok("4712".to_owned()), "<a/>")]);
}

#[test]
fn what_cannot_be_read_of_an_entry_is_named_and_not_quoted() {
    let page = page(BY_TOKEN, r#"{"data": [{"event_id": ["hunter2"]}, {}, 7], "next": "c"}"#);
    assert_eq!(page.entries.len(), 3);
    for entry in &page.entries {
        let reason = entry.id.as_ref().expect_err("no id");
        assert!(reason.contains("$.event_id") && !reason.contains("hunter2"), "{reason}");
    }
}

#[test]
fn an_answer_says_where_to_go_on_and_whether_there_is_more() {
    let says = |rest: &str| {
        let page = page(BY_TOKEN, &format!(r#"{{"data": []{rest}}}"#));
        (page.next, page.has_more)
    };
    assert_eq!(says(r#", "next": "c-2", "more": true"#), (Some("c-2".to_owned()), Some(true)));
    assert_eq!(
        says(r#", "next": 17, "more": "https://more""#),
        (Some("17".to_owned()), Some(true))
    );
    for nothing in ["", r#", "next": null, "more": false"#, r#", "next": "", "more": null"#] {
        assert_eq!(says(nothing), (None, Some(false)), "{nothing}");
    }
    assert_eq!(page(BY_ID, r#"{"data": []}"#).has_more, None);
}

#[test]
fn times_are_read_as_the_source_writes_them() {
    let page =
        page(BY_TIME, r#"{"data": [{"event_id": "e", "updated_at": "2026-11-16 11:14:12"}]}"#);
    let time = "2026-11-16T10:14:12Z".parse().expect("a time");
    assert_eq!(page.entries[0].place, Some(FeedPlace::Time(time)));
    assert_eq!(page.entries[0].time, Some(time), "when it changed is when it happened");
}

#[test]
fn what_is_no_page_is_told() {
    let refused = |answer: &str| read(BY_ID, answer).expect_err("no page");
    assert!(matches!(refused("<html></html>"), NotAPage::NotWellFormed(_)));
    assert!(matches!(refused("{\"data\": [1"), NotAPage::NotWellFormed(_)));
    for answer in [r#"{"error": "no"}"#, r#"{"data": {"a": []}}"#, "[]"] {
        assert_eq!(refused(answer), NotAPage::NoList("$.data".to_owned()), "{answer}");
    }
    assert_eq!(refused(r#"{"data": [{}, {}]}"#), NotAPage::NoPlace("$.event_id".to_owned()));
}

#[test]
fn there_is_more_where_something_says_so() {
    for (more, expected) in [
        ("true", true),
        ("false", false),
        ("null", false),
        ("1", true),
        ("0", false),
        ("0.0", false),
        (r#""https://erp.example/events?page=2""#, true),
        (r#""""#, false),
        (r#"" false ""#, false),
        (r#""0""#, false),
        (r#"["page 2"]"#, true),
        ("[]", false),
        (r#"{"href": "/events?page=2"}"#, true),
        ("{}", false),
    ] {
        let page = page(BY_TOKEN, &format!(r#"{{"data": [], "more": {more}}}"#));
        assert_eq!(page.has_more, Some(expected), "{more}");
    }
    assert_eq!(page(BY_TOKEN, r#"{"data": []}"#).has_more, Some(false), "nothing says so");
    assert_eq!(page(BY_ID, r#"{"data": []}"#).has_more, None, "nobody is asked");
}
