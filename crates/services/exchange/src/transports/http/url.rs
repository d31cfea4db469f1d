//! The URL of an enterprise.

use http::Uri;
use std::fmt;
use std::str::FromStr;

/// Where receipts are POSTed: `http` only.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CallbackUrl {
    /// Host and port, as the socket wants it.
    pub(super) address: String,
    /// What the `Host` header says.
    pub(super) authority: String,
    /// Path and query.
    pub(super) path: String,
    loopback: bool,
}

/// Why a URL is refused.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CallbackUrlError {
    /// Not a URL.
    #[error("it is no URL such as http://127.0.0.1:8080/receipts")]
    NotAUrl,
    /// Another scheme.
    #[error("only http:// is spoken")]
    NotHttp,
    /// A name and a password in it would end in logs.
    #[error("it may not hold a user name")]
    UserName,
}

impl CallbackUrl {
    /// Whether it is on this machine by its very form; the name `localhost` counts, other names are not looked up.
    #[must_use]
    pub const fn is_loopback(&self) -> bool {
        self.loopback
    }
}

impl FromStr for CallbackUrl {
    type Err = CallbackUrlError;

    fn from_str(text: &str) -> Result<Self, CallbackUrlError> {
        let uri: Uri = text.parse().map_err(|_| CallbackUrlError::NotAUrl)?;
        let (Some(scheme), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
            return Err(CallbackUrlError::NotAUrl);
        };
        if scheme != "http" {
            return Err(CallbackUrlError::NotHttp);
        }
        if authority.as_str().contains('@') {
            return Err(CallbackUrlError::UserName);
        }
        let host = authority.host();
        let loopback = crate::transports::is_loopback(host);
        Ok(Self {
            address: format!("{host}:{}", authority.port_u16().unwrap_or(80)),
            authority: authority.as_str().to_owned(),
            path: uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            loopback,
        })
    }
}

impl fmt::Display for CallbackUrl {
    /// Without the query, which may hold a key.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.path.split('?').next().unwrap_or_default();
        write!(f, "http://{}{path}", self.authority)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn urls() {
        let url: CallbackUrl = "http://127.0.0.1:8080/receipts?key=1".parse().unwrap();
        assert_eq!((url.address.as_str(), url.path.as_str()), ("127.0.0.1:8080", "/receipts?key=1"));
        assert_eq!(url.to_string(), "http://127.0.0.1:8080/receipts");
        for (text, loopback) in
            [("http://localhost", true), ("http://[::1]:9/", true), ("http://shop.example/a", false)]
        {
            assert_eq!(text.parse::<CallbackUrl>().unwrap().is_loopback(), loopback, "{text}");
        }
        for (text, error) in [
            ("", CallbackUrlError::NotAUrl),
            ("/receipts", CallbackUrlError::NotAUrl),
            ("https://127.0.0.1/", CallbackUrlError::NotHttp),
            ("http://a:b@127.0.0.1/", CallbackUrlError::UserName),
        ] {
            assert_eq!(text.parse::<CallbackUrl>(), Err(error), "{text}");
        }
    }
}
