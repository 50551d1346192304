//! Where a secret is kept: never the secret itself.

use std::fmt;

use jiff::Timestamp;

use crate::section::{Found, Section};

/// A reference to a secret, and how long it verifies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretRef {
    /// The name a match is recorded under: an old secret is retired once its name stays away.
    pub name: String,
    /// Where it is kept.
    pub place: SecretPlace,
    /// When it stops verifying, for rotations with an end.
    pub until: Option<Timestamp>,
}

/// Where a secret is kept.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum SecretPlace {
    /// AWS Secrets Manager, by name or ARN.
    SecretsManager(String),
    /// An environment variable, for development.
    Env(String),
}

impl SecretPlace {
    /// `secretsmanager:NAME` or `env:NAME`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some(("secretsmanager", name)) if !name.is_empty() => {
                Ok(Self::SecretsManager(name.to_owned()))
            }
            Some(("env", name)) if !name.is_empty() => Ok(Self::Env(name.to_owned())),
            _ => Err("a secret is given as `secretsmanager:NAME` or `env:NAME`, never in clear"
                .to_owned()),
        }
    }

    fn name(&self) -> &str {
        match self {
            Self::SecretsManager(name) | Self::Env(name) => name,
        }
    }
}

impl fmt::Display for SecretPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SecretsManager(name) => write!(f, "secretsmanager:{name}"),
            Self::Env(name) => write!(f, "env:{name}"),
        }
    }
}

/// The list of a source's secrets: strings, or tables with a name and an end. Never empty.
pub(crate) fn read_all(found: &Found<'_>) -> Option<Vec<SecretRef>> {
    let elements = found.list()?;
    if elements.is_empty() {
        found.problem("at least one secret is needed: there is no unsigned source");
        return None;
    }
    elements.iter().map(read).collect()
}

fn read(found: &Found<'_>) -> Option<SecretRef> {
    if found.is_table() {
        return from_table(found.section()?);
    }
    let place = found.parsed(SecretPlace::parse)?;
    Some(SecretRef { name: place.name().to_owned(), place, until: None })
}

fn from_table(mut section: Section<'_>) -> Option<SecretRef> {
    let place = section.required("ref").and_then(|found| found.parsed(SecretPlace::parse));
    let name = section.get("name").and_then(|found| found.text()).map(str::to_owned);
    let until = section.get("until").map(|found| found.parsed(str::parse::<Timestamp>));
    section.finish();
    let place = place?;
    let until = match until {
        Some(parsed) => Some(parsed?),
        None => None,
    };
    Some(SecretRef { name: name.unwrap_or_else(|| place.name().to_owned()), place, until })
}
