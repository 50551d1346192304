//! Where the ledger says why a message was refused. Pure.

use envelope::{Envelope, Unopened};
use mapping::sha256_hex;

/// The ledger's keys under which a message may have been refused, the likeliest first. They must
/// agree with those that the consumer claims, as a test checks.
///
/// A message whose id was used for other content before it stands under a row of its own; the row
/// of its event speaks of the other message, so it comes second.
pub(crate) fn keys(opened: &Result<Envelope, Unopened>, message: &str) -> Vec<String> {
    match opened {
        Ok(envelope) => {
            let key = envelope.key();
            vec![format!("reused:{key}#{}", envelope.body_sha256), key]
        }
        Err(Unopened::Unreadable(_)) => {
            vec![format!("unreadable:{}", sha256_hex(message.as_bytes()))]
        }
        // It waited for an upgrade, and nobody claimed it.
        Err(Unopened::Newer(_)) => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
