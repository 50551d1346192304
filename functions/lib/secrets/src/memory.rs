//! What was fetched, remembered.

use std::collections::HashMap;
use std::hash::Hash;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Mutex;

use crate::store::Unavailable;

/// How long a secret is answered from memory.
pub const TTL: SignedDuration = SignedDuration::from_mins(5);

/// How long a store that failed is left alone for a secret that is known.
pub const REFRESH_EVERY: SignedDuration = SignedDuration::from_secs(30);

/// Values by key, each with the time until which nobody is asked for it.
#[derive(Debug)]
pub(crate) struct Memory<K, V>(Mutex<HashMap<K, Remembered<V>>>);

#[derive(Clone, Debug)]
struct Remembered<V> {
    value: V,
    until: Timestamp,
}

impl<K, V> Default for Memory<K, V> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<K: Eq + Hash, V: Clone> Memory<K, V> {
    /// From memory for [`TTL`]; by `fetch` otherwise; from memory all the same if that fails,
    /// which is then left alone for [`REFRESH_EVERY`].
    pub async fn get(
        &self,
        key: K,
        now: Timestamp,
        fetch: impl Future<Output = Result<V, Unavailable>>,
    ) -> Result<V, Unavailable> {
        let known = self.0.lock().await.get(&key).cloned();
        let stale = match known {
            Some(known) if now < known.until => return Ok(known.value),
            Some(stale) => Some(stale.value),
            None => None,
        };
        match (fetch.await, stale) {
            (Ok(value), _) => Ok(self.keep(key, value, now + TTL).await),
            (Err(error), Some(stale)) => {
                tracing::warn!(%error, "secret store failed, going on with the known secret");
                Ok(self.keep(key, stale, now + REFRESH_EVERY).await)
            }
            (Err(error), None) => Err(error),
        }
    }

    /// Replaces what is known.
    pub async fn put(&self, key: K, value: V, now: Timestamp) {
        self.keep(key, value, now + TTL).await;
    }

    async fn keep(&self, key: K, value: V, until: Timestamp) -> V {
        let remembered = Remembered { value: value.clone(), until };
        self.0.lock().await.insert(key, remembered);
        value
    }
}
