//! States of items, and the order in which they follow each other.

use jiff::Timestamp;

use crate::content::Content;

/// Seconds since 1970.
pub type Seconds = i64;

/// How a party tells one state from the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Numbering {
    /// It counts.
    Counted,
    /// It says when the item changed.
    Dated,
    /// It says neither: a state is as new as the moment at which its event was first received.
    Received,
}

/// An item, as one party numbers its states. States of one line follow each other; states of two
/// lines have no order, whatever their numbers look like.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Line {
    /// Whose item.
    pub tenant: String,
    /// The sender's number for it.
    pub item_id: String,
    /// The party that numbers its states.
    pub lineage: String,
    /// How it numbers them.
    pub numbering: Numbering,
}

/// A state: its line, its place in it, and what is asked of whom. Two states at one place differ
/// in their content, and neither stands above the other.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct State {
    /// The line.
    pub line: Line,
    /// The count, or the seconds since 1970.
    pub place: i64,
    /// What is asked.
    pub content: Content,
    /// Which API is asked.
    pub api: String,
}

impl Numbering {
    /// The word for it in a row.
    pub(crate) fn of_word(word: &str) -> Option<Self> {
        match word {
            "sequence" => Some(Self::Counted),
            "time" => Some(Self::Dated),
            "received" => Some(Self::Received),
            _ => None,
        }
    }

    /// The place that a row's plain version stands for; nothing if it is not written as people
    /// write it.
    pub(crate) fn place(self, version: &str) -> Option<i64> {
        match self {
            Self::Counted => {
                let place: i64 = version.parse().ok()?;
                (place.to_string() == version).then_some(place)
            }
            Self::Dated | Self::Received => {
                let time: Timestamp = version.parse().ok()?;
                (time.to_string() == version && time.subsec_nanosecond() == 0)
                    .then(|| time.as_second())
            }
        }
    }

    /// Whether the sender gives no version at all.
    pub(crate) fn is_received(self) -> bool {
        self == Self::Received
    }

    /// A place as its sender writes it.
    pub(crate) fn written(self, place: i64) -> String {
        match self {
            Self::Counted => place.to_string(),
            Self::Dated | Self::Received => time(place),
        }
    }
}

/// A time as senders write it.
pub(crate) fn time(seconds: Seconds) -> String {
    Timestamp::from_second(seconds).unwrap_or_default().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_read_as_they_are_written_and_in_no_other_way() {
        assert_eq!(Numbering::Counted.place("8"), Some(8));
        assert_eq!(Numbering::Counted.place("00000000000000000008"), None);
        let noon = Numbering::Dated.place("2026-03-01T12:00:00Z");
        assert_eq!(noon, Some(1_772_366_400));
        assert_eq!(Numbering::Dated.place("2026-03-01T12:00:00.000000000Z"), None);
        assert_eq!(Numbering::Dated.written(1_772_366_400), "2026-03-01T12:00:00Z");
    }
}
