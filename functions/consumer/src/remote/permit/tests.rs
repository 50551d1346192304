//! The calls of one process at one budget.

use std::num::NonZeroU32;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use budget::{Stamped, Swapped, Unavailable};
use futures::future::try_join_all;
use tokio::task::yield_now;

use super::*;

/// A table whose calls take a moment: whoever asks meanwhile is as far as the one before.
#[derive(Debug, Default)]
struct Table {
    stands: Mutex<Stamped>,
    writes: AtomicUsize,
}

impl BudgetTable for &Table {
    async fn swap(&self, _: &str, new: &Stamped, was: &str) -> Result<Swapped, Unavailable> {
        yield_now().await;
        self.writes.fetch_add(1, Ordering::Relaxed);
        let mut stands = self.stands.lock().expect("a lock");
        if stands.stamp != was {
            return Ok(Swapped::No(stands.clone()));
        }
        *stands = new.clone();
        Ok(Swapped::Yes)
    }

    async fn look(&self, _: &str) -> Result<Stamped, Unavailable> {
        yield_now().await;
        Ok(self.stands.lock().expect("a lock").clone())
    }
}

#[tokio::test]
async fn the_calls_of_a_process_do_not_write_against_each_other() {
    let table = Table::default();
    let permits = Permits::new(&table, Ids::of_system());
    let many = NonZeroU32::new(8).expect("not zero");
    let rate = Rate { units: many, per: Duration::from_secs(1), burst: many };
    let permit = Permit { api: "api", rate: Some(rate), units: 1, purpose: Purpose::Service };
    let now = Timestamp::UNIX_EPOCH;
    let clock = Clock::new(now, now + Duration::from_mins(15));
    let call = Duration::from_secs(1);
    let takes = (0..8).map(|_| permits.take(permit, call, &clock));
    assert_eq!(try_join_all(takes).await, Ok(vec![Permitted::Whole; 8]));
    assert_eq!(table.writes.load(Ordering::Relaxed), 8);
}
