//! A store in which every secret is there.

use secrets::{Secret, SecretStore, Unavailable};
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
    async fn fetch(&self, place: &SecretPlace) -> Result<Secret, Unavailable> {
        let place = place.to_string();
        let secret = || Secret {
            current: Zeroizing::new(Self::secret(&place).to_owned()),
            previous: None,
            rotated_at: None,
        };
        self.fault.around(secret).map_err(|why| Unavailable { place: place.clone(), why })
    }
}
