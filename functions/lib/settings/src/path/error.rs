//! Why a path is none.

use std::fmt;

use serde_json_path::ParseError;

/// Why a text is no path that can be used, said to whoever wrote it.
#[derive(Debug)]
pub enum PathError {
    /// It is no `JSONPath` (RFC 9535).
    Syntax(ParseError),
    /// The pattern of a `match` or a `search` in it is no I-Regexp (RFC 9485): it would match nothing.
    Pattern {
        /// The pattern, unescaped.
        pattern: String,
        /// What is wrong with it.
        why: String,
    },
}

impl From<ParseError> for PathError {
    fn from(error: ParseError) -> Self {
        Self::Syntax(error)
    }
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(error) => error.fmt(f),
            Self::Pattern { pattern, why } => {
                write!(f, "its pattern `{pattern}` is no I-Regexp (RFC 9485): {why}")
            }
        }
    }
}
