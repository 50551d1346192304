//! What a warm request costs, and how much memory thousands of them take.

use std::time::Duration;

use anyhow::Result;

use super::Contest;
use crate::clock::now;
use crate::delivery::{BODY_BYTES, Sender};
use crate::stats::ratio;
use crate::{Figure, Function, usage};

/// Requests before any is counted: connections, caches and the allocator have settled.
const WARM_UP: usize = 500;

/// Requests in a row to one function, before it is the other's turn.
const BATCH: usize = 250;

/// CPU per request, and the ingress's peak memory after all of them.
pub async fn measure(contest: &Contest, thousands: usize) -> Result<(Figure, Figure)> {
    let mut sender = Sender::new()?;
    let mut ingress = Runner::warm(contest.ingress.start().await?, &mut sender).await?;
    let mut bare = Runner::warm(contest.bare.start().await?, &mut sender).await?;
    let batches = thousands * 1_000 / BATCH;
    for _ in 0..batches {
        ingress.run(&mut sender).await?;
        bare.run(&mut sender).await?;
    }
    Ok((cpu(&ingress, &bare)?, rss(&ingress, &bare)?))
}

fn cpu(ingress: &Runner, bare: &Runner) -> Result<Figure> {
    let (a, b) = (ingress.per_request()?, bare.per_request()?);
    let how = format!(
        "utime + stime of {} warm requests of {BODY_BYTES} bytes each, in turns of {BATCH}: \
         {} µs over {} µs",
        ingress.requests,
        a.as_micros(),
        b.as_micros(),
    );
    Ok(Figure::new("ingress_cpu_ratio", ratio(a, b), 1.3, how))
}

fn rss(ingress: &Runner, bare: &Runner) -> Result<Figure> {
    let of = |runner: &Runner| usage::peak_rss_mib(runner.function.pid());
    let how =
        format!("VmHWM after {} requests; the bare function's: {:.1}", ingress.all(), of(bare)?);
    Ok(Figure::new("ingress_rss_mib", of(ingress)?, 32.0, how))
}

/// A warm function, and its CPU time before the first counted request.
struct Runner {
    function: Function,
    before: Duration,
    requests: u32,
}

impl Runner {
    async fn warm(function: Function, sender: &mut Sender) -> Result<Self> {
        let mut runner = Self { function, before: Duration::ZERO, requests: 0 };
        runner.post(WARM_UP, sender).await?;
        runner.before = usage::cpu_time(runner.function.pid())?;
        runner.requests = 0;
        Ok(runner)
    }

    async fn run(&mut self, sender: &mut Sender) -> Result<()> {
        self.post(BATCH, sender).await
    }

    async fn post(&mut self, requests: usize, sender: &mut Sender) -> Result<()> {
        for _ in 0..requests {
            self.function.accepts(sender.next(now())).await?;
            self.requests += 1;
        }
        Ok(())
    }

    /// Nothing runs between its turns, so one reading at the end is all of them.
    fn per_request(&self) -> Result<Duration> {
        let spent = usage::cpu_time(self.function.pid())?.saturating_sub(self.before);
        Ok(spent / self.requests.max(1))
    }

    fn all(&self) -> usize {
        usize::try_from(self.requests).unwrap_or(usize::MAX).saturating_add(WARM_UP)
    }
}
