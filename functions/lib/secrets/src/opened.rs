//! From a secret to the keys that it gives a source.

use jiff::Timestamp;
use settings::{SecretPlace, SecretRef, Source};
use webhook::{Key, KeyError, ends_in_line_break};

use crate::store::{Current, SecretStore, Unavailable};

/// The keys of one secret, decoded once and not at every delivery.
#[derive(Clone, Debug, Default)]
pub(crate) struct Opened {
    /// What may verify.
    pub keys: Vec<Key>,
    /// What cannot, by the names of its stages.
    pub wrong: Vec<String>,
}

/// How closely a store is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Care {
    /// As few questions as possible: when the current value was made stands for when its label
    /// moved. At a start, where somebody waits.
    Quick,
    /// Also when the label moved. Beside the acknowledgement, or after a mismatch.
    Thorough,
}

/// Fetches and decodes a secret: what it is, and what it was if that may still verify. A previous
/// value whose time is over is not even asked for, which saves each start a request.
pub(crate) async fn open(
    store: &impl SecretStore,
    source: &Source,
    reference: &SecretRef,
    (now, care): (Timestamp, Care),
) -> Result<Opened, Unavailable> {
    let end = reference.until.map(Timestamp::as_second);
    let mut opened = Opened::default();
    if let SecretPlace::Given(text) = &reference.place {
        opened.add(source, &reference.name, text, end);
        return Ok(opened);
    }
    let name = |stage: &str| format!("{}/{stage}", reference.name);
    let current = store.current(&reference.place).await?;
    opened.add(source, &name("AWSCURRENT"), &current.value, end);
    let moved = moved(store, &reference.place, &current, care).await;
    let until = moved.and_then(|moved| moved.checked_add(source.previous_for).ok());
    if let Some(until) = until
        && now < until
        && let Some(previous) = store.previous(&reference.place).await?
    {
        let until = end.into_iter().fold(until.as_second(), i64::min);
        opened.add(source, &name("AWSPREVIOUS"), &previous, Some(until));
    }
    opened.say(source, reference, now);
    Ok(opened)
}

/// When the value became the current one. A store that does not say leaves what is known.
async fn moved(
    store: &impl SecretStore,
    place: &SecretPlace,
    current: &Current,
    care: Care,
) -> Option<Timestamp> {
    let since = current.since?;
    if care == Care::Quick {
        return Some(since);
    }
    match store.changed(place).await {
        Ok(changed) => Some(changed.map_or(since, |changed| changed.max(since))),
        Err(error) => {
            tracing::warn!(%error, "not known when this secret was rotated, only when it was made");
            Some(since)
        }
    }
}

impl Opened {
    fn add(&mut self, source: &Source, name: &str, value: &str, until: Option<i64>) {
        let new = if source.short_secret { Key::short } else { Key::new };
        if ends_in_line_break(value) && !source.scheme.key.is_public() {
            let source = &source.name;
            tracing::warn!(%source, secret = name, "ends in a line break, which is left out");
        }
        match new(name, value, source.scheme.key, until) {
            Ok(key) => self.keys.push(key),
            Err(error) => self.wrong.push(said(name, error)),
        }
    }

    /// What an operator should know about it.
    fn say(&self, source: &Source, reference: &SecretRef, now: Timestamp) {
        let source = &source.name;
        for problem in &self.wrong {
            tracing::error!(%source, problem, "secret not usable");
        }
        if reference.until.is_some_and(|until| until <= now) {
            tracing::warn!(%source, secret = reference.name, "has ended and verifies nothing");
        }
    }
}

fn said(name: &str, error: KeyError) -> String {
    format!("{name}: {error}")
}
