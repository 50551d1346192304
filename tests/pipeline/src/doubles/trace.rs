//! What a run did, call by call.

use std::fmt::{self, Debug, Write};
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
    pub fn note(&self, what: &str, outcome: &dyn Debug) {
        let mut words = Words::default();
        // It refuses nothing.
        let _ = write!(words, "{outcome:?}");
        let line = format!("{} {what} {}\n", self.began.elapsed().as_millis(), words.sum());
        self.digest.lock().expect("a lock").update(line.as_bytes());
    }

    /// The SHA-256 of all that was noted, in hex.
    pub fn digest(&self) -> String {
        hex::encode(self.digest.lock().expect("a lock").clone().finalize())
    }
}

/// What text is known by, whatever the order of its words: a hash map prints its entries in any.
#[derive(Debug, Default)]
struct Words {
    sum: u64,
    word: u64,
}

impl Words {
    /// Ends a word.
    fn end(&mut self) {
        // The finisher of SplitMix64, so that sums of words differ.
        let mut mixed = std::mem::take(&mut self.word);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        self.sum = self.sum.wrapping_add(mixed ^ (mixed >> 31));
    }

    fn sum(mut self) -> u64 {
        self.end();
        self.sum
    }
}

impl Write for Words {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for byte in text.bytes() {
            if matches!(byte, b' ' | b'{' | b'}') {
                self.end();
            } else {
                // FNV-1a, but for its first value.
                self.word = (self.word ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
                self.word = self.word.rotate_left(5).wrapping_add(1);
            }
        }
        Ok(())
    }
}
