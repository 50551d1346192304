//! How what is kept as a secret becomes a key, and why it may not.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use thiserror::Error;
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The least a key may hold, in bytes: below every provider's own secrets, above the empty ones
/// and the placeholders (`secret`, `changeme`) that end up in a vault by mistake.
pub const MIN_KEY_BYTES: usize = 12;

/// The least a `whsec_` key may hold, in bytes (Standard Webhooks: 24 to 64).
pub const MIN_WHSEC_BYTES: usize = 24;

/// How what is kept as a secret becomes a key.
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
    /// Base64 after an optional `whsec_` (Standard Webhooks), which some dashboards show behind
    /// the version (`v1,whsec_…`).
    Whsec,
    /// The sender's public RSA key: PEM or JWK.
    Rsa,
    /// The sender's public key on P-256: PEM or JWK.
    P256,
    /// The sender's public Ed25519 key: PEM, JWK, or its 32 bytes in base64, `whpk_` before them
    /// or not (Standard Webhooks).
    Ed25519,
}

/// Why a secret cannot be used. It never says what the secret is.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum KeyError {
    /// Not of the encoding that the scheme asks for.
    #[error("the secret is not {0}")]
    Encoding(&'static str),
    /// Empty, or too easily guessed.
    #[error(
        "the secret gives a key of {got} bytes; at least {least} are needed (`short_secret = true` \
         where the sender gives no longer one)"
    )]
    TooShort {
        /// How long it is, in bytes.
        got: usize,
        /// How long it must be, in bytes.
        least: usize,
    },
    /// A JSON object where a plain text was wanted: a secret of several values.
    #[error("the secret is a JSON object: say which of its values is meant, `…#key`")]
    Json,
    /// A public key of another kind, or none at all.
    #[error("{0}")]
    Public(&'static str),
}

impl KeyEncoding {
    /// Whether what is kept is the sender's public key, which is no secret.
    pub fn is_public(self) -> bool {
        match self {
            Self::Rsa | Self::P256 | Self::Ed25519 => true,
            Self::Utf8 | Self::NfkdUtf8 | Self::Base64 | Self::Hex | Self::Whsec => false,
        }
    }

    /// The bytes of a secret; nothing where a public key is wanted.
    pub(crate) fn secret(self, secret: &str) -> Result<Option<Zeroizing<Vec<u8>>>, KeyError> {
        if !self.is_public() && is_json_object(secret) {
            return Err(KeyError::Json);
        }
        let bytes = match self {
            Self::Utf8 => secret.as_bytes().to_vec(),
            Self::NfkdUtf8 => secret.nfkd().collect::<String>().into_bytes(),
            Self::Base64 => base64(secret)?,
            Self::Hex => hex::decode(secret).map_err(|_| KeyError::Encoding("hexadecimal"))?,
            Self::Whsec => {
                let secret = secret.strip_prefix("v1,").unwrap_or(secret);
                base64(secret.strip_prefix("whsec_").unwrap_or(secret))?
            }
            Self::Rsa | Self::P256 | Self::Ed25519 => return Ok(None),
        };
        Ok(Some(Zeroizing::new(bytes)))
    }

    /// The least that it may give, in bytes.
    pub(crate) fn least(self) -> usize {
        match self {
            Self::Whsec => MIN_WHSEC_BYTES,
            Self::Utf8 | Self::NfkdUtf8 | Self::Base64 | Self::Hex => MIN_KEY_BYTES,
            Self::Rsa | Self::P256 | Self::Ed25519 => 0,
        }
    }
}

fn is_json_object(text: &str) -> bool {
    text.trim_start().starts_with('{') && serde_json::from_str::<serde_json::Value>(text).is_ok()
}

fn base64(text: &str) -> Result<Vec<u8>, KeyError> {
    STANDARD.decode(text).map_err(|_| KeyError::Encoding("base64"))
}
