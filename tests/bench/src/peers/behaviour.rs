//! What happens when things go wrong, or come again.

use anyhow::{Result, ensure};
use axum::http::StatusCode;
use jiff::SignedDuration;
use standin::{Control, Rule};

use super::contestant::{Contestant, TEN};
use super::queued::{Queued, hand, hand_all, through_new};
use super::row::Row;
use super::world::World;
use crate::clock::now;
use crate::delivery::product;
use crate::peers::number::number;
use crate::{Function, Lab, tables};

/// How often a message is received before the queue gives it up.
const RECEIVES: usize = 3;

/// What one of them did.
#[derive(Clone, Copy, Debug, Default)]
struct Told {
    poisoned_back: f64,
    poisoned_first: f64,
    poisoned_calls: f64,
    limited_calls: f64,
    limited_back: f64,
    unchanged_paid: f64,
    again_calls: f64,
    again_writes: f64,
}

/// The counts of each situation.
pub async fn measure(lab: &Lab, contestants: &[Contestant]) -> Result<Vec<Row>> {
    let mut told = Vec::new();
    for contestant in contestants {
        told.push(tell(lab, contestant).await?);
    }
    let row = |name, what, of: fn(&Told) -> f64| Row::counted(name, what, &told, of);
    Ok(vec![
        row(
            "poisoned_back",
            "ten events, one of which the API refuses with 422: messages that come back",
            |told| told.poisoned_back,
        ),
        row("poisoned_calls", "the same: calls of three receives", |told| told.poisoned_calls),
        row(
            "poisoned_first",
            "the same: items of the nine others that the first receive has classified",
            |told| told.poisoned_first,
        ),
        row(
            "limited_calls",
            "three batches of ten while the API answers 429, Retry-After 60: calls",
            |told| told.limited_calls,
        ),
        row(
            "limited_back",
            "the same: messages that come back, nearer to the dead-letter queue",
            |told| told.limited_back,
        ),
        row(
            "unchanged_paid",
            "ten products again, only their price changed: items paid for",
            |told| told.unchanged_paid,
        ),
        row("again_calls", "ten events delivered again: calls", |told| told.again_calls),
        row("wru_per_duplicate", "the same: write units, an event", |told| told.again_writes),
    ])
}

async fn tell(lab: &Lab, contestant: &Contestant) -> Result<Told> {
    let told = undisturbed(lab, contestant).await?;
    let [poisoned_back, poisoned_first, poisoned_calls] = poisoned(lab, contestant).await?;
    let (limited_calls, limited_back) = limited(lab, contestant).await?;
    Ok(Told { poisoned_back, poisoned_first, poisoned_calls, limited_calls, limited_back, ..told })
}

/// Ten events, the same ten again, and then the same products at another price.
async fn undisturbed(lab: &Lab, contestant: &Contestant) -> Result<Told> {
    let (world, messages) = ready(lab, contestant, TEN).await?;
    let mut function = world.consumer(&contestant.consumer).start().await?;
    hand_all(&mut function, &messages, TEN).await?;
    let first = world.calls();
    lab.sink.tally().take();
    hand_all(&mut function, &messages, TEN).await?;
    let writes = lab.sink.tally().take().get(tables::WRITES).copied().unwrap_or(0);
    let again = world.calls();
    let later = now() + SignedDuration::from_mins(1);
    let bodies: Vec<_> = (0..TEN).map(|number| product(number, 11, later)).collect();
    let changed = through_later(lab, contestant, &bodies).await?;
    hand_all(&mut function, &changed, TEN).await?;
    Ok(Told {
        again_calls: number(again.0 - first.0),
        again_writes: number(usize::try_from(writes)?) / 1e3 / number(TEN),
        unchanged_paid: number(world.calls().1 - again.1),
        ..Told::default()
    })
}

/// Whose ids differ from those of the events before.
async fn through_later(
    lab: &Lab,
    contestant: &Contestant,
    bodies: &[String],
) -> Result<Vec<Queued>> {
    let padded: Vec<_> = bodies.iter().chain(bodies).cloned().collect();
    let mut messages = through_new(lab, &contestant.door, &padded).await?;
    Ok(messages.split_off(bodies.len()))
}

/// One event of ten is refused, whatever name its item is asked by; what comes back is received again,
/// as the queue would have it. How many come back, what the first receive has classified, and all
/// calls.
async fn poisoned(lab: &Lab, contestant: &Contestant) -> Result<[f64; 3]> {
    let (world, mut messages) = ready(lab, contestant, TEN).await?;
    let refused = Rule::status(StatusCode::UNPROCESSABLE_ENTITY).when_described("Ceramic mug 4");
    world.standin.set(Control { rules: vec![refused], ..Control::default() });
    let mut function = world.consumer(&contestant.consumer).start().await?;
    let mut back = hand(&mut function, &mut messages).await?;
    let (first, classified) = (back.len(), world.calls().1);
    ensure!(classified < TEN, "the API has refused nothing");
    for _ in 1..RECEIVES {
        if !back.is_empty() {
            back = hand(&mut function, &mut back).await?;
        }
    }
    Ok([number(first), number(classified), number(world.calls().0)])
}

/// Three batches of ten, one after the other, to an API that wants to be left alone.
async fn limited(lab: &Lab, contestant: &Contestant) -> Result<(f64, f64)> {
    let (world, messages) = ready(lab, contestant, 3 * TEN).await?;
    world.standin.set(Control { rules: vec![Rule::too_many("60")], ..Control::default() });
    let mut function: Function = world.consumer(&contestant.consumer).start().await?;
    let mut back = 0;
    for batch in messages.chunks(TEN) {
        back += hand(&mut function, &mut batch.to_vec()).await?.len();
    }
    Ok((number(world.calls().0), number(back)))
}

async fn ready(lab: &Lab, contestant: &Contestant, events: usize) -> Result<(World, Vec<Queued>)> {
    let bodies: Vec<_> = (0..events).map(|number| product(number, 10, now())).collect();
    let messages = through_new(lab, &contestant.door, &bodies).await?;
    Ok((World::new(lab).await?, messages))
}
