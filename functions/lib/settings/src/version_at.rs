//! Where a source says which state of an item it speaks of.

use versions::VersionKind;

use crate::field_at::{FieldAt, Of};
use crate::path::JsonPath;
use crate::section::{Found, Section};

/// Which of an item's states an event is about. Later versions stand over earlier ones.
#[derive(Clone, Debug)]
pub enum VersionAt {
    /// A number that grows.
    Sequence(FieldAt),
    /// The time of change; never of delivery, signing or receipt.
    Time {
        /// Where it stands.
        at: FieldAt,
        /// Whether an event without it is refused. A preset's own guess is not required: where it
        /// is not there, the version is the time of receipt.
        required: bool,
    },
    /// The sender says neither: when the event's first message was received.
    Received,
}

impl VersionAt {
    /// What kind of version this source is set to have.
    pub fn kind(&self) -> VersionKind {
        match self {
            Self::Sequence(_) => VersionKind::Sequence,
            Self::Time { .. } => VersionKind::Time,
            Self::Received => VersionKind::Received,
        }
    }

    /// A preset's own guess.
    pub(crate) fn guess(path: &str) -> Option<Self> {
        let path = JsonPath::parse(path).ok()?;
        Some(Self::Time { at: FieldAt { path, of: Of::Event }, required: false })
    }

    /// `"received"`, `{ sequence = "$.revision", of = "item" }` or `{ time = "$.updated_at" }`.
    pub(crate) fn read(found: &Found<'_>) -> Option<Self> {
        if found.is_table() {
            return Self::from_table(found.section()?);
        }
        found.one_of(&[("received", ())]).map(|()| Self::Received)
    }

    fn from_table(mut section: Section<'_>) -> Option<Self> {
        let sequence = section.get("sequence");
        let time = section.get("time");
        let of = match section.get("of") {
            Some(found) => found.one_of(&Of::WORDS),
            None => Some(Of::Event),
        };
        let field = |found: &Found<'_>| {
            let path = found.parsed(JsonPath::parse);
            Some(FieldAt { path: path?, of: of? })
        };
        let version = match (sequence, time) {
            (Some(path), None) => field(&path).map(Self::Sequence),
            (None, Some(path)) => field(&path).map(|at| Self::Time { at, required: true }),
            _ => {
                section.problem("takes either `sequence` or `time`, a JSONPath");
                None
            }
        };
        section.finish();
        version
    }
}
