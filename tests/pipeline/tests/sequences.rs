//! Strict order: of each item, number n is recorded only after n−1.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::collections::BTreeMap;
use std::time::Duration;

use consumer::{Clock, Message, Record};
use jiff::{SignedDuration, Timestamp};
use ledger::{Phase, WaitCause};
use pipeline::doubles::MemoryQueue;
use pipeline::scene::{Scene, message, start};
use sequences::{Line, Step};
use serde_json::{Value, json};
use settings::{Ordering, Sequence};
use standin::{Control, Rule, StatusCode};

/// A scene whose ERP numbers its articles from 1, one after the other.
async fn scene() -> Scene {
    Scene::with(|settings| {
        let erp = settings.sources.get_mut("erp").expect("a source");
        erp.ordering = Ordering::Sequence(Sequence { from: 1, gap: Duration::from_mins(30) });
    })
    .await
}

fn released(id: &str, articles: &[(&str, u64)]) -> Value {
    let articles: Vec<_> = articles
        .iter()
        .map(|(sku, revision)| json!({"sku": sku, "name": format!("{sku} no. {revision}"), "revision": revision}))
        .collect();
    json!({"event_id": id, "type": "article.released", "articles": articles})
}

/// Posts these events, and gives their messages.
async fn post(scene: &Scene, events: &[Value]) -> Vec<Message> {
    let sent = scene.messages().len();
    for event in events {
        scene.send("erp", event, start()).await;
    }
    scene.messages().split_off(sent)
}

fn step(item: &str, number: u64) -> Step {
    Step::new(Line::new("acme", "erp", item), number, 1)
}

fn phase(scene: &Scene, event: &str) -> Option<Phase> {
    scene.ledger.row(&format!("erp#acme#{event}")).map(|row| row.phase)
}

/// The numbers on record of each item, as they were recorded one after the other.
fn numbers(scene: &Scene) -> BTreeMap<String, Vec<u64>> {
    let mut rows = scene.answers.rows();
    rows.sort_by_key(|row| row.recorded_at);
    let mut numbers: BTreeMap<String, Vec<u64>> = BTreeMap::new();
    for row in rows {
        numbers.entry(row.item_id).or_default().push(row.version.parse().expect("a number"));
    }
    numbers
}

fn calls(scene: &Scene) -> usize {
    scene.standin.calls().len()
}

#[tokio::test]
async fn a_number_that_comes_early_waits_and_nothing_is_asked_for_it() {
    let scene = scene().await;
    let early = post(&scene, &[released("e2", &[("A", 2)])]).await;
    assert!(scene.consume(early).await.is_empty(), "its row has it");
    let (cause, due) = scene.waits("erp#acme#e2").expect("it waits");
    assert_eq!((cause, calls(&scene)), (WaitCause::Sequence, 0));
    assert!(due <= start() + SignedDuration::from_mins(2), "no wait is without an end: {due}");
}

#[tokio::test]
async fn whoever_records_a_number_wakes_the_next_one() {
    let scene = scene().await;
    let early = post(&scene, &[released("e2", &[("A", 2)]), released("e3", &[("A", 3)])]).await;
    assert!(scene.consume(early).await.is_empty());
    let first = post(&scene, &[released("e1", &[("A", 1)])]).await;
    let now = start() + SignedDuration::from_secs(5);
    let clock = Clock::new(now, now + Duration::from_mins(15));
    assert!(scene.consumer.consume(first, &clock).await.is_empty());
    let (_, due) = scene.waits("erp#acme#e2").expect("it waits for the dispatcher");
    assert!(due < now + SignedDuration::from_secs(1), "its due time was brought forward: {due}");
    let (_, due) = scene.waits("erp#acme#e3").expect("it waits");
    assert!(due > now + SignedDuration::from_secs(20), "nothing is known of 2 yet: {due}");
    assert_eq!(scene.orders.all_waiters().len(), 1, "only the third is named still");
}

