//! Many consumers on one API key, whose rate is one for all of them.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use futures::future::try_join_all;
use jiff::Timestamp;

use crate::clock::now;
use crate::delivery::product;
use crate::door::DEPLOYED;
use crate::peers::{Queued, World, hand, through_new};
use crate::{Function, Lab, tables};

/// Calls a second, and how many may come at once.
pub const RATE: u32 = 10;
const BURST: u32 = 5;

/// Events that a consumer is handed at once, one call for each.
const BATCH: usize = 5;

/// What all of them asked.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    /// Calls of the API.
    pub calls: usize,
    /// The most that the rate allows from the first batch to the last call.
    pub allowed: usize,
    /// The most calls of any ten seconds, and what the rate allows in that time.
    pub busiest: usize,
    /// What the rate allows in ten seconds.
    pub of_ten: usize,
    /// Events that were handed over, and that came back to the queue.
    pub events: usize,
    /// Messages that came back.
    pub back: usize,
    /// Writes of the budget's row, and how many of them came second.
    pub writes: u64,
    /// How many of the writes came second.
    pub refused: u64,
}

/// So many consumers, each handed one batch after another, so many each.
pub async fn ask(lab: &Lab, consumers: usize, batches: usize) -> Result<Asked> {
    let sources = DEPLOYED.replace(
        "[api.classifier]",
        &format!(
            "[api.classifier]\nmax_items = 1\nrate = {{ calls = {RATE}, per_s = 1, burst = {BURST} }}"
        ),
    );
    let door = lab.ingress("load-shared-door", &sources)?;
    let events = consumers * batches * BATCH;
    let bodies: Vec<_> = (0..events).map(|number| product(number, 10, now())).collect();
    let messages = through_new(lab, &door, &bodies).await?;
    let world = World::new(lab).await?;
    let launch = world.consumer(&lab.own("load-shared-consumer", "consumer", &sources)?);
    let functions = try_join_all((0..consumers).map(|_| launch.start())).await?;
    lab.sink.tally().take();
    let began = now();
    let shares = messages.chunks(batches * BATCH).zip(functions);
    let back = try_join_all(shares.map(|(share, function)| work(function, share))).await?;
    let tally = lab.sink.tally().take();
    let at: Vec<Timestamp> = world.standin.calls().iter().map(|call| call.at).collect();
    let last = at.iter().max().copied().context("no call was made")?;
    let counted = |name: &str| tally.get(name).copied().unwrap_or(0);
    Ok(Asked {
        calls: at.len(),
        allowed: allowed(Duration::try_from(last.duration_since(began))?),
        busiest: busiest(&at),
        of_ten: allowed(WINDOW),
        events,
        back: back.into_iter().sum(),
        writes: counted(tables::BUDGET_WRITES),
        refused: counted(tables::BUDGET_CONDITIONS),
    })
}

/// How many messages came back.
async fn work(mut function: Function, share: &[Queued]) -> Result<usize> {
    let mut back = 0;
    for batch in share.chunks(BATCH) {
        back += hand(&mut function, &mut batch.to_vec()).await?.len();
    }
    ensure!(function.pid() > 0);
    Ok(back)
}

/// The window that the busiest one is looked for in.
const WINDOW: Duration = Duration::from_secs(10);

/// The most calls that a budget of this rate grants in this time.
fn allowed(time: Duration) -> usize {
    let more = time.as_millis() * u128::from(RATE) / 1_000;
    usize::try_from(more).unwrap_or(usize::MAX).saturating_add(BURST as usize)
}

/// The most calls that came within one window.
fn busiest(at: &[Timestamp]) -> usize {
    let within = |from: &Timestamp| {
        at.iter()
            .filter(|at| {
                *at >= from && at.duration_since(*from) < WINDOW.try_into().unwrap_or_default()
            })
            .count()
    };
    at.iter().map(within).max().unwrap_or(0)
}
