//! Secrets Manager in memory.

mod kept;

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::sync::{Arc, Mutex, MutexGuard};

use jiff::Timestamp;
use secrets::{Cause, Current, SecretStore, Unavailable};
use settings::SecretPlace;
use zeroize::Zeroizing;

use crate::doubles::Fault;
use kept::{Kept, Version};

pub use kept::Content;

/// Keeps the promises of [`SecretStore`], by versions and labels. Clones share their secrets.
#[derive(Clone, Debug, Default)]
pub struct MemorySecrets {
    secrets: Arc<Mutex<BTreeMap<String, Kept>>>,
    /// Faults to come.
    pub fault: Fault,
}

/// Which version is meant.
type Label = fn(&Kept) -> Option<&Version>;

/// Why there is no text to be had.
enum Lacks {
    /// There is no such secret, or none of its versions has the label.
    Version,
    /// There is one, and this is wrong with it.
    Text(&'static str),
}

/// What `CreateSecret` and its siblings do.
impl MemorySecrets {
    /// Makes a secret, unless there is one: with this version, or with none yet. Returns the
    /// version's place.
    pub fn create(&self, name: &str, content: Option<Content<'_>>, at: Timestamp) -> Option<usize> {
        let mut secrets = self.secrets();
        let Entry::Vacant(place) = secrets.entry(name.to_owned()) else { return None };
        let kept = place.insert(Kept::new(at));
        content.map(|content| kept.put(content, at))
    }

    /// Adds a version, and makes it the current one. Returns its place.
    pub fn put(&self, name: &str, content: Content<'_>, at: Timestamp) -> usize {
        self.change(name, |kept| kept.put(content, at))
    }

    /// Adds a version that is not the current one yet. Returns its place.
    pub fn put_pending(&self, name: &str, content: Content<'_>, at: Timestamp) -> usize {
        self.change(name, |kept| kept.add(content, at))
    }

    /// Makes a version the current one.
    pub fn promote(&self, name: &str, version: usize, at: Timestamp) {
        self.change(name, |kept| kept.promote(version, at));
    }

    /// Marks a secret for deletion, or takes that back.
    pub fn delete(&self, name: &str, is_deleted: bool) {
        self.change(name, |kept| kept.is_deleted = is_deleted);
    }

    fn change<T>(&self, name: &str, change: impl FnOnce(&mut Kept) -> T) -> T {
        change(self.secrets().get_mut(name).expect("a secret"))
    }

    fn secrets(&self) -> MutexGuard<'_, BTreeMap<String, Kept>> {
        self.secrets.lock().expect("a lock")
    }

    /// The text of a version, or one of its values, and since when it exists.
    fn labelled(
        &self,
        place: &SecretPlace,
        label: Label,
    ) -> Result<(Zeroizing<String>, Timestamp), Lacks> {
        let SecretPlace::SecretsManager { name, key } = place else { return Err(Lacks::Version) };
        let secrets = self.secrets();
        let kept = secrets.get(name).ok_or(Lacks::Version)?;
        if kept.is_deleted {
            return Err(Lacks::Text("is marked for deletion"));
        }
        let version = label(kept).ok_or(Lacks::Version)?;
        Ok((value(version, key.as_deref())?, version.made))
    }

    fn around<T>(&self, place: &SecretPlace, work: impl FnOnce() -> T) -> Result<T, Unavailable> {
        self.fault.around(work).map_err(|why| lacking(place, &why, Cause::Unreachable))
    }
}

impl SecretStore for MemorySecrets {
    async fn current(&self, place: &SecretPlace) -> Result<Current, Unavailable> {
        match self.around(place, || self.labelled(place, Kept::current))? {
            Ok((value, since)) => Ok(Current { value, since: Some(since) }),
            Err(Lacks::Version) => Err(lacking(place, "no such secret", Cause::Withdrawn)),
            Err(Lacks::Text(why)) => Err(lacking(place, why, Cause::Withdrawn)),
        }
    }

    async fn previous(
        &self,
        place: &SecretPlace,
    ) -> Result<Option<Zeroizing<String>>, Unavailable> {
        match self.around(place, || self.labelled(place, Kept::previous))? {
            Ok((value, _)) => Ok(Some(value)),
            Err(Lacks::Version) => Ok(None),
            Err(Lacks::Text(why)) => Err(lacking(place, why, Cause::Withdrawn)),
        }
    }

    async fn changed(&self, place: &SecretPlace) -> Result<Option<Timestamp>, Unavailable> {
        let SecretPlace::SecretsManager { name, .. } = place else { return Ok(None) };
        let changed = || self.secrets().get(name).map(|kept| kept.changed);
        let changed = self.around(place, changed)?;
        changed.map(Some).ok_or_else(|| lacking(place, "no such secret", Cause::Unreachable))
    }
}

/// The text that is kept, or the one that is meant where it is a JSON object of several.
fn value(version: &Version, key: Option<&str>) -> Result<Zeroizing<String>, Lacks> {
    let text = version.text.clone().ok_or(Lacks::Text("holds no text"))?;
    let Some(key) = key else { return Ok(Zeroizing::new(text)) };
    let values: Result<BTreeMap<String, serde_json::Value>, _> = serde_json::from_str(&text);
    let values = values.map_err(|_| Lacks::Text("is not a JSON object"))?;
    match values.get(key) {
        Some(serde_json::Value::String(value)) => Ok(Zeroizing::new(value.clone())),
        Some(_) | None => Err(Lacks::Text("has no text under this key")),
    }
}

fn lacking(place: &SecretPlace, why: &str, cause: Cause) -> Unavailable {
    Unavailable { place: place.to_string(), why: why.to_owned(), cause }
}
