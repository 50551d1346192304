//! A row as a part of a state.

use std::hash::{Hash, Hasher};

use ledger::{Phase, Row};

/// A row with a hash over all of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Kept(pub Row);

impl Hash for Kept {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Row { event, phase, token, lease_until, claimed_at, digest, .. } = &self.0;
        let Row { revision, message, request_id, tries, abandoned, .. } = &self.0;
        let Row { first_received, unconfirmed, spent, reason, expires_at, .. } = &self.0;
        let phase = match phase {
            Phase::Claimed => 0_u8,
            Phase::Released => 1,
            Phase::Done => 2,
            Phase::Refused => 3,
        };
        (event, phase, token, lease_until, claimed_at, digest).hash(state);
        (revision, message, request_id, tries, abandoned).hash(state);
        (first_received, unconfirmed, reason, expires_at).hash(state);
        (spent.tries, spent.abandoned).hash(state);
    }
}
