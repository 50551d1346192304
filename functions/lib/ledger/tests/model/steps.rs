//! What can happen next.

use ledger::Phase;

use crate::tape::{Answer, Op, Stand};
use crate::world::{EVENT, Place, World};

/// The bounds of one check.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// The content of each message; all have one id.
    pub contents: Vec<u8>,
    /// The last tick, and the most invocations and dispatchers at once.
    pub ticks: i64,
    pub at_once: usize,
    pub dispatchers: usize,
    /// The furthest that an invocation's clock is ahead of another's.
    pub skew: i64,
    /// Crashes, calls that fail or lose their answers, messages received too often.
    pub trouble: u8,
    /// Receives of a message that is still hidden.
    pub early: u8,
    /// Redrives out of the dead-letter queue, and messages that the sender repeats.
    pub redrives: u8,
    pub repeats: u8,
    /// Times that the API is not to be asked and the event is parked.
    pub waits: u8,
    /// Waits may be ended early by being woken.
    pub wakes: bool,
    /// Invocations may have claims of other events open, too.
    pub company: bool,
    /// See `Terms`.
    pub terms: crate::world::Terms,
}

/// One step.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Tick,
    /// A message, the skew of the invocation that receives it, and whether it has other claims open.
    Receive(u8, i64, bool),
    /// The same before the message is visible again.
    ReceiveEarly(u8),
    /// A message is moved to the dead-letter queue for its many receives.
    WearOut(u8),
    /// A dead message, sent to the queue again.
    Redrive(u8),
    /// The sender sends its event once more.
    Repeat,
    /// An invocation's call, and what the API says if that is what is called.
    Call(usize, Answer),
    /// Its call does its work and the answer is lost; the invocation goes on.
    Lose(usize),
    /// The same, and no further attempt of that call is answered.
    LoseAll(usize),
    /// No attempt of its call does anything.
    Fail(usize),
    /// It dies before its first call.
    Die(usize),
    /// It dies of its call, which does its work.
    DieCalling(usize),
    /// A dispatcher reads what is due.
    ReadDue,
    /// A dispatcher's next call.
    Dispatch(usize),
    /// A dispatcher dies between its calls.
    DispatcherDies(usize),
    /// The waiting event is woken.
    Wake,
    /// The table deletes what has expired.
    Forget,
}

/// All steps that are possible.
pub fn possible(bounds: &Bounds, world: &World, steps: &mut Vec<Step>) {
    if world.now < bounds.ticks {
        steps.push(Step::Tick);
    }
    of_messages(bounds, world, steps);
    for place in 0..world.runs.len() {
        of_run(world, place, steps);
    }
    of_wait(bounds, world, steps);
    if world.ledger.values().any(|row| row.is_expired(crate::world::time(world.now))) {
        steps.push(Step::Forget);
    }
}

fn of_messages(bounds: &Bounds, world: &World, steps: &mut Vec<Step>) {
    if world.repeats > 0 {
        steps.push(Step::Repeat);
    }
    for (id, message) in &world.messages {
        match message.place {
            Place::Queue(visible) if world.runs.len() < bounds.at_once => {
                if visible <= world.now {
                    of_visible(bounds, world, *id, steps);
                } else if world.early > 0 {
                    steps.push(Step::ReceiveEarly(*id));
                }
            }
            Place::Dead | Place::WornOut if world.redrives > 0 => steps.push(Step::Redrive(*id)),
            Place::Queue(_) | Place::Dead | Place::WornOut => {}
        }
    }
}

fn of_visible(bounds: &Bounds, world: &World, id: u8, steps: &mut Vec<Step>) {
    steps.push(Step::Receive(id, 0, false));
    if bounds.skew > 0 {
        steps.push(Step::Receive(id, bounds.skew, false));
    }
    if bounds.company {
        steps.push(Step::Receive(id, 0, true));
    }
    if world.trouble > 0 && bounds.redrives > 0 {
        steps.push(Step::WearOut(id));
    }
}

