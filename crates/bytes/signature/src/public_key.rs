//! The public half of a key: says whether the value of a signature is right.

use crate::Algorithm;
use rsa::Pkcs1v15Sign;
use rsa::pkcs8::{DecodePublicKey, EncodePublicKey};
use rsa::signature::Verifier;
use sha1::{Digest, Sha1};
use sha2::Sha256;
use sm2::dsa;

/// The identity that goes into an SM2 digest where nothing else is agreed (GM/T 0009).
pub(crate) const SM2_IDENTITY: &str = "1234567812345678";
/// Length of an SM2 value whose halves stand side by side, in bytes.
const SM2_PLAIN_BYTES: usize = 64;

/// A public key.
#[derive(Debug)]
pub(crate) enum PublicKey {
    Rsa(Box<rsa::PublicKey>),
    Sm2(Box<dsa::VerifyingKey>),
}

impl PublicKey {
    /// From the DER of a `SubjectPublicKeyInfo`.
    pub(crate) fn read(der: &[u8]) -> Option<Self> {
        if let Ok(key) = rsa::PublicKey::from_public_key_der(der) {
            return Some(Self::Rsa(Box::new(key)));
        }
        let key = sm2::PublicKey::from_public_key_der(der).ok()?;
        dsa::VerifyingKey::new(SM2_IDENTITY, key).ok().map(|key| Self::Sm2(Box::new(key)))
    }

    /// Whether a key of this sort signs like this.
    pub(crate) const fn signs(&self, algorithm: Algorithm) -> bool {
        match self {
            Self::Rsa(_) => matches!(algorithm, Algorithm::RsaSha1 | Algorithm::RsaSha256),
            Self::Sm2(_) => matches!(algorithm, Algorithm::Sm2Sm3),
        }
    }

    /// The DER of its `SubjectPublicKeyInfo`.
    pub(crate) fn to_der(&self) -> Option<Vec<u8>> {
        let der = match self {
            Self::Rsa(key) => key.to_public_key_der(),
            Self::Sm2(key) => key.to_public_key_der(),
        };
        der.ok().map(|der| der.as_bytes().to_vec())
    }

    /// Whether `value` is this key's signature of `text`. An SM2 value may have its halves side by side (as
    /// XML-DSig does it for elliptic curves) or in DER (GM/T 0009): signing programs in the wild do both.
    pub(crate) fn signed(&self, algorithm: Algorithm, text: &[u8], value: &[u8]) -> bool {
        match self {
            Self::Rsa(key) => match algorithm {
                Algorithm::RsaSha1 => key.verify(Pkcs1v15Sign::new::<Sha1>(), &Sha1::digest(text), value),
                Algorithm::RsaSha256 => {
                    key.verify(Pkcs1v15Sign::new::<Sha256>(), &Sha256::digest(text), value)
                }
                Algorithm::Sm2Sm3 => return false,
            }
            .is_ok(),
            Self::Sm2(key) => {
                let value = if value.len() == SM2_PLAIN_BYTES {
                    dsa::Signature::from_slice(value)
                } else {
                    dsa::Signature::from_der(value)
                };
                value.is_ok_and(|value| key.verify(text, &value).is_ok())
            }
        }
    }
}
