//! The algorithms of a signature and their names. Names in the wild vary, so several mean the same.

use sha1::Digest;
use sha1::Sha1;
use sha2::Sha256;
use sm3::Sm3;
use tongguan_domain::version::MessageVersion;

/// How a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// RSA with SHA-1: the 2018-113 messages; still allowed in 202205.
    RsaSha1,
    /// RSA with SHA-256: cards with keys of 2,048 bits.
    RsaSha256,
    /// SM2 with SM3 (国密): what 202205 prefers.
    Sm2Sm3,
}

/// How the message is digested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DigestAlgorithm {
    Sha1,
    Sha256,
    Sm3,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::RsaSha1, Self::RsaSha256, Self::Sm2Sm3];

    /// The name on the command line and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RsaSha1 => "rsa-sha1",
            Self::RsaSha256 => "rsa-sha256",
            Self::Sm2Sm3 => "sm2-sm3",
        }
    }

    /// The `SignatureMethod` that a signature of ours names.
    #[must_use]
    pub const fn uri(self) -> &'static str {
        match self {
            Self::RsaSha1 => "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
            Self::RsaSha256 => "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256",
            Self::Sm2Sm3 => "http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3",
        }
    }

    /// From a `SignatureMethod`; also the name that live clients use for SM2.
    pub(crate) fn from_uri(uri: &str) -> Option<Self> {
        match uri {
            "http://www.w3.org/2000/09/xmldsig#rsa-sha1" => Some(Self::RsaSha1),
            "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256" => Some(Self::RsaSha256),
            "http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3"
            | "http://www.w3.org/2000/09/xmldsig#sm2-sm3" => Some(Self::Sm2Sm3),
            _ => None,
        }
    }

    /// Whether a version of the messages has it: SM2 came with 202205 (its revision note, item 3).
    #[must_use]
    pub const fn is_in(self, version: MessageVersion) -> bool {
        !matches!((self, version), (Self::Sm2Sm3, MessageVersion::V2018113))
    }

    /// The digest that goes with it.
    pub(crate) const fn digest(self) -> DigestAlgorithm {
        match self {
            Self::RsaSha1 => DigestAlgorithm::Sha1,
            Self::RsaSha256 => DigestAlgorithm::Sha256,
            Self::Sm2Sm3 => DigestAlgorithm::Sm3,
        }
    }
}

impl DigestAlgorithm {
    pub(crate) const fn uri(self) -> &'static str {
        match self {
            Self::Sha1 => "http://www.w3.org/2000/09/xmldsig#sha1",
            Self::Sha256 => "http://www.w3.org/2001/04/xmlenc#sha256",
            Self::Sm3 => "http://www.chinaport.gov.cn/2022/04/xmldsig#sm3",
        }
    }

    pub(crate) fn from_uri(uri: &str) -> Option<Self> {
        match uri {
            "http://www.w3.org/2000/09/xmldsig#sha1" => Some(Self::Sha1),
            "http://www.w3.org/2001/04/xmlenc#sha256" => Some(Self::Sha256),
            "http://www.chinaport.gov.cn/2022/04/xmldsig#sm3" | "http://www.w3.org/2000/09/xmldsig#sm3" => {
                Some(Self::Sm3)
            }
            _ => None,
        }
    }

    /// Whether a version of the messages has it; see [`Algorithm::is_in`].
    pub(crate) const fn is_in(self, version: MessageVersion) -> bool {
        !matches!((self, version), (Self::Sm3, MessageVersion::V2018113))
    }

    pub(crate) fn of(self, text: &str) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(text).to_vec(),
            Self::Sha256 => Sha256::digest(text).to_vec(),
            Self::Sm3 => Sm3::digest(text).to_vec(),
        }
    }
}
