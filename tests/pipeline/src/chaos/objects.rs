//! What events point to, fetched without a network.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use fastrand::Rng;
use objects::{Get, GetError, Objects, Outage};
use oracle::Store;
use tokio::time::sleep;

use crate::chaos::time::Time;

/// Every eighth GET goes wrong.
const FAULTS: u32 = 8;

/// The oracle's store, which misbehaves by chance. Clones are the same.
#[derive(Clone, Debug)]
pub(crate) struct ChaosObjects {
    store: Arc<Store>,
    time: Time,
    dice: Arc<Mutex<Option<Rng>>>,
}

impl ChaosObjects {
    pub fn new(seed: u64, store: Store, time: Time) -> Self {
        let dice = Arc::new(Mutex::new(Some(Rng::with_seed(seed))));
        Self { store: Arc::new(store), time, dice }
    }

    /// From now on nothing fails but what fails by itself.
    pub fn calm_down(&self) {
        *self.dice.lock().expect("a lock") = None;
    }

    fn fault(&self) -> Option<GetError> {
        let mut dice = self.dice.lock().expect("a lock");
        let dice = dice.as_mut()?;
        if dice.u32(..FAULTS) > 0 {
            return None;
        }
        dice.choice([
            GetError::NotThere(404),
            GetError::RateLimited { retry_after: Some(Duration::from_secs(20)) },
            GetError::RateLimited { retry_after: None },
            GetError::Unavailable(Outage::NoConnection),
            GetError::Unavailable(Outage::Broken),
            GetError::Unavailable(Outage::Timeout),
            GetError::Nonsense("a page of HTML".to_owned()),
        ])
    }
}

impl Objects for ChaosObjects {
    async fn get(&self, get: Get<'_>) -> Result<Vec<u8>, GetError> {
        let (fault, now) = (self.fault(), self.time.now().as_second());
        let found = self.store.get(get.path, now);
        sleep(Duration::from_secs(2)).await;
        match (fault, found) {
            (Some(fault), _) => Err(fault),
            (None, Some(body)) => Ok(body.into_bytes()),
            (None, None) => Err(GetError::NotThere(404)),
        }
    }
}
