//! From the secret as people hold it to a key.

use std::fmt;
use std::sync::Arc;

use zeroize::Zeroizing;

use crate::encoding::Algorithm;
use crate::key_encoding::{KeyEncoding, KeyError};
use crate::key_set::KeySet;
use crate::private::PrivateKey;

/// A key that may verify: its name, its bytes, and when it ends. Never printed, wiped with its
/// last clone; clones are cheap.
#[derive(Clone)]
pub struct Key {
    name: Arc<str>,
    material: Material,
    until: Option<i64>,
}

/// What a key is made of.
#[derive(Clone)]
pub(crate) enum Material {
    /// Both sides have it.
    Secret(Arc<Zeroizing<Vec<u8>>>),
    /// The receiver's half.
    Public(Arc<KeySet>),
    /// The sender's half, which verifies nothing.
    Private(Arc<PrivateKey>),
}

impl Key {
    /// Decodes `secret`; `until` (Unix seconds) is when it stops verifying.
    pub fn new(
        name: &str,
        secret: &str,
        encoding: KeyEncoding,
        until: Option<i64>,
    ) -> Result<Self, KeyError> {
        Self::at_least(encoding.least(), name, (secret, encoding), until)
    }

    /// The same for a secret that is shorter than its scheme asks for, if it is not empty.
    pub fn short(
        name: &str,
        secret: &str,
        encoding: KeyEncoding,
        until: Option<i64>,
    ) -> Result<Self, KeyError> {
        Self::at_least(1, name, (secret, encoding), until)
    }

    fn at_least(
        least: usize,
        name: &str,
        (secret, encoding): (&str, KeyEncoding),
        until: Option<i64>,
    ) -> Result<Self, KeyError> {
        let material = match encoding.secret(without_line_break(secret))? {
            Some(bytes) if bytes.len() < least => {
                return Err(KeyError::TooShort { got: bytes.len(), least });
            }
            Some(bytes) => Material::Secret(Arc::new(bytes)),
            None => Material::Public(Arc::new(KeySet::read(secret, encoding)?)),
        };
        Ok(Self { name: name.into(), material, until })
    }

    /// The sender's half: a secret that both sides have, or the private key (PEM, PKCS #8) to the
    /// public one that the receiver has.
    pub fn signing(
        name: &str,
        secret: &str,
        encoding: KeyEncoding,
        algorithm: Algorithm,
    ) -> Result<Self, KeyError> {
        if encoding.is_public() {
            let private = PrivateKey::read(secret, algorithm)?;
            return Ok(Self {
                name: name.into(),
                material: Material::Private(private.into()),
                until: None,
            });
        }
        Self::short(name, secret, encoding, None)
    }

    /// The receiver's half, from whichever half is at hand: a secret of any length, a public key, or
    /// the private key that it belongs to. For people who look into a delivery, never for the door.
    pub fn verifying(
        name: &str,
        secret: &str,
        encoding: KeyEncoding,
        algorithm: Algorithm,
    ) -> Result<Self, KeyError> {
        match PrivateKey::read(secret, algorithm) {
            Ok(private) if encoding.is_public() => {
                let material = Material::Public(Arc::new(private.public().into()));
                Ok(Self { name: name.into(), material, until: None })
            }
            Ok(_) | Err(_) => Self::short(name, secret, encoding, None),
        }
    }

    /// The name that a match is recorded under.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn material(&self) -> &Material {
        &self.material
    }

    pub(crate) fn is_live(&self, now: i64) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

/// Whether a stored secret ends in a line break, which is no part of it: an editor or `echo` put it
/// there. It is taken off, and worth saying.
pub fn ends_in_line_break(secret: &str) -> bool {
    without_line_break(secret).len() < secret.len()
}

fn without_line_break(secret: &str) -> &str {
    secret.trim_end_matches(['\r', '\n'])
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({}, [REDACTED])", self.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key_encoding::MIN_KEY_BYTES;

    fn bytes(key: &Key) -> &[u8] {
        match key.material() {
            Material::Secret(bytes) => bytes,
            Material::Public(_) | Material::Private(_) => panic!("a secret"),
        }
    }

    #[test]
    fn empty_and_short_secrets_are_refused() {
        for secret in ["", "secret"] {
            let refused = Key::new("k", secret, KeyEncoding::Utf8, None);
            assert!(matches!(refused, Err(KeyError::TooShort { least: MIN_KEY_BYTES, .. })));
        }
    }

    #[test]
    fn a_whsec_secret_works_with_and_without_its_prefix() {
        let secret = "C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
        for secret in [secret.to_owned(), format!("whsec_{secret}"), format!("v1,whsec_{secret}")] {
            let key = Key::new("k", &secret, KeyEncoding::Whsec, None).expect("a good secret");
            assert_eq!(bytes(&key).len(), 24);
        }
    }

    #[test]
    fn a_secret_of_another_encoding_is_refused() {
        let refused = Key::new("k", "not base64!", KeyEncoding::Base64, None);
        assert!(matches!(refused, Err(KeyError::Encoding("base64"))));
        let refused = Key::new("k", "not hex", KeyEncoding::Hex, None);
        assert!(matches!(refused, Err(KeyError::Encoding("hexadecimal"))));
    }

    #[test]
    fn nfkd_makes_both_spellings_of_a_letter_the_same_key() {
        let key = |secret| Key::new("k", secret, KeyEncoding::NfkdUtf8, None).expect("long enough");
        let (composed, decomposed) =
            (key("caf\u{e9}-caf\u{e9}-x"), key("cafe\u{301}-cafe\u{301}-x"));
        assert_eq!(bytes(&composed), bytes(&decomposed));
    }

    #[test]
    fn a_key_prints_its_name_only() {
        let key = Key::new("primary", "hunter2-hunter2", KeyEncoding::Utf8, None).expect("fine");
        assert_eq!(format!("{key:?}"), "Key(primary, [REDACTED])");
    }

    #[test]
    fn a_line_break_at_the_end_is_no_part_of_a_secret() {
        for ending in ["\n", "\r\n", "\n\n"] {
            let secret = format!("hunter2-hunter2{ending}");
            let key = Key::new("k", &secret, KeyEncoding::Utf8, None).expect("long enough");
            assert_eq!(bytes(&key), b"hunter2-hunter2");
            assert!(ends_in_line_break(&secret));
        }
        assert!(!ends_in_line_break("hunter2-hunter2 "), "a space may be meant");
    }

    #[test]
    fn a_secret_of_several_values_is_no_key() {
        let json = r#"{"signing_key": "hunter2-hunter2", "other": 1}"#;
        for encoding in [KeyEncoding::Utf8, KeyEncoding::NfkdUtf8, KeyEncoding::Base64] {
            assert!(matches!(Key::new("k", json, encoding, None), Err(KeyError::Json)));
        }
        assert!(Key::new("k", "{not-json-at-all", KeyEncoding::Utf8, None).is_ok());
    }

    #[test]
    fn a_short_secret_is_taken_where_it_is_asked_for_but_never_an_empty_one() {
        assert!(Key::short("k", "secret", KeyEncoding::Utf8, None).is_ok());
        let empty = Key::short("k", "\n", KeyEncoding::Utf8, None);
        assert!(matches!(empty, Err(KeyError::TooShort { got: 0, least: 1 })));
    }
}
