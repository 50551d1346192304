//! Send first, then mark: who dies between the two has sent a copy at worst.

use std::collections::HashSet;
use std::time::Duration;

use futures::StreamExt;
use futures::stream;
use jiff::Timestamp;
use ledger::{Marked, Waiter, WaitingTable};

use crate::clock::Clock;
use crate::measure;
use crate::send::letter::Letter;
use crate::send::outbox::Outbox;
use crate::send::pack::packs;

/// Events that are in memory at once: each has up to 300 KB.
const PORTION: usize = 40;

/// Reads and writes of rows at once.
const ROWS_AT_ONCE: usize = 16;

/// Requests to the queue at once.
const SENDS_AT_ONCE: usize = 4;

/// What became of the chosen events.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Delivery {
    /// How many the queue has.
    pub sent: usize,
    /// How many it did not take; they wait on.
    pub refused: usize,
}

/// Sends the chosen events in their order, and marks each that the queue has. `sent` learns their
/// tickets. What cannot be read, or is not taken, waits on, and is chosen again.
pub async fn deliver(
    waiting: &impl WaitingTable,
    outbox: &impl Outbox,
    chosen: &[Waiter],
    sent: &mut HashSet<String>,
    clock: &Clock,
) -> Delivery {
    let mut delivery = Delivery::default();
    for portion in chosen.chunks(PORTION) {
        if clock.is_over() {
            break;
        }
        let letters = read(waiting, portion).await;
        let taken = send(outbox, &letters).await;
        delivery.refused += taken.iter().filter(|is_taken| !**is_taken).count();
        let taken = letters.iter().zip(taken).filter_map(|(letter, taken)| taken.then_some(letter));
        let taken: Vec<&Letter> = taken.collect();
        delivery.sent += taken.len();
        sent.extend(taken.iter().map(|letter| letter.ticket.clone()));
        let marks = stream::iter(taken).map(|letter| mark(waiting, letter, clock.now()));
        marks.buffer_unordered(ROWS_AT_ONCE).collect::<()>().await;
    }
    delivery
}

/// The rows that still wait, in their order. One that cannot be read is left out alone.
async fn read(waiting: &impl WaitingTable, portion: &[Waiter]) -> Vec<Letter> {
    let rows = portion.iter().map(async |waiter| match waiting.waiting(&waiter.event).await {
        Ok(row) => row.and_then(|row| Letter::of(row, waiter)),
        Err(error) => {
            tracing::warn!(event = waiter.event, %error, "not dispatched: its row was not read");
            None
        }
    });
    stream::iter(rows).buffered(ROWS_AT_ONCE).filter_map(async |letter| letter).collect().await
}

/// Whether the queue has it, for each.
async fn send(outbox: &impl Outbox, letters: &[Letter]) -> Vec<bool> {
    let packs = packs(letters).into_iter().map(|pack| letters.get(pack).unwrap_or_default());
    let sends = packs.map(|pack| send_pack(outbox, pack));
    let taken: Vec<Vec<bool>> = stream::iter(sends).buffered(SENDS_AT_ONCE).collect().await;
    taken.concat()
}

async fn send_pack(outbox: &impl Outbox, pack: &[Letter]) -> Vec<bool> {
    match outbox.send(pack).await {
        Ok(codes) => {
            let codes =
                codes.iter().map(Option::as_deref).chain(std::iter::repeat(Some("NoAnswer")));
            pack.iter().zip(codes).map(|(letter, code)| is_taken(letter, code)).collect()
        }
        Err(error) => {
            tracing::warn!(events = pack.len(), %error, "not dispatched");
            vec![false; pack.len()]
        }
    }
}

fn is_taken(letter: &Letter, code: Option<&str>) -> bool {
    if let Some(code) = code {
        tracing::warn!(event = letter.event, code, "not dispatched: the queue did not take it");
    }
    code.is_none()
}

/// A row that is not marked is sent again: a copy is harmless.
async fn mark(waiting: &impl WaitingTable, letter: &Letter, now: Timestamp) {
    let cause = letter.cause.word();
    let waited_s = now.duration_since(letter.parked_at).as_secs();
    tracing::info!(event = letter.event, cause, waited_s, "dispatched");
    measure::dispatched(letter.cause);
    let kept = Duration::from_secs(letter.retention_s);
    let expires_at = now.saturating_add(kept).unwrap_or(Timestamp::MAX);
    match waiting.mark(&letter.event, &letter.ticket, expires_at).await {
        // Not: its message was faster, and is at work.
        Ok(Marked::Yes | Marked::No) => {}
        Err(error) => tracing::warn!(event = letter.event, %error, "dispatched, and not marked"),
    }
}
