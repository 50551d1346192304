//! Faults on demand.

use std::sync::{Arc, Mutex};

/// What the next calls do. Shared by the clones of a double.
#[derive(Clone, Debug, Default)]
pub struct Fault(Arc<Mutex<Vec<Kind>>>);

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

    /// After `calls` that succeed, one panics.
    pub fn panic(&self, calls: usize) {
        self.plan(calls, Kind::Panic);
    }

    fn plan(&self, calls: usize, last: Kind) {
        let mut queue = self.0.lock().expect("a lock");
        queue.clear();
        queue.push(last);
        queue.extend(std::iter::repeat_n(Kind::Fine, calls));
    }

    /// Does one call's work as planned.
    pub(crate) fn around<T>(&self, work: impl FnOnce() -> T) -> Result<T, String> {
        let next = self.0.lock().expect("a lock").pop().unwrap_or(Kind::Fine);
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
