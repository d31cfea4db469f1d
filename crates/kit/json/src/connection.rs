//! One connection: a request in, a call of gRPC, and what it answers in the protocol of the request.

use std::sync::Arc;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;
use http::header::{ALLOW, CONNECTION, CONTENT_TYPE, HeaderName, HeaderValue, WWW_AUTHENTICATE};
use http::request::Parts;
use http::response;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use prost_reflect::MethodDescriptor;
use tongguan_serve::{FarEnd, Line, Outgoing, Purse};
use tongguan_wire::status::{Reason, Refused};
use tonic::{Code, Status};

use crate::Edge;
use crate::body::{Body, Whole as Read};
use crate::envelope::{self, Messages, PREFIX, framed};
use crate::protocol::{Codec, Protocol, TAKEN};
use crate::refusal::{self, Named};
use crate::reply::{self, Reply, Stream, Web, Whole};
use crate::{host, metadata, text};

static ACCEPT_POST: HeaderName = HeaderName::from_static("accept-post");

/// See the module.
pub(crate) struct Connection {
    edge: Arc<Edge>,
    /// By part of the edge.
    lines: Vec<Line>,
    over_tls: bool,
}

impl Connection {
    pub(crate) fn new(edge: Arc<Edge>, far: &FarEnd) -> Self {
        let lines = edge.parts.iter().map(|part| part.calls.line(far.clone())).collect();
        Self { edge, lines, over_tls: far.is_over_tls() }
    }

    /// Answers a request, and reads what of its body nobody wanted.
    pub(crate) async fn answer(&self, request: Request<Incoming>) -> Response<Reply> {
        let (head, body) = request.into_parts();
        let mut body = Body::new(body, &head.headers, self.edge.limits);
        let mut response = self.route(&head, &mut body).await;
        if !body.discard().await {
            response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
        }
        response
    }

    async fn route(&self, head: &Parts, body: &mut Body) -> Response<Reply> {
        if let Err(status) = host::check(head, self.over_tls) {
            return self.refused(&status);
        }
        if head.method != Method::POST {
            let mut response = self.refused(&refusal::plain(Named::NotPost));
            response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
            return response;
        }
        let Some(protocol) = Protocol::of(&head.headers) else {
            let words = format!("the content type has to be one of {TAKEN}");
            let mut response = self.refused(&refusal::named(Named::ContentTypeUnknown, words));
            response.headers_mut().insert(&ACCEPT_POST, HeaderValue::from_static(TAKEN));
            return response;
        };
        match self.take(protocol, head, body).await {
            Ok(response) => response,
            Err(status) => self.tell(protocol, status),
        }
    }

    async fn take(
        &self,
        protocol: Protocol,
        head: &Parts,
        body: &mut Body,
    ) -> Result<Response<Reply>, Status> {
        let path = head.uri.path();
        let found = self.edge.find(path)?;
        let method = found.method;
        if method.is_client_streaming() {
            let words =
                format!("{} takes a stream of messages, which only gRPC carries: use gRPC", method.name());
            return Err(refusal::named(Named::StreamsIn, words));
        }
        protocol.check(method.is_server_streaming(), &head.headers)?;
        let line = self.lines.get(found.part).ok_or_else(failure)?;
        let admitted = line.admit(path, &head.headers)?;
        let framed = self.message(protocol, &method, body, line.coming()).await?;
        let call = metadata::call(path, &head.headers, protocol, framed)?;
        let (parts, source) = line.call(call, admitted).await.into_parts();
        match protocol {
            Protocol::Unary(codec) => self.whole(codec, &method, line, parts, source).await,
            Protocol::Stream(codec) => {
                let edge = Arc::clone(&self.edge);
                let going = Arc::clone(line.going());
                let stream = Stream::new(edge, codec, method.output(), (&parts.headers, source), going);
                Ok(headed(protocol, &parts.headers, Reply::Stream(Box::new(stream))))
            }
            Protocol::Web { text } => {
                let told = parts.headers.contains_key(Status::GRPC_STATUS);
                let mut response =
                    headed(protocol, &parts.headers, Reply::Web(Box::new(Web::new(source, text, told))));
                status_headers(&parts.headers, response.headers_mut());
                Ok(response)
            }
        }
    }

    /// The message of a request, in the frame of gRPC.
    async fn message(
        &self,
        protocol: Protocol,
        method: &MethodDescriptor,
        body: &mut Body,
        coming: &Arc<Purse>,
    ) -> Result<Bytes, Status> {
        let limits = self.edge.limits;
        let bare = limits.batch_message_bytes + PREFIX;
        let most = match protocol {
            Protocol::Unary(Codec::Json) | Protocol::Stream(Codec::Json) | Protocol::Web { text: true } => {
                limits.json_bytes
            }
            Protocol::Unary(_) | Protocol::Stream(_) | Protocol::Web { text: false } => bare,
        };
        let mut read = body.read(most, coming).await?;
        let bytes = read.bytes.clone();
        match protocol {
            Protocol::Unary(codec) => self.encoded(codec, method, bytes, &mut read),
            Protocol::Stream(codec) => self.encoded(codec, method, envelope::only(bytes)?, &mut read),
            Protocol::Web { text: false } => Ok(bytes),
            Protocol::Web { text: true } => {
                read.grow(bytes.len())?;
                let decoded = BASE64_STANDARD.decode(bytes.trim_ascii());
                let unreadable =
                    |_| Refused::new(Reason::MessageUnreadable, "the body is not base64").status();
                Ok(decoded.map_err(unreadable)?.into())
            }
        }
    }

