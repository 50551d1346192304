//! What must be true whatever happens.

use std::collections::{BTreeMap, BTreeSet};

use stateright::{Model, Property};

use crate::calm::ends_well;
use crate::state::Message;
use crate::steps::{Action, Bounds, possible, take};
use crate::world::{Row, World};

/// Answers are recorded in order.
pub const ORDER: &str = "each number is recorded once, after the one before it, or was skipped";
/// Wake-ups give speed.
pub const WOKEN: &str = "who waits for what is there is awake, or somebody is about to wake it";
/// All ends.
pub const ENDS: &str = "from everywhere a calm path leads to recorded, done, and no message left";

impl Model for Bounds {
    type State = World;
    type Action = Action;

    fn init_states(&self) -> Vec<World> {
        let mut world = World {
            without: self.without,
            numbers: self.numbers.clone(),
            queue: BTreeMap::new(),
            rows: BTreeMap::new(),
            last: None,
            skipped: BTreeSet::new(),
            names: BTreeMap::new(),
            recorded: Vec::new(),
            runs: Vec::new(),
            sent: BTreeSet::new(),
            skipping: None,
            deaths: self.deaths,
            repeats: self.repeats,
            lost_names: self.lost_names,
            has_lost_names: false,
            has_skip_died: false,
        };
        for event in 0..self.numbers.len() {
            world.send(Message { event, ticket: None });
        }
        vec![world]
    }

    fn actions(&self, world: &World, actions: &mut Vec<Action>) {
        possible(self, world, actions);
    }

    fn next_state(&self, world: &World, action: Action) -> Option<World> {
        let mut next = world.clone();
        take(&mut next, action, self.outlive);
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(ORDER, |_, world: &World| is_in_order(world)),
            Property::always(WOKEN, |_, world: &World| all_woken(world)),
            Property::always(ENDS, |bounds: &Bounds, world: &World| {
                ends_well(bounds, world.clone())
            }),
        ]
    }
}

fn is_in_order(world: &World) -> bool {
    let rises = world.recorded.windows(2).all(|pair| matches!(pair, [one, other] if one < other));
    let known = |number: u64| world.recorded.contains(&number) || world.skipped.contains(&number);
    let has_all = world.recorded.iter().all(|number| (1..*number).all(known));
    let apart = world.recorded.iter().all(|number| !world.skipped.contains(number));
    rises && has_all && apart
}

/// Names that are gone, and an operator's command that died and is to be run again, cost speed.
fn all_woken(world: &World) -> bool {
    let excused = world.has_lost_names || world.has_skip_died || world.skipping.is_some();
    let asleep = world.rows.iter().filter(|(_, row)| matches!(row, Row::Waiting(_, false)));
    excused || asleep.into_iter().all(|(event, _)| is_waited_for(world, *event))
}

/// Whether an event's predecessor is missing, or the event of it is not done, so that it wakes.
fn is_waited_for(world: &World, event: usize) -> bool {
    let before = world.step(event).predecessor();
    let is_there = before.is_none_or(|before| world.last.is_some_and(|last| last >= before));
    let of_before = (0..world.numbers.len()).filter(|it| world.numbers.get(*it).copied() == before);
    let mut open = of_before.filter(|it| {
        matches!(world.rows.get(it), Some(Row::Claimed(_) | Row::Released(_) | Row::Waiting(..)))
    });
    !is_there || open.next().is_some()
}
