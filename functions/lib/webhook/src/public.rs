//! A sender's public key, pinned: read from PEM or JWK, and never fetched.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::signature::{
    ECDSA_P256_SHA256_ASN1, ECDSA_P256_SHA256_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256,
    RSA_PSS_2048_8192_SHA512, RsaPublicKeyComponents, UnparsedPublicKey, VerificationAlgorithm,
};
use serde::Deserialize;
use spki::SubjectPublicKeyInfoRef;

use crate::{Algorithm, KeyEncoding, KeyError};

/// A public key, and the name that its sender gave it.
pub(crate) struct PublicKey {
    id: Option<String>,
    kind: Kind,
}

enum Kind {
    /// `RSAPublicKey` in DER (RFC 8017, appendix A.1.1).
    RsaDer(Vec<u8>),
    /// Modulus and exponent, big-endian.
    Rsa(RsaPublicKeyComponents<Vec<u8>>),
    /// An uncompressed point.
    P256(Vec<u8>),
    /// 32 bytes.
    Ed25519(Vec<u8>),
}

impl PublicKey {
    /// Reads a key, which must be of the kind that the scheme asks for.
    pub fn read(text: &str, wanted: KeyEncoding) -> Result<Self, KeyError> {
        let text = text.trim();
        let key = if text.starts_with('{') {
            Jwk::read(text)?
        } else if text.starts_with("-----BEGIN ") {
            Self { id: None, kind: Kind::from_pem(text)? }
        } else {
            Self { id: None, kind: Kind::from_base64(text)? }
        };
        if key.kind.encoding() == wanted { Ok(key) } else { Err(other_kind(wanted)) }
    }

    /// `RSAPublicKey` in DER, as a key pair has it.
    pub fn rsa(der: &[u8]) -> Self {
        Self { id: None, kind: Kind::RsaDer(der.to_vec()) }
    }

    /// An uncompressed point.
    pub fn p256(point: &[u8]) -> Self {
        Self { id: None, kind: Kind::P256(point.to_vec()) }
    }

    /// 32 bytes.
    pub fn ed25519(bytes: &[u8]) -> Self {
        Self { id: None, kind: Kind::Ed25519(bytes.to_vec()) }
    }

    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
    }

    /// Whether its private half made `signature` over `message`.
    pub fn verifies(&self, algorithm: Algorithm, message: &[u8], signature: &[u8]) -> bool {
        let by = |verification: &'static dyn VerificationAlgorithm, key: &[u8]| {
            UnparsedPublicKey::new(verification, key).verify(message, signature).is_ok()
        };
        match (&self.kind, algorithm) {
            (Kind::RsaDer(key), Algorithm::RsaSha256) => by(&RSA_PKCS1_2048_8192_SHA256, key),
            (Kind::RsaDer(key), Algorithm::RsaPssSha512) => by(&RSA_PSS_2048_8192_SHA512, key),
            (Kind::Rsa(key), Algorithm::RsaSha256) => {
                key.verify(&RSA_PKCS1_2048_8192_SHA256, message, signature).is_ok()
            }
            (Kind::Rsa(key), Algorithm::RsaPssSha512) => {
                key.verify(&RSA_PSS_2048_8192_SHA512, message, signature).is_ok()
            }
            // Two numbers of 32 bytes, or a sequence of them in ASN.1; the length does not tell for
            // certain which, and either proves the same.
            (Kind::P256(key), Algorithm::EcdsaP256Sha256) => {
                by(&ECDSA_P256_SHA256_FIXED, key) || by(&ECDSA_P256_SHA256_ASN1, key)
            }
            (Kind::Ed25519(key), Algorithm::Ed25519) => by(&ED25519, key),
            (Kind::RsaDer(_) | Kind::Rsa(_) | Kind::P256(_) | Kind::Ed25519(_), _) => false,
        }
    }
}

impl Kind {
    fn encoding(&self) -> KeyEncoding {
        match self {
            Self::RsaDer(_) | Self::Rsa(_) => KeyEncoding::Rsa,
            Self::P256(_) => KeyEncoding::P256,
            Self::Ed25519(_) => KeyEncoding::Ed25519,
        }
    }

    fn from_pem(text: &str) -> Result<Self, KeyError> {
        let (label, der) = unarmored(text).ok_or(KeyError::Public("the public key is not PEM"))?;
        match label {
            "PUBLIC KEY" => Self::from_spki(&der),
            "RSA PUBLIC KEY" => Ok(Self::RsaDer(der)),
            "CERTIFICATE" => Err(KeyError::Public(
                "this is a certificate: give its public key (`openssl x509 -pubkey -noout`)",
            )),
            label if label.ends_with("PRIVATE KEY") => {
                Err(KeyError::Public("this is a private key: the sender's public one is needed"))
            }
            _ => Err(KeyError::Public("the PEM holds no public key")),
        }
    }

