//! Whom a request means, and which page sent it. A page of another site can be made to reach this machine under a name of
//! that site (DNS rebinding), and any page can post to an address. So only an address and `localhost` name this server,
//! and a request that says where it comes from (`Origin`) has to come from this very server. Over TLS any name may be used:
//! a browser asks this server for a certificate of it, and a foreign site has none.

use http::header::{HOST, ORIGIN};
use http::request::Parts;
use http::uri::Authority;
use std::net::IpAddr;
use tonic::Status;

use crate::refusal::{self, Named};

/// Refuses what was not meant for this server or comes from a foreign page.
pub(crate) fn check(request: &Parts, over_tls: bool) -> Result<(), Status> {
    let mut hosts = request.headers.get_all(HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().unwrap_or_default(),
        (Some(_), Some(_)) => return Err(refusal::named(Named::HostForeign, "Host is given more than once")),
        (None, _) => return Err(refusal::named(Named::HostForeign, "Host is missing")),
    };
    let is_ours = |host: &str| if over_tls { host.parse::<Authority>().is_ok() } else { is_ours(host) };
    let aimed = request.uri.authority().is_none_or(|authority| is_ours(authority.as_str()));
    if !is_ours(host) || !aimed {
        return Err(refusal::plain(Named::HostForeign));
    }
    let mut origins = request.headers.get_all(ORIGIN).iter();
    if origins.all(|origin| is_same(origin.as_bytes(), host, over_tls)) {
        return Ok(());
    }
    Err(refusal::plain(Named::OriginForeign))
}

/// A page of this server has the scheme that is spoken here.
fn is_same(origin: &[u8], host: &str, over_tls: bool) -> bool {
    let scheme: &[u8] = if over_tls { b"https://" } else { b"http://" };
    origin.strip_prefix(scheme).is_some_and(|name| name.eq_ignore_ascii_case(host.as_bytes()))
}

fn is_ours(host: &str) -> bool {
    let Ok(authority) = host.parse::<Authority>() else { return false };
    let name = authority.host();
    let bare = name.strip_prefix('[').and_then(|name| name.strip_suffix(']')).unwrap_or(name);
    !host.contains('@') && (name.eq_ignore_ascii_case("localhost") || bare.parse::<IpAddr>().is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Request;

    #[test]
    fn hosts_and_origins() {
        for (host, origin, passes) in [
            ("127.0.0.1:8080", "", true),
            ("[::1]:8080", "", true),
            ("LOCALHOST", "", true),
            ("evil.example", "", false),
            ("127.0.0.1.evil.example", "", false),
            ("a@127.0.0.1", "", false),
            ("", "", false),
            ("127.0.0.1:8080", "http://127.0.0.1:8080", true),
            ("localhost:8080", "http://LocalHost:8080", true),
            ("127.0.0.1:8080", "http://127.0.0.1:8081", false),
            ("127.0.0.1:8080", "http://localhost:8080", false),
            ("127.0.0.1:8080", "https://127.0.0.1:8080", false),
            ("127.0.0.1:8080", "http://evil.example", false),
            ("127.0.0.1:8080", "null", false),
        ] {
            let mut request = Request::post("/").header(HOST, host);
            if !origin.is_empty() {
                request = request.header(ORIGIN, origin);
            }
            let (head, ()) = request.body(()).unwrap().into_parts();
            assert_eq!(check(&head, false).is_ok(), passes, "{host} {origin}");
        }
    }

    #[test]
    fn over_tls_a_name_is_proved_by_the_certificate() {
        for (host, origin, passes) in [
            ("tongguan.example", "", true),
            ("tongguan.example:50053", "https://tongguan.example:50053", true),
            ("tongguan.example:50053", "http://tongguan.example:50053", false),
            ("tongguan.example:50053", "https://evil.example", false),
            ("", "", false),
        ] {
            let mut request = Request::post("/").header(HOST, host);
            if !origin.is_empty() {
                request = request.header(ORIGIN, origin);
            }
            let (head, ()) = request.body(()).unwrap().into_parts();
            assert_eq!(check(&head, true).is_ok(), passes, "{host} {origin}");
        }
    }
}