/// An invocation's next call, and what can go wrong with it. To die before a call is to die of
/// the one before.
fn of_run(world: &World, place: usize, steps: &mut Vec<Step>) {
    let Some(run) = world.runs.get(place) else { return };
    let Stand::Waits(op) = &run.stand else { return };
    steps.push(Step::Call(place, Answer::Good));
    if *op == Op::Call && world.waits > 0 && !world.is_late(place) {
        steps.push(Step::Call(place, Answer::NotNow));
    }
    if world.trouble == 0 {
        return;
    }
    if run.answers.is_empty() {
        steps.push(Step::Die(place));
    }
    match op {
        Op::Insert(..) | Op::Replace(..) | Op::OpenLane | Op::Record => {
            let steps_of_it: [fn(usize) -> Step; 4] =
                [Step::DieCalling, Step::Lose, Step::LoseAll, Step::Fail];
            steps.extend(steps_of_it.map(|step| step(place)));
        }
        Op::Call if !world.is_late(place) => {
            steps.extend([Answer::Failed, Answer::Bad].map(|api| Step::Call(place, api)));
        }
        Op::Read | Op::Call | Op::Delete => {}
    }
}

fn of_wait(bounds: &Bounds, world: &World, steps: &mut Vec<Step>) {
    for (place, dispatcher) in world.dispatchers.iter().enumerate() {
        steps.push(Step::Dispatch(place));
        if world.trouble > 0 && dispatcher.halfway {
            steps.push(Step::DispatcherDies(place));
        }
    }
    let due = world.due();
    if due.is_some_and(|due| due <= world.now) && world.dispatchers.len() < bounds.dispatchers {
        steps.push(Step::ReadDue);
    }
    if bounds.wakes && due.is_some_and(|due| due > world.now) {
        steps.push(Step::Wake);
    }
}

/// Does a step.
pub fn take(world: &mut World, step: Step) {
    match step {
        Step::Tick => world.tick(),
        Step::Receive(message, skew, shared) => world.receive(message, skew, shared),
        Step::ReceiveEarly(message) => {
            world.early -= 1;
            world.receive(message, 0, false);
        }
        Step::WearOut(id) => {
            world.trouble -= 1;
            if let Some(message) = world.messages.get_mut(&id) {
                message.place = Place::WornOut;
            }
        }
        Step::Redrive(id) => {
            world.redrives = world.redrives.saturating_sub(1);
            if let Some(message) = world.messages.get_mut(&id) {
                (message.sent_at, message.place) = (world.now, Place::Queue(world.now));
            }
        }
        Step::Repeat => {
            world.repeats -= 1;
            world.send(1, None);
        }
        Step::ReadDue => world.read_due(),
        Step::Dispatch(place) => world.dispatch(place),
        Step::DispatcherDies(place) => {
            world.trouble -= 1;
            world.dispatchers.remove(place);
        }
        Step::Wake => world.wake(),
        Step::Forget => world.forget(),
        step => take_call(world, step),
    }
}

/// Does a step of an invocation.
fn take_call(world: &mut World, step: Step) {
    match step {
        Step::Call(run, api) => {
            world.trouble -= u8::from(matches!(api, Answer::Failed | Answer::Bad));
            world.waits -= u8::from(api == Answer::NotNow);
            let answer = world.call(run, api);
            world.answer(run, answer);
        }
        Step::Lose(run) => {
            world.trouble -= 1;
            world.call(run, Answer::Good);
            world.answer(run, Answer::Lost);
        }
        Step::LoseAll(run) => {
            world.trouble -= 1;
            world.call(run, Answer::Good);
            silence(world, run);
        }
        Step::Fail(run) => {
            world.trouble -= 1;
            silence(world, run);
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
        _ => {}
    }
}

/// No attempt of an invocation's call is answered.
fn silence(world: &mut World, place: usize) {
    let Some(run) = world.runs.get(place).cloned() else { return };
    let still = |world: &World| {
        world.runs.get(place).is_some_and(|now| now.name == run.name && now.stand == run.stand)
    };
    while still(world) {
        world.answer(place, Answer::Lost);
    }
}

/// Whether the event waits.
pub fn waits(world: &World) -> bool {
    world.phase(EVENT) == Some(Phase::Waiting)
}
