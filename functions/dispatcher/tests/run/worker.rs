//! A consumer in a few lines: packs what arrives into calls, waits for their permits, and parks
//! what would have to wait for long.

use std::time::Duration;

use budget::{Gate, Pass, Permit, Purpose, Rate};
use dispatcher::Letter;
use ledger::WaitCause;
use tokio::task::JoinSet;
use tokio::time::sleep;

use crate::world::World;

/// How long a batch may take to fill.
const WINDOW: Duration = Duration::from_secs(5);

/// The longest wait for a permit in an invocation.
const PATIENCE: Duration = Duration::from_secs(20);

/// Items of a call.
const MAX_ITEMS: usize = 200;

/// What the worker did.
#[derive(Default)]
pub struct Done {
    pub items: usize,
    pub calls: usize,
    pub parked: usize,
}

/// Works until `end`. A unit is an item, or a call. Every event has one item.
pub async fn work(world: World, rate: Rate, unit_is_item: bool, end: Duration) -> Done {
    let gate = std::sync::Arc::new(Gate::new(world.clone()));
    let (mut done, mut taken, mut calls) = (Done::default(), 0, JoinSet::new());
    let started = tokio::time::Instant::now();
    while started.elapsed() < end {
        sleep(WINDOW).await;
        let letters: Vec<Letter> = {
            let inner = world.lock();
            inner.queue.iter().skip(taken).map(|(_, letter)| letter.clone()).collect()
        };
        taken += letters.len();
        for pack in letters.chunks(MAX_ITEMS) {
            let (world, gate, pack) = (world.clone(), gate.clone(), pack.to_vec());
            calls.spawn(async move { call(&world, &gate, rate, unit_is_item, pack).await });
        }
        while let Some(call) = calls.try_join_next() {
            match call.expect("no panic") {
                Some(items) => {
                    done.items += items;
                    done.calls += 1;
                }
                None => done.parked += 1,
            }
        }
    }
    done
}

/// How many items were asked for, or nothing if they were parked.
async fn call(
    world: &World,
    gate: &Gate<World>,
    rate: Rate,
    unit_is_item: bool,
    pack: Vec<Letter>,
) -> Option<usize> {
    let units = if unit_is_item { u32::try_from(pack.len()).expect("few") } else { 1 };
    let permit = Permit { api: "api", rate: Some(rate), units, purpose: Purpose::Service };
    let until = world.now() + PATIENCE;
    loop {
        match gate.take(permit, until, world.now()).await.expect("the table") {
            Pass::Granted | Pass::Probe => return Some(pack.len()),
            Pass::At(at) => {
                let left = at.duration_since(world.now());
                sleep(Duration::try_from(left).unwrap_or_default()).await;
                if gate.is_open(permit, world.now()).await.expect("the table") {
                    return Some(pack.len());
                }
            }
            Pass::Wait(wait) if wait.until <= until => {
                let left = wait.until.duration_since(world.now());
                sleep(Duration::try_from(left).unwrap_or_default()).await;
            }
            Pass::Wait(_) => break,
        }
    }
    for letter in pack {
        let due = world.now() + Duration::from_mins(1);
        let parking = world.park(&letter.event, &letter.tenant);
        parking.with(|parking| (parking.due, parking.cause) = (due, WaitCause::Rate)).now();
    }
    None
}
