//! A sender's private key: for the operator's command and for tests, never at the door.

use ring::rand::SystemRandom;
use ring::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, Ed25519KeyPair,
    KeyPair, RSA_PKCS1_SHA256, RSA_PSS_SHA512, RsaKeyPair,
};

use crate::public::{PublicKey, unarmored};
use crate::{Algorithm, KeyError};

/// A key pair of which the private half is at hand.
pub(crate) enum PrivateKey {
    Rsa(RsaKeyPair),
    /// For signatures in ASN.1, and for those of two numbers.
    P256(Box<[EcdsaKeyPair; 2]>),
    Ed25519(Ed25519KeyPair),
}

impl PrivateKey {
    /// Reads PKCS #8 in PEM.
    pub fn read(pem: &str, algorithm: Algorithm) -> Result<Self, KeyError> {
        const NOT_ONE: KeyError =
            KeyError::Public("the private key is not PKCS #8 in PEM, of the scheme's kind");
        let (label, der) = unarmored(pem).ok_or(NOT_ONE)?;
        if label != "PRIVATE KEY" {
            return Err(NOT_ONE);
        }
        let key = match algorithm {
            Algorithm::RsaSha256 | Algorithm::RsaPssSha512 => {
                RsaKeyPair::from_pkcs8(&der).map(Self::Rsa)
            }
            Algorithm::EcdsaP256Sha256 => p256(&der),
            Algorithm::Ed25519 => {
                Ed25519KeyPair::from_pkcs8_maybe_unchecked(&der).map(Self::Ed25519)
            }
            Algorithm::HmacSha256 | Algorithm::HmacSha512 => return Err(NOT_ONE),
        };
        key.map_err(|_| NOT_ONE)
    }

    /// The public half of the pair.
    pub fn public(&self) -> PublicKey {
        match self {
            Self::Rsa(pair) => PublicKey::rsa(pair.public_key().as_ref()),
            Self::P256(pairs) => {
                let [pair, _] = &**pairs;
                PublicKey::p256(pair.public_key().as_ref())
            }
            Self::Ed25519(pair) => PublicKey::ed25519(pair.public_key().as_ref()),
        }
    }

    /// A signature; of ECDSA the two numbers where `fixed`, else ASN.1. Empty where this system
    /// has no randomness.
    pub fn sign(&self, algorithm: Algorithm, message: &[u8], fixed: bool) -> Vec<u8> {
        let random = SystemRandom::new();
        let signature = |made: Result<ring::signature::Signature, ring::error::Unspecified>| {
            made.map(|signature| signature.as_ref().to_vec()).unwrap_or_default()
        };
        match self {
            Self::Rsa(key) => {
                let mut made = vec![0; key.public().modulus_len()];
                let done = if algorithm == Algorithm::RsaPssSha512 {
                    key.sign(&RSA_PSS_SHA512, &random, message, &mut made)
                } else {
                    key.sign(&RSA_PKCS1_SHA256, &random, message, &mut made)
                };
                done.map(|()| made).unwrap_or_default()
            }
            Self::P256(pair) => {
                let [asn1, two_numbers] = &**pair;
                signature((if fixed { two_numbers } else { asn1 }).sign(&random, message))
            }
            Self::Ed25519(key) => key.sign(message).as_ref().to_vec(),
        }
    }
}

fn p256(der: &[u8]) -> Result<PrivateKey, ring::error::KeyRejected> {
    let random = SystemRandom::new();
    let asn1 = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, der, &random)?;
    let fixed = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der, &random)?;
    Ok(PrivateKey::P256(Box::new([asn1, fixed])))
}
