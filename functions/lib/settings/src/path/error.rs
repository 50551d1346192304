//! Why a path is none.

use serde_json_path::ParseError;
use thiserror::Error;

/// Why a text is no path that can be used, said to whoever wrote it.
#[derive(Debug, Error)]
pub enum PathError {
    /// It is no `JSONPath` (RFC 9535).
    #[error(transparent)]
    Syntax(#[from] ParseError),
    /// The pattern of a `match` or a `search` in it is no I-Regexp (RFC 9485): it would match nothing.
    #[error("its pattern `{pattern}` is no I-Regexp (RFC 9485): {why}")]
    Pattern {
        /// The pattern, unescaped.
        pattern: String,
        /// What is wrong with it.
        why: String,
    },
}
