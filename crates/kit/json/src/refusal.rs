//! What the edge itself refuses, and how every refusal is told: the status of gRPC, as Connect writes it.

use std::collections::HashMap;

use base64::Engine;
use base64::prelude::BASE64_STANDARD_NO_PAD;
use http::StatusCode;
use prost::Message;
use prost_reflect::{DescriptorPool, DynamicMessage};
use serde_json::{Map, Value};
use tongguan_wire::status::{DOMAIN, Reason, code_name, read_reason};
use tonic::{Code, Status};
use tonic_types::{ErrorDetails, StatusExt, pb};

use crate::Edge;
use crate::written;

macro_rules! refusals {
    ($($variant:ident = $name:literal $http:literal $code:ident $text:literal;)*) => {
        /// What the edge refuses before there is a call; the names stand in `ErrorInfo.reason`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Named {
            $(#[doc = concat!("`", $name, "`: ", $text, ".")] $variant,)*
        }

        /// Every one of them.
        pub const REFUSALS: &[Named] = &[$(Named::$variant,)*];

        impl Named {
            /// The stable name.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What it means.
            #[must_use]
            pub const fn text(self) -> &'static str {
                match self { $(Self::$variant => $text,)* }
            }

            /// The status of HTTP that tells it.
            #[must_use]
            pub const fn http(self) -> u16 {
                match self { $(Self::$variant => $http,)* }
            }

            const fn code(self) -> Code {
                match self { $(Self::$variant => Code::$code,)* }
            }
        }
    };
}

refusals! {
    StreamsIn = "STREAMS_IN" 501 Unimplemented "the method takes a stream, which only gRPC carries";
    NotPost = "NOT_POST" 405 Unimplemented "a call is a POST of JSON to /SERVICE/METHOD; docs/json.md has examples";
    ContentTypeUnknown = "CONTENT_TYPE_UNKNOWN" 415 InvalidArgument "the content type is none that is taken here";
    Compressed = "COMPRESSED" 415 Unimplemented "nothing compressed is taken here; send it as it is";
    HeaderInvalid = "HEADER_INVALID" 400 InvalidArgument "a header of the protocol is not as it has to be";
    HostForeign = "HOST_FOREIGN" 403 PermissionDenied
        "the host of the request has to be the address of this server, or localhost";
    OriginForeign = "ORIGIN_FOREIGN" 403 PermissionDenied "a page of another origin may not call this server";
}

/// A refusal in the words of its name.
pub(crate) fn plain(named: Named) -> Status {
    self::named(named, named.text())
}

/// A refusal in precise words.
pub(crate) fn named(named: Named, message: impl Into<String>) -> Status {
    let help = HashMap::from([("help".to_owned(), format!("docs/json.md#{}", named.name()))]);
    let details = ErrorDetails::with_error_info(named.name(), DOMAIN, help);
    Status::with_error_details(named.code(), message, details)
}

/// The status of HTTP for a refused unary call.
pub(crate) fn http(status: &Status) -> StatusCode {
    let own = status
        .get_details_error_info()
        .and_then(|info| REFUSALS.iter().find(|named| info.domain == DOMAIN && named.name() == info.reason));
    let number = match own {
        Some(named) => named.http(),
        // What is not there is not there, as everywhere in HTTP.
        None if read_reason(status) == Some(Reason::MethodUnknown) => 404,
        None => of_code(status.code()),
    };
    StatusCode::from_u16(number).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

/// As the protocol of Connect has it.
const fn of_code(code: Code) -> u16 {
    match code {
        Code::Ok => 200,
        Code::Cancelled => 499,
        Code::InvalidArgument | Code::FailedPrecondition | Code::OutOfRange => 400,
        Code::DeadlineExceeded => 504,
        Code::NotFound => 404,
        Code::AlreadyExists | Code::Aborted => 409,
        Code::PermissionDenied => 403,
        Code::ResourceExhausted => 429,
        Code::Unimplemented => 501,
        Code::Unavailable => 503,
        Code::Unauthenticated => 401,
        Code::Unknown | Code::Internal | Code::DataLoss => 500,
    }
}

impl Edge {
    /// The error of Connect: code, message, and the details of the status, each also as JSON (`debug`).
    pub(crate) fn error(&self, status: &Status) -> Value {
        let mut error = Map::new();
        error.insert("code".to_owned(), code_name(status.code()).to_lowercase().into());
        if !status.message().is_empty() {
            error.insert("message".to_owned(), status.message().into());
        }
        // What cannot be read of the details, the message tells.
        let packed = pb::Status::decode(status.details()).unwrap_or_default();
        let details: Vec<_> =
            packed.details.iter().map(|detail| self.detail(&detail.type_url, &detail.value)).collect();
        if !details.is_empty() {
            error.insert("details".to_owned(), details.into());
        }
        error.into()
    }

    fn detail(&self, url: &str, value: &[u8]) -> Value {
        let name = url.rsplit('/').next().unwrap_or_default();
        let mut detail = Map::new();
        detail.insert("type".to_owned(), name.into());
        detail.insert("value".to_owned(), BASE64_STANDARD_NO_PAD.encode(value).into());
        let pools = self.parts.iter().map(|part| &part.pool).chain([&self.details]);
        if let Some(debug) = pools.filter_map(|pool| readable(pool, name, value)).next() {
            detail.insert("debug".to_owned(), debug);
        }
        detail.into()
    }
}

fn readable(pool: &DescriptorPool, name: &str, value: &[u8]) -> Option<Value> {
    let message = DynamicMessage::decode(pool.get_message_by_name(name)?, value).ok()?;
    serde_json::to_value(written::Written(&message)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_explains_every_refusal() {
        let page = include_str!("../../../../docs/json.md");
        for named in REFUSALS {
            let row = format!("| <a id=\"{0}\"></a>{0} | {1} |", named.name(), named.http());
            assert!(page.contains(&row), "docs/json.md has no row that begins with {row}");
            assert_eq!(http(&plain(*named)).as_u16(), named.http());
        }
    }
}
