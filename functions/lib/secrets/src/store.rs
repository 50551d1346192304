//! Where secrets are kept: AWS Secrets Manager, or the environment.

use std::future::Future;

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::operation::get_secret_value::GetSecretValueError;
use jiff::Timestamp;
use settings::{Env, ProcessEnv, SecretPlace};
use thiserror::Error;
use zeroize::Zeroizing;

/// A secret with what it was before its last rotation.
#[derive(Clone)]
pub struct Secret {
    /// What it is now (`AWSCURRENT`).
    pub current: Zeroizing<String>,
    /// What it was before (`AWSPREVIOUS`).
    pub previous: Option<Zeroizing<String>>,
    /// When it became what it is now.
    pub rotated_at: Option<Timestamp>,
}

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret([REDACTED])")
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

/// The one question that is asked of a store.
pub trait SecretStore: Send + Sync {
    /// The secret at `place`.
    fn fetch(
        &self,
        place: &SecretPlace,
    ) -> impl Future<Output = Result<Secret, Unavailable>> + Send;
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

    async fn staged(&self, name: &str) -> Result<Secret, Unavailable> {
        let stage = |stage: &str| {
            self.client.get_secret_value().secret_id(name).version_stage(stage).send()
        };
        let (current, previous) = tokio::join!(stage("AWSCURRENT"), stage("AWSPREVIOUS"));
        let unavailable = |why: &str| Unavailable {
            place: format!("secretsmanager:{name}"),
            why: why.to_owned(),
        };
        let current =
            current.map_err(|error| unavailable(error_name(&error.into_service_error())))?;
        let value = current.secret_string.ok_or_else(|| unavailable("holds no text"))?;
        let created =
            current.created_date.and_then(|date| Timestamp::from_second(date.secs()).ok());
        Ok(Secret {
            current: Zeroizing::new(value),
            // A secret that was never rotated has no such stage: no outage.
            previous: previous.ok().and_then(|found| found.secret_string).map(Zeroizing::new),
            rotated_at: created,
        })
    }
}

impl SecretStore for AwsStore {
    async fn fetch(&self, place: &SecretPlace) -> Result<Secret, Unavailable> {
        match place {
            SecretPlace::SecretsManager(name) => self.staged(name).await,
            SecretPlace::Env(name) => {
                let value = ProcessEnv.get(name).ok_or_else(|| Unavailable {
                    place: place.to_string(),
                    why: "not set".to_owned(),
                })?;
                Ok(Secret { current: Zeroizing::new(value), previous: None, rotated_at: None })
            }
        }
    }
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
