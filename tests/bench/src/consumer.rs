//! The consumer's figures: calls, write units, seconds, and how they grow.
//!
//! The real consumer, in this process, over doubles of its tables that count write units, beside
//! the stand-in API. Counts need no cloud; where time matters, the API's is scaled.

mod backlog;
mod counted;
mod envelopes;
mod unchanged;
mod units;

use std::time::Duration;

use anyhow::Result;

use crate::Figure;
use crate::stats::{median, per};
use backlog::{Backlog, Delivered, POLLERS};

/// Single-item events that wait, for every figure but the last.
const EVENTS: usize = 1_000;

/// `api_calls_per_1000` and the other figures of the consumer, on a thread of their own: a
/// function has one, and its CPU is what is measured.
pub async fn measure() -> Result<Vec<Figure>> {
    tokio::task::spawn_blocking(|| {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(all())
    })
    .await?
}

async fn all() -> Result<Vec<Figure>> {
    let (first, again) = waiting().await;
    let mut figures = vec![calls(&first), written(&first), duplicates(&again), requests(&first)];
    figures.extend(envelopes::measure().await);
    figures.push(unchanged::measure().await);
    figures.push(seconds().await);
    figures.push(scaling().await?);
    Ok(figures)
}

/// A backlog of new events, and then the same events again.
async fn waiting() -> (Delivered, Delivered) {
    let backlog = Backlog::new().await;
    let events = backlog.events(EVENTS, 0).await;
    let fleet = backlog.fleet(POLLERS);
    let first = backlog.deliver(&events, &fleet).await;
    let again = backlog.deliver(&events, &fleet).await;
    (first, again)
}

fn calls(first: &Delivered) -> Figure {
    let how = format!("{EVENTS} events in {POLLERS} batches at once: {} calls", first.calls);
    Figure::new("api_calls_per_1000", per(first.calls, EVENTS) * 1e3, 5.0, how)
}

fn written(first: &Delivered) -> Figure {
    let how = format!(
        "{} write units of {EVENTS} new events: claim, answer, done; a unit is 1 KB or part of it",
        first.units
    );
    Figure::new("wru_per_event", per(first.units, EVENTS), 3.0, how)
}

fn duplicates(again: &Delivered) -> Figure {
    let how = format!(
        "{} write units of the same {EVENTS} events delivered again, {} calls",
        again.units, again.calls
    );
    Figure::new("wru_per_duplicate", per(again.units, EVENTS), 1.0, how)
}

/// Lambda's pollers receive and delete ten messages a request; the rest is counted.
fn requests(first: &Delivered) -> Figure {
    let polled = EVENTS.div_ceil(10) * 2;
    let requests = EVENTS + polled + first.hides;
    let how = format!(
        "{EVENTS} sends, {polled} receives and deletes of ten (by Lambda), {} of our own",
        first.hides
    );
    Figure::new("sqs_requests_per_event", per(requests, EVENTS), 1.3, how)
}

/// Seconds of the scaled API stand for this many real ones.
const SCALE: f64 = 100.0;

/// A long backlog: every poller's batch is full.
async fn seconds() -> Figure {
    let backlog = Backlog::new().await;
    // 240 s for a call of 200 items.
    backlog.answer_in(Duration::from_secs_f64(240.0 / SCALE));
    let events = backlog.events(EVENTS, 0).await;
    let delivered = backlog.deliver(&events, &backlog.fleet(1)).await;
    let real = delivered.seconds * SCALE;
    let how = format!(
        "one full batch of {EVENTS}, the API at 240 s a call, its clock {SCALE} times as fast: {:.3} s",
        delivered.seconds
    );
    Figure::new("function_seconds_per_1000", real, 250.0, how)
}

/// The consumer's CPU, in batches of the mapping's size, at a long backlog over a short one.
async fn scaling() -> Result<Figure> {
    let (mut short, mut long) = (Vec::new(), Vec::new());
    for _turn in 0..3 {
        short.push(cpu_per_event(100, 60).await?);
        long.push(cpu_per_event(10_000, 1).await?);
    }
    let (short, long) = (median(short), median(long));
    let how = format!(
        "CPU of the consumer's thread, medians of three turns: {long:?} an event at 10,000 waiting, {short:?} at 100"
    );
    Ok(Figure::new("backlog_scaling", long.as_secs_f64() / short.as_secs_f64(), 1.1, how))
}

/// The CPU of each event, over several backlogs of this length.
async fn cpu_per_event(length: usize, backlogs: usize) -> Result<Duration> {
    let backlog = Backlog::new().await;
    let mut batches = Vec::new();
    for number in 0..backlogs {
        batches.push(backlog.events(length, number * length).await);
    }
    let process = backlog.fleet(1);
    let before = units::thread_cpu()?;
    for batch in batches.iter().flat_map(|events| events.chunks(1_000)) {
        backlog.deliver(batch, &process).await;
    }
    let used = units::thread_cpu()?.saturating_sub(before);
    Ok(used / u32::try_from(length * backlogs)?)
}
