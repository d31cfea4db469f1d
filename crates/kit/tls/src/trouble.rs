//! What a handshake said against us, in words for people.
//!
//! A server judges our certificate after its own part of the handshake, so that may come with the first answer; and the HTTP/2
//! stack keeps of an error of the connection nothing but its words. So words they are, by which each is known again.

use rustls::{AlertDescription, CertificateError, Error};
use std::error::Error as StdError;
use std::fmt;
use std::io;
use tongguan_domain::time::Moment;

use crate::own::moment;

/// How the words of all of them begin.
const MARK: &str = "TLS: ";
/// What a listener of ours says to a caller without TLS.
pub const SPEAKS_TLS: &str = "this port speaks TLS";

/// Why there is no connection over TLS.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// Its certificate is of no authority that is trusted here.
    Untrusted,
    /// Its certificate is for other names: which, and the one that was called.
    WrongName(String, String),
    /// Its certificate is over.
    Expired(Option<Moment>),
    /// Its certificate does not hold yet.
    NotYet(Option<Moment>),
    /// Its certificate is not one for servers.
    WrongPurpose,
    /// Its certificate is that of an authority.
    IsAuthority,
    /// It closed the connection, or said something that is no TLS.
    NoTls,
    /// It wants a certificate, and we showed none.
    WantsCertificate,
    /// The certificate that we showed is of no authority that it trusts.
    OursUntrusted,
    /// The certificate that we showed is over, or not valid yet.
    OursExpired,
    /// It does not take the certificate that we showed.
    OursRefused,
    /// It speaks no HTTP/2 there.
    NoHttp2,
    /// It speaks TLS, and we did not.
    SpeaksTls,
    /// Something else.
    Other(String),
}

/// Those that can be known by their words alone.
const BY_WORDS: [Trouble; 6] = [
    Trouble::WantsCertificate,
    Trouble::OursUntrusted,
    Trouble::OursExpired,
    Trouble::OursRefused,
    Trouble::NoHttp2,
    Trouble::NoTls,
];

/// The trouble that an error comes from, if it is one.
#[must_use]
pub fn said(error: &(dyn StdError + 'static)) -> Option<Trouble> {
    // What is still itself says more than its words.
    chain(error).find_map(itself).or_else(|| chain(error).find_map(by_words))
}

fn chain<'e>(error: &'e (dyn StdError + 'static)) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |error: &&(dyn StdError + 'static)| (*error).source())
}