    fn encoded(
        &self,
        codec: Codec,
        method: &MethodDescriptor,
        bytes: Bytes,
        read: &mut Read,
    ) -> Result<Bytes, Status> {
        if codec == Codec::Proto {
            return Ok(framed(0, &bytes));
        }
        let limits = self.edge.limits;
        let values = text::values(&bytes);
        let weight = values.saturating_mul(limits.json_value_bytes);
        if weight.saturating_add(bytes.len()) > limits.held_bytes_per_connection {
            let words =
                format!("the JSON holds {values} values or commas, which is more than fits into memory");
            return Err(Refused::new(Reason::MessageTooLarge, words).status());
        }
        read.grow(weight)?;
        Ok(framed(0, &text::read(&method.input(), &bytes)?))
    }

    /// The answer to a unary call of Connect.
    async fn whole(
        &self,
        codec: Codec,
        method: &MethodDescriptor,
        line: &Line,
        parts: response::Parts,
        mut source: Outgoing,
    ) -> Result<Response<Reply>, Status> {
        if let Some(status) = Status::from_header_map(&parts.headers) {
            return Err(status);
        }
        let busy = || Purse::refusal().status();
        let mut room = line.going().hold(0).ok_or_else(busy)?;
        let (mut messages, mut trailers) = (Messages::default(), HeaderMap::new());
        while let Some(frame) = source.frame().await {
            match frame?.into_data() {
                Ok(data) if room.grow(data.len()) => messages.push(&data),
                Ok(_) => return Err(busy()),
                Err(frame) => trailers = frame.into_trailers().unwrap_or_default(),
            }
        }
        let status = Status::from_header_map(&trailers).ok_or_else(failure)?;
        if status.code() != Code::Ok {
            return Err(status);
        }
        let mut message = messages.next().ok_or_else(failure)?;
        if codec == Codec::Json {
            let mut json = text::write(method.output(), &message)?;
            // For those who read it in a terminal.
            json.push(b'\n');
            message = json.into();
        }
        // From here on only what goes out is held.
        room.shrink_to(0);
        if !room.grow(message.len()) {
            return Err(busy());
        }
        let reply = Reply::Whole(Whole::new(message, Some(room)));
        let mut response = headed(Protocol::Unary(codec), &parts.headers, reply);
        metadata::hand_on(&trailers, "trailer-", response.headers_mut());
        Ok(response)
    }

    /// A refusal, as the protocol tells it.
    fn tell(&self, protocol: Protocol, status: Status) -> Response<Reply> {
        match protocol {
            Protocol::Unary(_) => self.refused(&status),
            Protocol::Stream(_) => {
                let end = reply::last(&self.edge, &status, &HeaderMap::new());
                headed(protocol, &HeaderMap::new(), Reply::Whole(Whole::new(end, None)))
            }
            Protocol::Web { .. } => {
                let mut response = headed(protocol, &HeaderMap::new(), Reply::Whole(Whole::default()));
                status_headers(status.into_http::<()>().headers(), response.headers_mut());
                response
            }
        }
    }

    /// A refusal with a status of HTTP, and an error in JSON.
    fn refused(&self, status: &Status) -> Response<Reply> {
        let mut text = self.edge.error(status).to_string();
        text.push('\n');
        let json = Protocol::Unary(Codec::Json);
        let metadata = status.metadata().clone().into_headers();
        let mut response = headed(json, &metadata, Reply::Whole(Whole::new(text, None)));
        *response.status_mut() = refusal::http(status);
        if status.code() == Code::Unauthenticated {
            response.headers_mut().insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}

/// The head of an answer that has this metadata.
fn headed(protocol: Protocol, metadata: &HeaderMap, reply: Reply) -> Response<Reply> {
    let mut response = Response::new(reply);
    *response.status_mut() = StatusCode::OK;
    metadata::hand_on(metadata, "", response.headers_mut());
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(protocol.content_type()));
    response
}

/// The status of a call that ended with its head.
fn status_headers(from: &HeaderMap, into: &mut HeaderMap) {
    let status = from.iter().filter(|(name, _)| name.as_str().starts_with("grpc-"));
    into.extend(status.map(|(name, value)| (name.clone(), value.clone())));
}

fn failure() -> Status {
    Refused::plain(Reason::Failure).status()
}
