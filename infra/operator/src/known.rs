//! What is on record of a state already, as the consumer will find it before it asks. Pure.
//!
//! The consumer reads the same rows by the same rules. It reads more in one case: where an API's
//! answers serve all items of a tenant (`reuse = "tenant"`), equal content of another item is found
//! by an index. So what is counted here as not known is what will be paid for at most.

use classifications::{Mark, Outcome, Row, Seen, Standing, State, VersionKind, standing};
use jiff::Timestamp;
use serde::Serialize;
use settings::{Api, Reuse};

/// What is on record of a state.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Known {
    /// Its answer.
    Answered,
    /// A newer state of its lineage.
    Superseded,
    /// An answer to the same content, which will be recorded for it as well.
    Unchanged,
    /// Nothing that serves it: it will be asked for.
    Nothing,
}

impl Known {
    /// What would be done about it, in words.
    pub fn word(self) -> &'static str {
        match self {
            Self::Answered => "answered",
            Self::Superseded => "superseded",
            Self::Unchanged => "unchanged: its answer is carried",
            Self::Nothing => "asked for",
        }
    }
}

/// What these rows, all of one item, mean for a state of it.
pub(crate) fn known(rows: &[Row], state: &State, api: &Api, now: Timestamp) -> Known {
    let line =
        |row: &&Row| row.lineage == state.lineage && row.version_kind == state.version.kind();
    let newest = rows.iter().filter(line).max_by(|a, b| a.state.cmp(&b.state));
    match standing(state, newest.map(seen)) {
        Standing::Superseded => return Known::Superseded,
        Standing::Answered => return Known::Answered,
        Standing::OtherContent(_) | Standing::Newest(_) => {}
    }
    let of_version = |row: &&Row| {
        row.version_kind == state.version.kind()
            && row.state.sortable_version() == state.version.sortable()
    };
    let answers = |row: &Row| row.mark == state.mark || row.mark.as_str() == Mark::RESULT;
    if rows.iter().filter(line).filter(of_version).any(answers) {
        return Known::Answered;
    }
    let is_result = |row: &Row| row.lineage.is_empty() && row.mark.as_str() == Mark::RESULT;
    if rows.iter().filter(of_version).any(is_result) {
        return Known::Answered;
    }
    let is_told = |row: &Row| row.mark == state.mark;
    let by_others = state.version.kind() != VersionKind::Received
        && rows.iter().filter(of_version).any(is_told);
    let good = rows.iter().filter(line).filter(|row| row.outcome == Outcome::Completed);
    let good = good.max_by(|a, b| a.state.cmp(&b.state));
    let is_reused = good.is_some_and(|good| good.mark == state.mark && is_fresh(good, api, now));
    if by_others || is_reused { Known::Unchanged } else { Known::Nothing }
}

fn seen(row: &Row) -> Seen {
    Seen { state: row.state.clone(), outcome: row.outcome, answered_at: row.answered_at }
}

/// Whether an answer is young enough to be carried.
fn is_fresh(row: &Row, api: &Api, now: Timestamp) -> bool {
    let until = row.answered_at.saturating_add(api.reuse_for);
    api.reuse != Reuse::Off && until.is_ok_and(|until| now < until)
}

#[cfg(test)]
mod tests {
    use super::*;
    use classifications::Version;
    use settings::Settings;

    fn api() -> Api {
        let text = include_str!("../../sources.toml");
        let mut settings = Settings::parse(text).expect("the sample file");
        settings.apis.remove("classifier").expect("its API")
    }

    fn at(day: i64) -> Timestamp {
        Timestamp::from_second(day * 86_400).expect("a time")
    }

    fn state(lineage: &str, version: u64, mark: &str) -> State {
        let (lineage, version) = (lineage.to_owned(), Version::Sequence(version));
        State { lineage, version, mark: Mark::new(mark) }
    }

    fn row(state: &State) -> Row {
        let row = crate::result::tests::row("acme", "a", 0);
        Row {
            state: state.key(),
            lineage: state.lineage.clone(),
            version_kind: state.version.kind(),
            mark: state.mark.clone(),
            answered_at: at(100),
            ..row
        }
    }

    /// What `rows` mean for version 7 of `erp` with the content `a`, so many days later.
    fn of(rows: &[State], days: i64) -> Known {
        let rows: Vec<_> = rows.iter().map(row).collect();
        known(&rows, &state("erp", 7, "a"), &api(), at(100 + days))
    }

    #[test]
    fn a_state_is_known_as_the_consumer_will_find_it() {
        assert_eq!(of(&[], 1), Known::Nothing);
        assert_eq!(of(&[state("erp", 7, "a")], 1), Known::Answered);
        assert_eq!(of(&[state("erp", 8, "b")], 1), Known::Superseded);
        assert_eq!(of(&[state("erp", 7, "b")], 1), Known::Nothing, "both contents stand");
        assert_eq!(of(&[state("erp", 7, "b"), state("erp", 7, "a")], 1), Known::Answered);
        assert_eq!(of(&[state("erp", 7, Mark::RESULT)], 1), Known::Answered);
        assert_eq!(of(&[state("", 7, Mark::RESULT)], 1), Known::Answered);
        assert_eq!(of(&[state("shop", 8, "a")], 1), Known::Nothing, "another lineage's versions");
    }

    #[test]
    fn the_same_content_is_paid_for_once_while_its_answer_is_young() {
        assert_eq!(of(&[state("erp", 6, "a")], 29), Known::Unchanged);
        assert_eq!(of(&[state("erp", 6, "a")], 31), Known::Nothing);
        assert_eq!(of(&[state("erp", 5, "a"), state("erp", 6, "b")], 1), Known::Nothing);
        assert_eq!(
            of(&[state("shop", 7, "a")], 31),
            Known::Unchanged,
            "one state, whoever tells it"
        );
    }

    #[test]
    fn a_failure_is_no_answer_to_be_carried_but_one_to_its_own_state() {
        let failed = |state: &State| Row { outcome: Outcome::Failed, ..row(state) };
        let of = |rows: &[Row]| known(rows, &state("erp", 7, "a"), &api(), at(101));
        assert_eq!(of(&[failed(&state("erp", 6, "a"))]), Known::Nothing);
        assert_eq!(
            of(&[row(&state("erp", 5, "a")), failed(&state("erp", 6, "b"))]),
            Known::Unchanged
        );
        assert_eq!(of(&[failed(&state("erp", 7, "a"))]), Known::Answered);
    }
}
