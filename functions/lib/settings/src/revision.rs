//! Which mapping a source has: derived from what it says, so that nobody has to raise a number.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// The mark of a mapping: two sources' mappings with one mark read every body alike.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Revision(String);

/// Hex digits of the SHA-256 that are kept.
const DIGITS: usize = 12;

impl Revision {
    /// The mark of a mapping that is described in this way.
    pub(crate) fn of(description: &str) -> Self {
        let digest = hex::encode(Sha256::digest(description.as_bytes()));
        Self(digest.chars().take(DIGITS).collect())
    }

    /// The mark itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Revision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
