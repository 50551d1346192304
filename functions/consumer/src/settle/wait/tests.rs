use std::sync::Mutex;

use bodies::NotFetched;
use bytes::Bytes;
use jiff::SignedDuration;
use ledger::{
    Bid, Claiming, Fresh, Ledger, LedgerTable, OnReuse, Priority, Row, SEQUENCE_LANE, Written,
};

use super::*;
use crate::event::sample::{asking, item};
use crate::event::{Cause, ItemEnd};

/// A bucket that remembers what was put and what was renewed.
#[derive(Default)]
struct Bucket {
    put: Mutex<Vec<(String, Bytes)>>,
    renewed: Mutex<Vec<String>>,
}

impl BodyStore for Bucket {
    async fn put(&self, key: &str, body: Bytes) -> Result<(), Unavailable> {
        self.put.lock().expect("a lock").push((key.to_owned(), body));
        Ok(())
    }

    async fn get(&self, _: &str) -> Result<Bytes, NotFetched> {
        Err(NotFetched::Gone)
    }

    async fn renew(&self, key: &str) -> Result<(), Unavailable> {
        self.renewed.lock().expect("a lock").push(key.to_owned());
        Ok(())
    }
}

/// A table on which every first claim is won.
struct Free;

impl LedgerTable for Free {
    async fn insert(&self, _: &Row, _: Fresh) -> Result<Written, ledger::Unavailable> {
        Ok(Written::Yes)
    }

    async fn replace(&self, _: &Row, _: &Row) -> Result<Written, ledger::Unavailable> {
        Ok(Written::Yes)
    }

    async fn look(&self, _: &str) -> Result<Option<Row>, ledger::Unavailable> {
        Ok(None)
    }

    async fn open_lane(&self, _: &str) -> Result<(), ledger::Unavailable> {
        Ok(())
    }
}

async fn claim() -> Claim {
    let bid = Bid {
        event: "e-1".to_owned(),
        digest: "d".to_owned(),
        revision: "1".to_owned(),
        message: "m".to_owned(),
        sent_at: Timestamp::UNIX_EPOCH,
        received_at: Timestamp::UNIX_EPOCH,
        ticket: None,
        request_id: String::new(),
        shared: false,
        lease_until: now(),
        retention: Duration::from_hours(24),
        polled: false,
        on_reuse: OnReuse::Refuse,
        now: Timestamp::UNIX_EPOCH,
    };
    match Ledger::new(Free).claim(&bid).await {
        Ok(Claiming::Won(claim)) => claim,
        other => unreachable!("nobody else bids: {other:?}"),
    }
}

fn now() -> Timestamp {
    Timestamp::UNIX_EPOCH + SignedDuration::from_hours(100)
}

fn event(items: u64) -> Event {
    asking("e-1", "tariff", (1..=items).map(|number| item("A", number)).collect())
}

fn held(end: ItemEnd) -> Setback {
    match end {
        ItemEnd::Hold(setback) => setback,
        other => unreachable!("a hold: {other:?}"),
    }
}

fn job() -> Setback {
    held(ItemEnd::job("job-1", "tariff", "still working", Duration::from_secs(45)))
}

#[test]
fn only_what_a_row_can_wait_for_leaves_the_queue() {
    let of = |release, setback: &Setback| parkable(release, setback, &event(1));
    let rate = Setback::new(Cause::Rate, "the rate is spent").waiting(Some(Duration::from_secs(7)));
    let expected = Parkable {
        lane: "tariff".to_owned(),
        cause: WaitCause::Rate,
        at_least: Duration::from_secs(7),
        is_exact: false,
    };
    assert_eq!(of(Release::Hold, &rate), Some(expected));
    assert_eq!(of(Release::Try, &rate), None, "a try is hidden for its own backoff");
    assert_eq!(of(Release::Hold, &Setback::new(Cause::Tables, "no answer")), None);
    let other = of(Release::Hold, &rate.for_lane("objects")).expect("it waits");
    assert_eq!(other.lane, "objects");
    let polled = of(Release::Hold, &job()).expect("it waits");
    assert_eq!((polled.cause, polled.is_exact), (WaitCause::Job, true));
    let step = sequences::Step::new(sequences::Line::new("acme", "erp", "A"), 2, 1);
    let early = of(Release::Hold, &held(ItemEnd::behind(0, step))).expect("it waits");
    assert_eq!((&*early.lane, early.is_exact), (SEQUENCE_LANE, false));
}

