//! Who comes first: tenants in turn, and a person before a catalogue.

use std::time::Duration;

use ledger::{Priority, WaitCause};

use crate::world::{World, sources};

const SLOW: &str = "items = 2000, per_s = 3600";

/// When the last of a tenant's events was sent, in seconds after the beginning.
fn last_of(world: &World, tenant: &str) -> i64 {
    let inner = world.lock();
    let times = inner.queue.iter().filter(|(_, letter)| letter.tenant == tenant);
    let last = times.map(|(time, _)| *time).max().expect("some were sent");
    last.duration_since(world.at(0)).as_secs()
}

async fn wait_of_a_small_tenant(loads: &[(&str, usize)]) -> (i64, usize) {
    let world = World::new();
    for (tenant, events) in loads {
        world.park_many(tenant, *events);
    }
    let dispatcher = world.dispatcher(&sources(SLOW));
    while world.sent_of("small") < 100 {
        world.minute(&dispatcher).await.expect("a run");
    }
    let reads = world.lock().rows_read;
    (last_of(&world, "small"), reads)
}

#[tokio::test(start_paused = true)]
async fn nobody_waits_much_longer_for_a_tenant_with_a_thousand_times_the_load() {
    let (alone, _) = wait_of_a_small_tenant(&[("small", 100)]).await;
    let (beside, _) = wait_of_a_small_tenant(&[("large", 100_000), ("small", 100)]).await;
    assert!(alone >= 120, "a hundred items at 2,000 an hour: {alone}");
    assert!(beside <= 2 * alone + 30, "{beside} s beside a large tenant, {alone} s alone");
}

#[tokio::test(start_paused = true)]
async fn what_is_read_does_not_depend_on_what_another_has_waiting() {
    let (_, few) = wait_of_a_small_tenant(&[("large", 20_000), ("small", 100)]).await;
    let (_, many) = wait_of_a_small_tenant(&[("large", 100_000), ("small", 100)]).await;
    assert_eq!(few, many, "rows of the index");
}

#[tokio::test(start_paused = true)]
async fn a_round_goes_on_with_the_tenant_after_the_last() {
    let world = World::new();
    let tenants = ["a", "b", "c", "d", "e", "f", "g"];
    for tenant in tenants {
        world.park_many(tenant, 100);
    }
    // Thirty events a look: not the same number of each.
    let dispatcher = world.dispatcher(&sources("items = 1, per_s = 1, burst = 3"));
    world.minutes(&dispatcher, 4).await;
    let counts = tenants.map(|tenant| world.sent_of(tenant));
    let (least, most) = (counts.iter().min(), counts.iter().max());
    assert!(most.zip(least).is_some_and(|(most, least)| most - least <= 1), "{counts:?}");
    assert!(counts.iter().sum::<usize>() > 200, "{counts:?}");
}

#[tokio::test(start_paused = true)]
async fn a_person_comes_before_webhooks_and_webhooks_before_a_catalogue() {
    let world = World::new();
    let park = |event: &str, tenant: &str, priority| {
        world.park(event, tenant).with(|parking| parking.priority = priority).now();
    };
    for number in 0..20 {
        park(&format!("erp#a#{number:02}"), "a", Priority::Backfill);
        park(&format!("shop#b#{number:02}"), "b", Priority::Webhook);
        park(&format!("desk#c#{number:02}"), "c", Priority::Person);
    }
    let dispatcher = world.dispatcher(&sources(SLOW));
    world.minutes(&dispatcher, 4).await;
    let sources: Vec<String> =
        world.sent().iter().map(|event| event.split('#').next().unwrap_or("").to_owned()).collect();
    let expected = [["desk"; 20], ["shop"; 20], ["erp"; 20]].concat();
    assert_eq!(sources, expected);
}

#[tokio::test(start_paused = true)]
async fn a_tenant_whose_first_events_are_not_due_is_served_what_is_behind_them() {
    let world = World::new();
    for number in 0..700 {
        let event = format!("shop#acme#{number:03}");
        let due = world.now() + Duration::from_mins(30);
        let parking = world.park(&event, "acme");
        parking.with(|it| (it.cause, it.due) = (WaitCause::Job, due)).now();
    }
    world.park("shop#acme#behind", "acme").now();
    let dispatcher = world.dispatcher(&sources(""));
    world.minute(&dispatcher).await.expect("a run");
    assert_eq!(world.sent(), ["shop#acme#behind"]);
}

#[tokio::test(start_paused = true)]
async fn events_that_share_one_moment_are_all_found() {
    let world = World::new();
    let due = world.at(3_600);
    for number in 0..1_200 {
        // All of them were paused until one moment; those of one source are held.
        let source = if number % 2 == 0 { "shop" } else { "erp" };
        let event = format!("{source}#acme#{number:04}");
        world.park(&event, "acme").with(|it| it.due = due).now();
    }
    world.hold(holds::Kind::Source, "shop");
    let dispatcher = world.dispatcher(&sources(""));
    world.minute(&dispatcher).await.expect("a run");
    assert_eq!(world.sent().len(), 600);
    assert!(world.sent().iter().all(|event| event.starts_with("erp#")));
}
