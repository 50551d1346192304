//! The keys that may verify now.

use std::sync::Arc;

use jiff::Timestamp;
use settings::{SecretPlace, SecretRef, Source, SourceName};
use thiserror::Error;
use webhook::Key;
use zeroize::Zeroizing;

use crate::looks::{Look, Looks};
use crate::memory::{Memory, Recall};
use crate::opened::{Care, Opened, open};
use crate::store::{Cause, SecretStore, Unavailable};

/// No secret of a source can verify: fail closed, but never as if the sender were wrong.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("no usable secret: {}", .0.join("; "))]
pub struct Unusable(pub Vec<String>);

/// Secrets, remembered. Clones share what they know.
#[derive(Debug)]
pub struct Keyring<S>(Arc<Shared<S>>);

#[derive(Debug)]
struct Shared<S> {
    store: S,
    opened: Memory<(SourceName, SecretPlace), Opened>,
    values: Memory<SecretPlace, Zeroizing<String>>,
    looks: Looks,
}

impl<S> Clone for Keyring<S> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<S: SecretStore> Keyring<S> {
    /// An empty keyring.
    pub fn new(store: S) -> Self {
        let (opened, values, looks) = (Memory::default(), Memory::default(), Looks::default());
        Self(Arc::new(Shared { store, opened, values, looks }))
    }

    /// Every key that may verify a delivery of `source` now. One bad secret among good ones is
    /// logged and left out. What is known is never fetched anew before it is used: that is done
    /// beside it, and counts from the next delivery on.
    pub async fn keys(&self, source: &Source, now: Timestamp) -> Result<Vec<Key>, Unusable> {
        let (mut keys, mut wrong) = (Vec::new(), Vec::new());
        for reference in &source.secrets {
            let opened = match self.0.opened.recall(&held_as(source, reference), now) {
                Recall::Known(opened) => Ok(opened),
                Recall::Stale(opened) => {
                    self.refresh_beside(source, reference, now);
                    Ok(opened)
                }
                Recall::Withdrawn(error) => Err(error),
                Recall::Unknown => self.fetch(source, reference, (now, Care::Quick)).await,
            };
            match opened {
                Ok(opened) => {
                    keys.extend(opened.keys);
                    wrong.extend(opened.wrong);
                }
                Err(error) => wrong.push(error.to_string()),
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
        let kept = |reference: &&SecretRef| !matches!(reference.place, SecretPlace::Given(_));
        if !source.secrets.iter().any(|reference| kept(&reference)) {
            return Look::NothingNew;
        }
        // Held while it looks: mismatches side by side are one look.
        let ration = match self.0.looks.take(&source.name, now).await {
            Ok(ration) => ration,
            Err(last) => return last,
        };
        let (mut read, mut unreachable) = (0_usize, 0_usize);
        for reference in source.secrets.iter().filter(kept) {
            let found = open(&self.0.store, source, reference, (now, Care::Thorough)).await;
            match &found {
                Ok(_) => read = read.saturating_add(1),
                Err(error) => {
                    tracing::warn!(source = %source.name, %error, "newer secrets cannot be read");
                    let lost = usize::from(error.cause == Cause::Unreachable);
                    unreachable = unreachable.saturating_add(lost);
                }
            }
            let _known = self.0.opened.learn(held_as(source, reference), found, now);
        }
        // One secret that cannot be read does not speak for the others.
        let failed = read == 0 && unreachable > 0;
        ration.used(failed, now);
        if failed {
            return Look::Failed;
        }
        self.keys(source, now).await.map_or(Look::Failed, Look::Newer)
    }

    /// The current value of one secret, such as an API's key.
    pub async fn value(
        &self,
        place: &SecretPlace,
        now: Timestamp,
    ) -> Result<Zeroizing<String>, Unavailable> {
        match self.0.values.recall(place, now) {
            Recall::Known(value) => Ok(value),
            Recall::Withdrawn(error) => Err(error),
            // Nobody is kept waiting by whoever asks for one: it is used as it is now.
            Recall::Stale(_) | Recall::Unknown => {
                let current = self.0.store.current(place).await;
                let value = current.and_then(|current| one_value(place, current.value));
                self.0.values.learn(place.clone(), value, now)
            }
        }
    }

    /// Fetches one secret, whatever is known, and remembers it.
    async fn fetch(
        &self,
        source: &Source,
        reference: &SecretRef,
        when: (Timestamp, Care),
    ) -> Result<Opened, Unavailable> {
        let found = open(&self.0.store, source, reference, when).await;
        if let Err(error) = &found {
            tracing::error!(source = %source.name, %error, "secret cannot be read");
        }
        self.0.opened.learn(held_as(source, reference), found, when.0)
    }

    /// The same in a task of its own: it goes on while the queue is waited for, and in the next
    /// invocation where this one ends first.
    fn refresh_beside(&self, source: &Source, reference: &SecretRef, now: Timestamp) {
        let (keyring, source, reference) = (self.clone(), source.clone(), reference.clone());
        tokio::spawn(async move {
            let _known = keyring.fetch(&source, &reference, (now, Care::Thorough)).await;
        });
    }
}

/// A secret of several values is none of them.
fn one_value(
    place: &SecretPlace,
    value: Zeroizing<String>,
) -> Result<Zeroizing<String>, Unavailable> {
    let parsed = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(&value);
    if parsed.is_err() {
        return Ok(value);
    }
    let why = "is a JSON object: say which of its values is meant, `…#key`".to_owned();
    Err(Unavailable { place: place.to_string(), why, cause: Cause::Withdrawn })
}

/// Two sources may read one secret in two ways.
fn held_as(source: &Source, reference: &SecretRef) -> (SourceName, SecretPlace) {
    (source.name.clone(), reference.place.clone())
}
