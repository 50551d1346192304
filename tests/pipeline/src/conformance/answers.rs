//! The promises of [`AnswerTable`].

use classifications::{AnswerTable, ItemKey, Newest, Outcome, Recorded, Row, VersionKey};
use futures::StreamExt;
use jiff::Timestamp;

/// Runs every check, each on items of its own under `prefix`.
pub async fn suite<T: AnswerTable>(table: T, prefix: &str) {
    let bench = Bench { table, prefix: prefix.to_owned() };
    bench.the_newest_version_is_the_highest().await;
    bench.the_first_good_answer_stays().await;
    bench.a_failure_gives_way().await;
    bench.of_many_at_once_one_is_recorded().await;
}

struct Bench<T> {
    table: T,
    prefix: String,
}

impl<T: AnswerTable> Bench<T> {
    fn row(&self, item: &str, version: u64, outcome: Outcome) -> Row {
        let at: Timestamp = "2026-03-01T00:00:00Z".parse().expect("a time");
        let completed = outcome == Outcome::Completed;
        Row {
            item: ItemKey::new(&self.prefix, item),
            version: VersionKey::new(format!("{version:020}"), "catalog#e1"),
            tenant: self.prefix.clone(),
            item_id: item.into(),
            source: "catalog".into(),
            event_id: "e1".into(),
            outcome,
            hts_code: completed.then(|| "6109.10.00.12".into()),
            hts_digits: completed.then(|| "6109100012".into()),
            duty: completed.then(|| "16.5%".into()),
            confidence: completed.then_some(0.93),
            components: Vec::new(),
            failure: (!completed).then(|| "insufficient_description".into()),
            answer: r#"{"item_id":"x"}"#.into(),
            api_request_id: "r1".into(),
            model: Some("m".into()),
            schedule: None,
            attempts: 1,
            received_at: at,
            recorded_at: at,
        }
    }

    async fn record(&self, row: &Row) -> Recorded {
        self.table.record(row).await.expect("a table that answers")
    }

    async fn newest(&self, row: &Row) -> Option<Newest> {
        self.table.newest(&row.item).await.expect("a table that answers")
    }

    async fn the_newest_version_is_the_highest(&self) {
        let rows = [10, 9, 200].map(|version| self.row("newest", version, Outcome::Completed));
        let [first, ..] = &rows;
        assert_eq!(self.newest(first).await, None);
        for row in &rows {
            assert_eq!(self.record(row).await, Recorded::New);
        }
        let version = VersionKey::new(format!("{:020}", 200), "catalog#e1");
        let expected = Newest { version, outcome: Outcome::Completed };
        assert_eq!(self.newest(first).await, Some(expected));
    }

    async fn the_first_good_answer_stays(&self) {
        let row = self.row("stays", 1, Outcome::Completed);
        assert_eq!(self.record(&row).await, Recorded::New);
        for outcome in [Outcome::Completed, Outcome::Failed] {
            let later = self.row("stays", 1, outcome);
            assert_eq!(self.record(&later).await, Recorded::Kept);
        }
    }

    async fn a_failure_gives_way(&self) {
        assert_eq!(self.record(&self.row("fails", 1, Outcome::Failed)).await, Recorded::New);
        let good = self.row("fails", 1, Outcome::Completed);
        assert_eq!(self.record(&good).await, Recorded::New);
        assert_eq!(self.newest(&good).await.map(|row| row.outcome), Some(Outcome::Completed));
    }

    async fn of_many_at_once_one_is_recorded(&self) {
        let row = self.row("at-once", 1, Outcome::Completed);
        let writes = futures::stream::iter((0..16).map(|_| self.record(&row)));
        let written: Vec<_> = writes.buffer_unordered(16).collect().await;
        assert_eq!(written.iter().filter(|one| **one == Recorded::New).count(), 1);
    }
}
