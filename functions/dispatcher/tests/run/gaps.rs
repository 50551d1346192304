//! Numbers that did not come are counted, and told to whoever asks their feeds.

use std::collections::BTreeMap;
use std::time::Duration;

use ledger::{Gap, Missing, SEQUENCE_LANE, WaitCause};

use crate::world::{World, sources};

/// The file of the other tests, with two sources that keep order.
fn in_order() -> String {
    let source = |name: &str, gap: &str| {
        format!(
            "[source.{name}]\nscheme = \"github\"\ntenant = \"acme\"\napi = \"api\"\n\
             secrets = [\"env:SECRET_OF_{name}\"]\nevent = {{ id = \"$.id\" }}\n\
             version = {{ sequence = \"$.n\" }}\nordering = \"sequence\"\nsequence_from = 1\n{gap}\n"
        )
    };
    format!("{}\n{}{}", sources(""), source("erp", ""), source("mes", "gap_minutes = 120"))
}

/// An event that was received so many minutes ago and waits for the number before its own.
fn park(world: &World, event: &str, minutes: u64, cause: WaitCause) {
    let parked_at = world.now() - Duration::from_mins(minutes);
    let parking = world.park(event, "acme").with(|it| SEQUENCE_LANE.clone_into(&mut it.lane));
    parking.with(|it| (it.cause, it.parked_at) = (cause, parked_at)).now();
}

fn remembered(world: &World) -> (u64, Option<Missing>) {
    let world = world.lock();
    let state = &world.memories.get(SEQUENCE_LANE).expect("a lane").state;
    (state.gaps, state.missing.clone())
}

#[tokio::test(start_paused = true)]
async fn the_gaps_that_are_older_than_their_limit_are_told_by_source() {
    let world = World::new();
    for (event, minutes) in [("erp#acme#1", 29), ("erp#acme#2", 31), ("erp#acme#3", 50)] {
        park(&world, event, minutes, WaitCause::Sequence);
    }
    park(&world, "mes#acme#1", 100, WaitCause::Sequence);
    park(&world, "erp#acme#4", 70, WaitCause::Held);
    let counted_at = world.now();
    let dispatcher = world.dispatcher(&in_order());
    world.minutes(&dispatcher, 1).await;
    let minutes_ago = |minutes| counted_at - Duration::from_mins(minutes);
    let gap = Gap { oldest: minutes_ago(50), newest: minutes_ago(31) };
    let gaps = BTreeMap::from([("erp".to_owned(), gap)]);
    assert_eq!(remembered(&world), (2, Some(Missing { counted_at, gaps })));
}

#[tokio::test(start_paused = true)]
async fn what_is_mended_is_told_no_more() {
    let world = World::new();
    park(&world, "erp#acme#1", 31, WaitCause::Sequence);
    park(&world, "erp#acme#2", 1, WaitCause::Sequence);
    let dispatcher = world.dispatcher(&in_order());
    world.minutes(&dispatcher, 1).await;
    assert_eq!(remembered(&world).0, 1);
    park(&world, "erp#acme#1", 0, WaitCause::Sequence);
    world.minutes(&dispatcher, 1).await;
    assert_eq!(remembered(&world), (0, None));
}
