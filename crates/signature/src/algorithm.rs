//! The algorithms of a signature and their names. Names in the wild vary, so several mean the same.

use sha1::Digest;
use sha1::Sha1;
use sm3::Sm3;

/// How a key signs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// RSA with SHA-1: the 2018-113 messages; still allowed in 202205.
    RsaSha1,
    /// SM2 with SM3 (国密): what 202205 prefers.
    Sm2Sm3,
}

/// How the message is digested.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum DigestAlgorithm {
    Sha1,
    Sm3,
}

impl Algorithm {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::RsaSha1, Self::Sm2Sm3];

    /// The name on the command line and in JSON.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::RsaSha1 => "rsa-sha1",
            Self::Sm2Sm3 => "sm2-sm3",
        }
    }

    /// The `SignatureMethod` that a signature of ours names.
    #[must_use]
    pub const fn uri(self) -> &'static str {
        match self {
            Self::RsaSha1 => "http://www.w3.org/2000/09/xmldsig#rsa-sha1",
            Self::Sm2Sm3 => "http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3",
        }
    }

    /// From a `SignatureMethod`; also the name that live clients use for SM2.
    pub(crate) fn from_uri(uri: &str) -> Option<Self> {
        match uri {
            "http://www.w3.org/2000/09/xmldsig#rsa-sha1" => Some(Self::RsaSha1),
            "http://www.chinaport.gov.cn/2022/04/xmldsig#sm2-sm3"
            | "http://www.w3.org/2000/09/xmldsig#sm2-sm3" => Some(Self::Sm2Sm3),
            _ => None,
        }
    }

    /// The digest that goes with it.
    pub(crate) const fn digest(self) -> DigestAlgorithm {
        match self {
            Self::RsaSha1 => DigestAlgorithm::Sha1,
            Self::Sm2Sm3 => DigestAlgorithm::Sm3,
        }
    }
}

impl DigestAlgorithm {
    pub(crate) const fn uri(self) -> &'static str {
        match self {
            Self::Sha1 => "http://www.w3.org/2000/09/xmldsig#sha1",
            Self::Sm3 => "http://www.chinaport.gov.cn/2022/04/xmldsig#sm3",
        }
    }

    pub(crate) fn from_uri(uri: &str) -> Option<Self> {
        match uri {
            "http://www.w3.org/2000/09/xmldsig#sha1" => Some(Self::Sha1),
            "http://www.chinaport.gov.cn/2022/04/xmldsig#sm3" | "http://www.w3.org/2000/09/xmldsig#sm3" => {
                Some(Self::Sm3)
            }
            _ => None,
        }
    }

    pub(crate) fn of(self, text: &str) -> Vec<u8> {
        match self {
            Self::Sha1 => Sha1::digest(text).to_vec(),
            Self::Sm3 => Sm3::digest(text).to_vec(),
        }
    }
}
