//! The promises of [`Known`]: which events have a row that still counts.
//!
//! Its reads need not be strongly consistent, so on a table that is kept more than once a row may
//! be missed for a moment. The tables that this runs on are kept once.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use ledger::{Bid, Claim, Claiming, Ending, Ledger, LedgerTable, OnReuse, Release};
use reconcile::Known;

/// Runs every check, each on events of its own under `prefix`. Both look at one table.
pub async fn suite<K: Known, T: LedgerTable + Clone>(known: K, table: T, prefix: &str) {
    let ledger = Ledger::new(table.clone());
    let bench = Bench { known, ledger, table, prefix: prefix.to_owned() };
    bench.who_asks_for_nothing_is_told_nothing().await;
    bench.what_nobody_wrote_is_unknown().await;
    bench.an_event_is_known_whatever_became_of_it().await;
    bench.an_event_is_known_until_its_row_expires().await;
    bench.an_expiry_counts_in_whole_seconds().await;
    bench.a_question_may_be_longer_than_a_batch_of_reads().await;
    bench.a_question_may_name_an_event_twice().await;
    bench.a_question_changes_no_row().await;
}

struct Bench<K, T> {
    known: K,
    ledger: Ledger<T>,
    table: T,
    prefix: String,
}

/// More than one `BatchGetItem` takes.
const MANY: usize = 130;

/// How long rows of this suite are kept, unless a check says otherwise.
const RETENTION: Duration = Duration::from_hours(48);

fn start() -> Timestamp {
    "2026-03-01T00:00:00Z".parse().expect("a time")
}

fn after(millis: i64) -> Timestamp {
    start() + SignedDuration::from_millis(millis)
}

impl<K: Known, T: LedgerTable> Bench<K, T> {
    fn event(&self, name: &str) -> String {
        format!("{}#{name}", self.prefix)
    }

    async fn win(&self, name: &str, retention: Duration) -> Claim {
        let bid = Bid {
            event: self.event(name),
            digest: "digest-1".into(),
            polled: false,
            revision: "1".into(),
            message: "message-1".into(),
            sent_at: start(),
            received_at: start(),
            ticket: None,
            request_id: "request-1".into(),
            shared: false,
            lease_until: start() + SignedDuration::from_mins(15),
            retention,
            on_reuse: OnReuse::Refuse,
            now: start(),
        };
        match self.ledger.claim(&bid).await.expect("a table that answers") {
            Claiming::Won(claim) => claim,
            other => panic!("not won: {other:?}"),
        }
    }

    /// A row, whoever its claim is.
    async fn write(&self, name: &str, retention: Duration) {
        let _held = self.win(name, retention).await;
    }

    async fn ask(&self, names: &[&str], now: Timestamp) -> BTreeSet<String> {
        let events: Vec<String> = names.iter().map(|name| self.event(name)).collect();
        self.known.known(&events, now).await.expect("a table that answers")
    }

    async fn is_known(&self, name: &str, now: Timestamp) -> bool {
        self.ask(&[name], now).await.contains(&self.event(name))
    }

    async fn who_asks_for_nothing_is_told_nothing(&self) {
        assert_eq!(self.ask(&[], start()).await, BTreeSet::new());
    }

    async fn what_nobody_wrote_is_unknown(&self) {
        self.write("there", RETENTION).await;
        // Keys are compared whole, and to the letter.
        let others = ["never", "ther", "there ", "There", "there#1"];
        assert_eq!(self.ask(&others, start()).await, BTreeSet::new());
        assert!(self.is_known("there", start()).await);
    }

    async fn an_event_is_known_whatever_became_of_it(&self) {
        self.write("claimed", RETENTION).await;
        let released = self.win("released", RETENTION).await;
        let ending = self.ledger.release(released, Release::Hold, "a hold", start()).await;
        assert_eq!(ending, Ok(Ending::Written));
        let done = self.win("done", RETENTION).await;
        assert_eq!(self.ledger.complete(done).await, Ok(Ending::Written));
        let refused = self.win("refused", RETENTION).await;
        let ending = self.ledger.refuse(refused, "nonsense", start()).await;
        assert_eq!(ending, Ok(Ending::Refused));
        let all = ["claimed", "released", "done", "refused"];
        let events: BTreeSet<String> = all.iter().map(|name| self.event(name)).collect();
        assert_eq!(self.ask(&all, after(1_000)).await, events);
    }

    /// The table deletes what has expired days later; until then a reader has to leave it out.
    async fn an_event_is_known_until_its_row_expires(&self) {
        self.write("expires", Duration::from_secs(100)).await;
        assert!(self.is_known("expires", after(99_000)).await);
        for late in [100_000, 101_000, 86_400_000] {
            assert!(!self.is_known("expires", after(late)).await, "{late} ms");
        }
    }

    /// The attribute that a table expires by is a number of seconds: a fraction is not kept.
    async fn an_expiry_counts_in_whole_seconds(&self) {
        self.write("fraction", Duration::from_millis(50_700)).await;
        assert!(self.is_known("fraction", after(49_999)).await);
        assert!(!self.is_known("fraction", after(50_300)).await);
    }

    async fn a_question_may_be_longer_than_a_batch_of_reads(&self) {
        let names: Vec<String> = (0..MANY).map(|number| format!("many-{number}")).collect();
        let written = || names.iter().step_by(3);
        for name in written() {
            self.write(name, RETENTION).await;
        }
        let events: BTreeSet<String> = written().map(|name| self.event(name)).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        assert_eq!(self.ask(&names, start()).await, events);
    }

    async fn a_question_may_name_an_event_twice(&self) {
        self.write("twice", RETENTION).await;
        let events = BTreeSet::from([self.event("twice")]);
        assert_eq!(self.ask(&["twice", "nobody", "twice", "nobody"], start()).await, events);
    }

    async fn a_question_changes_no_row(&self) {
        self.write("asked", RETENTION).await;
        let look = async || self.table.look(&self.event("asked")).await.expect("a table");
        let before = look().await;
        self.ask(&["asked", "unasked"], start()).await;
        assert_eq!(look().await, before);
        assert_eq!(self.table.look(&self.event("unasked")).await, Ok(None));
    }
}
