//! A server with a file of keys, and calls of any method by its name.

use prost::bytes::{Buf, BufMut, Bytes};
use prost_reflect::{DescriptorPool, DynamicMessage, MethodDescriptor};
use std::collections::HashMap;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;
use tokio_stream::{StreamExt, iter};
use tongguan::compose::{Running, ServeOptions, start};
use tongguan_client::Client;
use tongguan_domain::names::TenantName;
use tongguan_domain::time::Moment;
use tongguan_identity::{ApiKey, Record, Role, Roles};
use tongguan_wire::status::read_reason;
use tonic::client::Grpc;
use tonic::codec::{Codec, DecodeBuf, Decoder, EncodeBuf, Encoder};
use tonic::codegen::http::uri::PathAndQuery;
use tonic::transport::Channel;
use tonic::{Request, Status, Streaming};

/// Far more than anything here needs; a test that reaches it has hung.
pub(crate) const PATIENCE: Duration = Duration::from_secs(60);

/// The next key of this process: every one has other digits.
fn key() -> ApiKey {
    static NEXT: std::sync::atomic::AtomicU8 = std::sync::atomic::AtomicU8::new(1);
    let number = NEXT.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    let spread = |at: u8| number.wrapping_mul(37).wrapping_add(at.wrapping_mul(11));
    ApiKey::of_random(
        [b'k', b'e', b'y', number / 36, number % 36, 0, 0, 0],
        std::array::from_fn(|at| spread(at as u8)),
    )
}

/// A file of keys, and the keys themselves.
pub(crate) struct Ring {
    folder: TempDir,
}

impl Ring {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn file(&self) -> PathBuf {
        self.folder.path().join("keys.jsonl")
    }

    pub(crate) fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// A new key.
    pub(crate) fn add(&self, tenant: &str, roles: &[Role]) -> ApiKey {
        self.add_until(tenant, roles, None)
    }

    pub(crate) fn add_until(&self, tenant: &str, roles: &[Role], until: Option<Moment>) -> ApiKey {
        let key = key();
        let roles: Roles = roles.iter().copied().collect();
        let record = Record::new(&key, TenantName::new(tenant).unwrap(), roles, until, "").unwrap();
        tongguan_identity::add(&self.file(), &record).unwrap();
        key
    }

    pub(crate) fn revoke(&self, key: &ApiKey) {
        tongguan_identity::revoke(&self.file(), key.id(), Moment::from_millis(1)).unwrap();
    }
}

/// A server in this process that asks for the keys of a ring.
pub(crate) struct Station {
    running: Running,
    services: Channel,
    control: Channel,
}

impl Station {
    pub(crate) async fn start(ring: &Ring) -> Self {
        Self::with(ring, ServeOptions::default()).await
    }

    pub(crate) async fn with(ring: &Ring, options: ServeOptions) -> Self {
        let json = Some("127.0.0.1:0".parse().unwrap());
        let running = start(ServeOptions { api_keys: Some(ring.file()), json, ..options }).await.unwrap();
        let channel =
            |address: SocketAddr| Channel::from_shared(format!("http://{address}")).unwrap().connect_lazy();
        let (services, control) = (channel(running.address()), channel(running.control().unwrap()));
        Self { running, services, control }
    }

    pub(crate) const fn running(&self) -> &Running {
        &self.running
    }

    pub(crate) async fn stop(self) {
        self.running.stop().await;
    }

    /// A client with a key, in the sandbox `default`.
    pub(crate) async fn client(&self, key: &ApiKey) -> Client {
        Client::connect(format!("http://{}", self.running.address())).await.unwrap().api_key(key.text())
    }

    /// The same of sandbox control.
    pub(crate) async fn control(&self, key: &ApiKey) -> Client {
        let address = self.running.control().unwrap();
        Client::connect(format!("http://{address}")).await.unwrap().api_key(key.text())
    }

    /// Calls a method with a message, over gRPC: the head of its reply, with the stream behind it.
    pub(crate) async fn open(
        &self,
        method: &str,
        message: Bytes,
        authorization: &[&str],
    ) -> Result<Streaming<Bytes>, Status> {
        let channel = if method.starts_with("/tongguan.sandbox.") { &self.control } else { &self.services };
        let mut grpc = Grpc::new(channel.clone());
        grpc.ready().await.unwrap();
        let mut request = Request::new(iter([message]));
        for value in authorization {
            request.metadata_mut().append("authorization", value.parse().unwrap());
        }
        let path: PathAndQuery = method.parse().unwrap();
        let call = grpc.streaming(request, path, Raw);
        Ok(tokio::time::timeout(PATIENCE, call).await.expect("hung")?.into_inner())
    }

