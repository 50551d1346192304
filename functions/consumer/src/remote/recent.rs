//! What was fetched or answered in the last minutes, for bursts: bounded in bytes, this process's
//! own, and never the only copy of anything.

use std::fmt;
use std::hash::Hash;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use quick_cache::Weighter;
use quick_cache::unsync::Cache;

/// How long something serves.
const MINUTES: SignedDuration = SignedDuration::from_mins(5);

/// How much is kept: two such caches fit beside a batch in the function's 256 MB.
const BYTES: u64 = 8 * 1024 * 1024;

/// How many entries are reckoned with: it sizes the table, and limits nothing.
const ENTRIES: usize = 1024;

/// What one entry takes beside its bytes, about.
const OVERHEAD: usize = 256;

/// How far apart the clocks of two machines may be.
const SKEW: Duration = Duration::from_secs(1);

/// A cache of `V`. In one piece: the shards of a concurrent one would each be too small for what is
/// large.
pub(crate) struct Recent<K, V>(Mutex<Cache<K, Seen<V>, Bytes>>);

/// Something seen, and when it was asked for.
#[derive(Clone, Debug)]
pub(crate) struct Seen<V> {
    pub value: V,
    pub asked_at: Timestamp,
    bytes: usize,
}

#[derive(Clone, Copy)]
struct Bytes;

impl<K, V> Weighter<K, Seen<V>> for Bytes {
    fn weight(&self, _: &K, seen: &Seen<V>) -> u64 {
        u64::try_from(seen.bytes.saturating_add(OVERHEAD)).unwrap_or(u64::MAX)
    }
}

impl<V> Seen<V> {
    /// Something that was asked for at `asked_at`, and holds so many bytes.
    pub fn new(value: V, bytes: usize, asked_at: Timestamp) -> Self {
        Self { value, asked_at, bytes }
    }

    /// Whether it was asked for only after this moment of another machine's clock.
    pub fn is_of_after(&self, moment: Timestamp) -> bool {
        moment.saturating_add(SKEW).is_ok_and(|moment| self.asked_at > moment)
    }
}

impl<K: Eq + Hash, V: Clone> Recent<K, V> {
    pub fn new() -> Self {
        Self(Mutex::new(Cache::with_weighter(ENTRIES, BYTES, Bytes)))
    }

    /// What is there, unless it is too old.
    pub fn get(&self, key: &K, now: Timestamp) -> Option<Seen<V>> {
        let seen = self.lock().get(key)?.clone();
        let age = now.duration_since(seen.asked_at);
        (SignedDuration::ZERO..MINUTES).contains(&age).then_some(seen)
    }

    pub fn put(&self, key: K, seen: Seen<V>) {
        self.lock().insert(key, seen);
    }

    fn lock(&self) -> MutexGuard<'_, Cache<K, Seen<V>, Bytes>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How much there is, never what.
impl<K, V> fmt::Debug for Recent<K, V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Recent").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_second(1_800_000_000 + seconds).expect("a time")
    }

    #[test]
    fn what_was_seen_serves_for_minutes() {
        let recent = Recent::new();
        recent.put("a", Seen::new(1, 8, at(0)));
        let there = |key, seconds| recent.get(&key, at(seconds)).map(|seen| seen.value);
        assert_eq!((there("a", 0), there("a", 299)), (Some(1), Some(1)));
        assert_eq!((there("a", 300), there("a", -1), there("b", 0)), (None, None, None));
    }

    #[test]
    fn what_was_asked_for_before_a_moment_or_about_then_does_not_show_what_came_then() {
        let seen = Seen::new((), 0, at(10));
        assert!(seen.is_of_after(at(8)));
        assert!(!seen.is_of_after(at(9)) && !seen.is_of_after(at(10)) && !seen.is_of_after(at(11)));
    }

    #[test]
    fn no_more_is_kept_than_fits() {
        let recent = Recent::new();
        let mib = 1024 * 1024;
        (0..100).for_each(|key| recent.put(key, Seen::new((), mib, at(0))));
        let kept = (0..100).filter(|key| recent.get(key, at(1)).is_some()).count();
        assert!((1..=8).contains(&kept), "{kept}");
    }
}