fn itself(error: &(dyn StdError + 'static)) -> Option<Trouble> {
    // Such an error hands on what is behind its content, and not the content.
    let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    let inner = inner.and_then(|inner| inner.downcast_ref());
    error.downcast_ref().or(inner).cloned()
}

fn by_words(error: &(dyn StdError + 'static)) -> Option<Trouble> {
    let text = error.to_string();
    if let Some(words) = text.strip_prefix(MARK) {
        let known = BY_WORDS.into_iter().find(|known| known.to_string() == text);
        return Some(known.unwrap_or_else(|| Trouble::Other(words.to_owned())));
    }
    text.contains(SPEAKS_TLS).then_some(Trouble::SpeaksTls)
}

impl Trouble {
    /// What is behind an error of a connection, if TLS is to blame.
    pub(crate) fn behind(error: &io::Error) -> Option<Self> {
        error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()).map(Self::of)
    }

    fn of(error: &Error) -> Self {
        match error {
            Error::InvalidCertificate(why) => Self::of_theirs(why),
            Error::InvalidMessage(_) => Self::NoTls,
            Error::AlertReceived(alert) => Self::of_alert(*alert),
            other => Self::Other(other.to_string()),
        }
    }

    fn of_theirs(why: &CertificateError) -> Self {
        match why {
            CertificateError::UnknownIssuer | CertificateError::BadSignature => Self::Untrusted,
            CertificateError::Expired => Self::Expired(None),
            CertificateError::ExpiredContext { not_after, .. } => {
                Self::Expired(Some(moment(not_after.as_secs())))
            }
            CertificateError::NotValidYet => Self::NotYet(None),
            CertificateError::NotValidYetContext { not_before, .. } => {
                Self::NotYet(Some(moment(not_before.as_secs())))
            }
            CertificateError::NotValidForNameContext { expected, presented } => {
                let names: Vec<_> = presented.iter().map(|name| plain(name)).collect();
                Self::WrongName(names.join(", "), expected.to_str().into_owned())
            }
            CertificateError::InvalidPurpose | CertificateError::InvalidPurposeContext { .. } => {
                Self::WrongPurpose
            }
            // It is told by no name that others could see.
            other if format!("{other:?}").contains("CaUsedAsEndEntity") => Self::IsAuthority,
            other => Self::Other(format!("its certificate cannot be used ({other})")),
        }
    }

    fn of_alert(alert: AlertDescription) -> Self {
        match alert {
            AlertDescription::CertificateRequired | AlertDescription::NoCertificate => Self::WantsCertificate,
            // The second where two authorities have one name.
            AlertDescription::UnknownCA | AlertDescription::DecryptError => Self::OursUntrusted,
            AlertDescription::CertificateExpired => Self::OursExpired,
            AlertDescription::BadCertificate
            | AlertDescription::UnsupportedCertificate
            | AlertDescription::CertificateRevoked
            | AlertDescription::CertificateUnknown
            | AlertDescription::AccessDenied => Self::OursRefused,
            AlertDescription::NoApplicationProtocol => Self::NoHttp2,
            // Before TLS 1.3 this may also be said of a certificate that is missing.
            other => Self::Other(format!("the server ended the handshake ({other:?})")),
        }
    }

    /// What to do; `ca` is the flag that names authorities.
    #[must_use]
    pub fn hint(&self, ca: &str) -> String {
        match self {
            Self::Untrusted => format!("say {ca} FILE with the certificate of the authority that issued it"),
            Self::WrongName(..) => "call it by a name that its certificate has".to_owned(),
            Self::Expired(_) | Self::NotYet(_) => {
                "its certificate has to be issued anew, unless a clock is wrong".to_owned()
            }
            Self::WrongPurpose => "its certificate needs the extended key usage serverAuth".to_owned(),
            Self::IsAuthority => "issue one with it, with the basic constraint CA:FALSE".to_owned(),
            Self::NoTls => "say http:// if the server was started without --tls-certificate".to_owned(),
            Self::WantsCertificate => "say --tls-certificate FILE --tls-key FILE".to_owned(),
            Self::OursUntrusted => {
                "show one of the authority that the server was told (--tls-client-ca)".to_owned()
            }
            Self::OursExpired => "have the certificate of --tls-certificate issued anew".to_owned(),
            Self::OursRefused => {
                "the certificate of --tls-certificate needs the extended key usage clientAuth, or none"
                    .to_owned()
            }
            Self::NoHttp2 => "this is the address of JSON or of figures; gRPC has its own".to_owned(),
            Self::SpeaksTls => "say https://".to_owned(),
            Self::Other(_) => "the log of the server says more (--log debug)".to_owned(),
        }
    }

    /// [`Self::hint`] in Chinese.
    #[must_use]
    pub fn hint_zh(&self, ca: &str) -> String {
        match self {
            Self::Untrusted => format!("请用 {ca} 指定签发该证书的 CA 证书文件"),
            Self::WrongName(..) => "请使用证书中的名称访问".to_owned(),
            Self::Expired(_) | Self::NotYet(_) => "须重新签发服务证书；也可能是时钟不准".to_owned(),
            Self::WrongPurpose => "服务证书的扩展密钥用途须含 serverAuth".to_owned(),
            Self::IsAuthority => "请用它签发基本约束为 CA:FALSE 的证书".to_owned(),
            Self::NoTls => "如服务未使用 --tls-certificate 启动，请写 http://".to_owned(),
            Self::WantsCertificate => "请用 --tls-certificate 和 --tls-key 出示证书".to_owned(),
            Self::OursUntrusted => "请出示服务端 --tls-client-ca 所信任的 CA 签发的证书".to_owned(),
            Self::OursExpired => "请重新签发 --tls-certificate 的证书".to_owned(),
            Self::OursRefused => {
                "--tls-certificate 的证书须含扩展密钥用途 clientAuth，或不设该扩展".to_owned()
            }
            Self::NoHttp2 => "这是 JSON 或指标的地址，gRPC 另有地址".to_owned(),
            Self::SpeaksTls => "请写 https://".to_owned(),
            Self::Other(_) => "服务端日志（--log debug）有详情".to_owned(),
        }
    }

    /// The words in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Untrusted => "服务证书不是由受信任的 CA 签发".to_owned(),
            Self::WrongName(names, called) => format!("服务证书用于 {names}，不用于 {called}"),
            Self::Expired(Some(at)) => format!("服务证书已于 {at} 过期"),
            Self::Expired(None) => "服务证书已过期".to_owned(),
            Self::NotYet(Some(at)) => format!("服务证书自 {at} 起才生效"),
            Self::NotYet(None) => "服务证书尚未生效".to_owned(),
            Self::WrongPurpose => "该证书不能用于服务端".to_owned(),
            Self::IsAuthority => "服务出示的是 CA 自身的证书（CA:TRUE）".to_owned(),
            Self::NoTls => "对方在握手中断开，或不使用 TLS".to_owned(),
            Self::WantsCertificate => "服务要求客户端证书".to_owned(),
            Self::OursUntrusted => "我方证书不是由服务信任的 CA 签发".to_owned(),
            Self::OursExpired => "我方证书已过期或尚未生效".to_owned(),
            Self::OursRefused => "服务不接受我方证书".to_owned(),
            Self::NoHttp2 => "该端口不提供 HTTP/2".to_owned(),
            Self::SpeaksTls => "该端口使用 TLS".to_owned(),
            Self::Other(what) => what.clone(),
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MARK)?;
        match self {
            Self::Untrusted => {
                f.write_str("the server's certificate is of no authority that is trusted here")
            }
            Self::WrongName(names, called) if names.is_empty() => {
                write!(f, "the server's certificate has no name, and not {called}")
            }
            Self::WrongName(names, called) => {
                write!(f, "the server's certificate is for {names}, and not for {called}")
            }
            Self::Expired(Some(at)) => write!(f, "the server's certificate has expired at {at}"),
            Self::Expired(None) => f.write_str("the server's certificate has expired"),
            Self::NotYet(Some(at)) => write!(f, "the server's certificate does not hold before {at}"),
            Self::NotYet(None) => f.write_str("the server's certificate does not hold yet"),
            Self::WrongPurpose => f.write_str("the server's certificate is not one for servers"),
            Self::IsAuthority => f.write_str("the server shows the certificate of an authority (CA:TRUE)"),
            Self::NoTls => {
                f.write_str("the other end closed the connection in the handshake, or speaks no TLS")
            }
            Self::WantsCertificate => f.write_str("the server wants a client certificate"),
            Self::OursUntrusted => f.write_str("our certificate is of no authority that the server trusts"),
            Self::OursExpired => f.write_str("our certificate has expired, or does not hold yet"),
            Self::OursRefused => f.write_str("the server does not take our certificate"),
            Self::NoHttp2 => f.write_str("the server speaks no HTTP/2 at this port"),
            Self::SpeaksTls => f.write_str(SPEAKS_TLS),
            Self::Other(what) => f.write_str(what),
        }
    }
}

impl StdError for Trouble {}
/// A name as a certificate has it, without the kind that rustls puts around: `DnsName("shop.example")`.
fn plain(name: &str) -> &str {
    name.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')')).unwrap_or(name).trim_matches('"')
}
