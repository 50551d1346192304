//! Who numbers the states, and how.

use serde::{Deserialize, Serialize};

/// What kind of number a version is. Versions of two kinds are never compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum VersionKind {
    /// The sender counts.
    Sequence,
    /// The sender gives the time of change.
    Time,
    /// The sender gives nothing: the time of receipt.
    Received,
}

impl VersionKind {
    /// The word for it, in keys and columns.
    pub fn word(self) -> &'static str {
        match self {
            Self::Sequence => "sequence",
            Self::Time => "time",
            Self::Received => "received",
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::de::IntoDeserializer;
    use serde::de::value::{Error, StrDeserializer};

    use super::*;

    #[test]
    fn a_column_has_the_same_word_as_a_key() {
        for kind in [VersionKind::Sequence, VersionKind::Time, VersionKind::Received] {
            let word: StrDeserializer<'_, Error> = kind.word().into_deserializer();
            assert_eq!(VersionKind::deserialize(word), Ok(kind));
        }
    }
}
