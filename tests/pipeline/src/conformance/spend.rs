//! The promises of [`SpendTable`].

use budget::{Reserved, SpendRow, SpendTable};
use futures::StreamExt;
use jiff::Timestamp;

const CAP: u32 = 100;

/// Runs every check, each on rows of its own under `prefix`.
pub async fn suite<T: SpendTable>(table: T, prefix: &str) {
    let bench = Bench { table, prefix: prefix.to_owned() };
    bench.a_sum_reaches_the_cap_and_does_not_pass_it().await;
    bench.what_is_more_than_the_cap_by_itself_is_never_reserved().await;
    bench.what_is_given_back_may_be_reserved_again().await;
    bench.nothing_is_given_back_that_was_not_reserved().await;
    bench.a_cap_that_was_lowered_holds_at_once().await;
    bench.of_many_at_once_as_many_pass_as_there_is_room_for().await;
}

struct Bench<T> {
    table: T,
    prefix: String,
}

impl<T: SpendTable> Bench<T> {
    fn row(&self, name: &str) -> SpendRow {
        let key = format!("spend:{}-{name}", self.prefix);
        SpendRow { key, expires_at: Timestamp::UNIX_EPOCH }
    }

    async fn reserve(&self, row: &str, items: u32, cap: u32) -> Reserved {
        let reserved = self.table.reserve(&self.row(row), items, cap).await;
        reserved.expect("a table that answers")
    }

    async fn give_back(&self, row: &str, items: u32) {
        self.table.give_back(&self.row(row), items).await.expect("a table that answers");
    }

    async fn a_sum_reaches_the_cap_and_does_not_pass_it(&self) {
        assert_eq!(self.reserve("sum", 60, CAP).await, Reserved::Yes(60));
        assert_eq!(self.reserve("sum", 41, CAP).await, Reserved::No(60));
        assert_eq!(self.reserve("sum", 40, CAP).await, Reserved::Yes(100));
        assert_eq!(self.reserve("sum", 1, CAP).await, Reserved::No(100));
        assert_eq!(self.reserve("another", 100, CAP).await, Reserved::Yes(100));
    }

    async fn what_is_more_than_the_cap_by_itself_is_never_reserved(&self) {
        assert_eq!(self.reserve("more", 101, CAP).await, Reserved::No(0));
        assert_eq!(self.reserve("more", 1, CAP).await, Reserved::Yes(1));
        assert_eq!(self.reserve("more", u32::MAX, CAP).await, Reserved::No(1));
    }

    async fn what_is_given_back_may_be_reserved_again(&self) {
        self.reserve("back", 100, CAP).await;
        self.give_back("back", 30).await;
        assert_eq!(self.reserve("back", 31, CAP).await, Reserved::No(70));
        assert_eq!(self.reserve("back", 30, CAP).await, Reserved::Yes(100));
    }

    async fn nothing_is_given_back_that_was_not_reserved(&self) {
        self.give_back("unknown", 10).await;
        assert_eq!(self.reserve("unknown", 5, CAP).await, Reserved::Yes(5));
        self.give_back("unknown", 6).await;
        assert_eq!(self.reserve("unknown", 1, CAP).await, Reserved::Yes(6));
    }

    async fn a_cap_that_was_lowered_holds_at_once(&self) {
        self.reserve("lowered", 90, CAP).await;
        assert_eq!(self.reserve("lowered", 1, 50).await, Reserved::No(90));
    }

    async fn of_many_at_once_as_many_pass_as_there_is_room_for(&self) {
        let writes = (0..32).map(|_| self.reserve("at-once", 9, CAP));
        let writes = futures::stream::iter(writes).buffer_unordered(32);
        let words: Vec<_> = writes.collect().await;
        let passed = words.iter().filter(|word| matches!(word, Reserved::Yes(_))).count();
        assert_eq!(passed, 11, "99 of 100");
        assert_eq!(self.reserve("at-once", 1, CAP).await, Reserved::Yes(100));
    }
}
