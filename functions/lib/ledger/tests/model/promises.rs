//! What must be true whatever happens.

use ledger::Phase;
use stateright::{Model, Property};

use crate::calm::ends_well;
use crate::invocation::reused_key;
use crate::steps::{Bounds, Step, possible, take, waits};
use crate::world::{EVENT, Place, World};

/// Nothing that stands is overwritten.
pub const STANDS: &str = "no row is overwritten that stands, nothing on record is paid for";
/// Nothing is ever lost.
pub const SOMEWHERE: &str =
    "an event is recorded, or in the queue, or waiting, or dead with its reason";
/// All ends.
pub const ENDS: &str = "from everywhere a calm path leads to done, and no message is left";

impl Model for Bounds {
    type State = World;
    type Action = Step;

    fn init_states(&self) -> Vec<World> {
        let mut world = World {
            terms: self.terms,
            now: 0,
            messages: std::collections::BTreeMap::default(),
            runs: Vec::new(),
            dispatchers: Vec::new(),
            ledger: std::collections::BTreeMap::default(),
            lane_open: false,
            recorded: std::collections::BTreeSet::default(),
            trouble: self.trouble,
            early: self.early,
            redrives: self.redrives,
            repeats: self.repeats,
            waits: self.waits,
            alone: true,
            deaths_alone: 0,
            broken: None,
        };
        for content in &self.contents {
            world.send(*content, None);
        }
        vec![world]
    }

    fn actions(&self, world: &World, steps: &mut Vec<Step>) {
        possible(self, world, steps);
    }

    fn next_state(&self, world: &World, step: Step) -> Option<World> {
        let mut next = world.clone();
        take(&mut next, step);
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(STANDS, |_, world: &World| world.broken.is_none()),
            Property::always(SOMEWHERE, |bounds: &Self, world: &World| {
                bounds.contents.iter().all(|content| is_somewhere(world, *content))
            }),
            Property::always("done is only what is recorded", |_, world: &World| {
                world.phase(EVENT) != Some(Phase::Done) || !world.recorded.is_empty()
            }),
            Property::always(ENDS, |bounds: &Self, world: &World| {
                // Time passes in every state: what is true at the last tick is true of them all.
                world.now < bounds.ticks || ends_well(world.clone())
            }),
            Property::sometimes("an event is done", |_, world: &World| {
                world.phase(EVENT) == Some(Phase::Done)
            }),
            Property::sometimes("an event waits, where it may", |bounds: &Self, world: &World| {
                bounds.waits == 0 || waits(world)
            }),
            Property::sometimes("its message takes over", |bounds: &Self, world: &World| {
                bounds.waits == 0 || took_over(world)
            }),
        ]
    }
}

/// Whether a row's event was claimed by a message that a dispatcher had sent.
fn took_over(world: &World) -> bool {
    let row = world.ledger.get(EVENT);
    row.is_some_and(|row| row.phase == Phase::Claimed && row.waits > 0)
}

fn is_somewhere(world: &World, content: u8) -> bool {
    let in_row = || {
        let row = world.ledger.get(EVENT).and_then(|row| row.wait.as_ref());
        row.is_some_and(|wait| wait.envelope == content.to_string())
    };
    let messages = || world.messages.values().filter(|message| message.content == content);
    world.recorded.contains(&content)
        || in_row()
        || messages().any(|message| match message.place {
            Place::Queue(_) | Place::WornOut => true,
            Place::Dead => has_reason(world, content),
        })
}

/// Whether the ledger says why a content's message is dead.
pub fn has_reason(world: &World, content: u8) -> bool {
    let reused = reused_key(EVENT, &content.to_string());
    [EVENT, &reused].iter().any(|key| {
        let row = world.ledger.get(*key);
        row.is_some_and(|row| row.phase == Phase::Refused && row.reason.is_some())
    })
}
