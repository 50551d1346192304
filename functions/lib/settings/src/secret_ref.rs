//! Where a secret is kept: never the secret itself.

use std::fmt;

use jiff::Timestamp;
use webhook::{Key, KeyEncoding};

use crate::section::{Found, Section};

/// A reference to a secret or to a sender's public key, and how long it verifies.
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
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SecretPlace {
    /// AWS Secrets Manager.
    SecretsManager {
        /// Its name or ARN.
        name: String,
        /// Which of its values is meant, where it is a JSON object of several.
        key: Option<String>,
    },
    /// An environment variable, for development.
    Env(String),
    /// In the file itself: a public key, which is no secret.
    Given(String),
}

impl SecretPlace {
    /// `secretsmanager:NAME`, `secretsmanager:NAME#key` or `env:NAME`.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            Some(("secretsmanager", place)) if !place.is_empty() => {
                let (name, key) = match place.split_once('#') {
                    Some((name, key)) => (name, Some(key)),
                    None => (place, None),
                };
                if name.is_empty() || key.is_some_and(str::is_empty) {
                    return Err(
                        "a value of a JSON secret is given as `secretsmanager:NAME#key`".to_owned()
                    );
                }
                Ok(Self::SecretsManager { name: name.to_owned(), key: key.map(str::to_owned) })
            }
            Some(("env", name)) if !name.is_empty() => Ok(Self::Env(name.to_owned())),
            _ => Err("a secret is given as `secretsmanager:NAME` or `env:NAME`, never in clear"
                .to_owned()),
        }
    }

    /// What a match is recorded under where the file gives no name.
    fn name(&self) -> String {
        match self {
            Self::SecretsManager { name, key: None } | Self::Env(name) => name.clone(),
            Self::SecretsManager { name, key: Some(key) } => format!("{name}#{key}"),
            Self::Given(_) => "given".to_owned(),
        }
    }
}

impl fmt::Display for SecretPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::SecretsManager { name, key: None } => write!(f, "secretsmanager:{name}"),
            Self::SecretsManager { name, key: Some(key) } => {
                write!(f, "secretsmanager:{name}#{key}")
            }
            Self::Env(name) => write!(f, "env:{name}"),
            Self::Given(_) => f.write_str("in sources.toml"),
        }
    }
}

/// Reads what may have signed a source's deliveries: `secrets`, or, where the scheme has a public
/// key (`key` is then its kind), `public_keys`. Never empty.
pub(crate) fn read_all(
    source: &mut Section<'_>,
    key: Option<KeyEncoding>,
) -> Option<Vec<SecretRef>> {
    let is_public = key.is_some_and(KeyEncoding::is_public);
    let (wanted, other) =
        if is_public { ("public_keys", "secrets") } else { ("secrets", "public_keys") };
    if let Some(found) = source.own(other).filter(|_| key.is_some()) {
        found.problem(format!("this scheme has `{wanted}`"));
        return None;
    }
    let found = source.required(wanted)?;
    let elements = found.list()?;
    if elements.is_empty() {
        found.problem("at least one secret is needed: there is no unsigned source");
        return None;
    }
    let read = |element: &Found<'_>| read(element, key.filter(|_| is_public));
    elements.iter().map(read).collect()
}

fn read(found: &Found<'_>, public: Option<KeyEncoding>) -> Option<SecretRef> {
    if found.is_table() {
        return from_table(found.section()?, public);
    }
    let place = found.parsed(SecretPlace::parse)?;
    Some(SecretRef { name: place.name(), place, until: None })
}

fn from_table(mut section: Section<'_>, public: Option<KeyEncoding>) -> Option<SecretRef> {
    let place = place(&mut section, public);
    let name = section.get("name").and_then(|found| found.text()).map(str::to_owned);
    let until = section.get("until").map(|found| found.parsed(str::parse::<Timestamp>));
    section.finish();
    let place = place?;
    let until = match until {
        Some(parsed) => Some(parsed?),
        None => None,
    };
    Some(SecretRef { name: name.unwrap_or_else(|| place.name()), place, until })
}

/// `ref`, or for a public key also `key`: the key itself.
fn place(section: &mut Section<'_>, public: Option<KeyEncoding>) -> Option<SecretPlace> {
    let Some(encoding) = public else {
        return section.required("ref").and_then(|found| found.parsed(SecretPlace::parse));
    };
    match (section.get("ref"), section.get("key")) {
        (Some(found), None) => found.parsed(SecretPlace::parse),
        (None, Some(found)) => found.parsed(|text| {
            Key::new("given", text, encoding, None).map(|_| SecretPlace::Given(text.to_owned()))
        }),
        (None, None) => {
            section.problem("`key` is missing: the public key in PEM or JWK, or `ref` to it");
            None
        }
        (Some(_), Some(found)) => {
            found.problem("takes the place of `ref`: one of them is enough");
            None
        }
    }
}
