//! A small run of chaos, and proof that its oracle can say no.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

mod whole;
mod wire;

use oracle::Kind;
use pipeline::chaos::{Bug, Run};

/// Events of a run.
const SMALL: usize = 400;

/// Enough for a planted bug to be met.
const SHORT: usize = 200;

#[tokio::test(start_paused = true)]
async fn whatever_fails_nothing_is_lost_doubled_or_paid_twice() {
    let outcome = Run::chaos(1, SMALL).play().await;
    assert_eq!(outcome.verdict.findings, []);
    let verdict = &outcome.verdict;
    assert!(outcome.deaths > 10, "{outcome:?}");
    assert!(verdict.lost > 5 && verdict.looked_up > 5, "{outcome:?}");
    assert!(verdict.carried > 20 && verdict.superseded > 10, "{outcome:?}");
    assert!(verdict.recorded > SMALL, "{outcome:?}");
    assert!(outcome.dispatched > SMALL / 4 && outcome.dispatchers_died > 5, "{outcome:?}");
    assert!(outcome.has_reached_all && verdict.spent_hours > 2, "{outcome:?}");
}

#[tokio::test(start_paused = true)]
async fn a_seed_repeats_its_run_call_by_call() {
    let first = Run::chaos(1, SHORT).play().await;
    assert_eq!(first.verdict.findings, [], "nothing is found where nothing is planted");
    assert_eq!(first.trace, Run::chaos(1, SHORT).play().await.trace);
    assert_ne!(first.trace, Run::chaos(2, SHORT).play().await.trace);
}

/// How often this is found in a run with this bug.
async fn found(bug: Bug, kind: Kind) -> usize {
    let run = Run { bug: Some(bug), ..Run::chaos(1, SHORT) };
    run.play().await.verdict.count(kind)
}

#[tokio::test(start_paused = true)]
async fn what_is_broken_is_found_as_what_it_is() {
    assert!(found(Bug::ClaimTwice, Kind::Repaid).await > 0);
    assert!(found(Bug::DropsAnswers, Kind::Lost).await > 0);
    assert!(found(Bug::OtherItem, Kind::Double).await > 0);
    assert!(found(Bug::OneLineage, Kind::Lost).await > 0);
    assert!(found(Bug::AllOrNothing, Kind::Repaid).await > 0);
    assert!(found(Bug::ForgetsCalls, Kind::Repaid).await > 0);
    assert!(found(Bug::SpendsAll, Kind::Excess).await > 0);
}
