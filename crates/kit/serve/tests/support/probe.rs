//! A service without a build script: every message is empty, every method is one behaviour.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use http::uri::PathAndQuery;
use prost::Message;
use prost_types::{FileDescriptorProto, FileDescriptorSet, MethodDescriptorProto, ServiceDescriptorProto};
use tokio::sync::Semaphore;
use tokio_stream::StreamExt;
use tongguan_serve::{DrainSignal, Head};
use tonic::body::Body;
use tonic::server::{Grpc, NamedService};
use tonic::transport::Channel;
use tonic::{Request, Response, Status, Streaming};
use tonic_prost::ProstCodec;
use tower::service_fn;

/// See the module.
#[derive(Clone)]
pub struct Probe {
    pub signal: DrainSignal,
    pub hanging: Arc<Semaphore>,
}

/// Bytes of a page.
pub const PAGE: usize = 200_000;

type Endless = Pin<Box<dyn tokio_stream::Stream<Item = Result<(), Status>> + Send>>;

impl NamedService for Probe {
    const NAME: &'static str = "tongguan.probe.Probe";
}

impl tower::Service<http::Request<Body>> for Probe {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let Self { signal, hanging } = self.clone();
        let mut grpc = Grpc::new(ProstCodec::<(), ()>::default());
        let path = request.uri().path().to_owned();
        match path.rsplit('/').next().unwrap() {
            "Empty" => Box::pin(async move {
                Ok(grpc.unary(service_fn(|_: Request<()>| async { Ok(Response::new(())) }), request).await)
            }),
            "Sandbox" => Box::pin(async move {
                let handler = |call: Request<()>| async move {
                    Ok(Head::split(call).0.sandbox("").map(|_name| Response::new(()))?)
                };
                Ok(grpc.unary(service_fn(handler), request).await)
            }),
            "Panic" => Box::pin(async move {
                let handler = |_: Request<()>| async { panic!("the name of a consignee") };
                Ok(grpc.unary(service_fn(handler), request).await)
            }),
            "Hang" => Box::pin(async move {
                let handler = move |_: Request<()>| {
                    hanging.add_permits(1);
                    std::future::pending::<Result<Response<()>, Status>>()
                };
                Ok(grpc.unary(service_fn(handler), request).await)
            }),
            "Upload" => Box::pin(async move {
                let handler = |call: Request<Streaming<()>>| async {
                    let mut items = call.into_inner();
                    while items.next().await.transpose()?.is_some() {}
                    Ok(Response::new(()))
                };
                Ok(grpc.client_streaming(service_fn(handler), request).await)
            }),
            "Page" => Box::pin(async move {
                let mut grpc = Grpc::new(ProstCodec::<Vec<u8>, ()>::default());
                let handler = |_: Request<()>| async { Ok(Response::new(vec![7_u8; PAGE])) };
                Ok(grpc.unary(service_fn(handler), request).await)
            }),
            "Echo" => Box::pin(async move {
                let mut grpc = Grpc::new(ProstCodec::<Vec<u8>, Vec<u8>>::default());
                let handler =
                    |call: Request<Streaming<Vec<u8>>>| async { Ok(Response::new(call.into_inner())) };
                Ok(grpc.streaming(service_fn(handler), request).await)
            }),
            "Polite" => Box::pin(async move {
                let handler = move |_: Request<()>| {
                    let stream: Endless = Box::pin(signal.end(tokio_stream::pending()));
                    async move { Ok(Response::new(stream)) }
                };
                Ok(grpc.server_streaming(service_fn(handler), request).await)
            }),
            "Rude" => Box::pin(async move {
                let handler = |_: Request<()>| async {
                    let stream: Endless = Box::pin(tokio_stream::pending());
                    Ok(Response::new(stream))
                };
                Ok(grpc.server_streaming(service_fn(handler), request).await)
            }),
            _ => Box::pin(async { Ok(Status::unimplemented("no such behaviour").into_http()) }),
        }
    }
}

/// What a build script would have made.
pub fn descriptor_set() -> Vec<u8> {
    let method = |name: &str, streams_in: bool, streams_out: bool| MethodDescriptorProto {
        name: Some(name.to_owned()),
        client_streaming: Some(streams_in),
        server_streaming: Some(streams_out),
        ..MethodDescriptorProto::default()
    };
    let mut methods: Vec<_> =
        ["Empty", "Sandbox", "Panic", "Hang", "Page"].map(|name| method(name, false, false)).into();
    methods.extend([
        method("Upload", true, false),
        method("Echo", true, true),
        method("Polite", false, true),
        method("Rude", false, true),
    ]);
    let service = ServiceDescriptorProto {
        name: Some("Probe".to_owned()),
        method: methods,
        ..ServiceDescriptorProto::default()
    };
    let file = FileDescriptorProto {
        name: Some("tongguan/probe.proto".to_owned()),
        package: Some("tongguan.probe".to_owned()),
        service: vec![service],
        ..FileDescriptorProto::default()
    };
    FileDescriptorSet { file: vec![file] }.encode_to_vec()
}

/// One unary call.
pub async fn call(channel: &Channel, path: &'static str, request: Request<()>) -> Result<(), Status> {
    let mut grpc = client(channel).await;
    let codec = ProstCodec::<(), ()>::default();
    grpc.unary(request, PathAndQuery::from_static(path), codec).await.map(Response::into_inner)
}

/// One call with a stream of replies.
pub async fn watch(channel: &Channel, path: &'static str) -> Streaming<()> {
    let mut grpc = client(channel).await;
    let codec = ProstCodec::<(), ()>::default();
    let path = PathAndQuery::from_static(path);
    grpc.server_streaming(Request::new(()), path, codec).await.unwrap().into_inner()
}

async fn client(channel: &Channel) -> tonic::client::Grpc<Channel> {
    let mut grpc = tonic::client::Grpc::new(channel.clone());
    grpc.ready().await.unwrap();
    grpc
}
