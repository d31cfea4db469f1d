//! Where a URL leads.

use http::Uri;

/// The port of `https` and of `http`, where a URL names none.
const PORTS: (u16, u16) = (443, 80);

/// Whether TLS is spoken there.
#[must_use]
pub fn is_secured(uri: &Uri) -> bool {
    uri.scheme_str() == Some("https")
}

/// The host, as the system takes it: an address of IPv6 without its brackets.
#[must_use]
pub fn host(uri: &Uri) -> &str {
    uri.host().unwrap_or_default().trim_matches(['[', ']'])
}

/// The port, named or usual.
#[must_use]
pub fn port(uri: &Uri) -> u16 {
    uri.port_u16().unwrap_or(if is_secured(uri) { PORTS.0 } else { PORTS.1 })
}

/// The same place, for an HTTP stack whose connections are ours: it has a TLS of its own, which an address of https would ask for.
/// Calls say https all the same, by their origin.
#[must_use]
pub fn beneath_tls(uri: &Uri) -> String {
    format!("http://{}:{}", uri.host().unwrap_or_default(), port(uri))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places() {
        for (url, expected) in [
            ("http://a", ("a", 80, "http://a:80")),
            ("http://a:7", ("a", 7, "http://a:7")),
            ("https://a", ("a", 443, "http://a:443")),
            ("https://[::1]:7", ("::1", 7, "http://[::1]:7")),
        ] {
            let uri: Uri = url.parse().unwrap();
            assert_eq!((host(&uri), port(&uri), beneath_tls(&uri).as_str()), expected, "{url}");
            assert_eq!(is_secured(&uri), url.starts_with("https"), "{url}");
        }
    }
}
