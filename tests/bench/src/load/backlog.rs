//! A long backlog, drained by the real consumer in batches of the mapping's size.

use std::time::Duration;

use anyhow::{Result, ensure};

use crate::Lab;
use crate::process::Surroundings;
use crate::usage::on_cpu;

/// The most messages that the template's mapping hands over at once.
const BATCH: usize = 1_000;

/// The sources as they are deployed by default.
const SOURCES: &str = include_str!("../../../../infra/sources.toml");

/// What draining one backlog took.
#[derive(Clone, Copy, Debug)]
pub struct Drained {
    /// CPU of an event.
    pub cpu: Duration,
    /// Calls of the API.
    pub calls: usize,
    /// Messages that came back to the queue, and were handed over again.
    pub back: usize,
}

/// Drains a backlog of so many single-item events, after one batch that warms the process up; all
/// of them are recorded.
pub async fn drain(lab: &Lab, length: usize) -> Result<Drained> {
    let surroundings = Surroundings::of(lab, "load-consumer", SOURCES).await?;
    let messages = surroundings.messages(BATCH + length).await;
    let (warm_up, backlog) = messages.split_at(BATCH);
    let mut function = surroundings.start().await?;
    surroundings.hand_again(&mut function, warm_up).await?;
    let (before, calls) = (on_cpu(function.pid())?, surroundings.scene.standin.calls().len());
    let mut back = 0;
    for batch in backlog.chunks(BATCH) {
        back += surroundings.hand_again(&mut function, batch).await?;
    }
    let used = on_cpu(function.pid())?.saturating_sub(before);
    let recorded = surroundings.recorded().await?;
    ensure!(recorded == messages.len(), "{recorded} of {} are recorded", messages.len());
    let calls = surroundings.scene.standin.calls().len() - calls;
    Ok(Drained { cpu: used / u32::try_from(length)?, calls, back })
}
