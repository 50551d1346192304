//! In which order the states of an item are recorded.

use std::time::Duration;

use crate::section::Section;

/// In which order the states of an item are recorded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ordering {
    /// In any: the newest version stands, and an older one that comes late is superseded.
    Latest,
    /// Each number only after the one before it: early ones wait.
    Sequence(Sequence),
}

/// Strict order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sequence {
    /// The first number of each item. It has no predecessor. To take the first that comes would
    /// mute the ones that come late.
    pub from: u64,
    /// How long a number may be missing before an alarm says so.
    pub gap: Duration,
}

/// The words of `ordering`.
#[derive(Clone, Copy)]
enum Word {
    Latest,
    Sequence,
}

const WORDS: [(&str, Word); 2] = [("latest", Word::Latest), ("sequence", Word::Sequence)];

/// How long a number may be missing, unless the source says otherwise.
const GAP_MINUTES: u64 = 30;

/// The most minutes that may be said: what waits is looked at anew each week.
const MOST_GAP_MINUTES: u64 = 7 * 24 * 60;

impl Ordering {
    /// `ordering`, `sequence_from` and `gap_minutes` of a source.
    pub(crate) fn read(section: &mut Section<'_>) -> Option<Self> {
        let word = section.get("ordering").map_or(Some(Word::Latest), |found| found.one_of(&WORDS));
        let from = section.get("sequence_from").map(|found| found.integer(0..=u64::MAX));
        let gap = section.get("gap_minutes").map(|found| found.integer(1..=MOST_GAP_MINUTES));
        match (word?, from) {
            (Word::Latest, _) => Some(Self::Latest),
            (Word::Sequence, Some(from)) => {
                let minutes = gap.unwrap_or(Some(GAP_MINUTES))?;
                let gap = Duration::from_secs(minutes.saturating_mul(60));
                Some(Self::Sequence(Sequence { from: from?, gap }))
            }
            (Word::Sequence, None) => {
                section.problem(
                    "`sequence_from` is missing: say the first number that each item has \
                     (`sequence_from = 1`), since no number is recorded before the one that \
                     precedes it",
                );
                None
            }
        }
    }

    /// The strict order, if it is one.
    pub fn sequence(self) -> Option<Sequence> {
        match self {
            Self::Latest => None,
            Self::Sequence(sequence) => Some(sequence),
        }
    }
}
