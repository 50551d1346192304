//! The promises of [`LedgerTable`], and the protocol over it.

use std::time::Duration;

use futures::StreamExt;
use jiff::{SignedDuration, Timestamp};
use ledger::{
    Bid, Claim, Claiming, Ending, Fresh, Ledger, LedgerTable, MAX_ABANDONED, MAX_TRIES, OnReuse,
    Phase, Release, Spent, Written,
};

/// Runs every check, each on events of its own under `prefix`.
pub async fn suite<T: LedgerTable + Clone>(table: T, prefix: &str) {
    let bench = Bench { ledger: Ledger::new(table.clone()), table, prefix: prefix.to_owned() };
    bench.one_bid_of_many_at_once_wins().await;
    bench.a_live_lease_holds_everybody_off().await;
    bench.a_done_event_is_a_duplicate().await;
    bench.another_content_is_a_reused_id().await;
    bench.digests_of_two_revisions_are_not_compared().await;
    bench.a_release_counts_tries_but_not_holds().await;
    bench.the_tenth_try_refuses().await;
    bench.a_get_that_succeeds_forgives_those_that_failed().await;
    bench.one_of_many_takes_over_an_abandoned_event().await;
    bench.the_third_abandonment_gives_up().await;
    bench.who_outlived_the_lease_changes_nothing().await;
    bench.refused_stays_refused_until_it_is_sent_again().await;
    bench.what_was_learned_outlives_a_refusal_and_counts_no_more().await;
    bench.what_expired_is_forgotten().await;
    bench.calls_whose_response_was_lost_are_handed_on_until_they_are_resolved().await;
    bench.a_row_comes_back_as_written().await;
}

struct Bench<T> {
    ledger: Ledger<T>,
    table: T,
    prefix: String,
}

fn start() -> Timestamp {
    "2026-03-01T00:00:00Z".parse().expect("a time")
}

fn seconds(seconds: i64) -> SignedDuration {
    SignedDuration::from_secs(seconds)
}

/// How long the claims of this suite are leased for.
const LEASE: SignedDuration = SignedDuration::from_secs(900);

impl<T: LedgerTable> Bench<T> {
    fn bid(&self, event: &str, now: Timestamp) -> Bid {
        Bid {
            event: format!("{}#{event}", self.prefix),
            digest: "digest-1".into(),
            polled: false,
            revision: "1".into(),
            message: "message-1".into(),
            sent_at: start() - seconds(5),
            received_at: start() - seconds(10),
            ticket: None,
            request_id: "request-1".into(),
            shared: false,
            lease_until: now + LEASE,
            retention: Duration::from_hours(1080),
            on_reuse: OnReuse::Refuse,
            now,
        }
    }

    async fn claim(&self, bid: &Bid) -> Claiming {
        self.ledger.claim(bid).await.expect("a table that answers")
    }

    async fn win(&self, bid: &Bid) -> Claim {
        match self.claim(bid).await {
            Claiming::Won(claim) => claim,
            other => panic!("not won: {other:?}"),
        }
    }

    async fn calls_whose_response_was_lost_are_handed_on_until_they_are_resolved(&self) {
        let bid = self.bid("unconfirmed", start());
        let claim = self.win(&bid).await.with_unconfirmed(["request-0".to_owned()]);
        let released = self.ledger.release(claim, Release::Try, "timeout", bid.sent_at).await;
        assert_eq!(released, Ok(Ending::Written));
        let bid = self.bid("unconfirmed", start() + seconds(60));
        let abandoned = self.win(&Bid { request_id: "request-2".into(), ..bid }).await;
        assert_eq!(abandoned.unconfirmed(), ["request-0"]);
        let bid = self.bid("unconfirmed", start() + seconds(2_000));
        let successor = self.win(&bid).await;
        assert_eq!(successor.unconfirmed(), ["request-0", "request-2"], "its own call comes last");
        let successor = successor.resolved(|request_id| request_id == "request-2");
        let released = self.ledger.release(successor, Release::Hold, "later", bid.sent_at).await;
        assert_eq!(released, Ok(Ending::Written));
        let last = self.win(&self.bid("unconfirmed", start() + seconds(3_000))).await;
        assert_eq!(last.unconfirmed(), ["request-0"], "what is not resolved is never dropped");
    }

    async fn release(&self, bid: &Bid, release: Release) -> Ending {
        let claim = self.win(bid).await;
        let ending = self.ledger.release(claim, release, "the API was down", bid.sent_at).await;
        ending.expect("a table that answers")
    }

