//! Headers of a request are metadata of its call, and metadata of the reply are headers of the answer.

use bytes::Bytes;
use http::header::{
    CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, DATE, EXPECT, HOST, HeaderName, HeaderValue,
    ORIGIN, TE, TRAILER, TRANSFER_ENCODING, UPGRADE,
};
use http::{HeaderMap, Request};
use http_body_util::Full;
use tongguan_wire::status::{Reason, Refused};
use tonic::Status;

use crate::protocol::Protocol;
use crate::refusal::{self, Named};

static TIMEOUT: HeaderName = HeaderName::from_static("connect-timeout-ms");
static VERSION: HeaderName = HeaderName::from_static("connect-protocol-version");
static GRPC_TIMEOUT: HeaderName = HeaderName::from_static("grpc-timeout");

/// Headers that belong to one connection, or to the body.
static OWN: [HeaderName; 12] = [
    CONNECTION,
    CONTENT_ENCODING,
    CONTENT_LENGTH,
    CONTENT_TYPE,
    DATE,
    EXPECT,
    HOST,
    ORIGIN,
    TE,
    TRAILER,
    TRANSFER_ENCODING,
    UPGRADE,
];

/// The call of gRPC for a message in its frame.
pub(crate) fn call(
    path: &str,
    headers: &HeaderMap,
    protocol: Protocol,
    framed: Bytes,
) -> Result<Request<Full<Bytes>>, Status> {
    let mut request = Request::new(Full::new(framed));
    *request.method_mut() = http::Method::POST;
    *request.version_mut() = http::Version::HTTP_2;
    *request.uri_mut() = path.parse().map_err(|_| Refused::plain(Reason::MethodUnknown).status())?;
    let into = request.headers_mut();
    for (name, value) in headers {
        let web = matches!(protocol, Protocol::Web { .. });
        let foreign = |begin: &str| name.as_str().starts_with(begin);
        if !OWN.contains(name) && !foreign("connect-") && !foreign("accept") && (web || !foreign("grpc-")) {
            into.append(name, value.clone());
        }
    }
    into.insert(CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
    into.insert(TE, HeaderValue::from_static("trailers"));
    if let Some(timeout) = timeout(headers)? {
        into.insert(&GRPC_TIMEOUT, timeout);
    }
    Ok(request)
}

/// What Connect says of itself and of its deadline, as gRPC writes it.
fn timeout(headers: &HeaderMap) -> Result<Option<HeaderValue>, Status> {
    let wrong = |words: &str| refusal::named(Named::HeaderInvalid, words);
    if headers.get(&VERSION).is_some_and(|version| version.as_bytes() != b"1") {
        return Err(wrong("Connect-Protocol-Version has to be 1"));
    }
    let Some(value) = headers.get(&TIMEOUT) else { return Ok(None) };
    let digits =
        value.to_str().ok().filter(|text| text.len() <= 10 && text.bytes().all(|byte| byte.is_ascii_digit()));
    let millis: Option<u64> = digits.and_then(|digits| digits.parse().ok());
    let millis = millis.ok_or_else(|| wrong("Connect-Timeout-Ms has to be 1 to 10 digits"))?;
    // gRPC takes eight digits.
    let written = if millis < 100_000_000 { format!("{millis}m") } else { format!("{}S", millis / 1_000) };
    Ok(HeaderValue::from_str(&written).ok())
}

/// Hands on what a reply says beside its message.
pub(crate) fn hand_on(from: &HeaderMap, prefix: &str, into: &mut HeaderMap) {
    for (name, value) in from {
        if OWN.contains(name) || name.as_str().starts_with("grpc-") {
            continue;
        }
        if let Ok(name) = HeaderName::try_from(format!("{prefix}{name}")) {
            into.append(name, value.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::protocol::Codec;

    fn headers(rows: &[(&'static str, &str)]) -> HeaderMap {
        rows.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    #[test]
    fn deadlines() {
        for (asked, written) in [("0", Some("0m")), ("250", Some("250m")), ("9999999999", Some("9999999S"))] {
            let found = timeout(&headers(&[("connect-timeout-ms", asked)])).unwrap();
            assert_eq!(found.as_ref().map(|value| value.to_str().unwrap()), written, "{asked}");
        }
        for wrong in ["", "-1", "1.5", "12345678901", "1s"] {
            assert!(timeout(&headers(&[("connect-timeout-ms", wrong)])).is_err(), "{wrong}");
        }
        assert!(timeout(&headers(&[("connect-protocol-version", "2")])).is_err());
    }

    #[test]
    fn metadata_goes_on_and_the_rest_stays() {
        let given = headers(&[
            ("x-sandbox", "blue"),
            ("authorization", "Bearer 1"),
            ("host", "localhost"),
            ("content-length", "7"),
            ("accept-encoding", "gzip"),
            ("connect-timeout-ms", "9"),
            ("grpc-timeout", "1H"),
        ]);
        let made = call("/a/B", &given, Protocol::Unary(Codec::Json), Bytes::new()).unwrap();
        let mut names: Vec<_> = made.headers().keys().map(HeaderName::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, ["authorization", "content-type", "grpc-timeout", "te", "x-sandbox"]);
        assert_eq!(made.headers()["grpc-timeout"], "9m");
        let web =
            call("/a/B", &headers(&[("grpc-timeout", "1H")]), Protocol::Web { text: false }, Bytes::new());
        assert_eq!(web.unwrap().headers()["grpc-timeout"], "1H");
    }
}
