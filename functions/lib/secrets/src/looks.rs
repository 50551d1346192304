//! When mismatches last looked for newer secrets.

use std::collections::HashMap;

use jiff::Timestamp;
use settings::SourceName;
use tokio::sync::{Mutex, MutexGuard};
use webhook::Key;

use crate::memory::REFRESH_EVERY;

/// What a mismatch finds when it looks for newer secrets.
#[derive(Debug)]
pub enum Look {
    /// Every key as the store has it now.
    Newer(Vec<Key>),
    /// One looked a moment ago, or there is nowhere to look.
    NothingNew,
    /// The store did not answer: it is unknown whether the signature is wrong.
    Failed,
}

/// The last look at each source.
#[derive(Debug, Default)]
pub(crate) struct Looks(Mutex<HashMap<SourceName, Looked>>);

#[derive(Clone, Copy, Debug)]
struct Looked {
    at: Timestamp,
    failed: bool,
}

/// A permit to look once; no other task looks while it is held.
pub(crate) struct Ration<'l> {
    looked: MutexGuard<'l, HashMap<SourceName, Looked>>,
    source: SourceName,
}

impl Looks {
    /// Leave to look, or what the last look came to if that was a moment ago.
    pub async fn take(&self, source: &SourceName, now: Timestamp) -> Result<Ration<'_>, Look> {
        let looked = self.0.lock().await;
        match looked.get(source) {
            Some(last) if now.duration_since(last.at) < REFRESH_EVERY => {
                Err(if last.failed { Look::Failed } else { Look::NothingNew })
            }
            Some(_) | None => Ok(Ration { looked, source: source.clone() }),
        }
    }
}

impl Ration<'_> {
    /// It was used.
    pub fn used(mut self, failed: bool, at: Timestamp) {
        let source = self.source.clone();
        self.looked.insert(source, Looked { at, failed });
    }
}
