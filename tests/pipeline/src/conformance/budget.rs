//! The promises of [`BudgetTable`].

use budget::{BudgetTable, Stamped, State, Swapped};
use futures::StreamExt;
use jiff::{SignedDuration, Timestamp};

/// Runs every check, each on an API of its own under `prefix`.
pub async fn suite<T: BudgetTable>(table: T, prefix: &str) {
    let bench = Bench { table, prefix: prefix.to_owned() };
    bench.an_api_that_was_never_called_has_the_empty_stamp().await;
    bench.who_saw_the_newest_state_writes_and_nobody_else().await;
    bench.the_same_write_sent_again_is_one_write().await;
    bench.of_many_at_once_one_writes().await;
}

struct Bench<T> {
    table: T,
    prefix: String,
}

/// A state that no other number gives.
fn numbered(number: u32) -> Stamped {
    let time = Timestamp::UNIX_EPOCH + SignedDuration::from_secs(number.into());
    let state = State {
        whole_at: time,
        retry_at: time,
        failing_since: time,
        failed: number,
        answered: number,
        down: number.is_multiple_of(2),
        probe_at: time,
    };
    Stamped { state, stamp: format!("stamp-{number}") }
}

impl<T: BudgetTable> Bench<T> {
    async fn swap(&self, api: &str, new: &Stamped, was: &str) -> Swapped {
        let api = format!("{}-{api}", self.prefix);
        self.table.swap(&api, new, was).await.expect("a table that answers")
    }

    async fn look(&self, api: &str) -> Stamped {
        let api = format!("{}-{api}", self.prefix);
        self.table.look(&api).await.expect("a table that answers")
    }

    async fn an_api_that_was_never_called_has_the_empty_stamp(&self) {
        assert_eq!(self.look("new").await, Stamped::default());
        assert_eq!(self.swap("new", &numbered(1), "").await, Swapped::Yes);
        assert_eq!(self.look("new").await, numbered(1));
    }

    async fn who_saw_the_newest_state_writes_and_nobody_else(&self) {
        self.swap("seen", &numbered(1), "").await;
        assert_eq!(self.swap("seen", &numbered(2), "stamp-1").await, Swapped::Yes);
        for old in ["", "stamp-1"] {
            let lost = self.swap("seen", &numbered(3), old).await;
            assert_eq!(lost, Swapped::No(numbered(2)), "{old}");
        }
    }

    /// A client that lost the answer sends its request again, and finds what it has written.
    async fn the_same_write_sent_again_is_one_write(&self) {
        for (number, was) in [(1, ""), (2, "stamp-1")] {
            assert_eq!(self.swap("again", &numbered(number), was).await, Swapped::Yes);
            assert_eq!(self.swap("again", &numbered(number), was).await, Swapped::Yes);
            assert_eq!(self.look("again").await, numbered(number));
        }
    }

    async fn of_many_at_once_one_writes(&self) {
        let states: Vec<_> = (1..=16).map(numbered).collect();
        let writes = states.iter().map(|state| self.swap("at-once", state, ""));
        let writes = futures::stream::iter(writes).buffer_unordered(16);
        let written: Vec<_> = writes.collect().await;
        assert_eq!(written.iter().filter(|one| **one == Swapped::Yes).count(), 1);
    }
}
