//! Something that may be wrong.

use super::attempt::Patch;
use super::reason::Reason;

/// Something that may be wrong, and what it would look like if it were right.
#[derive(Clone, Debug)]
pub(super) struct Suspect {
    pub reason: Reason,
    pub patch: Patch,
}
