//! Which request goes where.

use super::body::Body;
use super::reply::{self, Reply};
use super::{host, post, pull};
use crate::messages::Gateway;
use http::header::{CONNECTION, HeaderValue, ORIGIN};
use http::request::Parts;
use http::{HeaderMap, Method, Request, StatusCode};
use hyper::body::Incoming;
use percent_encoding::percent_decode_str;
use std::borrow::Cow;
use std::sync::Arc;
use tongguan_domain::names::SandboxName;
use tongguan_serve::{
    Calls, Drain, Drained, Limits, Listener, Purse, SANDBOX_HEADER, carried, ended_by_http, misspelt,
    serve_http1,
};

/// The call of gRPC that does what a form does, and who may make it.
const SEND: &str = "/tongguan.exchange.v1.ClearanceExchange/SendCebMessage";
/// The one that does what a pull does.
const LIST: &str = "/tongguan.exchange.v1.ClearanceExchange/ListCebMessages";

/// Serves until the drain is started.
///
/// Where keys are asked for, a request needs one, as the call of gRPC would that does the same.
pub(crate) async fn serve(
    listener: Listener,
    limits: Limits,
    drain: Drain,
    gateway: Gateway,
    calls: Calls,
) -> Drained {
    let desk = Desk { gateway, calls };
    serve_http1(listener, limits, &drain, move |request, purse| answer(desk.clone(), request, purse)).await
}

/// Who takes messages, and who looks at keys.
#[derive(Clone)]
struct Desk {
    gateway: Gateway,
    calls: Calls,
}

/// Answers a request, and reads what of its body nobody wanted.
async fn answer(desk: Desk, request: Request<Incoming>, purse: Arc<Purse>) -> Reply {
    let (head, body) = request.into_parts();
    let mut body = Body::new(body, &head.headers, purse);
    let mut reply = route(&desk, &head, &mut body).await;
    if !body.discard().await {
        reply.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    reply
}

/// `POST /` takes a message, `GET /receipts` gives receipts; before either may stand the name of a sandbox.
async fn route(Desk { gateway, calls }: &Desk, head: &Parts, body: &mut Body) -> Reply {
    if head.headers.contains_key(ORIGIN) {
        // Any page that a developer opens could send forms to this machine.
        return reply::text(StatusCode::FORBIDDEN, "this is not for browsers");
    }
    if let Some((status, why)) = host::refusal(head) {
        return reply::text(status, why);
    }
    let Some(segments) = segments(head.uri.path()) else {
        return reply::text(StatusCode::BAD_REQUEST, "the path is no text");
    };
    let segments: Vec<&str> = segments.iter().map(AsRef::as_ref).collect();
    let (named, pulls) = match segments.as_slice() {
        [] => (None, false),
        ["receipts"] => (None, true),
        [sandbox] => (Some(*sandbox), false),
        [sandbox, "receipts"] => (Some(*sandbox), true),
        _ => {
            return reply::text(
                StatusCode::NOT_FOUND,
                "there is POST /[sandbox] and GET /[sandbox/]receipts",
            );
        }
    };
    let sandbox = match sandbox(named, &head.headers) {
        Ok(sandbox) => sandbox,
        Err(why) => return reply::text(StatusCode::BAD_REQUEST, why),
    };
    let same = if pulls { LIST } else { SEND };
    let sandbox = match calls.admit(same, &head.headers, head.extensions.get()) {
        Ok(admitted) => admitted.own(sandbox),
        Err(refused) => return reply::no_key(&refused),
    };
    let span = calls.trace(same, &head.headers);
    let reply = carried(span.clone(), answer_to(gateway, (pulls, &sandbox), head, body)).await;
    if let Some(span) = span {
        ended_by_http(&span, reply.status());
    }
    reply
}

/// What is taken, or given.
async fn answer_to(
    gateway: &Gateway,
    (pulls, sandbox): (bool, &SandboxName),
    head: &Parts,
    body: &mut Body,
) -> Reply {
    match (pulls, &head.method) {
        // The answer to HEAD is that to GET without its body, which the connection leaves out.
        (true, &Method::GET | &Method::HEAD) => {
            pull::receipts(gateway, sandbox, head.uri.query().unwrap_or("")).await
        }
        (true, _) => reply::method_not_allowed("GET, HEAD"),
        (false, &Method::POST) => post::take(gateway, sandbox, &head.headers, body).await,
        (false, _) => reply::method_not_allowed("POST"),
    }
}

/// The parts of a path, unescaped: `/s%31` is `/s1`.
fn segments(path: &str) -> Option<Vec<Cow<'_, str>>> {
    let parts = path.split('/').filter(|segment| !segment.is_empty());
    parts.map(|segment| percent_decode_str(segment).decode_utf8().ok()).collect()
}

/// The sandbox of the path, or of the header, or `default`.
fn sandbox(named: Option<&str>, headers: &HeaderMap) -> Result<SandboxName, String> {
    // Whoever mistypes it would write into another sandbox. What a proxy adds is not ours.
    if let Some((_, Some(own))) = misspelt(headers.keys().map(|name| name.as_str())) {
        return Err(format!("a header is almost {own}, and nothing reads it"));
    }
    let mut given = headers.get_all(SANDBOX_HEADER).iter().map(|value| value.to_str().unwrap_or(""));
    let (header, more) = (given.next(), given.next());
    let name = match (named, header, more) {
        // Any choice would put data into a wrong sandbox.
        (_, _, Some(_)) => return Err(format!("{SANDBOX_HEADER} is given more than once")),
        (Some(path), Some(header), None) if path != header => {
            return Err(format!("{SANDBOX_HEADER} and the path name different sandboxes"));
        }
        (Some(name), _, None) | (None, Some(name), None) => name,
        (None, None, None) => return Ok(SandboxName::default()),
    };
    SandboxName::new(name).map_err(|error| format!("the name of the sandbox: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderName;

    #[test]
    fn paths() {
        for (path, expected) in [
            ("/", Some(vec![])),
            ("/s1", Some(vec!["s1"])),
            ("/s%31/receipts", Some(vec!["s1", "receipts"])),
            ("/a%2Fb", Some(vec!["a/b"])),
            ("/%FF", None),
        ] {
            let found =
                segments(path).map(|found| found.into_iter().map(Cow::into_owned).collect::<Vec<_>>());
            let expected = expected.map(|parts| parts.into_iter().map(str::to_owned).collect());
            assert_eq!(found, expected, "{path}");
        }
    }

    #[test]
    fn sandboxes() {
        let of = |path: Option<&str>, header: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in header {
                headers.append(SANDBOX_HEADER, value.parse().unwrap());
            }
            sandbox(path, &headers).map(|name| name.as_str().to_owned()).ok()
        };
        assert_eq!(of(None, &[]).as_deref(), Some("default"));
        assert_eq!(of(Some("blue"), &[]).as_deref(), Some("blue"));
        assert_eq!(of(None, &["red"]).as_deref(), Some("red"));
        assert_eq!(of(Some("red"), &["red"]).as_deref(), Some("red"));
        assert_eq!(of(Some("blue"), &["red"]), None);
        assert_eq!(of(None, &["red", "red"]), None);
        let mistyped = HeaderMap::from_iter([(HeaderName::from_static("x-sandbx"), "red".parse().unwrap())]);
        assert!(sandbox(None, &mistyped).unwrap_err().contains("x-sandbox"));
        assert_eq!(of(Some("a b"), &[]), None);
    }
}
