//! The private half of a key.

use crate::Algorithm;
use crate::public_key::SM2_IDENTITY;
use rand_core::CryptoRng;
use rsa::Pkcs1v15Sign;
use rsa::pkcs8::{DecodePrivateKey, EncodePrivateKey, EncodePublicKey, LineEnding};
use rsa::signature::RandomizedSigner;
use sha1::{Digest, Sha1};
use sha2::Sha256;
use sm2::dsa;
use sm2::elliptic_curve::Generate;

/// Size of an RSA key that is made here, in bits.
const RSA_BITS: usize = 2_048;

pub(crate) enum PrivateKey {
    Rsa(Box<rsa::PrivateKey>),
    Sm2(Box<sm2::SecretKey>),
}

impl PrivateKey {
    pub(crate) fn make(algorithm: Algorithm, rng: &mut (impl CryptoRng + ?Sized)) -> Option<Self> {
        match algorithm {
            Algorithm::RsaSha1 | Algorithm::RsaSha256 => {
                rsa::PrivateKey::new(rng, RSA_BITS).ok().map(|key| Self::Rsa(Box::new(key)))
            }
            Algorithm::Sm2Sm3 => Some(Self::Sm2(Box::new(sm2::SecretKey::generate_from_rng(rng)))),
        }
    }

    /// PKCS#8 in PEM.
    pub(crate) fn to_pem(&self) -> Option<String> {
        let pem = match self {
            Self::Rsa(key) => key.to_pkcs8_pem(LineEnding::LF),
            Self::Sm2(key) => key.to_pkcs8_pem(LineEnding::LF),
        };
        pem.ok().map(|pem| pem.to_string())
    }

    pub(crate) fn from_pem(pem: &str) -> Option<Self> {
        if let Ok(key) = rsa::PrivateKey::from_pkcs8_pem(pem) {
            return Some(Self::Rsa(Box::new(key)));
        }
        sm2::SecretKey::from_pkcs8_pem(pem).ok().map(|key| Self::Sm2(Box::new(key)))
    }

    /// How it signs unless told otherwise.
    pub(crate) const fn algorithm(&self) -> Algorithm {
        match self {
            Self::Rsa(_) => Algorithm::RsaSha1,
            Self::Sm2(_) => Algorithm::Sm2Sm3,
        }
    }

    /// The DER of the public half's `SubjectPublicKeyInfo`.
    pub(crate) fn public_der(&self) -> Option<Vec<u8>> {
        let der = match self {
            Self::Rsa(key) => key.to_public_key().to_public_key_der(),
            Self::Sm2(key) => key.public_key().to_public_key_der(),
        };
        der.ok().map(|der| der.as_bytes().to_vec())
    }

    /// Signs as XML-DSig wants it: an SM2 value has its halves side by side.
    pub(crate) fn sign(
        &self,
        algorithm: Algorithm,
        text: &[u8],
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Option<Vec<u8>> {
        match self {
            Self::Rsa(key) => match algorithm {
                Algorithm::RsaSha1 => {
                    key.sign_with_rng(rng, Pkcs1v15Sign::new::<Sha1>(), &Sha1::digest(text)).ok()
                }
                Algorithm::RsaSha256 => {
                    key.sign_with_rng(rng, Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(text)).ok()
                }
                Algorithm::Sm2Sm3 => None,
            },
            Self::Sm2(key) => sm2(key, text, rng).map(|value| value.to_bytes().to_vec()),
        }
    }

    /// Signs as X.509 wants it: an SM2 value is DER.
    pub(crate) fn sign_der(&self, text: &[u8], rng: &mut (impl CryptoRng + ?Sized)) -> Option<Vec<u8>> {
        match self {
            Self::Rsa(_) => self.sign(Algorithm::RsaSha1, text, rng),
            Self::Sm2(key) => sm2(key, text, rng).map(|value| value.to_der().as_bytes().to_vec()),
        }
    }
}

fn sm2(key: &sm2::SecretKey, text: &[u8], rng: &mut (impl CryptoRng + ?Sized)) -> Option<dsa::Signature> {
    dsa::SigningKey::new(SM2_IDENTITY, key).ok()?.try_sign_with_rng(rng, text).ok()
}