#[tokio::test]
async fn no_event_is_done_before_whoever_waits_for_it_is_awake() {
    let scene = scene().await;
    let early = post(&scene, &[released("e2", &[("A", 2)])]).await;
    assert!(scene.consume(early).await.is_empty());
    let first = post(&scene, &[released("e1", &[("A", 1)])]).await;
    // Its number is read and recorded; who waits for the next one is not to be learned.
    scene.orders.fault.before_each(2, 1);
    assert_eq!(scene.consume(first.clone()).await.len(), 1, "its message stays");
    assert_eq!((phase(&scene, "e1"), calls(&scene)), (Some(Phase::Released), 1));
    let now = start() + SignedDuration::from_secs(20);
    let clock = Clock::new(now, now + Duration::from_mins(15));
    let again = first
        .into_iter()
        .map(|message| Message { record: Record { receives: 2, ..message.record }, ..message });
    assert!(scene.consumer.consume(again.collect(), &clock).await.is_empty());
    let (_, due) = scene.waits("erp#acme#e2").expect("it waits for the dispatcher");
    assert!(due < now + SignedDuration::from_secs(1), "it was woken: {due}");
    assert_eq!((phase(&scene, "e1"), calls(&scene)), (Some(Phase::Done), 1));
}

#[tokio::test]
async fn the_numbers_of_one_batch_are_recorded_in_one_invocation() {
    let scene = scene().await;
    let events: Vec<_> =
        [5, 2, 4, 1, 3].map(|n| released(&format!("e{n}"), &[("A", n), ("B", 6 - n)])).into();
    // Their items wait for each other crosswise: A1 comes with B5, and B1 with A5.
    let batch = post(&scene, &events).await;
    let mut queue = MemoryQueue::default();
    for message in batch {
        queue.send(message);
    }
    drain(&scene, &mut queue).await;
    let expected = BTreeMap::from([
        ("A".to_owned(), vec![1, 2, 3, 4, 5]),
        ("B".to_owned(), vec![1, 2, 3, 4, 5]),
    ]);
    assert_eq!(numbers(&scene), expected);

    let straight: Vec<_> = [3, 1, 2].map(|n| released(&format!("s{n}"), &[("C", n)])).into();
    let batch = post(&scene, &straight).await;
    assert!(scene.consume(batch).await.is_empty());
    assert_eq!(numbers(&scene)["C"], [1, 2, 3], "without a wait");
}

#[tokio::test]
async fn several_numbers_of_one_item_in_one_event_follow_each_other() {
    let scene = scene().await;
    let event = released("all", &[("A", 3), ("A", 1), ("A", 2)]);
    let batch = post(&scene, &[event]).await;
    let left = scene.consume(batch).await;
    assert!(left.is_empty(), "{:?}", scene.ledger.rows());
    assert_eq!((numbers(&scene)["A"].as_slice(), calls(&scene)), (&[1, 2, 3][..], 3));
    assert_eq!(phase(&scene, "all"), Some(Phase::Done));
}

#[tokio::test]
async fn old_numbers_and_repeats_are_superseded_or_known_and_never_paid_for() {
    let scene = scene().await;
    let batch = post(&scene, &[released("e1", &[("A", 1)]), released("e2", &[("A", 2)])]).await;
    assert!(scene.consume(batch).await.is_empty());
    let paid = calls(&scene);
    let old = [
        released("old", &[("A", 1)]),
        released("same", &[("A", 2)]),
        released("zero", &[("A", 0)]),
    ];
    let batch = post(&scene, &old).await;
    assert!(scene.consume(batch).await.is_empty());
    assert_eq!((calls(&scene), numbers(&scene)["A"].len()), (paid, 2));
    let superseded =
        |event: &str| scene.ledger.row(&format!("erp#acme#{event}")).expect("a row").superseded;
    assert_eq!(["old", "same", "zero"].map(superseded), [1, 0, 1]);
}

