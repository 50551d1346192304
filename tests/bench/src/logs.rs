//! What one undisturbed event costs in log lines.

use anyhow::{Result, ensure};

use crate::clock::now;
use crate::delivery::Sender;
use crate::door::DEPLOYED;
use crate::process::Surroundings;
use crate::stats::per;
use crate::{Figure, Lab};

/// Events of one batch of the consumer: what waits for some seconds under a steady load.
const BATCH: usize = 10;

/// How many batches, and ten times as many deliveries.
const BATCHES: usize = 20;

/// The sources as they are deployed by default.
const SOURCES: &str = include_str!("../../../infra/sources.toml");

/// `log_bytes_per_event`.
pub async fn measure(lab: &Lab) -> Result<Vec<Figure>> {
    let (door, consumer) = (door(lab).await?, consumer(lab).await?);
    let how = format!(
        "what the real programs write at `info`, metrics included, for single-item events that \
         nothing happens to: {door:.0} bytes the door, by {} deliveries; {consumer:.0} the \
         consumer, by {BATCHES} batches of {BATCH}. Lambda's own lines are not counted",
        BATCH * BATCHES
    );
    Ok(vec![Figure::new("log_bytes_per_event", door + consumer, 900.0, how)])
}

/// What the door writes for one delivery.
async fn door(lab: &Lab) -> Result<f64> {
    let launch = lab.ingress("logs-ingress", DEPLOYED)?;
    let (mut sender, mut function) = (Sender::of(512)?, launch.start().await?);
    function.accepts(sender.next(now())).await?;
    let before = std::fs::metadata(&launch.log)?.len();
    for _ in 0..BATCH * BATCHES {
        function.accepts(sender.next(now())).await?;
    }
    bytes(std::fs::metadata(&launch.log)?.len() - before)
}

/// What the consumer writes for one event.
async fn consumer(lab: &Lab) -> Result<f64> {
    let surroundings = Surroundings::of(lab, "logs-consumer", SOURCES).await?;
    let messages = surroundings.messages(BATCH * (BATCHES + 1)).await;
    let (mut batches, mut function) = (messages.chunks(BATCH), surroundings.start().await?);
    let first = batches.next().unwrap_or_default();
    surroundings.hand(&mut function, first).await?;
    let before = surroundings.logged()?;
    for batch in batches {
        surroundings.hand(&mut function, batch).await?;
    }
    let logged = surroundings.logged()? - before;
    let recorded = surroundings.recorded().await?;
    ensure!(recorded == messages.len(), "{recorded} of {} are recorded", messages.len());
    bytes(logged)
}

fn bytes(logged: u64) -> Result<f64> {
    Ok(per(usize::try_from(logged)?, BATCH * BATCHES))
}
