//! Where secrets are kept: AWS Secrets Manager, or the environment.

use std::future::Future;

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::operation::get_secret_value::{
    GetSecretValueError, GetSecretValueOutput,
};
use jiff::Timestamp;
use settings::{Env, ProcessEnv, SecretPlace};
use thiserror::Error;
use zeroize::Zeroizing;

/// A secret as it is now (`AWSCURRENT`).
#[derive(Clone)]
pub struct Current {
    /// What it is.
    pub value: Zeroizing<String>,
    /// Since when, where it is kept in stages; nothing where it never was anything else.
    pub since: Option<Timestamp>,
}

impl std::fmt::Debug for Current {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Current([REDACTED])")
    }
}

/// The store gave no answer, or has no such secret: an operator's fault or a passing one.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{place}: {why}")]
pub struct Unavailable {
    /// Which secret.
    pub place: String,
    /// What the store said, by the name of its error.
    pub why: String,
}

/// The two questions that are asked of a store.
pub trait SecretStore: Send + Sync {
    /// What the secret at `place` is.
    fn current(
        &self,
        place: &SecretPlace,
    ) -> impl Future<Output = Result<Current, Unavailable>> + Send;

    /// What it was before its last rotation (`AWSPREVIOUS`); nothing if it never was rotated.
    fn previous(
        &self,
        place: &SecretPlace,
    ) -> impl Future<Output = Result<Option<Zeroizing<String>>, Unavailable>> + Send;
}

/// Secrets Manager, with the process's environment beside it for development.
#[derive(Clone, Debug)]
pub struct AwsStore {
    client: Client,
}

impl AwsStore {
    /// A store that asks through `client`.
    pub fn new(client: Client) -> Self {
        Self { client }
    }

    async fn stage(
        &self,
        name: &str,
        stage: &str,
    ) -> Result<GetSecretValueOutput, GetSecretValueError> {
        let asked = self.client.get_secret_value().secret_id(name).version_stage(stage).send();
        asked.await.map_err(aws_sdk_secretsmanager::error::SdkError::into_service_error)
    }
}

impl SecretStore for AwsStore {
    async fn current(&self, place: &SecretPlace) -> Result<Current, Unavailable> {
        match place {
            SecretPlace::SecretsManager(name) => {
                let found = self.stage(name, "AWSCURRENT").await;
                let found = found.map_err(|error| unavailable(place, error_name(&error)))?;
                let since =
                    found.created_date.and_then(|date| Timestamp::from_second(date.secs()).ok());
                Ok(Current { value: text(place, found.secret_string)?, since })
            }
            SecretPlace::Env(name) => {
                Ok(Current { value: text(place, ProcessEnv.get(name))?, since: None })
            }
        }
    }

    async fn previous(
        &self,
        place: &SecretPlace,
    ) -> Result<Option<Zeroizing<String>>, Unavailable> {
        let SecretPlace::SecretsManager(name) = place else { return Ok(None) };
        match self.stage(name, "AWSPREVIOUS").await {
            Ok(found) => text(place, found.secret_string).map(Some),
            Err(error) if error.is_resource_not_found_exception() => Ok(None),
            Err(error) => Err(unavailable(place, error_name(&error))),
        }
    }
}

fn text(place: &SecretPlace, value: Option<String>) -> Result<Zeroizing<String>, Unavailable> {
    value.map(Zeroizing::new).ok_or_else(|| unavailable(place, "holds no text"))
}

fn unavailable(place: &SecretPlace, why: &str) -> Unavailable {
    Unavailable { place: place.to_string(), why: why.to_owned() }
}

fn error_name(error: &GetSecretValueError) -> &'static str {
    if error.is_resource_not_found_exception() {
        "no such secret"
    } else if error.is_decryption_failure() {
        "cannot be decrypted"
    } else {
        "Secrets Manager gave no answer"
    }
}
