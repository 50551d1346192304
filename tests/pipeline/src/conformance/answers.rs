//! The promises of [`AnswerTable`].

use classifications::{
    AnswerTable, ItemKey, Mark, NotRecorded, Outcome, Recorded, Row, Scope, Seen, Select, State,
    Version, VersionKind,
};
use futures::StreamExt;
use jiff::{SignedDuration, Timestamp};

/// Runs every check, each on items of its own under `prefix`.
pub async fn suite<T: AnswerTable>(table: T, prefix: &str) {
    let bench = Bench { table, prefix: prefix.to_owned() };
    bench.the_newest_state_is_the_highest_version_of_its_lineage().await;
    bench.the_newest_good_state_is_found_behind_many_failures().await;
    bench.the_states_of_one_version_are_found_and_no_others().await;
    bench.the_first_good_answer_stays().await;
    bench.a_failure_gives_way().await;
    bench.a_row_comes_back_as_written().await;
    bench.a_row_that_is_too_large_is_never_taken().await;
    bench.of_many_at_once_one_is_recorded().await;
}

struct Bench<T> {
    table: T,
    prefix: String,
}

fn state(lineage: &str, version: u64, mark: &str) -> State {
    let version = Version::Sequence(version);
    State { lineage: lineage.to_owned(), version, mark: Mark::new(mark) }
}

fn start() -> Timestamp {
    "2026-03-01T00:00:00Z".parse().expect("a time")
}

impl<T: AnswerTable> Bench<T> {
    fn key(&self, item: &str) -> ItemKey {
        ItemKey::new(&self.prefix, item)
    }

    fn row(&self, item: &str, state: &State, outcome: Outcome) -> Row {
        let completed = outcome == Outcome::Completed;
        Row {
            item: self.key(item),
            state: state.key(),
            tenant: self.prefix.clone(),
            item_id: item.into(),
            lineage: state.lineage.clone(),
            version: state.version.plain(),
            version_kind: state.version.kind(),
            mark: state.mark.clone(),
            description: Some("a mug".into()),
            country_of_origin: None,
            api: Some("classifier".into()),
            source: "catalog".into(),
            event_id: "e1".into(),
            request_id: "request-1".into(),
            outcome,
            hts_code: completed.then(|| "6109.10.00.12".into()),
            hts_digits: completed.then(|| "6109100012".into()),
            duty: completed.then(|| "16.5%".into()),
            confidence: completed.then_some(0.93),
            components: vec!["6912.00.44.00".into()],
            failure: (!completed).then(|| "insufficient_description".into()),
            answer: r#"{"item_id":"x"}"#.into(),
            api_request_id: "r1".into(),
            model: Some("m".into()),
            schedule: None,
            attempts: 1,
            carried_from: None,
            received_at: start(),
            answered_at: start() + SignedDuration::from_secs(7),
            recorded_at: start() + SignedDuration::from_secs(9),
        }
    }

    async fn record(&self, row: &Row) -> Recorded {
        self.table.record(row).await.expect("a table that answers")
    }

    async fn list(&self, item: &str, scope: &Scope, select: Select) -> Vec<Seen> {
        self.table.list(&self.key(item), scope, select).await.expect("a table that answers")
    }

    async fn the_newest_state_is_the_highest_version_of_its_lineage(&self) {
        let line = Scope::line("erp", VersionKind::Sequence);
        assert_eq!(self.list("newest", &line, Select::Newest).await, []);
        for (lineage, version) in [("erp", 10), ("erp", 9), ("erp", 200), ("shop", 999)] {
            let row = self.row("newest", &state(lineage, version, "a"), Outcome::Completed);
            assert_eq!(self.record(&row).await, Recorded::New);
        }
        let newest = self.list("newest", &line, Select::Newest).await;
        let expected = Seen {
            state: state("erp", 200, "a").key(),
            outcome: Outcome::Completed,
            answered_at: start() + SignedDuration::from_secs(7),
        };
        assert_eq!(newest, [expected]);
        let times = Scope::line("erp", VersionKind::Time);
        assert_eq!(self.list("newest", &times, Select::All).await, [], "another kind of version");
    }

    async fn the_newest_good_state_is_found_behind_many_failures(&self) {
        let good = self.row("good", &state("erp", 1, "a"), Outcome::Completed);
        self.record(&good).await;
        for version in 2..60 {
            let failed = self.row("good", &state("erp", version, "b"), Outcome::Failed);
            self.record(&failed).await;
        }
        let line = Scope::line("erp", VersionKind::Sequence);
        let found = self.list("good", &line, Select::NewestGood).await;
        assert_eq!(found.first().map(|seen| &seen.state), Some(&good.state));
    }

    async fn the_states_of_one_version_are_found_and_no_others(&self) {
        for (version, mark) in [(1, "a"), (1, "b"), (10, "a")] {
            let row = self.row("version", &state("erp", version, mark), Outcome::Completed);
            self.record(&row).await;
        }
        let scope = state("erp", 1, "a").of_version();
        let found = self.list("version", &scope, Select::All).await;
        let marks: Vec<_> = found.iter().map(|seen| seen.state.mark().to_owned()).collect();
        assert_eq!(marks, ["b", "a"]);
    }

    async fn the_first_good_answer_stays(&self) {
        let row = self.row("stays", &state("erp", 1, "a"), Outcome::Completed);
        assert_eq!(self.record(&row).await, Recorded::New);
        for outcome in [Outcome::Completed, Outcome::Failed] {
            let later = self.row("stays", &state("erp", 1, "a"), outcome);
            assert_eq!(self.record(&later).await, Recorded::Kept);
        }
    }

    async fn a_failure_gives_way(&self) {
        let state = state("erp", 1, "a");
        let failed = self.row("fails", &state, Outcome::Failed);
        assert_eq!(self.record(&failed).await, Recorded::New);
        let good = self.row("fails", &state, Outcome::Completed);
        assert_eq!(self.record(&good).await, Recorded::New);
        let stands = self.table.row(&good.item, &good.state).await.expect("a table that answers");
        assert_eq!(stands, Some(good));
    }

    async fn a_row_comes_back_as_written(&self) {
        let row = self.row("whole", &state("", 1, Mark::RESULT), Outcome::Completed);
        let origin = Some(row.origin());
        let row = Row { carried_from: origin, country_of_origin: Some("PT".into()), ..row };
        let read = || self.table.row(&row.item, &row.state);
        assert_eq!(read().await, Ok(None));
        self.record(&row).await;
        assert_eq!(read().await, Ok(Some(row.clone())));
    }

    async fn a_row_that_is_too_large_is_never_taken(&self) {
        let row = self.row("large", &state("erp", 1, "a"), Outcome::Completed);
        let row = Row { answer: "x".repeat(500 * 1024), ..row };
        assert_eq!(self.table.record(&row).await, Err(NotRecorded::Unacceptable));
    }

    async fn of_many_at_once_one_is_recorded(&self) {
        let row = self.row("at-once", &state("erp", 1, "a"), Outcome::Completed);
        let writes = futures::stream::iter((0..16).map(|_| self.record(&row)));
        let written: Vec<_> = writes.buffer_unordered(16).collect().await;
        assert_eq!(written.iter().filter(|one| **one == Recorded::New).count(), 1);
    }
}