#[tokio::test]
async fn a_refused_predecessor_blocks_until_it_is_skipped_and_then_comes_too_late() {
    let scene = scene().await;
    let refuse = Rule::status(StatusCode::UNPROCESSABLE_ENTITY);
    scene.standin.set(Control { rules: vec![refuse.once()], ..Control::default() });
    let events = [released("e1", &[("A", 1)]), released("e2", &[("A", 2)])];
    let batch = post(&scene, &events).await;
    let first = batch[0].clone();
    scene.consume(batch).await;
    let (cause, _) = scene.waits("erp#acme#e2").expect("it waits");
    assert_eq!((phase(&scene, "e1"), cause), (Some(Phase::Refused), WaitCause::Sequence));
    scene.orders.skip(&step("A", 1));
    assert!(scene.again(90).await.is_empty() || phase(&scene, "e2") == Some(Phase::Done));
    assert_eq!(numbers(&scene)["A"], [2]);
    let paid = calls(&scene);
    let now = start() + SignedDuration::from_hours(5);
    let redriven = Message {
        record: Record { sent_at: now, message_id: "redriven".into(), ..first.record },
        ..first
    };
    let clock = Clock::new(now, now + Duration::from_mins(15));
    assert!(scene.consumer.consume(vec![redriven], &clock).await.is_empty());
    assert_eq!((calls(&scene), phase(&scene, "e1")), (paid, Some(Phase::Done)), "nothing is paid");
    assert_eq!(numbers(&scene)["A"], [2], "and nothing recorded for a skipped number");
}

#[tokio::test]
async fn a_refused_predecessor_that_is_mended_and_redriven_is_recorded_before_its_successors() {
    let scene = scene().await;
    let refuse = Rule::status(StatusCode::UNPROCESSABLE_ENTITY);
    scene.standin.set(Control { rules: vec![refuse.once()], ..Control::default() });
    let events = [released("e1", &[("A", 1)]), released("e2", &[("A", 2)])];
    let first = post(&scene, &events).await;
    scene.consume(first.clone()).await;
    for minute in [10, 100, 1_000] {
        scene.again(minute).await;
    }
    assert_eq!(phase(&scene, "e2"), Some(Phase::Waiting), "however often it is looked at");
    assert_eq!((phase(&scene, "e1"), calls(&scene)), (Some(Phase::Refused), 1));
    let now = start() + SignedDuration::from_hours(20);
    let first = first.into_iter().next().expect("a message");
    let record = Record { sent_at: now, message_id: "redriven".into(), ..first.record };
    let clock = Clock::new(now, now + Duration::from_mins(15));
    let redriven = vec![Message { record, ..first }];
    assert!(scene.consumer.consume(redriven, &clock).await.is_empty());
    assert_eq!(phase(&scene, "e1"), Some(Phase::Done));
    let wait = scene.ledger.row("erp#acme#e2").and_then(|row| row.wait).expect("it waits");
    assert!(wait.due <= now, "it is awake");
    scene.again(20 * 60 + 1).await;
    assert_eq!(
        (phase(&scene, "e2"), numbers(&scene)["A"].as_slice()),
        (Some(Phase::Done), [1, 2].as_slice())
    );
}

#[tokio::test]
async fn another_content_of_the_last_number_is_recorded_beside_it() {
    let scene = scene().await;
    let other = json!({"event_id": "b", "type": "article.released",
        "articles": [{"sku": "A", "name": "something else", "revision": 1}]});
    let batch = post(&scene, &[released("a", &[("A", 1)]), other]).await;
    assert!(scene.consume(batch).await.is_empty());
    assert_eq!(numbers(&scene)["A"], [1, 1]);
}

