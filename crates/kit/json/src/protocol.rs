//! Which protocol a request speaks; its content type says so.

use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE, HeaderName};
use tonic::Status;

use crate::refusal::{self, Named};

/// What is taken, as `Accept-Post` says it.
pub(crate) const TAKEN: &str = "application/json, application/proto, application/connect+json, \
    application/connect+proto, application/grpc-web+proto, application/grpc-web-text+proto";

static CONNECT_ENCODING: HeaderName = HeaderName::from_static("connect-content-encoding");

/// How messages are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Codec {
    Json,
    Proto,
}

/// How a call is carried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Protocol {
    /// One message each way, bare; a refusal is a status of HTTP and an error in JSON.
    Unary(Codec),
    /// Messages in envelopes; the last one says how it ended.
    Stream(Codec),
    /// Frames of gRPC, and its trailers in a last one; as text, in base64.
    Web { text: bool },
}

impl Protocol {
    /// That of a request, if it is one that is spoken here.
    pub(crate) fn of(headers: &HeaderMap) -> Option<Self> {
        let kind = headers.get(CONTENT_TYPE)?.as_bytes();
        let kind = kind.split(|byte| *byte == b';').next().unwrap_or_default().trim_ascii();
        Some(match kind.to_ascii_lowercase().as_slice() {
            // What curl says of `-d`. The rule of origins holds for it, so no page can make use of that.
            b"application/json" | b"application/x-www-form-urlencoded" => Self::Unary(Codec::Json),
            b"application/proto" => Self::Unary(Codec::Proto),
            b"application/connect+json" => Self::Stream(Codec::Json),
            b"application/connect+proto" => Self::Stream(Codec::Proto),
            b"application/grpc-web" | b"application/grpc-web+proto" => Self::Web { text: false },
            b"application/grpc-web-text" | b"application/grpc-web-text+proto" => Self::Web { text: true },
            _ => return None,
        })
    }

    /// The content type of its answers.
    pub(crate) const fn content_type(self) -> &'static str {
        match self {
            Self::Unary(Codec::Json) => "application/json",
            Self::Unary(Codec::Proto) => "application/proto",
            Self::Stream(Codec::Json) => "application/connect+json",
            Self::Stream(Codec::Proto) => "application/connect+proto",
            Self::Web { text: false } => "application/grpc-web+proto",
            Self::Web { text: true } => "application/grpc-web-text+proto",
        }
    }

    /// Refuses a method that this protocol does not carry, and what is packed.
    pub(crate) fn check(self, streams: bool, headers: &HeaderMap) -> Result<(), Status> {
        let words = match (self, streams) {
            (Self::Unary(_), true) => {
                "the method answers by a stream: send application/connect+json, or gRPC-Web; with curl, ask a method \
                 that lists instead"
            }
            (Self::Stream(_), false) => "the method answers once: send application/json or application/proto",
            _ => return packed(headers),
        };
        Err(refusal::named(Named::ContentTypeUnknown, words))
    }
}

fn packed(headers: &HeaderMap) -> Result<(), Status> {
    let packed = [&CONTENT_ENCODING, &CONNECT_ENCODING].into_iter().filter_map(|name| headers.get(name));
    match packed.into_iter().all(|value| value.as_bytes() == b"identity") {
        true => Ok(()),
        false => Err(refusal::plain(Named::Compressed)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_types() {
        for (kind, spoken) in [
            ("application/json", Some(Protocol::Unary(Codec::Json))),
            ("Application/JSON; charset=utf-8", Some(Protocol::Unary(Codec::Json))),
            ("application/proto", Some(Protocol::Unary(Codec::Proto))),
            ("application/connect+json", Some(Protocol::Stream(Codec::Json))),
            ("application/grpc-web", Some(Protocol::Web { text: false })),
            ("application/grpc-web-text", Some(Protocol::Web { text: true })),
            ("application/grpc", None),
            ("text/plain", None),
            ("", None),
        ] {
            let headers = HeaderMap::from_iter([(CONTENT_TYPE, kind.parse().unwrap())]);
            assert_eq!(Protocol::of(&headers), spoken, "{kind}");
        }
        for kind in TAKEN.split(", ") {
            let headers = HeaderMap::from_iter([(CONTENT_TYPE, kind.parse().unwrap())]);
            assert_eq!(Protocol::of(&headers).unwrap().content_type(), kind);
        }
    }
}
