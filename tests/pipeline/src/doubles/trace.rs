//! What a run did, call by call.

use std::fmt::Debug;
use std::sync::{Arc, Mutex};

use sha2::{Digest, Sha256};
use tokio::time::Instant;

/// The digest of every remote call in order: when it ended, which it was, and what came of it.
/// Clones are the same trace.
#[derive(Clone, Debug)]
pub struct Trace {
    began: Instant,
    digest: Arc<Mutex<Sha256>>,
}

impl Trace {
    /// A trace that begins now.
    pub fn begin() -> Self {
        Self { began: Instant::now(), digest: Arc::default() }
    }

    /// One call, or anything else that belongs to a run, with what came of it.
    pub fn note(&self, what: &str, outcome: &impl Debug) {
        // A hash map prints its entries in any order: the words count, and not their order.
        let outcome = format!("{outcome:?}");
        let mut words: Vec<&str> = outcome.split([' ', '{', '}']).collect();
        words.sort_unstable();
        let line = format!("{} {what} {}\n", self.began.elapsed().as_millis(), words.join(" "));
        self.digest.lock().expect("a lock").update(line.as_bytes());
    }

    /// The SHA-256 of all that was noted, in hex.
    pub fn digest(&self) -> String {
        hex::encode(self.digest.lock().expect("a lock").clone().finalize())
    }
}
