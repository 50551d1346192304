//! Ways in which nothing is heard from the other side.

use thiserror::Error;

/// How the other side was unavailable.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum Outage {
    /// No answer in time.
    #[error("timeout")]
    Timeout,
    /// It could not be reached at all.
    #[error("no connection")]
    NoConnection,
    /// The connection ended before the answer did.
    #[error("connection broken")]
    Broken,
    /// It says so itself.
    #[error("status {0}")]
    Status(u16),
}

impl Outage {
    /// The kind of fault, without the URL, which may hold more than a host.
    pub fn of(error: &reqwest::Error) -> Self {
        if error.is_timeout() {
            Self::Timeout
        } else if error.is_connect() {
            Self::NoConnection
        } else {
            Self::Broken
        }
    }
}
