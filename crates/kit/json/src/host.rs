//! Whom a request means, and which page sent it. A page of another site can be made to reach this machine under a name of
//! that site (DNS rebinding), and any page can post to an address. So only an address and `localhost` name this server,
//! and a request that says where it comes from (`Origin`) has to come from this very server.

use http::header::{HOST, ORIGIN};
use http::request::Parts;
use http::uri::Authority;
use std::net::IpAddr;
use tonic::Status;

use crate::refusal::{self, Named};

/// Refuses what was not meant for this server or comes from a foreign page.
pub(crate) fn check(request: &Parts) -> Result<(), Status> {
    let mut hosts = request.headers.get_all(HOST).iter();
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().unwrap_or_default(),
        (Some(_), Some(_)) => return Err(refusal::named(Named::HostForeign, "Host is given more than once")),
        (None, _) => return Err(refusal::named(Named::HostForeign, "Host is missing")),
    };
    let aimed = request.uri.authority().is_none_or(|authority| is_ours(authority.as_str()));
    if !is_ours(host) || !aimed {
        return Err(refusal::plain(Named::HostForeign));
    }
    let mut origins = request.headers.get_all(ORIGIN).iter();
    if origins.all(|origin| is_same(origin.as_bytes(), host)) {
        return Ok(());
    }
    Err(refusal::plain(Named::OriginForeign))
}

/// No TLS is spoken here, so a page of this server has the scheme `http`.
fn is_same(origin: &[u8], host: &str) -> bool {
    origin.strip_prefix(b"http://").is_some_and(|name| name.eq_ignore_ascii_case(host.as_bytes()))
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
            assert_eq!(check(&head).is_ok(), passes, "{host} {origin}");
        }
    }
}
