//! `SubmitDocuments` straight over HTTP/2.
//!
//! A call of tonic goes out in three writes: headers, message, and an empty end. Here it is one, which is most of what a call costs
//! both sides on one machine, and what is between them is not measured as the server's. What is a call of gRPC is in
//! <https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md>.

use super::of_submitted;
use super::unary::SUBMIT;
use crate::bounds::ANSWER_BYTES;
use crate::desk::Outgoing;
use crate::run::{Answered, Sent, answered_now};
use bytes::{BufMut, Bytes, BytesMut};
use h2::client::{Builder, ResponseFuture, SendRequest};
use http::{HeaderMap, HeaderValue, Request, StatusCode, Uri, header};
use prost::Message;
use std::time::{Duration, Instant};
use tokio::net::TcpStream;
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::time::timeout;
use tongguan_client::Client;
use tongguan_proto::intake::v1::SubmitDocumentsResponse;
use tonic::{Code, Status};

/// As the client of this project has them.
const CONNECT_DEADLINE: Duration = Duration::from_secs(5);
const STREAM_WINDOW: u32 = 1024 * 1024;
const CONNECTION_WINDOW: u32 = 4 * 1024 * 1024;
/// A flag for compression, and the length of the message.
const PREFIX: usize = 5;

/// A connection, made anew when it breaks.
#[derive(Debug)]
pub(super) struct Direct {
    address: String,
    uri: Uri,
    shown: HeaderMap,
    answers: Sender<Answered>,
    begin: Instant,
}

impl Direct {
    /// To where a client calls; `None` where it does not call in the plain.
    pub(super) fn of(client: &Client, answers: Sender<Answered>, begin: Instant) -> Option<Self> {
        let address = client.plain_address()?.to_owned();
        let uri = Uri::builder().scheme("http").authority(address.as_str()).path_and_query(SUBMIT);
        let mut shown = client.metadata().ok()?.into_headers();
        shown.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/grpc"));
        shown.insert(header::TE, HeaderValue::from_static("trailers"));
        shown.insert(
            header::USER_AGENT,
            HeaderValue::from_static(concat!("tongguan-load/", env!("CARGO_PKG_VERSION"))),
        );
        Some(Self { address, uri: uri.build().ok()?, shown, answers, begin })
    }

    /// Sends what comes, each without waiting for the answers before it.
    pub(super) async fn run(self, mut outgoing: Receiver<Outgoing>) {
        let mut connection = None;
        while let Some(outgoing) = outgoing.recv().await {
            let sent = Sent::of(&outgoing);
            match self.sent(&mut connection, outgoing).await {
                Ok(response) => {
                    let (answers, begin) = (self.answers.clone(), self.begin);
                    tokio::spawn(async move {
                        let answer = of_submitted(answer(response).await, &sent);
                        // A run that has ended reads no answers.
                        let _ = answers.send(answered_now(&sent, answer, begin)).await;
                    });
                }
                Err(status) => {
                    connection = None;
                    let answer = answered_now(&sent, of_submitted(Err(status), &sent), self.begin);
                    if self.answers.send(answer).await.is_err() {
                        return;
                    }
                }
            }
        }
    }

    async fn sent(
        &self,
        connection: &mut Option<SendRequest<Bytes>>,
        outgoing: Outgoing,
    ) -> Result<ResponseFuture, Status> {
        let message = framed(&outgoing.step.message())?;
        let open = match connection.take() {
            Some(open) => open,
            None => timeout(CONNECT_DEADLINE, self.connected())
                .await
                .map_err(|_| Status::unavailable("no connection in time"))??,
        };
        // It waits where the server takes no more calls.
        let mut open = open.ready().await.map_err(broken)?;
        let mut request = Request::new(());
        *request.method_mut() = http::Method::POST;
        *request.version_mut() = http::Version::HTTP_2;
        *request.uri_mut() = self.uri.clone();
        *request.headers_mut() = self.shown.clone();
        let (response, mut body) = open.send_request(request, false).map_err(broken)?;
        // Before the connection has its turn, so that headers and message go out together.
        body.send_data(message, true).map_err(broken)?;
        *connection = Some(open);
        Ok(response)
    }

