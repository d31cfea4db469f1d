//! The number of a certificate, which `KeyName` repeats.

use core::fmt;
use core::str::FromStr;
use thiserror::Error;

/// Longest number, in hexadecimal digits: 20 bytes, as RFC 5280 has it.
const DIGITS: usize = 40;

/// The serial number of a certificate in hexadecimal: lower case, whole bytes, no zero byte in front. One form for
/// one number.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CertificateNumber(String);

/// A text is no certificate number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("a certificate number (证书编号) has 1 to 40 hexadecimal digits, is not zero and fits 159 bits")]
pub struct NotCertificateNumber;

impl CertificateNumber {
    /// Big-endian bytes; leading zeros do not count.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        let digits: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        Self::whole_bytes(digits.trim_start_matches('0'))
    }

    fn whole_bytes(digits: &str) -> Self {
        let zero = if digits.len().is_multiple_of(2) { "" } else { "0" };
        Self(format!("{zero}{}", digits.to_ascii_lowercase()))
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        (0..self.0.len())
            .step_by(2)
            .filter_map(|at| self.0.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()))
            .collect()
    }

    /// The digits.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for CertificateNumber {
    type Err = NotCertificateNumber;

    fn from_str(text: &str) -> Result<Self, NotCertificateNumber> {
        let digits = text.trim_start_matches('0');
        let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
        // The first bit of 20 bytes is the sign, and the number is positive.
        let fits = digits.len() < DIGITS || (digits.len() == DIGITS && digits < "8");
        if digits.is_empty() || !hexadecimal || !fits {
            return Err(NotCertificateNumber);
        }
        Ok(Self::whole_bytes(digits))
    }
}

impl fmt::Display for CertificateNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
