//! A client that does not end a call by itself when its time is over, so that the server's word is heard.

use hyper::body::Incoming;
use hyper::client::conn::http2::{SendRequest, handshake};
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::net::SocketAddr;
use tonic::body::Body;
use tonic::client::Grpc;
use tonic::codegen::http::{Request, Response, Uri};
use tonic::codegen::{BoxFuture, Context, Poll, Service};

/// A bare HTTP/2 connection.
#[derive(Clone)]
pub(crate) struct Bare(SendRequest<Body>);

impl Service<Request<Body>> for Bare {
    type Response = Response<Incoming>;
    type Error = hyper::Error;
    type Future = BoxFuture<Self::Response, Self::Error>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        Box::pin(self.0.send_request(request))
    }
}

/// Calls by path over a connection of its own.
pub(crate) async fn connect(address: SocketAddr) -> Grpc<Bare> {
    let stream = tokio::net::TcpStream::connect(address).await.unwrap();
    let (sender, connection) = handshake(TokioExecutor::new(), TokioIo::new(stream)).await.unwrap();
    tokio::spawn(connection);
    let origin: Uri = format!("http://{address}").parse().unwrap();
    Grpc::with_origin(Bare(sender), origin)
}
