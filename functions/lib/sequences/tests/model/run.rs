//! An invocation with one message: one call of a table a step, as `functions/consumer` makes them.

use sequences::{Awaited, Standing, awaited};

use crate::state::{Call, Run};
use crate::without::Without;
use crate::world::{Row, World, key, waiter};

/// What becomes of an invocation.
enum Next {
    Call(Call),
    /// Its message is gone.
    Deleted,
    /// Its message comes back.
    Back,
}

impl World {
    /// Makes the next call of an invocation.
    pub fn run(&mut self, place: usize, outlive: bool) {
        let mut run = self.runs.remove(place);
        match self.call(&mut run, outlive) {
            Next::Call(call) => {
                self.runs.push(Run { call, ..run });
                self.runs.sort();
            }
            Next::Deleted => {}
            Next::Back => self.send(run.message),
        }
    }

    fn call(&mut self, run: &mut Run, outlive: bool) -> Next {
        match run.call.clone() {
            Call::Claim => self.claim(run, outlive),
            Call::Read => self.read(run),
            Call::Answer => {
                self.answer(run);
                Next::Call(Call::Record)
            }
            Call::Record => self.record(run),
            Call::Park => self.park(run),
            Call::Waiters => {
                run.found = self.named(&self.step(run.message.event).next());
                self.after_waiters(run)
            }
            Call::Wake(mut left) => {
                if let Some(waiter) = left.pop() {
                    self.wake(&waiter);
                }
                if left.is_empty() { self.after_wakes(run) } else { Next::Call(Call::Wake(left)) }
            }
            Call::Forget(waiters) => {
                self.forget(&self.step(run.message.event).next(), &waiters);
                self.after_forgotten(run)
            }
            Call::Done => self.done(run),
            Call::Delete => Next::Deleted,
        }
    }

    fn claim(&mut self, run: &mut Run, outlive: bool) -> Next {
        let event = run.message.event;
        let found = self.rows.get(&event);
        if let Some(Row::Claimed(token)) = found
            && self.is_held(*token)
            && !outlive
        {
            return Next::Back;
        }
        let is_free = match found {
            None | Some(Row::Released(_) | Row::Claimed(_)) => true,
            Some(Row::Waiting(token, _)) => run.message.ticket == Some(*token),
            Some(Row::Done) => false,
        };
        if !is_free {
            return Next::Deleted;
        }
        let token = self.fresh_token();
        self.rows.insert(event, Row::Claimed(token));
        run.token = Some(token);
        Next::Call(Call::Read)
    }

    fn read(&self, run: &Run) -> Next {
        let wakes = self.without != Without::WakeFound;
        Next::Call(match self.standing(&self.step(run.message.event)) {
            Standing::Early => Call::Park,
            Standing::Next if self.without == Without::OneWrite => Call::Answer,
            Standing::Next => Call::Record,
            Standing::Past | Standing::Last if wakes => self.first_of_end(),
            Standing::Past | Standing::Last => Call::Done,
        })
    }

    fn answer(&mut self, run: &Run) {
        let number = self.step(run.message.event).number;
        if !self.recorded.contains(&number) {
            self.recorded.push(number);
        }
    }

    /// The answer and its number, on the condition that it is next, or the last one.
    fn record(&mut self, run: &Run) -> Next {
        let step = self.step(run.message.event);
        match self.standing(&step) {
            Standing::Early => return Next::Call(Call::Park),
            Standing::Past => {}
            Standing::Next | Standing::Last => {
                self.answer(run);
                self.last = Some(step.number);
            }
        }
        Next::Call(self.first_of_end())
    }

    /// Claimed → waiting, and its name, on the condition that its predecessor is not there.
    fn park(&mut self, run: &Run) -> Next {
        let (event, token) = (run.message.event, run.token.expect("a claim"));
        if self.rows.get(&event) != Some(&Row::Claimed(token)) {
            return Next::Back;
        }
        let step = self.step(event);
        let is_early = self.standing(&step) == Standing::Early;
        if !is_early && self.without != Without::ParkCondition {
            return Next::Call(Call::Read);
        }
        self.rows.insert(event, Row::Waiting(token, false));
        for one in awaited([Awaited::Number(step)]) {
            let names = self.names.entry(one.key()).or_default();
            if self.without == Without::NameByEvent {
                names.clear();
            }
            names.insert(waiter(event, token));
        }
        Next::Call(Call::Delete)
    }

    fn first_of_end(&self) -> Call {
        if self.without == Without::WakeFirst { Call::Done } else { Call::Waiters }
    }

    fn after_waiters(&self, run: &Run) -> Next {
        let found = run.found.clone();
        Next::Call(match (found.is_empty(), self.without) {
            (true, Without::WakeFirst) => Call::Delete,
            (true, _) => Call::Done,
            (false, Without::ForgetLast) => Call::Forget(found),
            (false, _) => Call::Wake(found),
        })
    }

    fn after_wakes(&self, run: &Run) -> Next {
        Next::Call(match self.without {
            Without::ForgetLast => Call::Done,
            _ => Call::Forget(run.found.clone()),
        })
    }

    fn after_forgotten(&self, run: &Run) -> Next {
        Next::Call(match self.without {
            Without::ForgetLast => Call::Wake(run.found.clone()),
            Without::WakeFirst => Call::Delete,
            _ => Call::Done,
        })
    }

    fn done(&mut self, run: &Run) -> Next {
        let (event, token) = (run.message.event, run.token.expect("a claim"));
        if self.rows.get(&event) != Some(&Row::Claimed(token)) {
            return Next::Back;
        }
        self.rows.insert(event, Row::Done);
        let wakes = self.without == Without::WakeFirst;
        Next::Call(if wakes { Call::Waiters } else { Call::Delete })
    }

    /// A row with names is gone: they expire, and cost speed alone.
    pub fn lose_names(&mut self, number: u64) {
        self.names.remove(&key(&crate::world::step(number)));
        self.has_lost_names = true;
    }
}
