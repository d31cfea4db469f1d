//! Why a signature does not hold.

use core::fmt;
use tongguan_domain::time::Moment;

/// A kind of problem, for the code tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ProblemEntry {
    /// Its place in the range that table 7-3 gives to signature errors; 1 is left for "not signed at all".
    pub serial: u16,
    /// Stable name.
    pub name: &'static str,
    /// Chinese, as `returnInfo` has it.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

macro_rules! problems {
    ($($(#[$doc:meta])* $variant:ident $({ $($(#[$inner:meta])* $field:ident : $ty:ty),* })?
        = $serial:literal, $name:literal, $zh:literal, $en:literal;)*) => {
        /// Why a signature does not hold: the first reason, in the order of the checks.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Problem {
            $($(#[$doc])* $variant $({ $($(#[$inner])* $field: $ty),* })?),*
        }

        /// Every kind of problem, in the order of the checks.
        pub static PROBLEMS: &[ProblemEntry] =
            &[$(ProblemEntry { serial: $serial, name: $name, zh: $zh, en: $en }),*];

        impl Problem {
            /// What kind it is.
            #[must_use]
            pub const fn entry(&self) -> ProblemEntry {
                match self {
                    $(Self::$variant { .. } =>
                        ProblemEntry { serial: $serial, name: $name, zh: $zh, en: $en }),*
                }
            }
        }
    };
}

problems! {
    /// The message or its signature is not built as XML-DSig and the message specification have it.
    Malformed {
        /// What is wrong.
        what: String
    } = 2, "malformed-signature", "签名节点格式不正确", "message or signature is malformed";
    /// A method that is not RSA-SHA1, SM2-SM3, their digests, or inclusive canonical XML 1.0.
    UnknownAlgorithm {
        /// The name of the method.
        uri: String
    } = 3, "unknown-algorithm", "签名算法不支持", "an algorithm is not known";
    /// The reference is not the whole message without its signature.
    UnsupportedReference {
        /// What is wrong.
        what: String
    } = 4, "unsupported-reference", "签名引用或转换方式不支持", "the reference is not the whole message";
    /// No `X509Certificate`.
    CertificateMissing = 5, "certificate-missing", "签名缺少证书", "the signature has no certificate";
    /// The certificate is no X.509 with a holder and a key of the algorithm.
    CertificateUnreadable {
        /// What is wrong.
        what: &'static str
    } = 6, "certificate-unreadable", "证书无法解析", "the certificate cannot be read";
    /// `KeyName` is not the number of the certificate.
    KeyNameDiffers {
        /// What `KeyName` says.
        key_name: String,
        /// The number of the certificate.
        certificate_number: String
    } = 7, "key-name-differs", "KeyName与证书编号不一致", "KeyName is not the number of the certificate";
    /// The certificate does not hold yet.
    CertificateNotYetValid {
        /// From when it does.
        valid_from: Moment
    } = 8, "certificate-not-yet-valid", "证书尚未生效", "the certificate is not valid yet";
    /// The certificate does not hold any more.
    CertificateExpired {
        /// Until when it did.
        valid_until: Moment
    } = 9, "certificate-expired", "证书已过期", "the certificate has expired";
    /// The message was changed after it was signed.
    DigestDiffers = 10, "digest-differs", "报文摘要不一致，报文可能被篡改",
        "the message is not the one that was signed";
    /// The value was not made by the key of the certificate, or the signed information was changed.
    ValueWrong = 11, "value-wrong", "签名值验证失败", "the value of the signature is wrong";
}

impl Problem {
    /// Stable name.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.entry().name
    }

    /// A sentence in English.
    #[must_use]
    pub fn text(&self) -> String {
        self.with_detail(self.entry().en, ": ")
    }

    /// A sentence in Chinese, for `returnInfo`.
    #[must_use]
    pub fn text_zh(&self) -> String {
        self.with_detail(self.entry().zh, "：")
    }

    fn with_detail(&self, text: &str, colon: &str) -> String {
        self.detail().map_or_else(|| text.to_owned(), |detail| format!("{text}{colon}{detail}"))
    }

    fn detail(&self) -> Option<String> {
        match self {
            Self::Malformed { what } | Self::UnsupportedReference { what } => Some(what.clone()),
            Self::UnknownAlgorithm { uri } => Some(uri.clone()),
            Self::CertificateUnreadable { what } => Some((*what).to_owned()),
            Self::KeyNameDiffers { key_name, certificate_number } => {
                Some(format!("{key_name} / {certificate_number}"))
            }
            Self::CertificateNotYetValid { valid_from: moment }
            | Self::CertificateExpired { valid_until: moment } => Some(moment.to_string()),
            Self::CertificateMissing | Self::DigestDiffers | Self::ValueWrong => None,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}
