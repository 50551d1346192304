//! A store in which every secret is there.

use secrets::{Cause, Current, SecretStore, Unavailable};
use settings::SecretPlace;
use zeroize::Zeroizing;

use crate::doubles::Fault;

/// Answers with one secret for UTF-8 keys and another for `whsec_` ones. Clones share faults.
#[derive(Clone, Debug, Default)]
pub struct MemoryVault {
    /// Faults to come.
    pub fault: Fault,
}

impl MemoryVault {
    /// The secret of a place: the catalogue's is a Standard Webhooks one.
    pub fn secret(place: &str) -> &'static str {
        if place.contains("catalog") {
            "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD"
        } else {
            "tidewaiter-sample-secret"
        }
    }
}

impl SecretStore for MemoryVault {
    async fn current(&self, place: &SecretPlace) -> Result<Current, Unavailable> {
        let place = place.to_string();
        let secret =
            || Current { value: Zeroizing::new(Self::secret(&place).to_owned()), since: None };
        let cause = Cause::Unreachable;
        self.fault.around(secret).map_err(|why| Unavailable { place: place.clone(), why, cause })
    }

    async fn previous(&self, _: &SecretPlace) -> Result<Option<Zeroizing<String>>, Unavailable> {
        Ok(None)
    }
}
