//! The environments of the door, as Lambda keeps them.

use std::sync::Arc;

use fastrand::Rng;
use ingress::Door;
use jiff::SignedDuration;
use tokio::sync::Semaphore;

use crate::chaos::desk::Desk;
use crate::chaos::vault::ChaosVault;
use crate::doubles::{Life, MemoryBodies, Mortal};

/// How many there are: each has one request at a time.
const DOORS: usize = 3;

type Ours = Door<Mortal<Desk>, Mortal<ChaosVault>, Mortal<MemoryBodies>>;

/// One environment.
pub(crate) struct Environment {
    pub door: Ours,
    pub desk: Desk,
    pub life: Life,
    /// How far its clock is off.
    pub skew: SignedDuration,
    /// Whether it is of the second release.
    pub is_upgraded: bool,
}

/// So many environments at once.
pub(crate) fn doors() -> Arc<Semaphore> {
    Arc::new(Semaphore::new(DOORS))
}

/// How far a machine's clock is off, in seconds: two of them differ by less than is planned for.
const OFF: i64 = 12;

/// How far one is off.
pub(crate) fn off(dice: &mut Rng) -> SignedDuration {
    SignedDuration::from_secs(dice.i64(-OFF..=OFF))
}
