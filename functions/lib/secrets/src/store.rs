//! Where secrets are kept: AWS Secrets Manager, or the environment.

use std::future::Future;

use aws_sdk_secretsmanager::Client;
use aws_sdk_secretsmanager::error::{ProvideErrorMetadata, SdkError};
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
    /// Since when it exists, where it is kept in stages; nothing where it never was anything else.
    pub since: Option<Timestamp>,
}

impl std::fmt::Debug for Current {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Current([REDACTED])")
    }
}

/// The store gave no secret.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("{place}: {why}")]
pub struct Unavailable {
    /// Which secret.
    pub place: String,
    /// What the store said, by the name of its error.
    pub why: String,
    /// What that means for a value that is known.
    pub cause: Cause,
}

/// What it means that the store gave no secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// It answered: the secret is gone, denied or cannot be decrypted. What was known of it is no
    /// longer to be believed.
    Withdrawn,
    /// It did not answer: nothing is known that was not known before.
    Unreachable,
}

/// The questions that are asked of a store.
pub trait SecretStore: Send + Sync + 'static {
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

    /// When it was last changed: the label that says which value is the current one may have moved
    /// long after the value was made (a rotation in steps), and even back to an older one. Nothing
    /// where the store does not say.
    fn changed(
        &self,
        _place: &SecretPlace,
    ) -> impl Future<Output = Result<Option<Timestamp>, Unavailable>> + Send {
        async { Ok(None) }
    }
}

impl<S: SecretStore> SecretStore for std::sync::Arc<S> {
    async fn current(&self, place: &SecretPlace) -> Result<Current, Unavailable> {
        self.as_ref().current(place).await
    }

    async fn previous(
        &self,
        place: &SecretPlace,
    ) -> Result<Option<Zeroizing<String>>, Unavailable> {
        self.as_ref().previous(place).await
    }

    async fn changed(&self, place: &SecretPlace) -> Result<Option<Timestamp>, Unavailable> {
        self.as_ref().changed(place).await
    }
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
        asked.await.map_err(SdkError::into_service_error)
    }
}

impl SecretStore for AwsStore {
    async fn current(&self, place: &SecretPlace) -> Result<Current, Unavailable> {
        match place {
            SecretPlace::SecretsManager { name, key } => {
                let found = self.stage(name, "AWSCURRENT").await;
                let found = found.map_err(|error| not_given(place, &error))?;
                let since = found.created_date.and_then(|date| time(&date));
                let value = value(place, key.as_deref(), found.secret_string)?;
                Ok(Current { value, since })
            }
            SecretPlace::Env(name) => {
                Ok(Current { value: value(place, None, ProcessEnv.get(name))?, since: None })
            }
            SecretPlace::Given(text) => {
                Ok(Current { value: Zeroizing::new(text.clone()), since: None })
            }
        }
    }

    async fn previous(
        &self,
        place: &SecretPlace,
    ) -> Result<Option<Zeroizing<String>>, Unavailable> {
        let SecretPlace::SecretsManager { name, key } = place else { return Ok(None) };
        match self.stage(name, "AWSPREVIOUS").await {
            Ok(found) => value(place, key.as_deref(), found.secret_string).map(Some),
            Err(error) if error.is_resource_not_found_exception() => Ok(None),
            Err(error) => Err(not_given(place, &error)),
        }
    }

    async fn changed(&self, place: &SecretPlace) -> Result<Option<Timestamp>, Unavailable> {
        let SecretPlace::SecretsManager { name, .. } = place else { return Ok(None) };
        let asked = self.client.describe_secret().secret_id(name).send().await;
        let described = asked.map_err(|error| {
            let why = error.code().unwrap_or("no answer").to_owned();
            Unavailable { place: place.to_string(), why, cause: Cause::Unreachable }
        })?;
        Ok(described.last_changed_date.and_then(|date| time(&date)))
    }
}

fn time(date: &aws_sdk_secretsmanager::primitives::DateTime) -> Option<Timestamp> {
    Timestamp::from_second(date.secs()).ok()
}

/// The text that was kept, or one of its values where it is a JSON object of several.
fn value(
    place: &SecretPlace,
    key: Option<&str>,
    text: Option<String>,
) -> Result<Zeroizing<String>, Unavailable> {
    let text = text.map(Zeroizing::new).ok_or_else(|| withdrawn(place, "holds no text"))?;
    let Some(key) = key else { return Ok(text) };
    let object = serde_json::from_str::<serde_json::Value>(&text);
    let object = object.map_err(|_| withdrawn(place, "is not a JSON object"))?;
    let found = object.get(key).and_then(serde_json::Value::as_str);
    let found = found.ok_or_else(|| withdrawn(place, "has no text under this key"))?;
    Ok(Zeroizing::new(found.to_owned()))
}

fn withdrawn(place: &SecretPlace, why: &str) -> Unavailable {
    Unavailable { place: place.to_string(), why: why.to_owned(), cause: Cause::Withdrawn }
}

fn not_given(place: &SecretPlace, error: &GetSecretValueError) -> Unavailable {
    let denied = || matches!(error.code(), Some("AccessDeniedException" | "AccessDenied"));
    if error.is_resource_not_found_exception() {
        withdrawn(place, "no such secret")
    } else if error.is_decryption_failure() {
        withdrawn(place, "cannot be decrypted")
    } else if error.is_invalid_request_exception() {
        withdrawn(place, "is marked for deletion")
    } else if denied() {
        withdrawn(place, "may not be read by this function")
    } else {
        let why = "Secrets Manager gave no answer".to_owned();
        Unavailable { place: place.to_string(), why, cause: Cause::Unreachable }
    }
}
