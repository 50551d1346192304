//! The keys that may verify now.

use std::collections::HashMap;

use jiff::Timestamp;
use settings::{SecretPlace, SecretRef, Source, SourceName};
use thiserror::Error;
use tokio::sync::Mutex;
use webhook::Key;
use zeroize::Zeroizing;

use crate::memory::{Memory, REFRESH_EVERY};
use crate::opened::{Opened, open};
use crate::store::{SecretStore, Unavailable};

/// No secret of a source can verify: fail closed, but never as if the sender were wrong.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("no usable secret: {}", .0.join("; "))]
pub struct Unusable(pub Vec<String>);

/// Secrets, remembered.
#[derive(Debug)]
pub struct Keyring<S> {
    store: S,
    opened: Memory<(SourceName, SecretPlace), Opened>,
    values: Memory<SecretPlace, Zeroizing<String>>,
    /// When a mismatch last looked for newer secrets of a source.
    looked: Mutex<HashMap<SourceName, Looked>>,
}

/// What a mismatch finds when it looks for newer secrets.
#[derive(Debug)]
pub enum Look {
    /// Every key as the store has it now.
    Newer(Vec<Key>),
    /// One looked a moment ago.
    NothingNew,
    /// The store did not answer: nobody can say whether the signature is wrong.
    Failed,
}

/// The last look.
#[derive(Clone, Copy, Debug)]
struct Looked {
    at: Timestamp,
    failed: bool,
}

impl<S: SecretStore> Keyring<S> {
    /// A keyring that knows nothing yet.
    pub fn new(store: S) -> Self {
        let (opened, values) = (Memory::default(), Memory::default());
        Self { store, opened, values, looked: Mutex::default() }
    }

    /// Every key that may verify a delivery of `source` now. One bad secret among good ones is
    /// logged and left out.
    pub async fn keys(&self, source: &Source, now: Timestamp) -> Result<Vec<Key>, Unusable> {
        let (mut keys, mut wrong) = (Vec::new(), Vec::new());
        for reference in &source.secrets {
            let fetch = open(&self.store, source, reference, now);
            match self.opened.get(held_as(source, reference), now, fetch).await {
                Ok(opened) => {
                    keys.extend(opened.keys);
                    wrong.extend(opened.wrong);
                }
                Err(error) => {
                    tracing::error!(source = %source.name, %error, "secret not to be had");
                    wrong.push(error.to_string());
                }
            }
        }
        if keys.is_empty() { Err(Unusable(wrong)) } else { Ok(keys) }
    }

    /// What a mismatch finds when it looks for newer secrets.
    ///
    /// Only what mismatches look for is rationed, since strangers can cause those. A fetch for any
    /// other reason counts nothing: the secret may be rotated the moment after it, and what is
    /// signed with the new one must not be refused until the ration allows another look.
    pub async fn look(&self, source: &Source, now: Timestamp) -> Look {
        let mut looked = self.looked.lock().await;
        if let Some(last) = looked.get(&source.name)
            && now.duration_since(last.at) < REFRESH_EVERY
        {
            return if last.failed { Look::Failed } else { Look::NothingNew };
        }
        // Held while it looks: mismatches side by side are one look.
        let found = self.refresh(source, now).await;
        let failed = found.is_err();
        looked.insert(source.name.clone(), Looked { at: now, failed });
        if failed {
            return Look::Failed;
        }
        self.keys(source, now).await.map_or(Look::Failed, Look::Newer)
    }

    /// Fetches every secret of a source, whatever is known.
    async fn refresh(&self, source: &Source, now: Timestamp) -> Result<(), Unavailable> {
        for reference in &source.secrets {
            let found = open(&self.store, source, reference, now).await;
            let opened = found.inspect_err(|error| {
                tracing::warn!(source = %source.name, %error, "no look at newer secrets");
            })?;
            self.opened.put(held_as(source, reference), opened, now).await;
        }
        Ok(())
    }

    /// The current value of one secret, such as an API's key.
    pub async fn value(
        &self,
        place: &SecretPlace,
        now: Timestamp,
    ) -> Result<Zeroizing<String>, Unavailable> {
        let fetch = async { self.store.current(place).await.map(|current| current.value) };
        self.values.get(place.clone(), now, fetch).await
    }
}

/// Two sources may read one secret in two ways.
fn held_as(source: &Source, reference: &SecretRef) -> (SourceName, SecretPlace) {
    (source.name.clone(), reference.place.clone())
}
