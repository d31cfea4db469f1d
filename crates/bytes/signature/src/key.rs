//! Software keys: a private key and the certificate that says whose it is, in one PEM text.

use crate::certificate::{Certificate, Facts};
use crate::private_key::PrivateKey;
use crate::{Algorithm, CertificateNumber};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use core::fmt;
use rand_core::CryptoRng;
use thiserror::Error;
use tongguan_domain::time::Moment;

/// Longest name or code of a holder, in characters: what X.520 gives a common name.
const HOLDER_CHARACTERS: usize = 64;
/// Blocks of a key file that are looked at: a key, and its certificate among those of its issuers.
const PEM_BLOCKS: usize = 16;

/// Who holds a key.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Holder {
    /// Customs registration (10 digits) or unified social credit code (18 characters).
    pub code: String,
    /// Name of the enterprise.
    pub name: String,
}

/// A software key.
pub struct Key {
    private: PrivateKey,
    certificate: Certificate,
    holder: Holder,
    algorithm: Algorithm,
}

/// Why there is no key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum KeyError {
    /// Code or name of the holder is empty or too long.
    #[error("code and name of the holder have 1 to {HOLDER_CHARACTERS} characters each")]
    Holder,
    /// The validity ends before it begins.
    #[error("the certificate would end before it begins")]
    Validity,
    /// The making failed; only a broken source of randomness does that.
    #[error("no key could be made")]
    NotMade,
    /// The PEM text has no PKCS#8 key of RSA or SM2.
    #[error("no private key (PKCS#8, RSA or SM2) could be read")]
    PrivateKey,
    /// The PEM text has no certificate that names a holder.
    #[error("no certificate that names a holder could be read")]
    Certificate,
    /// Key and certificate do not belong together.
    #[error("the certificate is not that of the private key")]
    Mismatch,
    /// A key of this sort does not sign like that.
    #[error("a key of this sort does not sign with {}", .0.name())]
    Algorithm(Algorithm),
}

impl Key {
    /// A new key and its self-signed certificate. `rng` must be fit for keys.
    ///
    /// # Errors
    /// [`KeyError::Holder`], [`KeyError::Validity`], or [`KeyError::NotMade`].
    pub fn make(
        algorithm: Algorithm,
        holder: &Holder,
        certificate_number: &CertificateNumber,
        valid_from: Moment,
        valid_until: Moment,
        rng: &mut (impl CryptoRng + ?Sized),
    ) -> Result<Self, KeyError> {
        for text in [&holder.code, &holder.name] {
            if text.is_empty() || text.chars().count() > HOLDER_CHARACTERS {
                return Err(KeyError::Holder);
            }
        }
        if valid_until < valid_from {
            return Err(KeyError::Validity);
        }
        let private = PrivateKey::make(algorithm, rng).ok_or(KeyError::NotMade)?;
        let facts = Facts { holder, number: certificate_number, valid_from, valid_until };
        let certificate = Certificate::make(&private, &facts, rng).ok_or(KeyError::NotMade)?;
        Ok(Self { private, certificate, holder: holder.clone(), algorithm })
    }

    /// The private key (PKCS#8, not encrypted) and the certificate, in PEM.
    ///
    /// # Errors
    /// [`KeyError::NotMade`] if they cannot be written, which no key of this crate does.
    pub fn to_pem(&self) -> Result<String, KeyError> {
        let private = self.private.to_pem().ok_or(KeyError::NotMade)?;
        let certificate = self.certificate.to_pem().ok_or(KeyError::NotMade)?;
        Ok(format!("{private}{certificate}"))
    }

    /// From [`Key::to_pem`], or from what `openssl pkcs12 -nodes` writes: key and certificates in any order, with other
    /// text between them.
    ///
    /// # Errors
    /// [`KeyError::PrivateKey`], [`KeyError::Certificate`] or [`KeyError::Mismatch`].
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let blocks = blocks(pem);
        let private = blocks.iter().find(|(label, _)| label.ends_with("PRIVATE KEY"));
        let private =
            private.and_then(|(_, block)| PrivateKey::from_pem(block)).ok_or(KeyError::PrivateKey)?;
        let certificates = blocks.iter().filter(|(label, _)| *label == "CERTIFICATE");
        let certificates: Vec<_> =
            certificates.filter_map(|(_, block)| Certificate::from_pem(block)).collect();
        let public = private.public_der();
        let its_own =
            |certificate: &&Certificate| certificate.public_key().and_then(|key| key.to_der()) == public;
        let certificate = match certificates.iter().find(its_own) {
            Some(certificate) => certificate.clone(),
            None if certificates.is_empty() => return Err(KeyError::Certificate),
            None => return Err(KeyError::Mismatch),
        };
        let holder = certificate.holder().ok_or(KeyError::Certificate)?;
        let algorithm = private.algorithm();
        Ok(Self { private, certificate, holder, algorithm })
    }

    /// The same key, which signs with another algorithm of its sort: RSA with SHA-1 or SHA-256.
    ///
    /// # Errors
    /// [`KeyError::Algorithm`].
    pub fn signing_with(mut self, algorithm: Algorithm) -> Result<Self, KeyError> {
        let rsa = |algorithm| matches!(algorithm, Algorithm::RsaSha1 | Algorithm::RsaSha256);
        if rsa(algorithm) != rsa(self.algorithm) {
            return Err(KeyError::Algorithm(algorithm));
        }
        self.algorithm = algorithm;
        Ok(self)
    }

    /// How it signs.
    #[must_use]
    pub const fn algorithm(&self) -> Algorithm {
        self.algorithm
    }

    /// Whose it is.
    #[must_use]
    pub const fn holder(&self) -> &Holder {
        &self.holder
    }

    /// Number of its certificate (证书编号).
    #[must_use]
    pub fn certificate_number(&self) -> CertificateNumber {
        self.certificate.number()
    }

    /// First and last moment at which its certificate holds, to the second.
    #[must_use]
    pub fn validity(&self) -> (Moment, Moment) {
        self.certificate.validity()
    }

    /// The certificate as `X509Certificate` has it.
    pub(crate) fn certificate_base64(&self) -> Option<String> {
        self.certificate.to_der().map(|der| STANDARD.encode(&der))
    }

    pub(crate) fn private(&self) -> &PrivateKey {
        &self.private
    }
}

/// The blocks of a PEM text, each with its label; what stands between them does not count.
fn blocks(pem: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let mut rest = pem;
    while found.len() < PEM_BLOCKS
        && let Some(begin) = rest.find("-----BEGIN ")
    {
        let block = rest.get(begin..).unwrap_or_default();
        let Some((label, _)) =
            block.strip_prefix("-----BEGIN ").and_then(|behind| behind.split_once("-----"))
        else {
            break;
        };
        let end = format!("-----END {label}-----");
        let Some(length) = block.find(&end).map(|at| at + end.len()) else { break };
        let (whole, behind) = block.split_at_checked(length).unwrap_or((block, ""));
        found.push((label, whole));
        rest = behind;
    }
    found
}

impl fmt::Debug for Key {
    /// Never the private half.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.certificate_number();
        f.debug_struct("Key").field("holder", &self.holder).field("number", &number).finish_non_exhaustive()
    }
}
