//! Whom a request means. A page of another site can be made to reach this machine under a name of that site (DNS
//! rebinding), and the browser then lets it read the answer. So only an address and `localhost` name this server: no such
//! name can be made to lead elsewhere. Over TLS any name may be used: a browser asks this server for a certificate of it.

use http::header::HOST;
use http::request::Parts;
use http::uri::Authority;
use http::{StatusCode, Version};
use std::net::IpAddr;
use tongguan_serve::FarEnd;

/// Why a request is not answered, if it is not.
pub(super) fn refusal(request: &Parts) -> Option<(StatusCode, &'static str)> {
    let secured = request.extensions.get().is_some_and(FarEnd::is_over_tls);
    let is_ours = |host: &str| secured || is_ours(host);
    let mut hosts = request.headers.get_all(HOST).iter();
    let named = match (hosts.next(), hosts.next()) {
        (Some(_), Some(_)) => return Some((StatusCode::BAD_REQUEST, "Host is given more than once")),
        (Some(host), None) => host.to_str().is_ok_and(is_ours),
        (None, _) if request.version >= Version::HTTP_11 => {
            return Some((StatusCode::BAD_REQUEST, "Host is missing"));
        }
        (None, _) => true,
    };
    let aimed = request.uri.authority().is_none_or(|authority| is_ours(authority.as_str()));
    let elsewhere = "the host of the request has to be the address of this server, or localhost";
    (!named || !aimed).then_some((StatusCode::FORBIDDEN, elsewhere))
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

    #[test]
    fn names_of_this_server() {
        for (host, ours) in [
            ("127.0.0.1:8080", true),
            ("127.0.0.1", true),
            ("192.168.1.7:80", true),
            ("[::1]:8080", true),
            ("localhost", true),
            ("LOCALHOST:8080", true),
            ("evil.example", false),
            ("evil.example:8080", false),
            ("localhost.evil.example", false),
            ("127.0.0.1.evil.example", false),
            ("a@127.0.0.1", false),
            ("127.0.0.1:8080/evil", false),
            ("", false),
        ] {
            assert_eq!(is_ours(host), ours, "{host}");
        }
    }
}
