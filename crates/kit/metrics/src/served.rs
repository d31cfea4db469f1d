//! `GET /metrics`, and nothing else.
//!
//! Bounds, deadlines and drain are those of every HTTP/1 listener, but for fewer connections. There is nothing here that a
//! page in a browser must not see, and who asks may well call this machine by a name, so neither `Host` nor `Origin` is
//! looked at.

use bytes::Bytes;
use http::header::{ACCEPT, ALLOW, CACHE_CONTROL, CONNECTION, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;
use tongguan_serve::{Drain, Drained, Limits, Listener, serve_http1};

use crate::page::{Form, Page};

/// Where the page is.
const PATH: &str = "/metrics";

/// Serves the page until the drain is started.
pub async fn serve(page: Page, listener: Listener, limits: Limits, drain: Drain) -> Drained {
    let connections = limits.metrics_connections;
    let limits = Limits { connections, connections_per_ip: connections, ..limits };
    serve_http1(listener, limits, &drain, move |request: Request<Incoming>, _purse| {
        let response = answer(&page, &request);
        async move { response }
    })
    .await
}

fn answer<B>(page: &Page, request: &Request<B>) -> Response<Full<Bytes>> {
    if request.uri().path() != PATH {
        return told(StatusCode::NOT_FOUND, "the figures are at /metrics\n");
    }
    if request.method() != Method::GET && request.method() != Method::HEAD {
        let mut response = told(StatusCode::METHOD_NOT_ALLOWED, "the figures are read by GET\n");
        response.headers_mut().insert(ALLOW, HeaderValue::from_static("GET, HEAD"));
        return response;
    }
    let accept = request.headers().get(ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    let form = Form::asked(accept);
    let Ok(text) = page.text(form) else {
        return told(StatusCode::INTERNAL_SERVER_ERROR, "the figures cannot be written down\n");
    };
    let mut response = Response::new(Full::new(Bytes::from(text)));
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(form.media_type()));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A refusal. It ends the connection: nobody reads a body that may follow.
fn told(status: StatusCode, text: &'static str) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::new(Bytes::from_static(text.as_bytes())));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    headers.insert(CONNECTION, HeaderValue::from_static("close"));
    response
}
