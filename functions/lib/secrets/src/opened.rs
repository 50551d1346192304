//! From a secret to the keys that it gives a source.

use jiff::Timestamp;
use settings::{SecretRef, Source};
use webhook::{Key, KeyError};
use zeroize::Zeroizing;

use crate::store::{Current, SecretStore, Unavailable};

/// The keys of one secret, decoded once and not at every delivery.
#[derive(Clone, Debug)]
pub(crate) struct Opened {
    /// What may verify.
    pub keys: Vec<Key>,
    /// What cannot, by the names of its stages.
    pub wrong: Vec<String>,
}

/// Fetches and decodes a secret: what it is, and what it was if that may still verify. A previous
/// value whose time is over is not even asked for, which saves each start a request.
pub(crate) async fn open(
    store: &impl SecretStore,
    source: &Source,
    reference: &SecretRef,
    now: Timestamp,
) -> Result<Opened, Unavailable> {
    let current = store.current(&reference.place).await?;
    let mut opened = Opened { keys: Vec::new(), wrong: Vec::new() };
    let end = reference.until.map(Timestamp::as_second);
    opened.add(source, reference, ("AWSCURRENT", &current.value), end);
    if let Some(until) = previous_until(source, &current)
        && now < until
        && let Some(previous) = store.previous(&reference.place).await?
    {
        let until = end.into_iter().fold(until.as_second(), i64::min);
        opened.add(source, reference, ("AWSPREVIOUS", &previous), Some(until));
    }
    for problem in &opened.wrong {
        tracing::error!(source = %source.name, problem, "secret not usable");
    }
    Ok(opened)
}

/// Until when the value before this one verifies.
fn previous_until(source: &Source, current: &Current) -> Option<Timestamp> {
    current.since.and_then(|since| since.checked_add(source.previous_for).ok())
}

impl Opened {
    fn add(
        &mut self,
        source: &Source,
        reference: &SecretRef,
        (stage, value): (&str, &Zeroizing<String>),
        until: Option<i64>,
    ) {
        let name = format!("{}/{stage}", reference.name);
        match Key::new(&name, value, source.scheme.key, until) {
            Ok(key) => self.keys.push(key),
            Err(error) => self.wrong.push(said(&name, error)),
        }
    }
}

fn said(name: &str, error: KeyError) -> String {
    format!("{name}: {error}")
}
