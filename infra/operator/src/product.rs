//! What the answers know of a product that an operator sends. Pure.

use classifications::{Mark, Row, State, Version};
use jiff::Timestamp;
use mapping::{Item, content_mark};
use settings::Source;

/// The most states of one item that are read: it has seldom more than a few.
pub(crate) const STATES: usize = 1_000;

/// The state that an item of this source tells of; where no version is given, as if it came now.
pub(crate) fn state(item: &Item, source: &Source, now: Timestamp) -> State {
    let country = item.country_of_origin.as_deref();
    let mark = content_mark(&source.api, &item.description, country);
    let version = item.version.map_or(Version::Received(now), Version::from);
    State { lineage: source.lineage.to_string(), version, mark: Mark::new(mark) }
}

/// The answer to a state among the rows of its item: its own, else the newest of its lineage with the
/// same content, else the newest of its lineage.
pub(crate) fn answer(rows: Vec<Row>, state: &State) -> Option<Row> {
    let rank = |answer: &Row| {
        let is_state = answer.state == state.key();
        (is_state, answer.mark == state.mark, answer.state.sortable_version().to_owned())
    };
    rows.into_iter()
        .filter(|answer| answer.lineage == state.lineage || answer.lineage.is_empty())
        .max_by_key(rank)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state_of(version: u64, mark: &str) -> State {
        let version = Version::Sequence(version);
        State { lineage: "erp".to_owned(), version, mark: Mark::new(mark) }
    }

    fn row(lineage: &str, version: u64, mark: &str) -> Row {
        let state = State { lineage: lineage.to_owned(), ..state_of(version, mark) };
        let row = crate::result::tests::row("acme", "a", 0);
        Row { state: state.key(), lineage: state.lineage, mark: state.mark, ..row }
    }

    #[test]
    fn the_nearest_answer_counts() {
        let found = |rows: &[Row]| {
            answer(rows.to_vec(), &state_of(7, "a")).map(|row| row.state.as_str().to_owned())
        };
        let (own, same) = (row("erp", 7, "a"), row("erp", 6, "a"));
        let (other, strange) = (row("erp", 9, "b"), row("shop", 7, "a"));
        let key = |row: &Row| Some(row.state.as_str().to_owned());
        let all = [own.clone(), same.clone(), other.clone(), strange.clone()];
        assert_eq!(found(&all), key(&own));
        assert_eq!(found(&all[1..]), key(&same));
        assert_eq!(found(&all[2..]), key(&other));
        assert_eq!(found(&all[3..]), None);
    }
}
