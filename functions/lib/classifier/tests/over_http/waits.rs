//! How long an API wants to be left alone.

use std::time::Duration;

use classifier::CallError;
use jiff::{SignedDuration, Timestamp};
use standin::{Rule, StatusCode};

use crate::client::{ask, now, with_rule};

/// The wait, where the API says that there is one.
async fn wait(rule: Rule) -> Option<Duration> {
    match ask(&with_rule(rule).await).await {
        Err(CallError::RateLimited { retry_after }) => retry_after,
        other => panic!("{other:?}"),
    }
}

/// A date of HTTP so many seconds after our own clock.
fn ahead(seconds: i64) -> String {
    let date: Timestamp = now() + SignedDuration::from_secs(seconds);
    date.strftime("%a, %d %b %Y %H:%M:%S GMT").to_string()
}

#[tokio::test]
async fn seconds_are_kept_as_they_are_with_429_and_with_503() {
    assert_eq!(wait(Rule::too_many("600")).await, Some(Duration::from_mins(10)));
    let maintenance = Rule::wait(StatusCode::SERVICE_UNAVAILABLE, "600");
    assert_eq!(wait(maintenance).await, Some(Duration::from_mins(10)));
    assert_eq!(wait(Rule::too_many("0")).await, Some(Duration::ZERO));
}

#[tokio::test]
async fn a_date_is_measured_by_our_own_clock_where_the_answer_has_none() {
    for date in
        [ahead(20), "Sunday, 01-Mar-26 12:00:20 GMT".into(), "Sun Mar  1 12:00:20 2026".into()]
    {
        let wait = wait(Rule::too_many(date.clone()).without_date()).await.expect("a wait");
        assert!(!wait.is_zero() && wait <= Duration::from_secs(20), "{date}: {wait:?}");
    }
}

#[tokio::test]
async fn a_date_is_measured_by_the_apis_clock_where_it_tells_it() {
    // The stand-in's `Date` is today's, long after 2026-03-01 by our clock.
    assert_eq!(wait(Rule::too_many(ahead(20))).await, Some(Duration::ZERO));
    let far = wait(Rule::too_many("Fri, 01 Jan 2100 00:00:00 GMT")).await.expect("a wait");
    assert!(far > Duration::from_hours(24 * 365), "{far:?}");
}

#[tokio::test]
async fn what_is_not_understood_says_nothing() {
    for odd in ["0.493", "-3", "+3", "5s", "5, 5", "soon"] {
        assert_eq!(wait(Rule::too_many(odd)).await, None, "{odd}");
    }
}
