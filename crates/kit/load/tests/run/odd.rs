//! Answers of servers and proxies that are no answers: each is an error with its code, and none ends a run.

use bytes::Bytes;
use h2::server::{Connection, SendResponse};
use http::{HeaderMap, Response, StatusCode};
use std::net::SocketAddr;
use tokio::net::{TcpListener, TcpStream};

/// What a server may answer.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Odd {
    /// Headers alone, with this status of gRPC.
    Status(&'static str),
    /// A status of HTTP, as of a proxy.
    Http(u16),
    /// A message, and these trailers.
    Message(&'static [u8], Option<&'static str>),
    /// The same, a byte at a time.
    Bytewise(&'static [u8], &'static str),
    /// The same, when the first message has come; before it not even headers.
    Lazy(&'static [u8], &'static str),
    /// A stream that is reset.
    Reset(h2::Reason),
    /// A connection that is closed in the middle of a call.
    Closed,
}

/// A server that answers so; its address.
pub(crate) async fn serve(odd: Odd) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(connection(stream, odd));
        }
    });
    address
}

/// A server whose calls are answered in turn, the last way for good; its address.
pub(crate) async fn serve_in_turn<const CALLS: usize>(odds: [Odd; CALLS]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        let mut turns = odds.into_iter().chain(std::iter::repeat(odds[CALLS - 1]));
        while let Ok((stream, _)) = listener.accept().await {
            let Ok(mut connection): Result<Connection<_, Bytes>, _> = h2::server::handshake(stream).await
            else {
                return;
            };
            while let Some(Ok((_request, answer))) = connection.accept().await {
                respond(answer, turns.next().unwrap());
            }
        }
    });
    address
}

async fn connection(stream: TcpStream, odd: Odd) {
    let Ok(mut connection): Result<Connection<_, Bytes>, _> = h2::server::handshake(stream).await else {
        return;
    };
    while let Some(Ok((request, answer))) = connection.accept().await {
        match odd {
            Odd::Closed => return,
            Odd::Lazy(message, status) => {
                tokio::spawn(async move {
                    request.into_body().data().await.unwrap().unwrap();
                    respond(answer, Odd::Message(message, Some(status)));
                });
            }
            odd => respond(answer, odd),
        }
    }
}

fn trailers(status: &str) -> HeaderMap {
    HeaderMap::from_iter([("grpc-status".parse().unwrap(), status.parse().unwrap())])
}

fn respond(mut answer: SendResponse<Bytes>, odd: Odd) {
    let mut response = Response::new(());
    match odd {
        Odd::Status(status) => {
            *response.headers_mut() = trailers(status);
            answer.send_response(response, true).unwrap();
        }
        Odd::Http(code) => {
            *response.status_mut() = StatusCode::from_u16(code).unwrap();
            answer.send_response(response, true).unwrap();
        }
        Odd::Message(message, status) => {
            let mut body = answer.send_response(response, false).unwrap();
            body.send_data(Bytes::from_static(message), status.is_none()).unwrap();
            if let Some(status) = status {
                body.send_trailers(trailers(status)).unwrap();
            }
        }
        Odd::Bytewise(message, status) => {
            let mut body = answer.send_response(response, false).unwrap();
            for at in 0..message.len() {
                body.send_data(Bytes::from_static(&message[at..=at]), false).unwrap();
            }
            body.send_trailers(trailers(status)).unwrap();
        }
        Odd::Reset(reason) => answer.send_reset(reason),
        Odd::Closed | Odd::Lazy(..) => {}
    }
}
