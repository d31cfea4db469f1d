//! Servers of one sandbox: where they may be, and calls of them. Somebody who is no operator of this process says the address, so
//! only hosts that the operator allows are called, over a connection that shows no key and follows no redirect.

use crate::{Line, NO_MESSAGE, words};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::time::Duration;
use tokio::time::timeout;
use tongguan_domain::limits;
use tonic::transport::Uri;
use tonic::{Code, Response, Status};

/// The hosts that servers of sandboxes may be on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnHosts(Vec<Host>);

impl Default for OwnHosts {
    /// This machine, by its loopback addresses.
    fn default() -> Self {
        Self(vec![Host::Loopback])
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Host {
    /// `loopback`: 127.0.0.0/8, ::1 and localhost.
    Loopback,
    Address(IpAddr),
    /// In lower case. Whoever allows a name trusts whoever says where it is.
    Name(String),
}

/// Where a server of a sandbox is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    host: Host,
    uri: Uri,
}

/// Why there can be no server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Misplaced {
    /// It is no address of the form that it has to have.
    #[error("a server of a sandbox is http://HOST:PORT, such as http://127.0.0.1:50061")]
    NoPlace,
    /// The operator of this process does not allow the host.
    #[error("this server calls no such host for a sandbox: whoever runs it allows hosts by --own-servers")]
    NotAllowed,
}

impl Place {
    /// Of a URL: `http://HOST:PORT`, with nothing before the host and nothing after the port.
    ///
    /// # Errors
    /// [`Misplaced::NoPlace`].
    pub fn read(url: &str) -> Result<Self, Misplaced> {
        let authority = url.strip_prefix("http://").filter(|_| url.len() <= limits::OWN_SERVER_URL_BYTES);
        let (host, port) = authority.and_then(|all| all.rsplit_once(':')).ok_or(Misplaced::NoPlace)?;
        let is_port = port.len() <= 5 && port.bytes().all(|byte| byte.is_ascii_digit());
        let good = is_port && port.parse::<u16>().is_ok_and(|port| port > 0);
        let host = Host::read(host).filter(|_| good).ok_or(Misplaced::NoPlace)?;
        let uri = url.parse().map_err(|_| Misplaced::NoPlace)?;
        Ok(Self { host, uri })
    }

    /// Its address.
    #[must_use]
    pub const fn uri(&self) -> &Uri {
        &self.uri
    }

    fn is_loopback(&self) -> bool {
        match &self.host {
            Host::Loopback => true,
            Host::Address(address) => address.is_loopback(),
            Host::Name(name) => name == "localhost",
        }
    }
}

impl Host {
    /// A name, an address of version 4, or one of version 6 in brackets.
    fn read(text: &str) -> Option<Self> {
        let bracketed = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
        if let Some(address) = bracketed {
            return address.parse::<Ipv6Addr>().ok().map(|address| Self::Address(address.to_canonical()));
        }
        if let Ok(address) = text.parse::<Ipv4Addr>() {
            return Some(Self::Address(address.into()));
        }
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        };
        // What ends in a number is an address to somebody: 127.1, 0x7f000001, 2130706433.
        let is_name =
            text.split('.').next_back().is_some_and(|last| last.starts_with(|c: char| !c.is_ascii_digit()));
        (is_name && text.len() <= 253 && text.split('.').all(is_label))
            .then(|| Self::Name(text.to_ascii_lowercase()))
    }
}

impl OwnHosts {
    /// Nothing is called, not even this machine.
    pub const NONE: Self = Self(Vec::new());

    /// Of words: `loopback`, `none` (alone), an address or a name, each without a port.
    ///
    /// # Errors
    /// The word that is none of them, or that is one too many.
    pub fn read(words: &[String]) -> Result<Self, String> {
        if let [word] = words
            && word == "none"
        {
            return Ok(Self::NONE);
        }
        if let Some(word) = words.get(limits::OWN_SERVER_HOSTS) {
            return Err(word.clone());
        }
        let host = |word: &String| match word.as_str() {
            "loopback" => Ok(Host::Loopback),
            "none" => Err(word.clone()),
            text => {
                let bare = text.parse::<Ipv6Addr>().ok().map(|address| Host::Address(address.to_canonical()));
                bare.or_else(|| Host::read(text)).ok_or_else(|| word.clone())
            }
        };
        words.iter().map(host).collect::<Result<_, _>>().map(Self)
    }

    /// Whether a server may be there.
    ///
    /// # Errors
    /// [`Misplaced::NotAllowed`].
    pub fn allow(&self, place: &Place) -> Result<(), Misplaced> {
        let fits = |host: &Host| match host {
            Host::Loopback => place.is_loopback(),
            host => *host == place.host,
        };
        if self.0.iter().any(fits) { Ok(()) } else { Err(Misplaced::NotAllowed) }
    }
}

/// Why a server of a sandbox has said nothing that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Silent {
    /// There was no answer in time.
    Late(Duration),
    /// There is no connection, or it refuses: why.
    Refused(String),
    /// What it says cannot be used: why.
    Nonsense(String),
}

