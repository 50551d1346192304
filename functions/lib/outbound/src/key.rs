//! A key on its way into a header.

use std::fmt;

use reqwest::header::HeaderValue;
use thiserror::Error;

/// A key, with its prefix. Never printed.
#[derive(Clone, Copy)]
pub struct Key<'a>(pub &'a str);

/// A key that cannot stand in a header was stored wrongly: the operator's fault.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the key cannot stand in a header")]
pub struct NoHeader;

impl Key<'_> {
    /// The header's value, which no log shows.
    pub fn header(self) -> Result<HeaderValue, NoHeader> {
        let mut value = HeaderValue::from_str(self.0.trim()).map_err(|_| NoHeader)?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl fmt::Debug for Key<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[REDACTED]")
    }
}
