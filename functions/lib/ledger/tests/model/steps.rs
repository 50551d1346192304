//! What can happen next, and what must be true whatever does.

use std::collections::{BTreeMap, BTreeSet};

use ledger::Phase;
use stateright::{Model, Property};

use crate::tape::{Answer, Op, Stand};
use crate::world::{EVENT, Message, Place, World};

/// The bounds of one check.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// The content of each message; all have one id.
    pub contents: Vec<u8>,
    /// Crashes, lost answers, failures of the API.
    pub trouble: u8,
    /// Redrives out of the dead-letter queue.
    pub redrives: u8,
    /// The furthest that an invocation's clock is ahead of another's.
    pub skew: i64,
    /// Invocations may go on beyond their deadline: then a call may be paid for twice, and all else
    /// holds.
    pub outlive: bool,
    /// Invocations at once, and the last tick.
    pub at_once: usize,
    pub ticks: i64,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Tick,
    /// A message, and the skew of the invocation that receives it.
    Receive(usize, i64),
    /// A dead message, sent to the queue again.
    Redrive(usize),
    /// An invocation's call, and what the API says if that is what is called.
    Call(usize, Answer),
    /// Its call does its work and the answer is lost; the invocation goes on.
    Lose(usize),
    /// It dies before its first call.
    Die(usize),
    /// It dies of its call, which does its work.
    DieCalling(usize),
}

impl Model for Bounds {
    type State = World;
    type Action = Step;

    fn init_states(&self) -> Vec<World> {
        let message =
            |content: &u8| Message { content: *content, sent_at: 0, place: Place::Queue(0) };
        vec![World {
            now: 0,
            messages: self.contents.iter().map(message).collect(),
            runs: Vec::new(),
            ledger: BTreeMap::default(),
            recorded: BTreeSet::default(),
            received: 0,
            trouble: self.trouble,
            redrives: self.redrives,
            outlive: self.outlive,
            broken: None,
        }]
    }

    fn actions(&self, world: &World, steps: &mut Vec<Step>) {
        if world.now < self.ticks {
            steps.push(Step::Tick);
        }
        for (place, message) in world.messages.iter().enumerate() {
            match message.place {
                Place::Queue(visible)
                    if visible <= world.now && world.runs.len() < self.at_once =>
                {
                    steps.extend([0, self.skew].map(|skew| Step::Receive(place, skew)));
                }
                Place::Dead if world.redrives > 0 => steps.push(Step::Redrive(place)),
                Place::Queue(_) | Place::Dead | Place::Acknowledged => {}
            }
        }
        for place in 0..world.runs.len() {
            steps.push(Step::Call(place, Answer::Good));
            if world.trouble > 0 {
                troubles(world, place, steps);
            }
        }
    }

    fn next_state(&self, world: &World, step: Step) -> Option<World> {
        let mut next = world.clone();
        take(&mut next, step);
        Some(next)
    }

    fn properties(&self) -> Vec<Property<Self>> {
        vec![
            Property::always(
                "no row is overwritten that stands, nothing on record is paid for",
                |_, world: &World| world.broken.is_none(),
            ),
            Property::always(
                "acknowledged is only what is done and recorded",
                |_, world: &World| {
                    world.messages.iter().all(|message| {
                        message.place != Place::Acknowledged || is_done(world, message)
                    })
                },
            ),
            Property::always("done is only what is recorded", |_, world: &World| {
                world.phase(EVENT) != Some(Phase::Done) || !world.recorded.is_empty()
            }),
            Property::always(
                "from everywhere a fair end is in reach",
                |bounds: &Self, world: &World| {
                    // Time passes in every state: what is true at the last tick is true of them all.
                    world.now < bounds.ticks || ends_well(world.clone())
                },
            ),
            Property::sometimes("an event is done", |_, world: &World| {
                world.phase(EVENT) == Some(Phase::Done)
            }),
        ]
    }
}

/// What can go wrong with an invocation's call. To die before it is to die of the one before.
fn troubles(world: &World, place: usize, steps: &mut Vec<Step>) {
    let Some(run) = world.runs.get(place) else { return };
    steps.push(Step::DieCalling(place));
    match &run.stand {
        Stand::Waits(Op::Insert(..) | Op::Replace(..) | Op::Record) => {
            steps.push(Step::Lose(place));
        }
        Stand::Waits(Op::Call) if !world.is_late(place) => {
            steps.extend([Answer::Failed, Answer::Bad].map(|api| Step::Call(place, api)));
        }
        Stand::Waits(Op::Read | Op::Call) | Stand::Ended(_) => {}
    }
    if run.answers.is_empty() {
        steps.push(Step::Die(place));
    }
}

/// Does a step.
fn take(world: &mut World, step: Step) {
    match step {
        Step::Tick => world.tick(),
        Step::Receive(message, skew) => world.receive(message, skew),
        Step::Redrive(place) => {
            world.redrives -= 1;
            if let Some(message) = world.messages.get_mut(place) {
                (message.sent_at, message.place) = (world.now, Place::Queue(world.now));
            }
        }
        Step::Call(run, api) => {
            world.trouble -= u8::from(api != Answer::Good);
            let answer = world.call(run, api);
            world.answer(run, answer);
        }
        Step::Lose(run) => {
            world.trouble -= 1;
            world.call(run, Answer::Good);
            world.answer(run, Answer::Lost);
        }
        Step::Die(run) => {
            world.trouble -= 1;
            world.runs.remove(run);
        }
        Step::DieCalling(run) => {
            world.trouble -= 1;
            world.call(run, Answer::Good);
            world.runs.remove(run);
        }
    }
}

fn is_done(world: &World, message: &Message) -> bool {
    world.phase(EVENT) == Some(Phase::Done) && world.recorded.contains(&message.content)
}

/// Whether without further trouble every message is acknowledged, or in the dead-letter queue
/// with its reason in the ledger.
fn ends_well(mut world: World) -> bool {
    for _step in 0..200 {
        match fair(&world) {
            Some(step) => take(&mut world, step),
            None => {
                return world.broken.is_none()
                    && world.messages.iter().all(|m| is_settled(&world, m));
            }
        }
    }
    false
}

/// The next step where nobody is in a hurry and nothing goes wrong.
fn fair(world: &World) -> Option<Step> {
    if !world.runs.is_empty() {
        return Some(Step::Call(0, Answer::Good));
    }
    let waits =
        world.messages.iter().enumerate().filter_map(|(place, message)| match message.place {
            Place::Queue(visible) => Some((visible, place)),
            Place::Acknowledged | Place::Dead => None,
        });
    let (visible, place) = waits.min()?;
    Some(if visible > world.now { Step::Tick } else { Step::Receive(place, 0) })
}

fn is_settled(world: &World, message: &Message) -> bool {
    match message.place {
        Place::Acknowledged => is_done(world, message),
        Place::Dead => {
            let reused = format!("reused:{EVENT}#{}", message.content);
            let given_up = [EVENT, &reused].map(|key| world.phase(key) == Some(Phase::Refused));
            given_up.contains(&true) || is_done(world, message)
        }
        Place::Queue(_) => false,
    }
}
