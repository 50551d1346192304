//! Resolves secret references and caches them.
//!
//! A [`Keyring`] answers from memory for [`TTL`]; when the store fails it goes on with what it
//! has; when a signature does not match it may look again, at most once in [`REFRESH_EVERY`].
//! Own code, since `aws_secretsmanager_caching` links a second TLS stack.

mod keyring;
mod memory;
mod opened;
mod store;

pub use keyring::{Keyring, Look, Unusable};
pub use memory::{REFRESH_EVERY, TTL};
pub use store::{AwsStore, Current, SecretStore, Unavailable};