    fn from_base64(text: &str) -> Result<Self, KeyError> {
        let text = text.strip_prefix("whpk_").unwrap_or(text);
        let bytes = STANDARD.decode(text);
        let bytes = bytes.map_err(|_| KeyError::Public("the public key is neither PEM nor JWK"))?;
        if bytes.len() == 32 { Ok(Self::Ed25519(bytes)) } else { Self::from_spki(&bytes) }
    }

    /// RFC 5280 §4.1.2.7, as PEM's `PUBLIC KEY` holds it.
    fn from_spki(der: &[u8]) -> Result<Self, KeyError> {
        let unreadable = || KeyError::Public("the public key cannot be read");
        let spki = SubjectPublicKeyInfoRef::try_from(der).map_err(|_| unreadable())?;
        let key = spki.subject_public_key.as_bytes().ok_or_else(unreadable)?.to_vec();
        let curve = spki.algorithm.parameters_oid().ok().map(|oid| oid.to_string());
        match (spki.algorithm.oid.to_string().as_str(), curve.as_deref()) {
            // rsaEncryption, and RSASSA-PSS, whose parameters only narrow what it is used for.
            ("1.2.840.113549.1.1.1" | "1.2.840.113549.1.1.10", _) => Ok(Self::RsaDer(key)),
            ("1.2.840.10045.2.1", Some("1.2.840.10045.3.1.7")) => Ok(Self::P256(key)),
            ("1.3.101.112", _) => Ok(Self::Ed25519(key)),
            _ => Err(KeyError::Public("the public key is neither RSA, nor on P-256, nor Ed25519")),
        }
    }
}

/// A PEM block's label and bytes (RFC 7468), however its lines are broken.
pub(crate) fn unarmored(text: &str) -> Option<(&str, Vec<u8>)> {
    let (label, rest) = text.trim().strip_prefix("-----BEGIN ")?.split_once("-----")?;
    let (inner, end) = rest.split_once("-----END ")?;
    end.starts_with(label).then_some(())?;
    let inner: String = inner.chars().filter(|char| !char.is_whitespace()).collect();
    Some((label, STANDARD.decode(inner).ok()?))
}

fn other_kind(wanted: KeyEncoding) -> KeyError {
    KeyError::Public(match wanted {
        KeyEncoding::Rsa => "the public key is not an RSA key, as this scheme needs",
        KeyEncoding::P256 => "the public key is not on P-256, as this scheme needs",
        KeyEncoding::Ed25519
        | KeyEncoding::Utf8
        | KeyEncoding::NfkdUtf8
        | KeyEncoding::Base64
        | KeyEncoding::Hex
        | KeyEncoding::Whsec => "the public key is not an Ed25519 key, as this scheme needs",
    })
}

/// A JSON Web Key (RFC 7517), as far as one of these keys has members.
#[derive(Deserialize)]
#[serde(tag = "kty")]
enum Jwk {
    #[serde(rename = "RSA")]
    Rsa { kid: Option<String>, n: String, e: String },
    #[serde(rename = "EC")]
    Ec { kid: Option<String>, crv: String, x: String, y: String },
    #[serde(rename = "OKP")]
    Okp { kid: Option<String>, crv: String, x: String },
}

impl Jwk {
    fn read(text: &str) -> Result<PublicKey, KeyError> {
        let unreadable = KeyError::Public("the JWK is no RSA, P-256 or Ed25519 public key");
        let jwk: Self = serde_json::from_str(text).map_err(|_| unreadable)?;
        let bytes = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| unreadable);
        match jwk {
            Self::Rsa { kid, n, e } => {
                let n = bytes(&n)?.into_iter().skip_while(|byte| *byte == 0).collect();
                let kind = Kind::Rsa(RsaPublicKeyComponents { n, e: bytes(&e)? });
                Ok(PublicKey { id: kid, kind })
            }
            Self::Ec { kid, crv, x, y } if crv == "P-256" => {
                let kind = Kind::P256([vec![4], bytes(&x)?, bytes(&y)?].concat());
                Ok(PublicKey { id: kid, kind })
            }
            Self::Okp { kid, crv, x } if crv == "Ed25519" => {
                Ok(PublicKey { id: kid, kind: Kind::Ed25519(bytes(&x)?) })
            }
            Self::Ec { .. } | Self::Okp { .. } => Err(unreadable),
        }
    }
}