    /// The reason of a refusal, or nothing: it was let in and did something or other.
    pub(crate) async fn reason(&self, method: &str, authorization: &[&str]) -> String {
        match self.open(method, Bytes::new(), authorization).await {
            Ok(_) => String::new(),
            Err(status) => reason(&status),
        }
    }

    /// The whole reply of a call, as text: what differs is seen.
    pub(crate) async fn reply(&self, method: &MethodDescriptor, message: Bytes, key: &ApiKey) -> String {
        let path = format!("/{}/{}", method.parent_service().full_name(), method.name());
        match self.open(&path, message, &[&bearer(key)]).await {
            Err(status) => format!("{:?} {} {:?}", status.code(), status.message(), status.details()),
            // A stream that watches has no end.
            Ok(_) if method.is_server_streaming() => "open".to_owned(),
            Ok(mut stream) => match stream.next().await.unwrap() {
                Ok(bytes) => {
                    let message = DynamicMessage::decode(method.output(), bytes).unwrap();
                    // By way of a value, whose maps have an order.
                    serde_json::to_value(message).unwrap().to_string()
                }
                Err(status) => format!("{:?} {} {:?}", status.code(), status.message(), status.details()),
            },
        }
    }

    /// A POST to the JSON edge: status of HTTP, headers and body.
    pub(crate) fn post(
        &self,
        path: &str,
        kind: &str,
        body: &[u8],
        authorization: &[&str],
    ) -> (u16, HashMap<String, String>, Vec<u8>) {
        post(self.running.json().unwrap(), path, kind, body, authorization)
    }
}

/// A POST over HTTP/1.
pub(crate) fn post(
    address: SocketAddr,
    path: &str,
    kind: &str,
    body: &[u8],
    authorization: &[&str],
) -> (u16, HashMap<String, String>, Vec<u8>) {
    let mut head = format!("POST {path} HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n");
    head += &format!("Content-Type: {kind}\r\nContent-Length: {}\r\n", body.len());
    for value in authorization {
        head += &format!("Authorization: {value}\r\n");
    }
    exchange(address, &[head.as_bytes(), b"\r\n", body].concat())
}

/// Sends a request, and reads what comes until the other end closes.
pub(crate) fn exchange(address: SocketAddr, request: &[u8]) -> (u16, HashMap<String, String>, Vec<u8>) {
    let mut stream = TcpStream::connect(address).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.write_all(request).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
    let head = String::from_utf8(answer[..end].to_vec()).unwrap();
    let mut lines = head.split("\r\n");
    let status = lines.next().unwrap().split(' ').nth(1).unwrap().parse().unwrap();
    let headers = lines.filter_map(|line| line.split_once(": "));
    let headers = headers.map(|(name, value)| (name.to_lowercase(), value.to_owned())).collect();
    (status, headers, answer[end + 4..].to_vec())
}

pub(crate) fn bearer(key: &ApiKey) -> String {
    format!("Bearer {}", key.text())
}

/// The reason of a refusal, or its code.
pub(crate) fn reason(status: &Status) -> String {
    read_reason(status).map_or_else(|| format!("{:?}", status.code()), |reason| reason.name().to_owned())
}

pub(crate) fn pool() -> DescriptorPool {
    DescriptorPool::decode(tongguan_proto::DESCRIPTORS).unwrap()
}

/// Every method of the API.
pub(crate) fn methods(pool: &DescriptorPool) -> Vec<MethodDescriptor> {
    pool.services().flat_map(|service| service.methods().collect::<Vec<_>>()).collect()
}

/// Messages as they are.
struct Raw;

impl Codec for Raw {
    type Encode = Bytes;
    type Decode = Bytes;
    type Encoder = Self;
    type Decoder = Self;

    fn encoder(&mut self) -> Self {
        Self
    }

    fn decoder(&mut self) -> Self {
        Self
    }
}

impl Encoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn encode(&mut self, item: Bytes, into: &mut EncodeBuf<'_>) -> Result<(), Status> {
        into.put(item);
        Ok(())
    }
}

impl Decoder for Raw {
    type Item = Bytes;
    type Error = Status;

    fn decode(&mut self, from: &mut DecodeBuf<'_>) -> Result<Option<Bytes>, Status> {
        let length = from.remaining();
        Ok(Some(from.copy_to_bytes(length)))
    }
}
