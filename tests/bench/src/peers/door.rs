//! What the doors take: a start, a request, memory.

use std::time::Duration;

use anyhow::Result;

use super::contestant::Contestant;
use crate::clock::now;
use crate::delivery::Sender;
use crate::stats::median;
use crate::{Function, Launch, usage};

/// Starts of each, for each process whose requests are counted.
const STARTS: usize = 7;

/// Requests of a process before and while it is counted.
const WARM_UP: u32 = 200;
const COUNTED: u32 = 1_000;

/// Requests in a row, before it is another's turn.
const TURN: u32 = 50;

/// What one door took, by medians.
#[derive(Clone, Copy, Debug)]
pub struct Doors {
    pub cold_ms: f64,
    pub cold_cpu_ms: f64,
    pub cpu_us: f64,
    pub rss_mib: f64,
}

/// All doors, in turn, so that whatever slows this machine slows all of them.
pub async fn measure(contestants: &[Contestant], processes: usize) -> Result<Vec<Doors>> {
    let mut sender = Sender::new()?;
    let mut starts = vec![Vec::new(); contestants.len()];
    for _ in 0..STARTS * processes {
        for (of, contestant) in starts.iter_mut().zip(contestants) {
            of.push(start(&contestant.door, &mut sender).await?);
        }
    }
    let mut spent = vec![Vec::new(); contestants.len()];
    for _ in 0..processes {
        for (of, spent) in spent.iter_mut().zip(side_by_side(contestants, &mut sender).await?) {
            of.push(spent);
        }
    }
    Ok(starts.into_iter().zip(spent).map(|(starts, spent)| summed_up(&starts, &spent)).collect())
}

/// Until the first 202, and the CPU until then. The event waits before the process is started.
async fn start(launch: &Launch, sender: &mut Sender) -> Result<(Duration, Duration)> {
    let event = sender.next(now());
    let mut function = launch.start().await?;
    let answer = function.accepts(event).await?;
    Ok((answer.after, usage::on_cpu(function.pid())?))
}

/// CPU of a request, and the peak of memory, of one warm process of each.
async fn side_by_side(
    contestants: &[Contestant],
    sender: &mut Sender,
) -> Result<Vec<(Duration, f64)>> {
    let mut warm = Vec::new();
    for contestant in contestants {
        let mut function = contestant.door.start().await?;
        post(&mut function, WARM_UP, sender).await?;
        let before = usage::on_cpu(function.pid())?;
        warm.push((function, before));
    }
    for _ in 0..COUNTED / TURN {
        for (function, _) in &mut warm {
            post(function, TURN, sender).await?;
        }
    }
    let spent = warm.iter().map(|(function, before)| {
        let pid = function.pid();
        let used = usage::on_cpu(pid)?.saturating_sub(*before);
        Ok((used / COUNTED, usage::peak_rss_mib(pid)?))
    });
    spent.collect()
}

async fn post(function: &mut Function, requests: u32, sender: &mut Sender) -> Result<()> {
    for _ in 0..requests {
        function.accepts(sender.next(now())).await?;
    }
    Ok(())
}

fn summed_up(starts: &[(Duration, Duration)], spent: &[(Duration, f64)]) -> Doors {
    let ms = |times: Vec<Duration>| median(times).as_secs_f64() * 1e3;
    Doors {
        cold_ms: ms(starts.iter().map(|(after, _)| *after).collect()),
        cold_cpu_ms: ms(starts.iter().map(|(_, cpu)| *cpu).collect()),
        cpu_us: ms(spent.iter().map(|(cpu, _)| *cpu).collect()) * 1e3,
        rss_mib: spent.iter().map(|(_, mib)| *mib).fold(0.0, f64::max),
    }
}