    async fn connected(&self) -> Result<SendRequest<Bytes>, Status> {
        let away = |error: std::io::Error| Status::unavailable(error.to_string());
        let stream = TcpStream::connect(&self.address).await.map_err(away)?;
        stream.set_nodelay(true).map_err(away)?;
        let mut builder = Builder::new();
        builder
            .enable_push(false)
            .initial_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW);
        let (open, connection) = builder.handshake(stream).await.map_err(broken)?;
        // Its end shows at the next call.
        tokio::spawn(async move {
            let _ = connection.await;
        });
        Ok(open)
    }
}

/// A message behind its prefix.
fn framed(message: &[u8]) -> Result<Bytes, Status> {
    let length = u32::try_from(message.len()).map_err(|_| Status::out_of_range("a message of 4 GiB"))?;
    let mut bytes = BytesMut::with_capacity(PREFIX + message.len());
    bytes.put_u8(0);
    bytes.put_u32(length);
    bytes.put_slice(message);
    Ok(bytes.freeze())
}

/// A call that was reset has a reason that gRPC has a code for; otherwise the connection is gone.
fn broken(error: h2::Error) -> Status {
    if error.is_reset() { Status::from_error(error.into()) } else { Status::unavailable(error.to_string()) }
}

/// The message of a response, or its status.
async fn answer(response: ResponseFuture) -> Result<SubmitDocumentsResponse, Status> {
    let response = response.await.map_err(broken)?;
    if response.status() != StatusCode::OK {
        return Err(of_http(response.status()));
    }
    if let Some(status) = Status::from_header_map(response.headers()) {
        return Err(match status.code() {
            Code::Ok => Status::internal("an answer without a message"),
            _ => status,
        });
    }
    let mut body = response.into_body();
    let mut bytes = Bytes::new();
    while let Some(data) = body.data().await {
        let data = data.map_err(broken)?;
        // What cannot be given back was the connection's, which is gone then.
        let _ = body.flow_control().release_capacity(data.len());
        if bytes.is_empty() {
            bytes = data;
        } else if bytes.len() + data.len() > ANSWER_BYTES {
            return Err(Status::out_of_range("an answer that is too long"));
        } else {
            let mut longer = BytesMut::from(bytes);
            longer.put(data);
            bytes = longer.freeze();
        }
    }
    let trailers = body.trailers().await.map_err(broken)?;
    match trailers.as_ref().and_then(Status::from_header_map) {
        Some(status) if status.code() == Code::Ok => read(&bytes),
        Some(status) => Err(status),
        None => Err(Status::unknown("an answer without a status")),
    }
}

fn read(bytes: &[u8]) -> Result<SubmitDocumentsResponse, Status> {
    let unreadable = || Status::internal("an answer that is no message of gRPC");
    let (prefix, message) = bytes.split_at_checked(PREFIX).ok_or_else(unreadable)?;
    // Nothing compressed was asked for.
    let [0, length @ ..] = prefix else { return Err(unreadable()) };
    let length: [u8; 4] = length.try_into().map_err(|_| unreadable())?;
    if usize::try_from(u32::from_be_bytes(length)) != Ok(message.len()) {
        return Err(unreadable());
    }
    SubmitDocumentsResponse::decode(message).map_err(|_| unreadable())
}

/// A server or proxy that answers in the words of HTTP alone, as gRPC translates them.
fn of_http(code: StatusCode) -> Status {
    let text = format!("HTTP {}", code.as_u16());
    match code.as_u16() {
        400 => Status::internal(text),
        401 => Status::unauthenticated(text),
        403 => Status::permission_denied(text),
        404 => Status::unimplemented(text),
        429 | 502..=504 => Status::unavailable(text),
        _ => Status::unknown(text),
    }
}