async fn row(event: &Event, setback: &Setback) -> (Result<Wait, Unavailable>, Bucket) {
    let bucket = Bucket::default();
    let parkable = parkable(Release::Hold, setback, event).expect("it waits");
    let wait = wait(&bucket, event, &claim().await, parkable, now()).await;
    (wait, bucket)
}

#[tokio::test]
async fn a_row_says_whose_turn_it_is_when_and_how_much_it_will_ask_for() {
    let rate = Setback::new(Cause::Rate, "the rate is spent");
    let (wait, _) = row(&event(3), &rate).await;
    let wait = wait.expect("nothing is stored");
    assert_eq!((&*wait.lane, &*wait.tenant, &*wait.source), ("tariff", "acme", "erp"));
    assert_eq!((wait.units, wait.cause, wait.parked_at), (3, WaitCause::Rate, now()));
    assert_eq!((&*wait.envelope, wait.retention_s), ("{}", 24 * 3600));
    assert_eq!(wait.turn, turn(Priority::Webhook, "acme", wait.due));
    let due = wait.due.duration_since(now());
    assert!((SignedDuration::from_secs(30)..=SignedDuration::from_mins(1)).contains(&due), "{due}");

    let long = rate.waiting(Some(Duration::from_hours(3)));
    let due = row(&event(3), &long).await.0.expect("nothing is stored").due;
    assert_eq!(due.duration_since(now()), SignedDuration::from_hours(3), "at least");
}

/// Not less and less often, and for one question however many items the job has.
#[tokio::test]
async fn a_job_is_asked_about_as_often_as_it_is_agreed() {
    let wait = row(&event(500), &job()).await.0.expect("nothing is stored");
    assert_eq!((wait.due.duration_since(now()), wait.units), (SignedDuration::from_secs(45), 1));
}

#[tokio::test]
async fn who_asks_for_no_item_yet_counts_as_one() {
    let wait = row(&event(0), &Setback::new(Cause::Held, "held")).await.0.expect("a row");
    assert_eq!(wait.units, 1);
}

/// As the door seals it.
fn envelope(body: &str) -> String {
    let head = r#"{"v":2,"source":"erp","revision":"1","tenant":"acme","event_id":"e-1","event_type":"changed","received_at":"2026-11-16T10:16:21.5Z","request_id":"r","trace":{},"body_sha256":"688539926b5c84f9f0d6653c9ce7ca192bc783e038c98494093732758a618614","secret":"s","body":"#;
    format!("{head}{body}}}")
}

#[tokio::test]
async fn a_message_that_is_too_long_for_a_row_has_its_body_in_the_bucket() {
    let held = Setback::new(Cause::Held, "held");
    let rest = envelope(r#"{"utf8":""}"#).len();
    for (length, is_stored) in
        [(MAX_MESSAGE_BYTES - rest, false), (MAX_MESSAGE_BYTES - rest + 1, true)]
    {
        let body = "x".repeat(length);
        let long = envelope(&format!(r#"{{"utf8":"{body}"}}"#));
        let (wait, bucket) = row(&Event { envelope: long.clone(), ..event(1) }, &held).await;
        let kept = wait.expect("a row").envelope;
        let put = bucket.put.into_inner().expect("a lock");
        if is_stored {
            let key = envelope::stored_key(&kept).expect("it says where");
            assert!(kept.len() < 1024, "a row of {} bytes", kept.len());
            assert_eq!(put, [(key, Bytes::from(body))]);
        } else {
            assert_eq!((kept, put), (long, Vec::new()));
        }
    }
}

#[tokio::test]
async fn a_body_that_is_in_the_bucket_is_kept_there_while_its_event_waits() {
    let stored = envelope(r#"{"stored":{"key":"bodies/1","bytes":9}}"#);
    let waiting = Event { envelope: stored.clone(), ..event(1) };
    let (wait, bucket) = row(&waiting, &Setback::new(Cause::Held, "held")).await;
    assert_eq!(wait.expect("a row").envelope, stored);
    assert_eq!(bucket.renewed.into_inner().expect("a lock"), ["bodies/1"]);
    assert!(bucket.put.into_inner().expect("a lock").is_empty());
}

#[tokio::test]
async fn what_cannot_be_shortened_stays_in_the_queue() {
    let nonsense = Event { envelope: "x".repeat(MAX_MESSAGE_BYTES + 1), ..event(1) };
    assert!(row(&nonsense, &Setback::new(Cause::Held, "held")).await.0.is_err());
}