/// A thousand events for twenty items, shuffled, three copies each, in batches.
#[tokio::test]
async fn a_thousand_shuffled_and_tripled_numbers_are_applied_in_order_each_once() {
    let mut dice = fastrand::Rng::with_seed(20_261_126);
    let scene = scene().await;
    let mut events = Vec::new();
    for number in 1..=50 {
        for item in 0..20 {
            events
                .push(released(&format!("i{item}-{number}"), &[(&format!("I{item:02}"), number)]));
        }
    }
    dice.shuffle(&mut events);
    let sent = post(&scene, &events).await;
    let mut copies: Vec<Message> = (0..3)
        .flat_map(|copy| {
            sent.iter()
                .map(move |it| message(&format!("{}-{copy}", it.record.message_id), &it.body))
        })
        .collect();
    dice.shuffle(&mut copies);
    let mut queue = MemoryQueue::default();
    for (place, mut copy) in copies.into_iter().enumerate() {
        // A batch of 200 each twenty seconds.
        let minute = i64::try_from(place / 200).expect("few") * 20;
        copy.record.sent_at = start() + SignedDuration::from_secs(minute);
        queue.send(copy);
    }
    drain(&scene, &mut queue).await;
    let numbers = numbers(&scene);
    assert_eq!(numbers.len(), 20);
    let all: Vec<u64> = (1..=50).collect();
    for (item, found) in numbers {
        assert_eq!(found, all, "{item}");
    }
    let paid: usize = scene.standin.calls().iter().map(|call| call.item_ids.len()).sum();
    assert_eq!((paid, queue.dead.len()), (1_000, 0), "each paid once");
    assert_eq!(scene.orders.all_waiters(), [], "nobody is left waiting");
}

/// How often the dispatcher looks at what waits.
const LOOK: Duration = Duration::from_secs(3);

/// Works until nothing is left, in the queue or outside of it. The numbers on record of each item
/// are the first ones at every moment.
async fn drain(scene: &Scene, queue: &mut MemoryQueue) {
    let mut now: Timestamp;
    let mut rounds = 0;
    while let Some(next) = queue.next_look(&scene.ledger, LOOK).await {
        now = next;
        let batch = queue.receive(now);
        let clock = Clock::new(now, now + Duration::from_mins(15));
        let returned = scene.consumer.consume(batch.clone(), &clock).await;
        queue.end(batch, Some(&returned), &scene.inbox, now);
        for (item, mut found) in numbers(scene) {
            found.sort_unstable();
            found.dedup();
            let first: Vec<u64> = (1..=found.len() as u64).collect();
            assert_eq!(found, first, "{item}: recorded without a predecessor");
        }
        rounds += 1;
        assert!(rounds < 2_000, "it does not end");
    }
}

/// An event that has waited six times for the number before it, and who brings that number.
async fn waits_under_six_names(scene: &Scene) -> Vec<Message> {
    let early = post(scene, &[released("e2", &[("A", 2)])]).await;
    assert!(scene.consume(early).await.is_empty());
    for round in 1..=5 {
        let now = start() + SignedDuration::from_mins(round * 10);
        let clock = Clock::new(now, now + Duration::from_mins(15));
        let again = scene.dispatch(now).await;
        assert!(scene.consumer.consume(again, &clock).await.is_empty(), "it waits again");
    }
    assert_eq!(scene.orders.all_waiters().len(), 6);
    post(scene, &[released("e1", &[("A", 1)])]).await
}

/// Each wait leaves a name. Among many of them one call fails now and then, and whatever was done
/// stays done: only what could not be woken is left.
#[tokio::test]
async fn whoever_cannot_wake_one_name_of_many_wakes_the_others() {
    for which in 0..6 {
        let scene = scene().await;
        let first = waits_under_six_names(&scene).await;
        // Its number is read and recorded, and the names are read.
        scene.orders.fault.before_each(3 + which, 1);
        assert_eq!(scene.consume(first).await.len(), 1, "its message stays");
        assert_eq!(scene.orders.all_waiters().len(), 1, "name {which}");
    }
}

/// A table that does not answer is not asked about each of many names.
#[tokio::test]
async fn where_none_of_several_names_can_be_woken_no_more_are_tried() {
    let scene = scene().await;
    let first = waits_under_six_names(&scene).await;
    // The first four names cannot be woken; the two after them could.
    scene.orders.fault.before_each(3, 4);
    assert_eq!(scene.consume(first).await.len(), 1, "its message stays");
    assert_eq!(scene.orders.all_waiters().len(), 6);
}