impl Silent {
    /// The rule of the ground that tells it.
    #[must_use]
    pub const fn rule(&self) -> &'static str {
        match self {
            Self::Late(_) => "server.timeout",
            Self::Refused(_) => "server.refused",
            Self::Nonsense(_) => "server.nonsense",
        }
    }

    /// In words, English and Chinese.
    #[must_use]
    pub fn words(&self) -> (String, String) {
        match self {
            Self::Late(within) => {
                let millis = within.as_millis();
                (
                    format!("the server of the sandbox did not answer within {millis} ms"),
                    format!("沙箱的自备服务 {millis} 毫秒内未应答"),
                )
            }
            Self::Refused(why) => (
                format!("the server of the sandbox cannot be asked ({why})"),
                format!("沙箱的自备服务无法调用（{why}）"),
            ),
            Self::Nonsense(why) => (
                format!("the answer of the server of the sandbox cannot be used ({why})"),
                format!("沙箱的自备服务的应答无法使用（{why}）"),
            ),
        }
    }
}

impl Line {
    /// Calls a server of a sandbox, once.
    ///
    /// # Errors
    /// [`Silent`].
    pub async fn ask_within<T>(
        &self,
        within: Duration,
        call: impl AsyncFnOnce(crate::Way) -> Result<Response<T>, Status>,
    ) -> Result<T, Silent> {
        let (number, channel) = self.lock().clone();
        match timeout(within, call(self.way(channel))).await {
            Ok(Ok(answer)) => Ok(answer.into_inner()),
            Ok(Err(status)) => Err(silent(&status, within)),
            Err(_) => {
                self.leave(number);
                Err(Silent::Late(within))
            }
        }
    }
}

fn silent(status: &Status, within: Duration) -> Silent {
    let said = words(status.message());
    let words = format!("{}: {said}", tongguan_wire::status::code_name(status.code()));
    match status.code() {
        Code::DeadlineExceeded => Silent::Late(within),
        Code::InvalidArgument | Code::FailedPrecondition | Code::OutOfRange => Silent::Nonsense(words),
        Code::Internal if status.message().starts_with(NO_MESSAGE) => Silent::Nonsense(words),
        _ => Silent::Refused(words),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a sandbox may say, and whether a server that allows loopback, one that allows two hosts, and one that allows
    /// none calls it. `-`: it is no address at all.
    const ROWS: [(&str, &str); 35] = [
        ("http://127.0.0.1:80", "yes no no"),
        ("http://127.8.9.1:65535", "yes no no"),
        ("http://localhost:50061", "yes no no"),
        ("http://LOCALHOST:50061", "yes no no"),
        ("http://[::1]:50061", "yes no no"),
        ("http://[::ffff:127.0.0.1]:50061", "yes no no"),
        ("http://10.1.2.3:80", "no yes no"),
        ("http://[::ffff:10.1.2.3]:80", "no yes no"),
        ("http://Risk.Internal:80", "no yes no"),
        ("http://risk.internal.evil:80", "no no no"),
        ("http://x.risk.internal:80", "no no no"),
        ("http://0.0.0.0:80", "no no no"),
        ("http://[::]:80", "no no no"),
        ("http://169.254.169.254:80", "no no no"),
        ("http://metadata.google.internal:80", "no no no"),
        ("http://localhost.evil:80", "no no no"),
        ("http://127.0.0.1.nip.io:80", "no no no"),
        ("http://loopback:80", "no no no"),
        ("http://2130706433:80", "-"),
        ("http://127.1:80", "-"),
        ("http://0x7f.1:80", "-"),
        ("http://0177.0.0.1:80", "-"),
        ("http://127.0.0.1", "-"),
        ("http://127.0.0.1:0", "-"),
        ("http://127.0.0.1:65536", "-"),
        ("http://127.0.0.1:+80", "-"),
        ("http://127.0.0.1:80/", "-"),
        ("http://127.0.0.1:80/path", "-"),
        ("http://127.0.0.1@evil:80", "-"),
        ("http://evil#@127.0.0.1:80", "-"),
        ("http://127.0.0.1\\.evil:80", "-"),
        ("https://127.0.0.1:80", "-"),
        ("HTTP://127.0.0.1:80", "-"),
        ("http://local host:80", "-"),
        ("", "-"),
    ];

    #[test]
    fn only_hosts_that_are_allowed_are_called() {
        let some = ["10.1.2.3", "risk.internal"].map(str::to_owned);
        let all = [OwnHosts::default(), OwnHosts::read(&some).unwrap_or(OwnHosts::NONE), OwnHosts::NONE];
        for (url, expected) in ROWS {
            let told = match Place::read(url) {
                Ok(place) => all
                    .each_ref()
                    .map(|hosts| if hosts.allow(&place).is_ok() { "yes" } else { "no" })
                    .join(" "),
                Err(_) => "-".to_owned(),
            };
            assert_eq!(told, expected, "{url}");
        }
        assert_eq!(Place::read(&format!("http://{}:80", "a".repeat(300))), Err(Misplaced::NoPlace));
    }

    #[test]
    fn words_that_allow() {
        let read =
            |words: &[&str]| OwnHosts::read(&words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>());
        assert_eq!(read(&["loopback"]), Ok(OwnHosts::default()));
        assert_eq!(read(&["none"]), Ok(OwnHosts::NONE));
        assert_eq!(read(&[]), Ok(OwnHosts::NONE));
        assert!(read(&["loopback", "risk.internal", "10.0.0.1", "[::1]", "::1"]).is_ok());
        for wrong in [&["none", "loopback"][..], &["a b"], &["10.0.0.0/8"], &["*"], &["a:80"], &[""]] {
            assert!(read(wrong).is_err(), "{wrong:?}");
        }
        assert!(read(&["a"; 101]).is_err());
    }
}
