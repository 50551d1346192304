//! An API that takes its time, by a scaled clock.

use std::time::{Duration, Instant};

use anyhow::Result;
use standin::Control;

use super::contestant::{Contestant, TEN, ours};
use super::queued::{Queued, hand_all, through_new};
use super::row::Row;
use super::world::World;
use crate::clock::now;
use crate::delivery::product;
use crate::door::DEPLOYED;
use crate::peers::number::number;
use crate::{Function, Lab};

/// Seconds of the API stand for this many real ones.
const SCALE: u32 = 100;

/// What a call for one item takes, and one for 200, in seconds of the real clock.
const SINGLE: u64 = 36;
const PACKED: u64 = 240;

/// Events that wait for us, and for whoever makes a call for each: fewer, since each takes so long.
const EVENTS: usize = 1_000;
const FEWER: usize = 50;

/// Function-seconds of 1,000 events, and how long ten wait where the API takes time for each item.
pub async fn measure(lab: &Lab, contestants: &[Contestant]) -> Result<Vec<Row>> {
    let mut seconds = Vec::new();
    for contestant in contestants {
        seconds.push(function_seconds(lab, contestant).await?);
    }
    let mut ten = Vec::new();
    for contestant in contestants {
        ten.push(ten_events(lab, contestant).await?);
    }
    let alone = DEPLOYED.replace("[api.classifier]", "[api.classifier]\nmax_items = 1");
    let mut one_each = ten.clone();
    if let Some(first) = one_each.first_mut() {
        *first = ten_events(lab, &ours(lab, "ours-alone", &alone)?).await?;
    }
    let what =
        "function-seconds for 1,000 events, an API that takes 36 s for one item and 240 s for 200";
    Ok(vec![
        Row::of("function_seconds_per_1000", what, seconds),
        Row::of(
            "ten_at_36_s_an_item",
            "seconds for ten events, an API that takes 36 s for each item",
            ten,
        ),
        Row::of("ten_with_max_items_1", "the same, ours with `max_items = 1`", one_each),
    ])
}

async fn function_seconds(lab: &Lab, contestant: &Contestant) -> Result<f64> {
    let is_packed = contestant.batch > TEN;
    let (call, events) = if is_packed { (PACKED, EVENTS) } else { (SINGLE, FEWER) };
    let batch = if is_packed { EVENTS } else { TEN };
    let took = timed(lab, contestant, [call, 0], events, batch).await?;
    Ok(took * 1e3 / number(events))
}

async fn ten_events(lab: &Lab, contestant: &Contestant) -> Result<f64> {
    timed(lab, contestant, [0, SINGLE], TEN, TEN).await
}

/// What so many events take in these batches, in seconds of the real clock, by a warm process.
async fn timed(
    lab: &Lab,
    contestant: &Contestant,
    [call, item]: [u64; 2],
    events: usize,
    batch: usize,
) -> Result<f64> {
    let world = World::forgetful(lab).await?;
    let bodies: Vec<_> = (0..events + TEN).map(|number| product(number, 10, now())).collect();
    let messages = through_new(lab, &contestant.door, &bodies).await?;
    let (first, rest) = messages.split_at(TEN);
    let mut function = world.consumer(&contestant.consumer).start().await?;
    hand_all(&mut function, first, TEN).await?;
    let scaled = |seconds: u64| seconds * 1_000 / u64::from(SCALE);
    let (latency_ms, latency_per_item_ms) = (scaled(call), scaled(item));
    world.standin.set(Control { latency_ms, latency_per_item_ms, ..Control::default() });
    Ok((took(&mut function, rest, batch).await? * SCALE).as_secs_f64())
}

async fn took(function: &mut Function, messages: &[Queued], batch: usize) -> Result<Duration> {
    let began = Instant::now();
    hand_all(function, messages, batch).await?;
    Ok(began.elapsed())
}
