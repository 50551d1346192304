//! The same door and consumer as they are otherwise written, measured beside ours in one run.
//!
//! The peers' code is in `tests/bench/peers`. All are processes before the same Runtime API, with
//! the same AWS; what a door sends is what its consumer is handed.

mod behaviour;
mod consumer;
mod contestant;
mod door;
mod lines;
mod number;
mod queued;
mod row;
mod slow;
mod world;

use anyhow::Result;

use crate::Lab;

pub use contestant::Tools;
pub(crate) use queued::{Queued, hand, through_new};
pub use row::{Row, table, write};
pub(crate) use world::World;

use consumer::Consumed;
use contestant::Contestant;
use door::Doors;
use number::number;

/// Measures everything twice where time matters: unpinned, and each process held to one CPU. What is
/// known so far is kept after each part.
pub async fn measure(
    lab: &Lab,
    tools: &Tools,
    keep: impl Fn(&[Row]) -> Result<()>,
) -> Result<Vec<Row>> {
    let (free, processes) = (contestant::all(lab, tools)?, tools.processes);
    let pinned: Vec<_> = free.iter().map(Contestant::pinned).collect();
    let mut rows = vec![lines_of_code(tools)?];
    rows.extend(behaviour::measure(lab, &free).await?);
    keep(&rows)?;
    let (all, one) =
        (door::measure(&free, processes).await?, door::measure(&pinned, processes).await?);
    rows.extend(doors(&all, &one));
    keep(&rows)?;
    rows.extend(slow::measure(lab, &free).await?);
    keep(&rows)?;
    let consumed = consumer::measure(lab, &free, processes).await?;
    rows.extend(counts(&consumed));
    keep(&rows)?;
    let held = consumer::measure(lab, &pinned, processes).await?;
    rows.extend(consumers(&consumed, &held));
    keep(&rows)?;
    Ok(rows)
}

fn doors(free: &[Doors], pinned: &[Doors]) -> Vec<Row> {
    let row = |name, what, of: fn(&Doors) -> f64| Row::timed(name, what, free, pinned, of);
    vec![
        row("cold_ms", "door: process start to its first 202, ms", |door| door.cold_ms),
        row("cold_cpu_ms", "the same, CPU in ms", |door| door.cold_cpu_ms),
        row("door_cpu_us", "door: CPU of a request of 2 KB, µs", |door| door.cpu_us),
        row("door_rss_mib", "door: peak memory, MiB", |door| door.rss_mib),
    ]
}

fn consumers(free: &[Consumed], pinned: &[Consumed]) -> Vec<Row> {
    let row = |name, what, of: fn(&Consumed) -> f64| Row::timed(name, what, free, pinned, of);
    vec![
        row("first_batch_cpu_ms", "consumer: CPU of a start and ten events, ms", |one| {
            one.first_ms
        }),
        row("event_cpu_us", "consumer: CPU of an event in batches of ten, µs", |one| one.tens_us),
        row("backlog_cpu_us", "consumer: CPU of an event of a backlog, µs", |one| one.backlog_us),
        row("consumer_rss_mib", "consumer: peak memory, MiB", |one| one.rss_mib),
    ]
}

fn counts(consumed: &[Consumed]) -> Vec<Row> {
    let row = |name, what, of: fn(&Consumed) -> f64| Row::counted(name, what, consumed, of);
    vec![
        row("api_calls_per_1000", "API calls for 1,000 waiting events", |one| one.api_calls),
        row("aws_calls_per_event", "AWS calls of door and consumer, an event", |one| one.aws_calls),
        row("wru_per_event", "DynamoDB write units, an event", |one| one.writes),
        row("reads_per_event", "DynamoDB read units, an event", |one| one.reads),
        row("log_bytes_per_event", "bytes that both log, an event", |one| one.log_bytes),
    ]
}

fn lines_of_code(tools: &Tools) -> Result<Row> {
    let peers = tools.peers();
    let ours = lines::of(&tools.root.join("functions"), "rs")?;
    let python = lines::of(&peers.join("python"), "py")?;
    // What stands for Lambda's own runtime is no part of it.
    let files = ["door.ts", "consumer.ts"].map(|file| peers.join("node").join(file));
    let node: usize = files.iter().map(|file| lines::of_file(file)).sum::<Result<_>>()?;
    let values = [ours, python, node].iter().map(|count| number(*count)).collect();
    Ok(Row::of("lines", "lines of code, those without words left out", values))
}
