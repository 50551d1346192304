//! Who changes secrets: an operator, or a rotation.

use std::future::Future;

use jiff::Timestamp;

/// The calls of Secrets Manager that change a secret. Versions are told by their ids.
pub trait Keeper {
    /// The store's time, in a second of its own: what was done before was done in an earlier one.
    fn later(&self) -> impl Future<Output = Timestamp>;

    /// `CreateSecret` with a `SecretString`.
    fn create(&self, name: &str, text: &str) -> impl Future<Output = String>;

    /// `CreateSecret` with a `SecretBinary`.
    fn create_bytes(&self, name: &str) -> impl Future<Output = ()>;

    /// `CreateSecret` without a value.
    fn create_empty(&self, name: &str) -> impl Future<Output = ()>;

    /// `PutSecretValue`: a version that is current at once.
    fn put(&self, name: &str, text: &str) -> impl Future<Output = String>;

    /// `PutSecretValue` under the label `AWSPENDING` alone.
    fn put_pending(&self, name: &str, text: &str) -> impl Future<Output = String>;

    /// `UpdateSecretVersionStage`: `AWSCURRENT` goes from one version to another.
    fn move_current(&self, name: &str, from: &str, to: &str) -> impl Future<Output = ()>;

    /// `DeleteSecret`, with a time in which it can be taken back.
    fn delete(&self, name: &str) -> impl Future<Output = ()>;

    /// `RestoreSecret`.
    fn restore(&self, name: &str) -> impl Future<Output = ()>;
}
