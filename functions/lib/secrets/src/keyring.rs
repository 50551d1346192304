//! The keys that may verify now.

use std::collections::HashMap;

use jiff::{SignedDuration, Timestamp};
use settings::{SecretPlace, SecretRef, Source, SourceName};
use thiserror::Error;
use tokio::sync::Mutex;
use webhook::Key;
use zeroize::Zeroizing;

use crate::store::{Secret, SecretStore, Unavailable};

/// How long a secret is answered from memory.
pub const TTL: SignedDuration = SignedDuration::from_mins(5);

/// How often mismatches of one source may look for a newer secret.
pub const REFRESH_EVERY: SignedDuration = SignedDuration::from_secs(30);

/// No secret of a source can verify: fail closed, but never as if the sender were wrong.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("no usable secret: {}", .0.join("; "))]
pub struct Unusable(pub Vec<String>);

/// Secrets, remembered.
#[derive(Debug)]
pub struct Keyring<S> {
    store: S,
    cache: Mutex<HashMap<SecretPlace, Cached>>,
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

#[derive(Clone, Debug)]
struct Cached {
    secret: Secret,
    fetched_at: Timestamp,
}

impl<S: SecretStore> Keyring<S> {
    /// A keyring that knows nothing yet.
    pub fn new(store: S) -> Self {
        Self { store, cache: Mutex::default(), looked: Mutex::default() }
    }

    /// Every key that may verify a delivery of `source` now. One bad secret among good ones is
    /// logged and left out.
    pub async fn keys(&self, source: &Source, now: Timestamp) -> Result<Vec<Key>, Unusable> {
        let (mut keys, mut wrong) = (Vec::new(), Vec::new());
        for reference in &source.secrets {
            match self.secret(&reference.place, now).await {
                Ok(secret) => keys_of(source, reference, &secret, &mut keys, &mut wrong),
                Err(error) => wrong.push(error.to_string()),
            }
        }
        for problem in &wrong {
            tracing::error!(source = %source.name, problem, "secret not usable");
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

    /// Fetches every secret of a source, whatever is cached.
    async fn refresh(&self, source: &Source, now: Timestamp) -> Result<(), Unavailable> {
        for reference in &source.secrets {
            let secret = self.store.fetch(&reference.place).await.inspect_err(|error| {
                tracing::warn!(source = %source.name, %error, "no look at newer secrets");
            })?;
            let fetched = Cached { secret, fetched_at: now };
            self.cache.lock().await.insert(reference.place.clone(), fetched);
        }
        Ok(())
    }

    /// The current value of one secret, such as an API's key.
    pub async fn value(
        &self,
        place: &SecretPlace,
        now: Timestamp,
    ) -> Result<Zeroizing<String>, Unavailable> {
        self.secret(place, now).await.map(|secret| secret.current)
    }

    /// From memory for [`TTL`]; from the store otherwise; from memory all the same if the store
    /// fails, which is then left alone for [`REFRESH_EVERY`].
    async fn secret(&self, place: &SecretPlace, now: Timestamp) -> Result<Secret, Unavailable> {
        let cached = self.cache.lock().await.get(place).cloned();
        if let Some(cached) = &cached
            && now.duration_since(cached.fetched_at) < TTL
        {
            return Ok(cached.secret.clone());
        }
        let (found, fetched_at) = match (self.store.fetch(place).await, cached) {
            (Ok(secret), _) => (secret, now),
            (Err(error), Some(stale)) => {
                tracing::warn!(%error, "secret store failed, going on with the cached secret");
                (stale.secret, now - TTL + REFRESH_EVERY)
            }
            (Err(error), None) => return Err(error),
        };
        let cached = Cached { secret: found.clone(), fetched_at };
        self.cache.lock().await.insert(place.clone(), cached);
        Ok(found)
    }
}

/// Adds the keys that one secret gives: what it is, and for a while what it was.
fn keys_of(
    source: &Source,
    reference: &SecretRef,
    secret: &Secret,
    keys: &mut Vec<Key>,
    wrong: &mut Vec<String>,
) {
    let end = reference.until.map(Timestamp::as_second);
    let was_until = secret.rotated_at.and_then(|at| at.checked_add(source.previous_for).ok());
    let was_until = was_until.map(Timestamp::as_second);
    let staged = [
        (Some(&secret.current), "AWSCURRENT", end),
        (secret.previous.as_ref(), "AWSPREVIOUS", [end, was_until].into_iter().flatten().min()),
    ];
    for (value, stage, until) in staged {
        let Some(value) = value else { continue };
        let name = format!("{}/{stage}", reference.name);
        match Key::new(&name, value, source.scheme.key, until) {
            Ok(key) => keys.push(key),
            Err(error) => wrong.push(format!("{name}: {error}")),
        }
    }
}