    async fn one_bid_of_many_at_once_wins(&self) {
        let bid = self.bid("at-once", start());
        let claims = futures::stream::iter((0..32).map(|_| self.claim(&bid)));
        let claims: Vec<_> = claims.buffer_unordered(32).collect().await;
        let won = claims.iter().filter(|claim| matches!(claim, Claiming::Won(_))).count();
        let held = claims.iter().filter(|claim| **claim == Claiming::Held(start() + LEASE)).count();
        assert_eq!((won, held), (1, 31));
    }

    async fn a_live_lease_holds_everybody_off(&self) {
        let _claim = self.win(&self.bid("live", start())).await;
        let last = self.bid("live", start() + LEASE - seconds(1));
        assert_eq!(self.claim(&last).await, Claiming::Held(start() + LEASE));
    }

    async fn a_done_event_is_a_duplicate(&self) {
        let bid = self.bid("done", start());
        let ending = self.ledger.complete(self.win(&bid).await).await;
        assert_eq!(ending, Ok(Ending::Written));
        assert_eq!(self.claim(&bid).await, Claiming::Duplicate);
    }

    async fn another_content_is_a_reused_id(&self) {
        let bid = self.bid("reused", start());
        let other = Bid { digest: "digest-2".into(), ..bid.clone() };
        let lenient = Bid { on_reuse: OnReuse::Duplicate, ..other.clone() };
        let claim = self.win(&bid).await;
        assert_eq!(self.claim(&other).await, Claiming::Reused, "while it is claimed");
        self.ledger.complete(claim).await.expect("a table that answers");
        assert_eq!(self.claim(&other).await, Claiming::Reused, "when it is done");
        assert_eq!(self.claim(&lenient).await, Claiming::Duplicate);
    }

    async fn digests_of_two_revisions_are_not_compared(&self) {
        let bid = self.bid("revision", start());
        self.ledger.complete(self.win(&bid).await).await.expect("a table that answers");
        let remapped = Bid { digest: "digest-2".into(), revision: "2".into(), ..bid };
        assert_eq!(self.claim(&remapped).await, Claiming::Duplicate);
    }

    async fn a_release_counts_tries_but_not_holds(&self) {
        let bid = self.bid("released", start());
        assert_eq!(self.release(&bid, Release::Hold).await, Ending::Written);
        assert_eq!(self.release(&bid, Release::Try).await, Ending::Written);
        let later = Bid { received_at: start() + seconds(50), ..bid };
        let claim = self.win(&later).await;
        assert_eq!((claim.tries(), claim.abandoned()), (1, 0));
        assert_eq!(claim.first_received(), start() - seconds(10), "kept from the first claim");
    }

    async fn the_tenth_try_refuses(&self) {
        let bid = self.bid("tries", start());
        for _ in 1..MAX_TRIES {
            assert_eq!(self.release(&bid, Release::Try).await, Ending::Written);
        }
        assert_eq!(self.release(&bid, Release::Try).await, Ending::Refused);
        let Claiming::Refused(reason) = self.claim(&bid).await else { panic!("not refused") };
        assert_eq!(reason, "10 tries failed, the last: the API was down");
    }

    async fn a_get_that_succeeds_forgives_those_that_failed(&self) {
        let bid = self.bid("gets", start());
        assert_eq!(self.release(&bid, Release::Try).await, Ending::Written);
        for _ in 2..MAX_TRIES {
            assert_eq!(self.release(&bid, Release::Get).await, Ending::Written);
        }
        let mut claim = self.win(&bid).await;
        assert_eq!((claim.tries(), claim.failed_gets()), (1, MAX_TRIES - 2));
        claim.fetched();
        let released = self.ledger.release(claim, Release::Get, "404", bid.sent_at).await;
        assert_eq!(released, Ok(Ending::Written), "the first of another ten");
        assert_eq!(self.win(&bid).await.counted_tries(), 2);
    }

    async fn one_of_many_takes_over_an_abandoned_event(&self) {
        let _died = self.win(&self.bid("abandoned", start())).await;
        let bid = self.bid("abandoned", start() + LEASE);
        let claims = futures::stream::iter((0..16).map(|_| self.claim(&bid)));
        let claims: Vec<_> = claims.buffer_unordered(16).collect().await;
        let won: Vec<_> = claims
            .iter()
            .filter_map(|claiming| match claiming {
                Claiming::Won(claim) => Some(claim.abandoned()),
                _ => None,
            })
            .collect();
        assert_eq!(won, [1]);
    }

