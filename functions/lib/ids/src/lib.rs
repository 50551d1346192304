//! Where ids come from: the tokens of claims, the stamps of shared states, the `X-Request-Id`s of
//! calls.
//!
//! Ids are UUIDs of version 4 (RFC 9562). As deployed they come from the operating system. A test
//! that has to repeat a run gives a seed instead: the same seed makes the same ids.

use std::sync::{Arc, Mutex, PoisonError};

use fastrand::Rng;
use uuid::{Builder, Uuid};

/// A source of ids. Clones are the same source.
#[derive(Clone, Debug, Default)]
pub struct Ids(Option<Arc<Mutex<Rng>>>);

impl Ids {
    /// Ids that the operating system makes: no two are ever the same.
    pub fn of_system() -> Self {
        Self(None)
    }

    /// Ids that can be repeated, for tests.
    pub fn seeded(seed: u64) -> Self {
        Self(Some(Arc::new(Mutex::new(Rng::with_seed(seed)))))
    }

    /// The next id, hyphenated.
    pub fn next(&self) -> String {
        let Some(dice) = &self.0 else { return Uuid::new_v4().to_string() };
        let bytes = dice.lock().unwrap_or_else(PoisonError::into_inner).u128(..).to_le_bytes();
        Builder::from_random_bytes(bytes).into_uuid().to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_repeats_its_ids_and_the_system_never_does() {
        let several = |ids: Ids| [ids.next(), ids.next(), ids.next()];
        assert_eq!(several(Ids::seeded(1)), several(Ids::seeded(1)));
        assert_ne!(several(Ids::seeded(1)), several(Ids::seeded(2)));
        assert_ne!(several(Ids::of_system()), several(Ids::of_system()));
    }

    #[test]
    fn every_id_is_a_uuid_of_version_4() {
        for ids in [Ids::seeded(1), Ids::of_system()] {
            let id: Uuid = ids.next().parse().expect("a UUID");
            assert_eq!(id.get_version_num(), 4);
        }
    }
}
