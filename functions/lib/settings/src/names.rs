//! The names that keys are made of: none holds the `#` that joins them.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a name cannot be used.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum NameError {
    /// A source's name stands in its URL.
    #[error("a source's name is 1 to 64 lower-case letters, digits and hyphens")]
    Source,
    /// An API's name stands in keys, and names a lane.
    #[error("an API's name is 1 to 64 letters, digits, hyphens and underscores")]
    Api,
    /// A lineage's name stands in keys.
    #[error("a lineage is 1 to 64 lower-case letters, digits and hyphens")]
    Lineage,
    /// A tenant's name stands in keys.
    #[error("a tenant is 1 to 128 letters, digits and . _ - : characters")]
    Tenant,
}

/// A source, as it stands in `/webhook/v1/{source}`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct SourceName(String);

/// Who numbers the versions of items: one source, or several that tell of the same objects.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Lineage(String);

/// Whose items these are.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Tenant(String);

/// 1 to 64 lower-case letters, digits and hyphens.
fn is_label(name: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
    (1..=64).contains(&name.len()) && name.bytes().all(allowed)
}

/// An API's name, if it blurs no key.
pub(crate) fn api(name: &str) -> Result<String, NameError> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || b"_-".contains(&b);
    let good = (1..=64).contains(&name.len()) && name.bytes().all(allowed);
    if good { Ok(name.to_owned()) } else { Err(NameError::Api) }
}

impl TryFrom<String> for SourceName {
    type Error = NameError;

    fn try_from(name: String) -> Result<Self, NameError> {
        if is_label(&name) { Ok(Self(name)) } else { Err(NameError::Source) }
    }
}

impl TryFrom<String> for Lineage {
    type Error = NameError;

    fn try_from(name: String) -> Result<Self, NameError> {
        if is_label(&name) { Ok(Self(name)) } else { Err(NameError::Lineage) }
    }
}

/// A source numbers its own versions, unless it says otherwise.
impl From<&SourceName> for Lineage {
    fn from(source: &SourceName) -> Self {
        Self(source.0.clone())
    }
}

impl Tenant {
    /// What stands for the tenant of an event whose own cannot be read.
    pub fn unread() -> Self {
        Self("unread".to_owned())
    }
}

impl TryFrom<String> for Tenant {
    type Error = NameError;

    fn try_from(name: String) -> Result<Self, NameError> {
        let allowed = |b: u8| b.is_ascii_alphanumeric() || b"._-:".contains(&b);
        let good = (1..=128).contains(&name.len()) && name.bytes().all(allowed);
        if good { Ok(Self(name)) } else { Err(NameError::Tenant) }
    }
}

macro_rules! text {
    ($($name:ident),*) => {$(
        impl $name {
            /// The name itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<$name> for String {
            fn from(name: $name) -> Self {
                name.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl std::borrow::Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    )*};
}

text!(SourceName, Lineage, Tenant);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_would_blur_a_key_are_refused() {
        for name in ["", "Shop", "a b", "a#b", "a/b"] {
            assert_eq!(SourceName::try_from(name.to_owned()), Err(NameError::Source), "{name}");
        }
        for name in ["", "a#b", "a b", "hydrate:a"] {
            assert_eq!(api(name), Err(NameError::Api), "{name}");
        }
        for name in ["", "a#b", "a b"] {
            assert_eq!(Tenant::try_from(name.to_owned()), Err(NameError::Tenant), "{name}");
        }
    }
}
