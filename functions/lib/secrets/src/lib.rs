//! Resolves secret references and caches them.
//!
//! A [`Keyring`] answers from memory for [`TTL`], and for [`GRACE`] more while it asks anew beside
//! whoever waits; a secret that the store says is gone is gone at once; when a signature does not
//! match it may look again, at most once in [`REFRESH_EVERY`]. Own code, since
//! `aws_secretsmanager_caching` links a second TLS stack.

mod keyring;
mod looks;
mod memory;
mod opened;
mod store;

pub use keyring::{Keyring, Unusable};
pub use looks::Look;
pub use memory::{GRACE, REFRESH_EVERY, TTL};
pub use store::{AwsStore, Cause, Current, SecretStore, Unavailable};
