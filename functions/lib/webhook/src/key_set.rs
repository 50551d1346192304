//! The public keys that stand under one name: one, or a set of them (RFC 7517 §5).

use serde::Deserialize;
use serde_json::value::RawValue;

use crate::public::PublicKey;
use crate::{Algorithm, KeyEncoding, KeyError};

/// A sender's public keys.
pub(crate) struct KeySet(Vec<PublicKey>);

/// A JWK set, its members still unread.
#[derive(Deserialize)]
struct JwkSet<'t> {
    #[serde(borrow)]
    keys: Vec<&'t RawValue>,
}

/// What a member says it is for.
#[derive(Deserialize)]
struct Purpose {
    #[serde(rename = "use")]
    usage: Option<String>,
    key_ops: Option<Vec<String>>,
}

impl KeySet {
    /// Reads one key, or a JWK set. Of a set those count that are of the scheme's kind and for
    /// signatures: senders publish their other keys in it, too.
    pub fn read(text: &str, wanted: KeyEncoding) -> Result<Self, KeyError> {
        let Ok(set) = serde_json::from_str::<JwkSet<'_>>(text) else {
            return Ok(Self(vec![PublicKey::read(text, wanted)?]));
        };
        let members = set.keys.iter().map(|member| member.get());
        let ours = members.filter(|member| is_for_signatures(member));
        let keys: Vec<_> = ours.filter_map(|key| PublicKey::read(key, wanted).ok()).collect();
        if keys.is_empty() {
            return Err(KeyError::Public(
                "the JWK set holds no key of the kind that this scheme needs",
            ));
        }
        Ok(Self(keys))
    }

    /// Whether the private half of one of them made `signature` over `message`. Where the signature
    /// names its key, one that has another name did not.
    pub fn verifies(
        &self,
        algorithm: Algorithm,
        named: Option<&str>,
        message: &[u8],
        signature: &[u8],
    ) -> bool {
        let may_be = |key: &&PublicKey| match (key.id(), named) {
            (Some(id), Some(named)) => id == named,
            (None, _) | (_, None) => true,
        };
        let mut keys = self.0.iter().filter(may_be);
        keys.any(|key| key.verifies(algorithm, message, signature))
    }
}

impl From<PublicKey> for KeySet {
    fn from(key: PublicKey) -> Self {
        Self(vec![key])
    }
}

fn is_for_signatures(member: &str) -> bool {
    let Ok(Purpose { usage, key_ops }) = serde_json::from_str(member) else { return false };
    let verifies = |operations: Vec<String>| operations.iter().any(|it| it == "verify");
    usage.is_none_or(|usage| usage == "sig") && key_ops.is_none_or(verifies)
}
