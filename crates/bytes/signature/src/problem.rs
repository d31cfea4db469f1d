//! Why a signature does not hold.

use core::fmt;
use tongguan_domain::fault::{Basis, Level, Rule};
use tongguan_domain::time::Moment;

macro_rules! problems {
    ($($(#[$doc:meta])* $variant:ident $({ $($(#[$inner:meta])* $field:ident : $ty:ty),* })?
        = $serial:literal, $name:ident $code:literal, $zh:literal, $en:literal,
        hint $hint:literal, hint_zh $hint_zh:literal, provoke $provoke:literal;)*) => {
        /// Why a signature does not hold: the first reason, in the order of the checks.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Problem {
            $($(#[$doc])* $variant $({ $($(#[$inner])* $field: $ty),* })?),*
        }

        $(static $name: Rule = Rule {
            code: $code, level: Level::Signature, serial: $serial, zh: $zh, en: $en, hint: $hint, hint_zh: $hint_zh,
            basis: Basis::Official, source: "2018-113 table 7-3: range of signature errors; XML-DSig", provoke: $provoke,
        };)*

        /// The rule of every kind of problem, in the order of the checks. Serial 1 is left for "not signed at all".
        pub static PROBLEM_RULES: &[&Rule] = &[$(&$name),*];

        impl Problem {
            /// The rule that is broken.
            #[must_use]
            pub const fn rule(&self) -> &'static Rule {
                match self {
                    $(Self::$variant { .. } => &$name),*
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
    } = 2, MALFORMED "SIGNATURE_MALFORMED", "签名节点格式不正确", "message or signature is malformed",
        hint "sign with `tongguan keys sign` and compare",
        hint_zh "用`tongguan keys sign`加签后对照检查", provoke "sign, then empty SignatureValue";
    /// A method that is not RSA-SHA1, RSA-SHA256, SM2-SM3 (not in 2018-113), their digests, or inclusive canonical XML 1.0.
    UnknownAlgorithm {
        /// The name of the method.
        uri: String
    } = 3, ALGORITHM "SIGNATURE_ALGORITHM", "签名算法不支持", "an algorithm is not known, or not in this message version",
        hint "rsa-sha1 with sha1 or rsa-sha256 with sha256; in 202205 also sm2-sm3 with sm3",
        hint_zh "用rsa-sha1配sha1，或rsa-sha256配sha256；202205版还可用sm2-sm3配sm3", provoke "sign, then name another SignatureMethod";
    /// The reference is not the whole message without its signature.
    UnsupportedReference {
        /// What is wrong.
        what: String
    } = 4, REFERENCE "SIGNATURE_REFERENCE", "签名引用或转换方式不支持", "the reference is not the whole message",
        hint "URI=\"\" (in an envelope also the Id of what is signed) with the transform enveloped-signature",
        hint_zh "引用写URI=\"\"（信封中也可写被签内容的Id），转换方式用enveloped-signature", provoke "sign, then write URI=\"#x\"";
    /// No `X509Certificate`.
    CertificateMissing = 5, NO_CERTIFICATE "SIGNATURE_NO_CERTIFICATE", "签名缺少证书", "the signature has no certificate",
        hint "put the certificate into KeyInfo/X509Data/X509Certificate",
        hint_zh "将证书放入KeyInfo/X509Data/X509Certificate", provoke "sign, then empty X509Certificate";
    /// The certificate is no X.509 with a holder and a key of the algorithm.
    CertificateUnreadable {
        /// What is wrong.
        what: &'static str
    } = 6, UNREADABLE "SIGNATURE_CERTIFICATE", "证书无法解析", "the certificate cannot be read",
        hint "an X.509 certificate with an RSA or SM2 key",
        hint_zh "使用带RSA或SM2密钥的X.509证书", provoke "sign, then put other bytes into X509Certificate";
    /// There is no `KeyName`, which 2018-113 demands.
    KeyNameMissing = 13, NO_KEY_NAME "SIGNATURE_NO_KEY_NAME", "签名缺少KeyName", "the signature has no KeyName",
        hint "put the certificate number into KeyInfo/KeyName",
        hint_zh "在KeyInfo/KeyName中填写证书编号", provoke "in a 2018-113 sandbox sign with RSA, then remove KeyName";
    /// `KeyName` is not the number of the certificate.
    KeyNameDiffers {
        /// What `KeyName` says.
        key_name: String,
        /// The number of the certificate.
        certificate_number: String
    } = 7, KEY_NAME "SIGNATURE_KEY_NAME", "KeyName与证书编号不一致", "KeyName is not the number of the certificate",
        hint "put the certificate number into KeyName",
        hint_zh "KeyName填写证书编号", provoke "sign, then change KeyName";
    /// The certificate does not hold yet.
    CertificateNotYetValid {
        /// From when it does.
        valid_from: Moment
    } = 8, NOT_YET "SIGNATURE_CERTIFICATE_EARLY", "证书尚未生效", "the certificate is not valid yet",
        hint "look at the clock of the sandbox",
        hint_zh "核对沙箱时钟与证书有效期", provoke "sign with a certificate that holds from tomorrow";
    /// The certificate does not hold any more.
    CertificateExpired {
        /// Until when it did.
        valid_until: Moment
    } = 9, EXPIRED "SIGNATURE_CERTIFICATE_EXPIRED", "证书已过期", "the certificate has expired",
        hint "renew the certificate",
        hint_zh "更新证书", provoke "sign with a certificate that has expired";
    /// The message was changed after it was signed.
    DigestDiffers = 10, CHANGED "SIGNATURE_CONTENT_CHANGED", "报文摘要不一致，报文可能被篡改", "the message is not the one that was signed",
        hint "sign what is sent, and change nothing after",
        hint_zh "对最终发出的报文加签，加签后不再改动", provoke "sign, then change orderNo";
    /// The value was not made by the key of the certificate, or the signed information was changed.
    ValueWrong = 11, VALUE "SIGNATURE_VALUE", "签名值验证失败", "the value of the signature is wrong",
        hint "sign with the key that belongs to the certificate",
        hint_zh "用与证书对应的密钥加签", provoke "sign, then change SignatureValue";
}

impl Problem {
    /// A sentence in English.
    #[must_use]
    pub fn text(&self) -> String {
        self.with_detail(self.rule().en, ": ")
    }

    /// A sentence in Chinese, for `returnInfo`.
    #[must_use]
    pub fn text_zh(&self) -> String {
        self.with_detail(self.rule().zh, "：")
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
            Self::CertificateMissing | Self::KeyNameMissing | Self::DigestDiffers | Self::ValueWrong => None,
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text())
    }
}
