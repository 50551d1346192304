//! What was fetched, remembered.
//!
//! ```text
//! fetched        + TTL                                  + TTL + GRACE
//!    |  fresh       |  used, and fetched anew beside it       |  fetched before it is used
//! ```

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};

use jiff::{SignedDuration, Timestamp};

use crate::store::{Cause, Unavailable};

/// How long a secret is answered from memory, and the store is not asked.
pub const TTL: SignedDuration = SignedDuration::from_mins(5);

/// How much longer a known secret is used where the store does not answer.
pub const GRACE: SignedDuration = SignedDuration::from_hours(1);

/// How long a store that failed is left alone for a secret.
pub const REFRESH_EVERY: SignedDuration = SignedDuration::from_secs(30);

/// Values by key, each with what is known of it.
#[derive(Debug)]
pub(crate) struct Memory<K, V>(Mutex<HashMap<K, Remembered<V>>>);

#[derive(Clone, Debug)]
enum Remembered<V> {
    Known { value: V, fetched: Timestamp, retry: Timestamp },
    Withdrawn { error: Unavailable, retry: Timestamp },
}

/// What memory says.
#[derive(Clone, Debug)]
pub(crate) enum Recall<V> {
    /// To be used.
    Known(V),
    /// To be used, and to be fetched anew: by this caller, since no other gets this answer
    /// for [`REFRESH_EVERY`].
    Stale(V),
    /// The store said a moment ago that it is not to be had.
    Withdrawn(Unavailable),
    /// To be fetched.
    Unknown,
}

impl<K, V> Default for Memory<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Memory<K, V> {
    /// What is known.
    pub fn recall(&self, key: &K, now: Timestamp) -> Recall<V> {
        match self.lock().get_mut(key) {
            Some(Remembered::Withdrawn { error, retry }) if now < *retry => {
                Recall::Withdrawn(error.clone())
            }
            Some(Remembered::Withdrawn { .. }) | None => Recall::Unknown,
            Some(Remembered::Known { value, fetched, retry }) => {
                let age = now.duration_since(*fetched);
                if age < TTL || (age < TTL + GRACE && now < *retry) {
                    Recall::Known(value.clone())
                } else if age < TTL + GRACE {
                    *retry = now + REFRESH_EVERY;
                    Recall::Stale(value.clone())
                } else {
                    Recall::Unknown
                }
            }
        }
    }

    /// Remembers what a fetch came to, and says what is to be used.
    ///
    /// A store that answered has the last word, also where it says that there is no such secret.
    /// One that did not answer changes nothing for a value that is not too old.
    pub fn learn(
        &self,
        key: K,
        fetched: Result<V, Unavailable>,
        now: Timestamp,
    ) -> Result<V, Unavailable> {
        let mut all = self.lock();
        match fetched {
            Ok(value) => {
                let known = Remembered::Known { value: value.clone(), fetched: now, retry: now };
                all.insert(key, known);
                Ok(value)
            }
            Err(error) if error.cause == Cause::Withdrawn => {
                let retry = now + REFRESH_EVERY;
                all.insert(key, Remembered::Withdrawn { error: error.clone(), retry });
                Err(error)
            }
            Err(error) => match all.get_mut(&key) {
                Some(Remembered::Known { value, fetched, retry })
                    if now.duration_since(*fetched) < TTL + GRACE =>
                {
                    *retry = now + REFRESH_EVERY;
                    tracing::warn!(%error, "secret store failed, going on with the known secret");
                    Ok(value.clone())
                }
                Some(Remembered::Known { .. } | Remembered::Withdrawn { .. }) | None => Err(error),
            },
        }
    }

    /// A panic elsewhere leaves the map as it was.
    fn lock(&self) -> MutexGuard<'_, HashMap<K, Remembered<V>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
