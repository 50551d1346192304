//! Outages and backlogs of days, with the real consumers and the real dispatcher.
#![allow(clippy::expect_used, clippy::indexing_slicing, reason = "a test may fail")]

use std::num::NonZeroU32;
use std::time::Duration;

use pipeline::drain::{Drain, Sent};
use settings::{ApiRate, RateUnit};

/// So many items an hour, two hundred at once.
fn rate(items: u32) -> ApiRate {
    let whole = |number| NonZeroU32::new(number).expect("not zero");
    let per = Duration::from_hours(1);
    ApiRate { unit: RateUnit::Items, units: whole(items), per, burst: whole(200) }
}

/// So many events of one tenant, evenly over this time.
fn events(tenant: &str, count: u32, over: Duration) -> Vec<Sent> {
    let at = |number: u32| over * number / count;
    (0..count).map(|number| Sent { after: at(number), tenant: tenant.to_owned() }).collect()
}

#[tokio::test(start_paused = true)]
async fn events_that_arrive_through_a_long_outage_use_up_few_receives_and_are_all_done() {
    let outage = Duration::from_hours(8);
    let drain = Drain {
        events: events("tenant-a", 400, outage),
        rate: None,
        outage,
        most: Duration::from_hours(48),
    };
    let drained = drain.run().await;
    assert_eq!((drained.dead, drained.done), (0, 400), "{drained:?}");
    // One when it arrives, one when the API is up again; and one for each minute's probe.
    let probes = 8.0 * 60.0 / 400.0;
    assert!(drained.receives <= 2.1 + probes, "{}", drained.receives);
    assert!(drained.took < outage + Duration::from_mins(30), "{:?}", drained.took);
}

#[tokio::test(start_paused = true)]
async fn a_backlog_beyond_the_rate_is_drained_at_the_rate() {
    let drain = Drain {
        events: events("tenant-a", 1_000, Duration::ZERO),
        rate: Some(rate(500)),
        outage: Duration::ZERO,
        most: Duration::from_hours(12),
    };
    let drained = drain.run().await;
    assert_eq!((drained.dead, drained.done), (0, 1_000), "{:?}", drained.took);
    // The burst at once, the other 800 at 500 an hour.
    let least = Duration::from_mins(96);
    let most = least + least / 19 + Duration::from_mins(5);
    assert!((least..most).contains(&drained.took), "{:?}", drained.took);
}

#[tokio::test(start_paused = true)]
async fn another_tenants_backlog_delays_nobody_for_long() {
    // Not in the first minutes: there its event would share a call with two hundred others.
    let mut quiet = events("tenant-b", 5, Duration::from_hours(2));
    for sent in &mut quiet {
        sent.after += Duration::from_mins(10);
    }
    let alone = Drain {
        events: quiet.clone(),
        rate: Some(rate(500)),
        outage: Duration::ZERO,
        most: Duration::from_hours(12),
    };
    let longest = |drained: &pipeline::drain::Drained| {
        drained.waits["tenant-b"].iter().max().copied().expect("five")
    };
    let alone_longest = longest(&alone.run().await);
    let loud = [events("tenant-a", 1_000, Duration::ZERO), quiet].concat();
    let together = Drain { events: loud, ..alone }.run().await;
    let most = alone_longest * 2 + Duration::from_mins(1);
    assert!(longest(&together) <= most, "{:?} after {alone_longest:?}", longest(&together));
}
