//! One event kills every invocation that asks for it.

use std::collections::BTreeMap;
use std::time::Duration;

use ledger::{MAX_ABANDONED, Phase};

use crate::api::{Api, DEADLY};
use crate::world::World;

/// So many good events, and a deadly one among them.
async fn with_a_killer(good: usize, at: usize) -> World {
    let description = |number: usize| {
        if number == at { format!("A {DEADLY} mug") } else { format!("Mug {number}") }
    };
    let descriptions: Vec<String> = (0..=good).map(description).collect();
    World::of(&descriptions, Api::new(Duration::from_mins(1))).await
}

#[tokio::test(start_paused = true)]
async fn a_killer_among_999_is_convicted_and_its_neighbours_pay_for_nothing() {
    let mut world = with_a_killer(999, 500).await;
    // The round after the first death makes as few calls as the first would.
    let deaths = world.drain(2).await;
    assert_eq!(deaths, 2);
    assert!(world.api.answered().len() <= 2 * 5, "{} calls", world.api.answered().len());
    let deaths = deaths + world.drain(100).await;
    let rows: BTreeMap<_, _> =
        world.ledger.rows().into_iter().map(|row| (row.event.clone(), row)).collect();
    let killer = rows.get("catalog#acme#msg_500").expect("a row");
    assert_eq!(killer.phase, Phase::Refused);
    assert_eq!(killer.reason.as_deref(), Some("its invocation died 3 times"));
    for row in rows.values().filter(|row| row.event != killer.event) {
        assert_eq!((row.phase, row.abandoned), (Phase::Done, 0), "{}", row.event);
    }
    let dead: Vec<_> = world.queue.dead.iter().map(|dead| &*dead.record.message_id).collect();
    assert_eq!(dead, ["m500"], "nobody else");
    let mut paid: BTreeMap<String, usize> = BTreeMap::new();
    world.api.answered().into_iter().flatten().for_each(|item| *paid.entry(item).or_default() += 1);
    assert_eq!(paid.len(), 999);
    let twice: Vec<_> = paid.iter().filter(|(_, times)| **times > 1).collect();
    // Answers that were back when an invocation died, and not on record yet, are looked up.
    assert!(twice.is_empty(), "{twice:?}");
    let alone = usize::try_from(MAX_ABANDONED).expect("few");
    assert!(deaths <= alone + 3, "{deaths} invocations died");
}

#[tokio::test(start_paused = true)]
async fn a_lone_killer_is_convicted_by_three_deaths() {
    let mut world = with_a_killer(0, 0).await;
    assert_eq!(world.drain(100).await, 3);
    let row = world.ledger.row("catalog#acme#msg_0").expect("a row");
    assert_eq!((row.phase, row.abandoned), (Phase::Refused, MAX_ABANDONED));
}

#[tokio::test(start_paused = true)]
async fn a_build_that_always_dies_convicts_one_event_at_a_time() {
    let descriptions: Vec<String> =
        (0..300).map(|number| format!("A {DEADLY} mug {number}")).collect();
    let mut world = World::of(&descriptions, Api::new(Duration::from_mins(1))).await;
    let deaths = world.drain(6).await;
    let counted: u32 = world.ledger.rows().iter().map(|row| row.abandoned).sum();
    assert!(usize::try_from(counted).expect("few") <= deaths, "{counted} in {deaths} deaths");
    assert!(world.ledger.rows().iter().all(|row| row.phase != Phase::Refused));
}
