//! What `[source.NAME.feed]` may say, and what is said of one that is wrong.
#![allow(clippy::expect_used, clippy::indexing_slicing, clippy::panic, reason = "a test may fail")]

use std::time::Duration;

use settings::{Feed, FeedCursor, FeedFrom, FeedTime, Settings};

const API: &str = r#"
[api.classifier]
base_url = "https://api.example.com/"
key = "secretsmanager:tidewaiter/classifier"
"#;

const SOURCE: &str = r#"
[source.erp]
scheme = "github"
tenant = "acme"
secrets = ["env:S"]
"#;

const BODY_ID: &str = "event = { id = \"$.event_id\" }\nversion = { time = \"$.at\" }\n";

const FEED: &str = r#"
[source.erp.feed]
base_url = "https://erp.example/api/"
path = "/events"
key = "secretsmanager:tidewaiter/erp-feed"
"#;

fn parse(source: &str, feed: &[&str]) -> Result<Feed, String> {
    let text = format!("{API}{SOURCE}{source}{FEED}{}\n", feed.join("\n"));
    let settings = Settings::parse(&text).map_err(|problems| problems.to_string())?;
    Ok(settings.sources["erp"].feed.clone().expect("a feed"))
}

fn good(feed: &[&str]) -> Feed {
    parse(BODY_ID, feed).expect("a good feed")
}

fn problem(feed: &[&str]) -> String {
    let said = parse(BODY_ID, feed).expect_err("something is wrong");
    assert!(said.starts_with("1 problem(s)"), "{said}");
    said
}

#[test]
fn a_feed_by_id_takes_five_lines() {
    let feed = good(&["cursor = \"id\""]);
    assert!(matches!(feed.cursor, FeedCursor::Id { at: None }));
    assert_eq!(
        (feed.base_url.as_str(), feed.path.as_str()),
        ("https://erp.example/api", "/events")
    );
    assert_eq!((feed.parameter.as_str(), feed.from), ("after", FeedFrom::Now));
    assert_eq!((feed.lag, feed.grace), (Duration::from_mins(2), Duration::from_mins(1)));
    assert_eq!(feed.overlap, Duration::ZERO, "an id cannot be put back");
    assert!(feed.silent_after.is_none() && feed.page_size.is_none() && feed.rate.is_none());
}

#[test]
fn each_kind_of_cursor_has_its_own_keys() {
    let feed = good(&["cursor = \"opaque\"", "next = \"$.next\"", "from = \"c-1\""]);
    assert!(matches!(&feed.cursor, FeedCursor::Opaque { next } if next.to_string() == "$.next"));
    assert_eq!(feed.from, FeedFrom::At("c-1".to_owned()));
    let feed = good(&["cursor = \"updated_at\"", "format = \"s\"", "page_size = 10"]);
    assert!(matches!(feed.cursor, FeedCursor::UpdatedAt { format: FeedTime::Seconds, .. }));
    assert_eq!(feed.overlap, Duration::from_secs(5));
}

#[test]
fn a_key_of_another_kind_has_no_effect() {
    let said = problem(&["cursor = \"id\"", "next = \"$.next\""]);
    assert!(said.contains("source.erp.feed.next: has no effect: only `cursor = \"opaque\"`"));
    let said = problem(&["cursor = \"id\"", "overlap_s = 4"]);
    assert!(said.contains("source.erp.feed.overlap_s: has no effect"), "{said}");
    let said = problem(&["cursor = \"id\"", "page_size_parameter = \"n\""]);
    assert!(said.contains("source.erp.feed.page_size_parameter: has no effect"), "{said}");
}

#[test]
fn what_a_kind_needs_is_asked_for() {
    let said = problem(&["cursor = \"opaque\""]);
    assert!(said.contains("`next` is missing: where an answer gives the cursor"), "{said}");
    let said = problem(&["cursor = \"updated_at\""]);
    assert!(said.contains("`has_more` or `page_size` is missing"), "{said}");
    let said = problem(&["cursor = \"updated\""]);
    assert!(said.contains("did you mean `updated_at`?"), "{said}");
}

#[test]
fn a_start_by_time_is_a_time() {
    let by_time = ["cursor = \"updated_at\"", "page_size = 10"];
    let said = problem(&[&by_time[..], &["from = \"yesterday\""]].concat());
    assert!(said.contains("is not `now`, `start`, or a time"), "{said}");
    good(&[&by_time[..], &["from = \"2026-11-26T12:00:00Z\""]].concat());
}

#[test]
fn a_polled_copy_must_have_the_id_of_its_webhook() {
    let by_digest = parse("version = { time = \"$.at\" }\n", &["cursor = \"id\"", "id = \"$.id\""]);
    let said = by_digest.expect_err("ids are digests");
    assert!(said.contains("known by the digests of their bodies"), "{said}");
    let signed = |id: &str| {
        let text = format!("{API}{SOURCE}{FEED}cursor = \"id\"\n{id}")
            .replace("\"github\"", "\"standard-webhooks\"");
        Settings::parse(&text).map_err(|problems| problems.to_string())
    };
    let said = signed("").expect_err("the id stands in a header");
    assert!(said.contains("source.erp.feed: `id` is missing"), "{said}");
    signed("id = \"$.id\"").expect("an entry says it");
}

#[test]
fn what_is_found_late_must_not_look_newer() {
    let received = "event = { id = \"$.event_id\" }\nversion = \"received\"\n";
    let said = parse(received, &["cursor = \"id\""]).expect_err("found late");
    assert!(said.contains("source.erp.feed: the versions of this source are times of receipt"));
    parse(received, &["cursor = \"id\"", "time = \"$.at\""]).expect("it says when it happened");
}

#[test]
fn a_path_holds_its_own_query_and_nothing_else() {
    let with = |path: &str| {
        let text = format!("{API}{SOURCE}{BODY_ID}{FEED}cursor = \"id\"\n");
        Settings::parse(&text.replace("\"/events\"", &format!("\"{path}\"")))
    };
    with("/events?kind=product").expect("a path with a query");
    for path in ["events", "", "/a b", "/a#b"] {
        let said = with(path).expect_err("no path").to_string();
        assert!(said.contains("source.erp.feed.path: must be a path"), "{path}: {said}");
    }
}
