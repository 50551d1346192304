//! What a warm request costs, and how much memory thousands of them take.

use std::time::Duration;

use anyhow::Result;

use super::contest::Contest;
use crate::clock::now;
use crate::delivery::{BODY_BYTES, Sender};
use crate::stats::{median, ratio};
use crate::{Figure, Function, Launch, usage};

/// Requests before any is counted: connections, caches and the allocator have settled.
const WARM_UP: u32 = 300;

/// What is posted, and what it may cost.
#[derive(Clone, Copy, Debug)]
pub struct Load {
    /// The figure's name.
    pub name: &'static str,
    /// How long a body is.
    pub bytes: usize,
    /// Requests that are counted, of each process: more than a quarter of a second of CPU, which
    /// the kernel tells to 10 ms.
    pub counted: u32,
    /// The most that the ratio may be.
    pub target: f64,
}

/// A product or a dozen.
pub const SHORT: Load =
    Load { name: "ingress_cpu_ratio", bytes: BODY_BYTES, counted: 2_000, target: 1.25 };

/// A catalogue: what is done with each byte is what counts.
pub const LONG: Load =
    Load { name: "ingress_cpu_ratio_64k", bytes: 64 * 1024, counted: 600, target: 1.3 };

/// Requests in a row to one process, before it is the other's turn: a few milliseconds, so that
/// what else this machine does falls on both.
const TURN: u32 = 50;

/// CPU per request, the median of several pairs of processes: where the kernel happens to place a
/// process makes more of a difference than anything that happens in it. And the peak memory of
/// the ingresses.
pub async fn measure(contest: &Contest, pairs: usize, load: Load) -> Result<(Figure, Figure)> {
    let mut spent = Vec::new();
    for _ in 0..pairs {
        spent.push(pair(contest, load).await?);
    }
    Ok((cpu(&spent, load), rss(&spent, load)))
}

/// What one pair of processes took: the ingress, and the bare function.
type Pair = (Spent, Spent);

/// What one process took.
struct Spent {
    per_request: Duration,
    peak_rss_mib: f64,
}

async fn pair(contest: &Contest, load: Load) -> Result<Pair> {
    let mut sender = Sender::of(load.bytes)?;
    let mut ingress = Runner::warm(&contest.ingress, &mut sender).await?;
    let mut bare = Runner::warm(&contest.bare, &mut sender).await?;
    for _ in 0..load.counted / TURN {
        ingress.post(TURN, &mut sender).await?;
        bare.post(TURN, &mut sender).await?;
    }
    Ok((ingress.spent(load)?, bare.spent(load)?))
}

fn cpu(pairs: &[Pair], load: Load) -> Figure {
    let Load { name, bytes, counted, target } = load;
    let times = |of: fn(&Pair) -> &Spent| {
        median(pairs.iter().map(|pair| of(pair).per_request).collect()).as_micros()
    };
    let mut ratios: Vec<f64> =
        pairs.iter().map(|(a, b)| ratio(a.per_request, b.per_request)).collect();
    ratios.sort_unstable_by(f64::total_cmp);
    let middle = ratios.get(ratios.len() / 2).copied().unwrap_or(f64::NAN);
    let all: Vec<String> = ratios.iter().map(|ratio| format!("{ratio:.2}")).collect();
    let how = format!(
        "utime + stime of {counted} warm requests of {bytes} bytes to each, in turns of \
         {TURN}, median of {} pairs of processes ({}); medians {} µs and {} µs a request",
        pairs.len(),
        all.join(" "),
        times(|pair| &pair.0),
        times(|pair| &pair.1),
    );
    Figure::new(name, middle, target, how)
}

fn rss(pairs: &[Pair], load: Load) -> Figure {
    let most = |of: fn(&Pair) -> &Spent| {
        pairs.iter().map(|pair| of(pair).peak_rss_mib).fold(0.0, f64::max)
    };
    let (ingress, bare) = (most(|pair| &pair.0), most(|pair| &pair.1));
    let requests = WARM_UP + load.counted;
    let how = format!(
        "VmHWM after {requests} requests, the highest of {} processes; the bare function's: {bare:.1}",
        pairs.len(),
    );
    Figure::new("ingress_rss_mib", ingress, 16.0, how)
}

/// A warm process, and its CPU time before the first counted request.
struct Runner {
    function: Function,
    before: Duration,
}

impl Runner {
    async fn warm(launch: &Launch, sender: &mut Sender) -> Result<Self> {
        let function = launch.start().await?;
        let mut runner = Self { function, before: Duration::ZERO };
        runner.post(WARM_UP, sender).await?;
        runner.before = usage::cpu_time(runner.function.pid())?;
        Ok(runner)
    }

    async fn post(&mut self, requests: u32, sender: &mut Sender) -> Result<()> {
        for _ in 0..requests {
            self.function.accepts(sender.next(now())).await?;
        }
        Ok(())
    }

    /// Nothing runs between its turns, so one reading at the end is all of them.
    fn spent(&self, load: Load) -> Result<Spent> {
        let pid = self.function.pid();
        let counted = usage::cpu_time(pid)?.saturating_sub(self.before);
        Ok(Spent { per_request: counted / load.counted, peak_rss_mib: usage::peak_rss_mib(pid)? })
    }
}
