//! `waiting`: the figures of what waits outside the queue: an outage of three days, a backlog beyond
//! the rate, and what one tenant's backlog costs another.
//!
//! An example, since its clock can be paused: tokio's `test-util` is to be in no other program.

use std::io::Write;
use std::num::NonZeroU32;
use std::path::Path;
use std::time::Duration;

use anyhow::{Context, Result};
use bench::{Figure, clock, report};
use pipeline::drain::{Drain, Drained, Sent};
use settings::{ApiRate, RateUnit};

/// The rate of every run, in items an hour.
const RATE: u32 = 2_000;

/// What may be asked at once.
const BURST: u32 = 200;

fn main() -> Result<()> {
    let mut runtime = tokio::runtime::Builder::new_current_thread();
    let runtime = runtime.enable_all().start_paused(true).build()?;
    let mut figures = runtime.block_on(outage())?;
    figures.extend(runtime.block_on(backfill())?);
    figures.push(runtime.block_on(fairness())?);
    let state = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../.local");
    std::fs::create_dir_all(&state)?;
    report::write(&state.join("bench.json"), &figures, clock::now())?;
    writeln!(std::io::stdout().lock(), "{}", report::table(&figures))?;
    Ok(())
}

fn rate() -> Result<ApiRate> {
    let whole = |number| NonZeroU32::new(number).context("not zero");
    let (unit, per) = (RateUnit::Items, Duration::from_hours(1));
    Ok(ApiRate { unit, units: whole(RATE)?, per, burst: whole(BURST)? })
}

/// So many events of one tenant, evenly over this time, from then on.
fn events(tenant: &str, count: u32, from: Duration, over: Duration) -> Vec<Sent> {
    let at = |number: u32| from + over * number / count.max(1);
    (0..count).map(|number| Sent { after: at(number), tenant: tenant.to_owned() }).collect()
}

/// Events arrive through three days in which the API answers nothing.
async fn outage() -> Result<Vec<Figure>> {
    const EVENTS: u32 = 10_000;
    let outage = Duration::from_hours(72);
    let drain = Drain {
        events: events("tenant-a", EVENTS, Duration::ZERO, outage),
        rate: Some(rate()?),
        outage,
        most: Duration::from_hours(96),
    };
    let drained = drain.run().await;
    let how = format!(
        "{EVENTS} events through an outage of 72 h, {RATE} items an hour: {} done, {} dead; all of \
         it took {} h of the scaled clock",
        drained.done,
        drained.dead,
        drained.took.as_secs() / 3600
    );
    let share = share(&drained, outage + Duration::from_mins(2));
    Ok(vec![
        Figure::new("outage_72h_dead", number(drained.dead), 0.0, how.clone()),
        Figure::new("outage_72h_receives", drained.receives, 3.0, how.clone()),
        Figure::at_least("outage_72h_share", share, 0.95, how),
    ])
}

/// A catalogue is sent at once, to an API that takes half a day for it.
async fn backfill() -> Result<Vec<Figure>> {
    const EVENTS: u32 = 25_000;
    let drain = Drain {
        events: events("tenant-a", EVENTS, Duration::ZERO, Duration::ZERO),
        rate: Some(rate()?),
        outage: Duration::ZERO,
        most: Duration::from_hours(24),
    };
    let drained = drain.run().await;
    let how = format!(
        "{EVENTS} events at once, {RATE} items an hour: {} done, {} dead, {:.2} receives an event",
        drained.done, drained.dead, drained.receives
    );
    Ok(vec![
        Figure::new("backfill_dead", number(drained.dead), 0.0, how.clone()),
        Figure::at_least("backfill_share", share(&drained, Duration::ZERO), 0.95, how),
    ])
}

/// One event a quarter of an hour beside a backlog of a thousand times as many.
async fn fairness() -> Result<Figure> {
    const EVENTS: u32 = 10;
    let from = Duration::from_mins(15);
    let quiet = events("tenant-b", EVENTS, from, Duration::from_mins(150));
    let alone = Drain {
        events: quiet.clone(),
        rate: Some(rate()?),
        outage: Duration::ZERO,
        most: Duration::from_hours(24),
    };
    let loud = events("tenant-a", EVENTS * 1_000, Duration::ZERO, Duration::ZERO);
    let together = Drain { events: [loud, quiet].concat(), ..alone.clone() };
    let (alone, together) = (longest(&alone.run().await), longest(&together.run().await));
    let how = format!(
        "the longest wait of {EVENTS} events: {:.0} s beside {} of another tenant, {:.0} s alone; \
         from the door to the record, the call included",
        together.as_secs_f64(),
        EVENTS * 1_000,
        alone.as_secs_f64()
    );
    Ok(Figure::new("fairness", together.as_secs_f64() / alone.as_secs_f64(), 2.0, how))
}

/// Which share of the budget was used from then on, up to the last call.
fn share(drained: &Drained, from: Duration) -> f64 {
    let since = drained.answered.iter().filter(|(at, _)| *at >= from);
    let Some(last) = since.clone().map(|(at, _)| *at).max() else { return 0.0 };
    // The last call is asked for at the end of this time, and is no part of it.
    let items: usize = since.filter(|(at, _)| *at < last).map(|(_, items)| items).sum();
    let hours = last.saturating_sub(from).as_secs_f64() / 3600.0;
    number(items) / (hours * f64::from(RATE))
}

fn longest(drained: &Drained) -> Duration {
    let waits = drained.waits.get("tenant-b").into_iter().flatten();
    waits.max().copied().unwrap_or(Duration::MAX)
}

#[expect(clippy::cast_precision_loss, reason = "thousands at most")]
fn number(count: usize) -> f64 {
    count as f64
}
