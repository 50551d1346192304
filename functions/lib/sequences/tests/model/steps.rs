//! What can happen next.

use sequences::Standing;

use crate::state::{Message, Run};
use crate::without::Without;
use crate::world::{Row, Sent, World, step};

/// The bounds of one check.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// The number of each event. All are of one item.
    pub numbers: Vec<u64>,
    /// The most invocations at once.
    pub at_once: usize,
    /// Invocations, dispatchers and operators that die.
    pub deaths: u8,
    /// Messages that are sent, or received, again.
    pub repeats: u8,
    /// A number that an operator may skip.
    pub skips: Option<u64>,
    /// Rows with names that are gone.
    pub lost_names: u8,
    /// Invocations go on when their lease is over.
    pub outlive: bool,
    pub without: Without,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    Receive(Message),
    Repeat(usize),
    Run(usize),
    Die(usize),
    Dispatch(usize),
    Mark(Sent),
    DieUnmarked(Sent),
    BeginSkip(u64),
    Skip,
    DieSkipping,
    LoseNames(u64),
    /// Its due time comes.
    Due(usize),
}

/// All that can happen.
pub fn possible(bounds: &Bounds, world: &World, actions: &mut Vec<Action>) {
    actions.extend((0..world.runs.len()).map(Action::Run));
    if world.runs.len() < bounds.at_once {
        actions.extend(world.queue.keys().cloned().map(Action::Receive));
    }
    actions.extend(due(world).map(Action::Dispatch));
    actions.extend(world.sent.iter().copied().map(Action::Mark));
    let of_skip = world.skipping.is_some().then_some(Action::Skip);
    actions.extend(of_skip);
    let may_begin = world.skipping.is_none() && world.runs.len() < bounds.at_once;
    let next = bounds.skips.filter(|number| may_begin && may_skip(world, *number));
    actions.extend(next.map(Action::BeginSkip));
    trouble(world, actions);
}

fn trouble(world: &World, actions: &mut Vec<Action>) {
    if world.deaths > 0 {
        actions.extend((0..world.runs.len()).map(Action::Die));
        actions.extend(world.sent.iter().copied().map(Action::DieUnmarked));
        actions.extend(world.skipping.is_some().then_some(Action::DieSkipping));
    }
    if world.repeats > 0 {
        actions.extend((0..world.numbers.len()).map(Action::Repeat));
    }
    if world.lost_names > 0 && !world.names.is_empty() {
        let named = world.numbers.iter().filter(|number| !world.named(&step(**number)).is_empty());
        actions.extend(named.map(|number| Action::LoseNames(*number)));
    }
}

/// Who waits and is due.
pub fn due(world: &World) -> impl Iterator<Item = usize> {
    let is_sent = |event| world.sent.iter().any(|sent| sent.event == event);
    let rows = world.rows.iter();
    rows.filter_map(move |(event, row)| {
        (matches!(row, Row::Waiting(_, true)) && !is_sent(*event)).then_some(*event)
    })
}

/// Whether to skip a number would change anything.
pub fn may_skip(world: &World, number: u64) -> bool {
    world.standing(&step(number)) == Standing::Next || world.has_skip_died
}

/// Takes a step.
pub fn take(world: &mut World, action: Action, outlive: bool) {
    match action {
        Action::Receive(message) => {
            world.take(&message);
            world.runs.push(Run::new(message));
            world.runs.sort();
        }
        Action::Repeat(event) => {
            world.repeats -= 1;
            world.send(Message { event, ticket: None });
        }
        Action::Run(place) => world.run(place, outlive),
        Action::Die(place) => {
            world.deaths -= 1;
            let run = world.runs.remove(place);
            world.send(run.message);
        }
        Action::Dispatch(event) => {
            if let Some(Row::Waiting(token, _)) = world.rows.get(&event).copied() {
                world.send(Message { event, ticket: Some(token) });
                world.sent.insert(Sent { event, token });
            }
        }
        Action::Mark(sent) => {
            world.sent.remove(&sent);
            if let Some(Row::Waiting(token, _)) = world.rows.get(&sent.event).copied()
                && token == sent.token
            {
                world.rows.insert(sent.event, Row::Released(token));
            }
        }
        Action::DieUnmarked(sent) => {
            world.deaths -= 1;
            world.sent.remove(&sent);
        }
        Action::BeginSkip(number) => world.begin_skip(number),
        Action::Skip => world.skip(),
        Action::DieSkipping => {
            world.deaths -= 1;
            world.skipping = None;
            world.has_skip_died = true;
        }
        Action::LoseNames(number) => {
            world.lost_names -= 1;
            world.lose_names(number);
        }
        Action::Due(event) => {
            if let Some(Row::Waiting(_, due)) = world.rows.get_mut(&event) {
                *due = true;
            }
        }
    }
}
