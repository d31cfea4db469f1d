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
const CERTIFICATE_BEGINS: &str = "-----BEGIN CERTIFICATE-----";

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
        Ok(Self { private, certificate, holder: holder.clone() })
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

    /// From [`Key::to_pem`].
    ///
    /// # Errors
    /// [`KeyError::PrivateKey`], [`KeyError::Certificate`] or [`KeyError::Mismatch`].
    pub fn from_pem(pem: &str) -> Result<Self, KeyError> {
        let at = pem.find(CERTIFICATE_BEGINS).ok_or(KeyError::Certificate)?;
        let (private, certificate) = pem.split_at(at);
        let private = PrivateKey::from_pem(private.trim()).ok_or(KeyError::PrivateKey)?;
        let certificate = Certificate::from_pem(certificate.trim()).ok_or(KeyError::Certificate)?;
        let holder = certificate.holder().ok_or(KeyError::Certificate)?;
        let public = certificate.public_key().ok_or(KeyError::Certificate)?;
        if private.public_der() != public.to_der() {
            return Err(KeyError::Mismatch);
        }
        Ok(Self { private, certificate, holder })
    }

    /// How it signs.
    #[must_use]
    pub fn algorithm(&self) -> Algorithm {
        self.private.algorithm()
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

impl fmt::Debug for Key {
    /// Never the private half.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = self.certificate_number();
        f.debug_struct("Key").field("holder", &self.holder).field("number", &number).finish_non_exhaustive()
    }
}
