//! A small run of chaos, and proof that its oracle can say no.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

mod planted;
mod wire;

use oracle::Kind;
use pipeline::chaos::{Chaos, ChaosApi};
use pipeline::doubles::{MemoryAnswers, MemoryLedger};

use planted::{AllOrNothing, Broken, Bug, Forgetful, Overwriting, Unlined};

const SMALL: Chaos = Chaos { seed: 1, events: 400, consumers: 5, redrives: 0 };

/// Enough for a planted bug to be met.
const SHORT: Chaos = Chaos { events: 200, ..SMALL };

/// The way to the API as it is.
fn straight(api: ChaosApi) -> ChaosApi {
    api
}

#[tokio::test(start_paused = true)]
async fn whatever_fails_nothing_is_lost_doubled_or_paid_twice() {
    let outcome = SMALL.run().await;
    assert_eq!(outcome.verdict.findings, []);
    let verdict = &outcome.verdict;
    assert!(outcome.deaths > 10, "{outcome:?}");
    assert!(verdict.lost > 5 && verdict.looked_up > 5, "{outcome:?}");
    assert!(verdict.carried > 20 && verdict.superseded > 10, "{outcome:?}");
    assert!(verdict.recorded > SMALL.events, "{outcome:?}");
    assert!(outcome.dispatched > SMALL.events / 4 && outcome.dispatchers_died > 5, "{outcome:?}");
    assert!(outcome.has_reached_all && verdict.spent_hours > 2, "{outcome:?}");
}

#[tokio::test(start_paused = true)]
async fn a_seed_repeats_its_run_call_by_call() {
    let first = SHORT.run().await;
    assert_eq!(first.verdict.findings, [], "nothing is found where nothing is planted");
    assert_eq!(first.trace, SHORT.run().await.trace);
    let other = Chaos { seed: 2, ..SHORT };
    assert_ne!(first.trace, other.run().await.trace);
}

#[tokio::test(start_paused = true)]
async fn a_ledger_that_grants_a_claim_twice_is_found_to_pay_twice() {
    let planted = Broken(MemoryLedger::default(), Bug::Generous);
    let outcome = SHORT.run_on(planted, MemoryAnswers::default(), straight).await;
    assert!(outcome.verdict.count(Kind::Repaid) > 0, "{:?}", outcome.verdict);
}

#[tokio::test(start_paused = true)]
async fn a_table_that_drops_an_answer_is_found_to_lose_it() {
    let planted = Forgetful::new(MemoryAnswers::default());
    let outcome = SHORT.run_on(MemoryLedger::default(), planted, straight).await;
    assert!(outcome.verdict.count(Kind::Lost) > 0, "{:?}", outcome.verdict);
}

#[tokio::test(start_paused = true)]
async fn a_table_that_gives_an_answer_to_another_item_is_found_to_double_it() {
    let planted = Overwriting::new(MemoryAnswers::default());
    let outcome = SHORT.run_on(MemoryLedger::default(), planted, straight).await;
    assert!(outcome.verdict.count(Kind::Double) > 0, "{:?}", outcome.verdict);
}

#[tokio::test(start_paused = true)]
async fn versions_compared_across_lineages_are_found_to_lose_states() {
    let planted = Unlined(MemoryAnswers::default());
    let outcome = SHORT.run_on(MemoryLedger::default(), planted, straight).await;
    assert!(outcome.verdict.count(Kind::Lost) > 0, "{:?}", outcome.verdict);
}

#[tokio::test(start_paused = true)]
async fn an_answer_that_is_dropped_for_one_bad_item_is_found_to_be_paid_twice() {
    let tables = (MemoryLedger::default(), MemoryAnswers::default());
    let outcome = SHORT.run_on(tables.0, tables.1, AllOrNothing).await;
    assert!(outcome.verdict.count(Kind::Repaid) > 0, "{:?}", outcome.verdict);
}

#[tokio::test(start_paused = true)]
async fn calls_forgotten_when_a_claim_is_released_are_found_to_be_paid_twice() {
    let planted = Broken(MemoryLedger::default(), Bug::Forgiving);
    let outcome = SHORT.run_on(planted, MemoryAnswers::default(), straight).await;
    assert!(outcome.verdict.count(Kind::Repaid) > 0, "{:?}", outcome.verdict);
}

/// Whether any of a few runs with this bug finds what is lost or paid for twice.
async fn is_found(bug: Bug) -> bool {
    for seed in 1..=4 {
        let planted = Broken(MemoryLedger::default(), bug);
        let run = Chaos { seed, ..SHORT };
        let outcome = run.run_on(planted, MemoryAnswers::default(), straight).await;
        if !outcome.verdict.findings.is_empty() {
            return true;
        }
    }
    false
}

#[tokio::test(start_paused = true)]
async fn a_message_that_is_deleted_before_its_event_is_known_to_wait_is_found_to_be_lost() {
    assert!(is_found(Bug::Hasty).await);
}

#[tokio::test(start_paused = true)]
async fn a_row_that_is_marked_before_its_message_is_sent_is_found_to_be_lost() {
    assert!(is_found(Bug::MarksFirst).await);
}

#[tokio::test(start_paused = true)]
async fn a_mark_that_asks_for_no_token_and_no_phase_is_found() {
    assert!(is_found(Bug::MarksAny).await);
}
