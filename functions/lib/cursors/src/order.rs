//! Which of two ids is the later one.

use std::cmp::Ordering;

use crate::position::Position;

/// Ids that are digits count as numbers, however long; others as words, as ULIDs and the like are
/// made to be sorted.
fn ids(one: &str, other: &str) -> Ordering {
    match (digits(one), digits(other)) {
        (Some(one), Some(other)) => one.len().cmp(&other.len()).then_with(|| one.cmp(other)),
        (Some(_) | None, Some(_) | None) => one.cmp(other),
    }
}

fn digits(text: &str) -> Option<&str> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.trim_start_matches('0'))
}

/// The order of two places that entries say. The start is before all; a time and an id have none.
pub(crate) fn order(one: &Position, other: &Position) -> Ordering {
    match (one, other) {
        (Position::Start, Position::Start) => Ordering::Equal,
        (Position::Start, Position::After(_) | Position::At(_)) => Ordering::Less,
        (Position::After(_) | Position::At(_), Position::Start) => Ordering::Greater,
        (Position::After(one), Position::After(other)) => ids(one, other),
        (Position::At(one), Position::At(other)) => one.cmp(other),
        // These never meet: the places of one feed are of one kind.
        (Position::After(_), Position::At(_)) | (Position::At(_), Position::After(_)) => {
            Ordering::Equal
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_count_as_numbers_and_words_as_words() {
        for (less, more) in [
            ("9", "10"),
            ("099", "100"),
            ("99999999999999999999", "100000000000000000000"),
            ("01HZX", "01HZY"),
            ("evt_1", "evt_2"),
        ] {
            assert_eq!(ids(less, more), Ordering::Less, "{less} {more}");
            assert_eq!(ids(more, less), Ordering::Greater, "{more} {less}");
        }
        assert_eq!(ids("007", "7"), Ordering::Equal);
    }
}
