//! Which request goes where.

use super::reply::{self, Reply};
use super::{post, pull};
use http::header::ORIGIN;
use http::{HeaderMap, Method, Request, StatusCode};
use hyper::body::Incoming;
use tongguan_domain::names::SandboxName;
use tongguan_gateway::Gateway;
use tongguan_serve::{Drain, Drained, Limits, Listener, SANDBOX_HEADER, serve_http1};

/// Serves until the drain is started.
pub(crate) async fn serve(listener: Listener, limits: Limits, drain: Drain, gateway: Gateway) -> Drained {
    serve_http1(listener, limits, &drain, move |request| answer(gateway.clone(), request)).await
}

/// `POST /` takes a message, `GET /receipts` gives receipts; before either may stand the name of a sandbox.
async fn answer(gateway: Gateway, request: Request<Incoming>) -> Reply {
    if request.headers().contains_key(ORIGIN) {
        // Any page that a developer opens could send forms to this machine.
        return reply::text(StatusCode::FORBIDDEN, "this is not for browsers");
    }
    let path = request.uri().path().to_owned();
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
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
    let sandbox = match sandbox(named, request.headers()) {
        Ok(sandbox) => sandbox,
        Err(why) => return reply::text(StatusCode::BAD_REQUEST, why),
    };
    match (pulls, request.method()) {
        (true, &Method::GET) => pull::receipts(&gateway, &sandbox, request.uri().query().unwrap_or("")).await,
        (true, _) => reply::method_not_allowed("GET"),
        (false, &Method::POST) => post::take(&gateway, &sandbox, request).await,
        (false, _) => reply::method_not_allowed("POST"),
    }
}

/// The sandbox of the path, or of the header, or `default`.
fn sandbox(named: Option<&str>, headers: &HeaderMap) -> Result<SandboxName, String> {
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
        assert_eq!(of(Some("a b"), &[]), None);
    }
}
