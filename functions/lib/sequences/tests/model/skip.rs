//! An operator who skips a number: `DynamoOrders::skip`, one call of a table a step.

use sequences::Standing;

use crate::state::{At, Skipping};
use crate::world::{World, step};

impl World {
    /// Begins to skip a number; it may be begun again.
    pub fn begin_skip(&mut self, number: u64) {
        self.skipping = Some(Skipping { number, at: At::Write, left: Vec::new() });
    }

    /// The command's next call.
    pub fn skip(&mut self) {
        let Some(skipping) = self.skipping.take() else { return };
        let number = step(skipping.number);
        self.skipping = match skipping.at.clone() {
            At::Write => match self.standing(&number) {
                Standing::Early => None,
                standing => {
                    if standing == Standing::Next {
                        self.last = Some(skipping.number);
                        self.skipped.insert(skipping.number);
                    }
                    Some(Skipping { at: At::Waiters, ..skipping })
                }
            },
            At::Waiters => {
                let left = self.named(&number.next());
                let at = if left.is_empty() { At::Forget(Vec::new()) } else { At::Wake };
                Some(Skipping { at, left, ..skipping })
            }
            At::Wake => {
                for waiter in &skipping.left {
                    self.wake(waiter);
                }
                Some(Skipping { at: At::Forget(skipping.left), left: Vec::new(), ..skipping })
            }
            At::Forget(waiters) => {
                self.forget(&number.next(), &waiters);
                self.has_skip_died = false;
                None
            }
        };
    }
}
