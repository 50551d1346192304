//! From the secret as people hold it to the key of the HMAC.

use std::fmt;
use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD};
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The least a key may hold, in bytes: below every provider's own secrets, above the empty ones
/// and the placeholders (`secret`, `changeme`) that end up in a vault by mistake.
pub const MIN_KEY_BYTES: usize = 12;

/// The least a `whsec_` key may hold, in bytes (Standard Webhooks: 24 to 64).
pub const MIN_WHSEC_BYTES: usize = 24;

/// How the secret becomes a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyEncoding {
    /// The secret's UTF-8 bytes, prefix and all.
    Utf8,
    /// The same after Unicode normalisation NFKD (`EasyPost`).
    NfkdUtf8,
    /// Standard base64.
    Base64,
    /// Hexadecimal.
    Hex,
    /// Base64 after an optional `whsec_` (Standard Webhooks).
    Whsec,
}

/// Why a secret cannot be used. It never says what the secret is.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum KeyError {
    /// Not of the encoding that the scheme asks for.
    #[error("the secret is not {0}")]
    Encoding(&'static str),
    /// Empty, or too easily guessed.
    #[error("the secret gives a key of {got} bytes; at least {least} are needed")]
    TooShort {
        /// How long it is, in bytes.
        got: usize,
        /// How long it must be, in bytes.
        least: usize,
    },
}

/// A key that may verify: its name, its bytes, and when it ends. Never printed, wiped with its
/// last clone; clones are cheap.
#[derive(Clone)]
pub struct Key {
    name: Arc<str>,
    bytes: Arc<Zeroizing<Vec<u8>>>,
    until: Option<i64>,
}

impl Key {
    /// Decodes `secret`; `until` (Unix seconds) is when it stops verifying.
    pub fn new(
        name: &str,
        secret: &str,
        encoding: KeyEncoding,
        until: Option<i64>,
    ) -> Result<Self, KeyError> {
        let bytes = encoding.decode(secret)?;
        Ok(Self { name: name.into(), bytes: Arc::new(bytes), until })
    }

    /// The name that a match is recorded under.
    pub fn name(&self) -> &str {
        &self.name
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn is_live(&self, now: i64) -> bool {
        self.until.is_none_or(|until| now < until)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Key({}, [REDACTED])", self.name)
    }
}

impl KeyEncoding {
    fn decode(self, secret: &str) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let bytes = Zeroizing::new(match self {
            Self::Utf8 => secret.as_bytes().to_vec(),
            Self::NfkdUtf8 => secret.nfkd().collect::<String>().into_bytes(),
            Self::Base64 => base64(secret)?,
            Self::Hex => hex::decode(secret).map_err(|_| KeyError::Encoding("hexadecimal"))?,
            Self::Whsec => base64(secret.strip_prefix("whsec_").unwrap_or(secret))?,
        });
        let least = self.least();
        if bytes.len() < least {
            return Err(KeyError::TooShort { got: bytes.len(), least });
        }
        Ok(bytes)
    }

    fn least(self) -> usize {
        match self {
            Self::Whsec => MIN_WHSEC_BYTES,
            Self::Utf8 | Self::NfkdUtf8 | Self::Base64 | Self::Hex => MIN_KEY_BYTES,
        }
    }
}

fn base64(text: &str) -> Result<Vec<u8>, KeyError> {
    STANDARD.decode(text).map_err(|_| KeyError::Encoding("base64"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn empty_and_short_secrets_are_refused() {
        for secret in ["", "secret"] {
            let refused = Key::new("k", secret, KeyEncoding::Utf8, None);
            assert!(matches!(refused, Err(KeyError::TooShort { least: MIN_KEY_BYTES, .. })));
        }
    }

    #[test]
    fn a_whsec_secret_works_with_and_without_its_prefix() {
        for secret in ["whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", "C2FVsBQIhrscChlQIMV+b5sSYspob7oD"]
        {
            let key = Key::new("k", secret, KeyEncoding::Whsec, None).expect("a good secret");
            assert_eq!(key.bytes().len(), 24);
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
        assert_eq!(composed.bytes(), decomposed.bytes());
    }

    #[test]
    fn a_key_prints_its_name_only() {
        let key = Key::new("primary", "hunter2-hunter2", KeyEncoding::Utf8, None).expect("fine");
        assert_eq!(format!("{key:?}"), "Key(primary, [REDACTED])");
    }
}
