//! Faults on demand.

use std::sync::{Arc, Mutex};

use fastrand::Rng;

/// What the next calls do. Shared by the clones of a double.
#[derive(Clone, Debug, Default)]
pub struct Fault(Arc<Mutex<Plan>>);

#[derive(Debug, Default)]
struct Plan {
    /// What is scripted, the next call last.
    script: Vec<Kind>,
    /// What happens by chance, and to how many of a thousand calls.
    chance: Option<(Rng, u32)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Fine,
    Before,
    After,
    Panic,
}

impl Fault {
    /// After `calls` that succeed, one fails before it does anything.
    pub fn before(&self, calls: usize) {
        self.plan(calls, Kind::Before);
    }

    /// After `calls` that succeed, one does its work and then loses its answer.
    pub fn after(&self, calls: usize) {
        self.plan(calls, Kind::After);
    }

    /// After `calls` that succeed, so many fail before they do anything.
    pub fn before_each(&self, calls: usize, failures: usize) {
        self.plan_each(calls, failures, Kind::Before);
    }

    /// After `calls` that succeed, so many do their work and lose their answers.
    pub fn after_each(&self, calls: usize, failures: usize) {
        self.plan_each(calls, failures, Kind::After);
    }

    /// After `calls` that succeed, one panics.
    pub fn panic(&self, calls: usize) {
        self.plan(calls, Kind::Panic);
    }

    /// From now on, so many of a thousand calls fail by chance: half of them before they do
    /// anything, half of them after.
    pub fn by_chance(&self, seed: u64, per_mille: u32) {
        self.0.lock().expect("a lock").chance = Some((Rng::with_seed(seed), per_mille));
    }

    fn plan(&self, calls: usize, last: Kind) {
        self.plan_each(calls, 1, last);
    }

    fn plan_each(&self, calls: usize, times: usize, last: Kind) {
        let script = &mut self.0.lock().expect("a lock").script;
        script.clear();
        script.extend(std::iter::repeat_n(last, times));
        script.extend(std::iter::repeat_n(Kind::Fine, calls));
    }

    /// Does one call's work as planned.
    pub(crate) fn around<T>(&self, work: impl FnOnce() -> T) -> Result<T, String> {
        let next = self.0.lock().expect("a lock").next();
        match next {
            Kind::Fine => Ok(work()),
            Kind::Before => Err("refused by the double".to_owned()),
            Kind::After => {
                work();
                Err("the answer was lost".to_owned())
            }
            Kind::Panic => panic!("a panic of the double"),
        }
    }
}

impl Plan {
    fn next(&mut self) -> Kind {
        if let Some(kind) = self.script.pop() {
            return kind;
        }
        let Some((dice, per_mille)) = &mut self.chance else { return Kind::Fine };
        if dice.u32(..1_000) >= *per_mille {
            return Kind::Fine;
        }
        if dice.bool() { Kind::Before } else { Kind::After }
    }
}
