//! The store of secrets, some of which are rotated in the middle of a run.

use std::collections::BTreeMap;
use std::time::Duration;

use fastrand::Rng;
use jiff::Timestamp;
use secrets::{Cause, Current, SecretStore, Unavailable};
use settings::SecretPlace;
use zeroize::Zeroizing;

use crate::chaos::time::Time;
use crate::doubles::{Fault, MemoryVault};
use crate::scene::start;

/// Whose secrets may be rotated.
const SOURCES: [&str; 6] = ["catalog", "erp", "shop-create", "warehouse", "feed", "registry"];

/// A secret's rotation.
#[derive(Clone, Copy, Debug)]
struct Rotation {
    at: Timestamp,
    /// When its sender signs with the new one.
    taken_up: Timestamp,
}

/// Every secret is there; some have one before them. Clones are the same store.
#[derive(Clone, Debug)]
pub(crate) struct ChaosVault {
    time: Time,
    rotations: BTreeMap<&'static str, Rotation>,
    /// Faults to come.
    pub fault: Fault,
}

impl ChaosVault {
    /// A store in which nothing is ever rotated.
    pub fn still(time: Time) -> Self {
        Self { time, rotations: BTreeMap::new(), fault: Fault::default() }
    }

    /// A store in which this seed's secrets are.
    pub fn rotating(seed: u64, time: Time) -> Self {
        let mut dice = Rng::with_seed(seed);
        let some = dice.choose_multiple(SOURCES, 3);
        let minutes = |minutes| Duration::from_mins(minutes);
        let rotation = |dice: &mut Rng| {
            let at = start() + minutes(dice.u64(20..300));
            Rotation { at, taken_up: at + minutes(dice.u64(0..40)) }
        };
        let rotations = some.into_iter().map(|source| (source, rotation(&mut dice))).collect();
        Self { rotations, ..Self::still(time) }
    }

    /// What a sender signs with now.
    pub fn signs_with(&self, source: &str) -> &'static str {
        let now = self.time.now();
        let is_new = self.rotations.get(source).is_some_and(|rotation| now >= rotation.taken_up);
        if is_new { new(source) } else { MemoryVault::secret(source) }
    }

    /// Whether a secret was rotated a moment ago: who has just looked for a newer one does not look
    /// again at once.
    pub fn is_just_rotated(&self, source: &str) -> bool {
        let now = self.time.now();
        let moment = |rotation: &Rotation| {
            let since = now.duration_since(rotation.taken_up).as_secs();
            (0..120).contains(&since)
        };
        self.rotations.get(source).is_some_and(moment)
    }

    fn rotation(&self, place: &SecretPlace) -> Option<(Rotation, &'static str)> {
        let place = place.to_string();
        let (_, source) = place.rsplit_once('/')?;
        let rotation = self.rotations.get(source).filter(|rotation| rotation.at <= self.time.now());
        Some((*rotation?, new(source)))
    }

    fn around<T>(&self, place: &SecretPlace, work: impl FnOnce() -> T) -> Result<T, Unavailable> {
        let cause = Cause::Unreachable;
        self.fault.around(work).map_err(|why| Unavailable { place: place.to_string(), why, cause })
    }
}

/// The secret of a source after its rotation.
fn new(source: &str) -> &'static str {
    if source == "catalog" {
        "whsec_cm90YXRlZC1yb3RhdGVkLXJvdGF0ZWQh"
    } else {
        "tidewaiter-rotated-secret"
    }
}

impl SecretStore for ChaosVault {
    async fn current(&self, place: &SecretPlace) -> Result<Current, Unavailable> {
        self.around(place, || {
            let made =
                |secret: &str, since| Current { value: Zeroizing::new(secret.to_owned()), since };
            match self.rotation(place) {
                Some((rotation, secret)) => made(secret, Some(rotation.at)),
                None => made(MemoryVault::secret(&place.to_string()), None),
            }
        })
    }

    async fn previous(
        &self,
        place: &SecretPlace,
    ) -> Result<Option<Zeroizing<String>>, Unavailable> {
        self.around(place, || {
            let old = || Zeroizing::new(MemoryVault::secret(&place.to_string()).to_owned());
            self.rotation(place).map(|_| old())
        })
    }

    async fn changed(&self, place: &SecretPlace) -> Result<Option<Timestamp>, Unavailable> {
        self.around(place, || self.rotation(place).map(|(rotation, _)| rotation.at))
    }
}
