//! A small run of chaos, and proof that its oracle can say no.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

mod planted;
mod wire;

use oracle::Kind;
use pipeline::chaos::{Chaos, Outcome};
use pipeline::doubles::{MemoryAnswers, MemoryLedger};

use planted::{Forgetful, Generous, Overwriting};

const SMALL: Chaos = Chaos { seed: 1, events: 400, consumers: 5 };

/// Enough for a planted bug to be met.
const SHORT: Chaos = Chaos { events: 150, ..SMALL };

#[tokio::test(start_paused = true)]
async fn whatever_fails_nothing_is_lost_doubled_or_paid_twice() {
    let outcome = SMALL.run().await;
    assert_eq!(outcome.verdict.findings, []);
    assert!(outcome.deaths > 10, "{outcome:?}");
    assert!(outcome.verdict.unheard > 20, "{outcome:?}");
    assert!(outcome.verdict.recovered > 5, "{outcome:?}");
    assert!(outcome.verdict.recorded > SMALL.events, "{outcome:?}");
}

#[tokio::test(start_paused = true)]
async fn a_seed_repeats_its_run() {
    let tell = |outcome: Outcome| {
        let verdict = outcome.verdict;
        (outcome.invocations, outcome.deaths, outcome.took, verdict.paid, verdict.recorded)
    };
    assert_eq!(tell(SHORT.run().await), tell(SHORT.run().await));
    let other = Chaos { seed: 2, ..SHORT };
    assert_ne!(tell(SHORT.run().await), tell(other.run().await));
}

#[tokio::test(start_paused = true)]
async fn a_ledger_that_grants_a_claim_twice_is_found_to_pay_twice() {
    let planted = Generous(MemoryLedger::default());
    let outcome = SHORT.run_on(planted, MemoryAnswers::default()).await;
    assert!(outcome.verdict.count(Kind::Repaid) > 0, "{:?}", outcome.verdict);
}

#[tokio::test(start_paused = true)]
async fn a_table_that_drops_an_answer_is_found_to_lose_it() {
    let planted = Forgetful::new(MemoryAnswers::default());
    let outcome = SHORT.run_on(MemoryLedger::default(), planted).await;
    assert!(outcome.verdict.count(Kind::Lost) > 0, "{:?}", outcome.verdict);
}

#[tokio::test(start_paused = true)]
async fn a_table_that_gives_an_answer_to_another_item_is_found_to_double_it() {
    let planted = Overwriting::new(MemoryAnswers::default());
    let outcome = SHORT.run_on(MemoryLedger::default(), planted).await;
    assert!(outcome.verdict.count(Kind::Double) > 0, "{:?}", outcome.verdict);
}
