//! What the consumers take: a start, an event, and what each event asks of AWS and of the API.

use std::time::Duration;

use anyhow::Result;

use super::contestant::{Contestant, TEN};
use super::queued::{hand_all, through};
use super::world::World;
use crate::clock::now;
use crate::delivery::{Sender, product};
use crate::peers::number::number;
use crate::stats::{median, per};
use crate::{Lab, tables, usage};

/// Events that come in tens, after the first ten.
const IN_TENS: usize = 300;

/// Events that wait.
const BACKLOG: usize = 1_000;

/// What one consumer took, by medians, and what it counted to at last.
#[derive(Clone, Copy, Debug, Default)]
pub struct Consumed {
    pub first_ms: f64,
    pub tens_us: f64,
    pub backlog_us: f64,
    pub rss_mib: f64,
    pub api_calls: f64,
    pub aws_calls: f64,
    pub writes: f64,
    pub reads: f64,
    pub log_bytes: f64,
}

/// All consumers, in turn.
pub async fn measure(
    lab: &Lab,
    contestants: &[Contestant],
    processes: usize,
) -> Result<Vec<Consumed>> {
    let mut runs = vec![Vec::new(); contestants.len()];
    for _ in 0..processes {
        for (of, contestant) in runs.iter_mut().zip(contestants) {
            of.push(run(lab, contestant).await?);
        }
    }
    Ok(runs.iter().map(|runs| summed_up(runs)).collect())
}

fn summed_up(runs: &[Consumed]) -> Consumed {
    let middle = |of: fn(&Consumed) -> f64| {
        median(runs.iter().map(|run| Duration::from_secs_f64(of(run))).collect()).as_secs_f64()
    };
    Consumed {
        first_ms: middle(|run| run.first_ms),
        tens_us: middle(|run| run.tens_us),
        backlog_us: middle(|run| run.backlog_us),
        ..runs.last().copied().unwrap_or_default()
    }
}

/// One process: ten events, some more in tens, and then a backlog, whose requests are counted.
async fn run(lab: &Lab, contestant: &Contestant) -> Result<Consumed> {
    let world = World::new(lab).await?;
    let bodies: Vec<_> = (0..TEN + IN_TENS + BACKLOG).map(|n| product(n, 10, now())).collect();
    let (mut door, mut sender) = (contestant.door.start().await?, Sender::new()?);
    let door_log = || std::fs::metadata(&contestant.door.log).map(|about| about.len());
    let (early, late) = bodies.split_at(TEN + IN_TENS);
    let early = through(lab, &mut door, &mut sender, early).await?;
    let logged = door_log()?;
    lab.sink.tally().take();
    let late = through(lab, &mut door, &mut sender, late).await?;
    let logged = door_log()? - logged;
    let asked_by_door = lab.sink.tally().take();

    let consumer = world.consumer(&contestant.consumer);
    let mut function = consumer.start().await?;
    let (first, tens) = early.split_at(TEN);
    hand_all(&mut function, first, TEN).await?;
    let started = usage::on_cpu(function.pid())?;
    hand_all(&mut function, tens, TEN).await?;
    let in_tens = usage::on_cpu(function.pid())?;
    let (before, quiet) = (world.calls().0, std::fs::metadata(&consumer.log)?.len());
    lab.sink.tally().take();
    hand_all(&mut function, &late, contestant.batch).await?;
    let asked = lab.sink.tally().take();
    let at_last = usage::on_cpu(function.pid())?;
    let logged = logged + std::fs::metadata(&consumer.log)?.len() - quiet;

    let each = |count: u64| Ok::<_, anyhow::Error>(per(usize::try_from(count)?, BACKLOG));
    let units = |name: &str| each(asked.get(name).copied().unwrap_or(0)).map(|units| units / 1e3);
    let requests = |asked: &std::collections::BTreeMap<String, u64>| {
        asked.iter().filter(|(name, _)| is_action(name)).map(|(_, times)| times).sum::<u64>()
    };
    let us = |used: Duration, events: usize| used.as_secs_f64() * 1e6 / number(events);
    Ok(Consumed {
        first_ms: started.as_secs_f64() * 1e3,
        tens_us: us(in_tens.saturating_sub(started), IN_TENS),
        backlog_us: us(at_last.saturating_sub(in_tens), BACKLOG),
        rss_mib: usage::peak_rss_mib(function.pid())?,
        api_calls: number(world.calls().0 - before),
        aws_calls: each(requests(&asked) + requests(&asked_by_door))?,
        writes: units(tables::WRITES)?,
        reads: units(tables::READS)?,
        log_bytes: each(logged)?,
    })
}

/// Other things are counted beside the actions of AWS, whose names are one word with capitals.
fn is_action(name: &str) -> bool {
    name.starts_with(char::is_uppercase)
}
