//! What comes back.

use crate::named::Named;

/// The word for an item that is not answered yet.
pub(crate) const PENDING: &str = "pending";

/// Everything a call brought: one answer for each question, in the order of the questions.
#[derive(Clone, Debug, PartialEq)]
pub struct Answers {
    /// What the answer as a whole names: the model, the tariff schedule.
    pub about: Named,
    /// One for each question.
    pub items: Vec<Answer>,
    /// How many items of the answer were ignored: they were not asked for, or name no item.
    pub ignored: usize,
}

/// What the provider said of one item.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// There is a code.
    Completed {
        /// As given, never padded; [`hts_digits`](crate::hts_digits) has its digits.
        hts_code: String,
        /// All duties together, as given.
        duty: Option<String>,
        /// How sure the provider says it is.
        confidence: Option<f64>,
        /// Codes of the parts of composite goods, as given.
        components: Vec<String>,
        /// The whole answer, byte for byte.
        verbatim: String,
    },
    /// There is none, and asking again does not help.
    Failed {
        /// The provider's word for why; `no_code` where it completed the item without one,
        /// `too_long` where its answer cannot be kept, `failed` where it has no word.
        code: String,
        /// The whole answer, byte for byte; for `too_long` how long it was.
        verbatim: String,
    },
    /// There is none yet: asking again may help.
    Retryable {
        /// The provider's word for why; `pending`, `missing`, `unreadable` or `answered_twice`
        /// where it has none.
        code: String,
    },
}

impl Answer {
    /// Whether the provider says that it is still working on the item.
    pub fn is_pending(&self) -> bool {
        match self {
            Self::Completed { .. } | Self::Failed { .. } => false,
            Self::Retryable { code } => code == PENDING,
        }
    }

    /// Whether both say the same in every column, whatever else stands beside.
    pub(crate) fn agrees_with(&self, other: &Self) -> bool {
        let columns = |answer: &Self| match answer.clone() {
            Self::Completed { hts_code, duty, confidence, components, verbatim: _ } => {
                let verbatim = String::new();
                Self::Completed { hts_code, duty, confidence, components, verbatim }
            }
            Self::Failed { code, verbatim: _ } => Self::Failed { code, verbatim: String::new() },
            Self::Retryable { code } => Self::Retryable { code },
        };
        columns(self) == columns(other)
    }
}