    async fn the_third_abandonment_gives_up(&self) {
        let mut now = start();
        for _ in 0..MAX_ABANDONED {
            let _died = self.win(&self.bid("deadly", now)).await;
            now += LEASE;
        }
        let bid = self.bid("deadly", now);
        let Claiming::GiveUp(claim) = self.claim(&bid).await else { panic!("not given up") };
        let ending = self.ledger.refuse(claim, "it kills", bid.sent_at).await;
        assert_eq!(ending, Ok(Ending::Refused));
        assert_eq!(self.claim(&bid).await, Claiming::Refused("it kills".into()));
    }

    async fn who_outlived_the_lease_changes_nothing(&self) {
        let slow = self.win(&self.bid("slow", start())).await;
        let successor = self.win(&self.bid("slow", start() + LEASE)).await;
        assert_eq!(self.ledger.complete(slow).await, Ok(Ending::Outlived));
        assert_eq!(self.ledger.complete(successor).await, Ok(Ending::Written));
    }

    async fn refused_stays_refused_until_it_is_sent_again(&self) {
        let bid = self.bid("refused", start());
        let claim = self.win(&bid).await;
        self.ledger.refuse(claim, "unlisted", bid.sent_at).await.expect("a table that answers");
        assert_eq!(self.claim(&bid).await, Claiming::Refused("unlisted".into()));
        let redriven = Bid { sent_at: start() + seconds(60), ..self.bid("refused", start()) };
        let claim = self.win(&redriven).await;

        // A machine whose clock is behind SQS's refuses: its message must not look newer.
        let ahead = Bid { sent_at: start() + seconds(90), ..redriven };
        self.ledger.refuse(claim, "still unlisted", ahead.sent_at).await.expect("an answer");
        assert_eq!(self.claim(&ahead).await, Claiming::Refused("still unlisted".into()));
    }

    async fn what_was_learned_outlives_a_refusal_and_counts_no_more(&self) {
        let bid = self.bid("learned", start());
        for _ in 0..MAX_TRIES {
            self.release(&bid, Release::Try).await;
        }
        let redriven = Bid {
            sent_at: start() + seconds(60),
            received_at: start() + seconds(60),
            ..self.bid("learned", start())
        };
        let claim = self.win(&redriven).await;
        assert_eq!((claim.tries(), claim.abandoned()), (MAX_TRIES, 0));
        assert_eq!(claim.first_received(), start() - seconds(10), "the first receipt stays");
        let released = self.ledger.release(claim, Release::Try, "again", redriven.sent_at).await;
        assert_eq!(released, Ok(Ending::Written), "its tries are counted anew");
    }

    async fn what_expired_is_forgotten(&self) {
        let bid = self.bid("expired", start());
        self.ledger.complete(self.win(&bid).await).await.expect("a table that answers");
        let after = start() + SignedDuration::from_hours(45 * 24);
        let claim = self.win(&self.bid("expired", after)).await;
        assert_eq!(claim.first_received(), start() - seconds(10));
    }

    async fn a_row_comes_back_as_written(&self) {
        let bid = self.bid("row", start());
        let claim = self.win(&bid).await;
        self.ledger.refuse(claim, "a reason", bid.sent_at).await.expect("a table that answers");
        let fresh = Fresh { now: start() };
        let mut probe = sample(&bid);
        let Ok(Written::No(found)) = self.table.insert(&probe, fresh).await else {
            panic!("the row is there")
        };
        probe.token.clone_from(&found.token);
        assert_eq!(*found, probe);
    }
}

/// The row that `a_row_comes_back_as_written` expects, but for its token.
fn sample(bid: &Bid) -> ledger::Row {
    ledger::Row {
        event: bid.event.clone(),
        phase: Phase::Refused,
        token: "another".into(),
        lease_until: bid.lease_until,
        claimed_at: bid.now,
        digest: bid.digest.clone(),
        polled: false,
        revision: bid.revision.clone(),
        message: bid.message.clone(),
        request_id: "request-1".into(),
        calls: vec![],
        shared: false,
        tries: 0,
        failed_gets: 0,
        abandoned: 0,
        shared_deaths: 0,
        waits: 0,
        spent: Spent::default(),
        first_received: bid.received_at,
        unconfirmed: vec![],
        suspects: 0,
        superseded: 0,
        reason: Some("a reason".into()),
        wait: None,
        expires_at: Some(bid.now + seconds(45 * 86_400)),
    }
}
