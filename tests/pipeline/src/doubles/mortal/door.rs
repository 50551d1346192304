//! The double that the door alone calls.

use envelope::Sealed;
use ingress::{NotSent, Outbox};

use super::Mortal;
use crate::doubles::Seam;

impl<T: Outbox> Outbox for Mortal<T> {
    async fn send(&self, sealed: &Sealed) -> Result<(), NotSent> {
        self.life.call(Seam::DoorSend, self.double.send(sealed)).await
    }
}
