//! A collector of OpenTelemetry that keeps the spans that it is sent.

use opentelemetry_proto::tonic::collector::trace::v1::trace_service_server::{
    TraceService, TraceServiceServer,
};
use opentelemetry_proto::tonic::collector::trace::v1::{
    ExportTraceServiceRequest, ExportTraceServiceResponse,
};
use opentelemetry_proto::tonic::common::v1::KeyValue;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::trace::v1::Span;
use opentelemetry_proto::tonic::trace::v1::span::{Event, SpanKind};
use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::time::timeout;
use tokio_stream::wrappers::TcpListenerStream;
use tongguan_traces::Options;
use tonic::transport::Server;
use tonic::{Request, Response, Status};

/// A span, and the process that sent it.
#[derive(Clone)]
pub(crate) struct Seen {
    pub(crate) service: String,
    pub(crate) span: Span,
}

/// A collector. It ends with the test.
pub(crate) struct Collector {
    pub(crate) address: SocketAddr,
    spans: watch::Receiver<Vec<Seen>>,
}

struct Kept(watch::Sender<Vec<Seen>>);

#[tonic::async_trait]
impl TraceService for Kept {
    async fn export(
        &self,
        request: Request<ExportTraceServiceRequest>,
    ) -> Result<Response<ExportTraceServiceResponse>, Status> {
        self.0.send_modify(|kept| {
            for of_process in request.into_inner().resource_spans {
                let resource = of_process.resource.unwrap_or_default();
                let service = word(&resource.attributes, "service.name").unwrap_or_default();
                let spans = of_process.scope_spans.into_iter().flat_map(|of_scope| of_scope.spans);
                kept.extend(spans.map(|span| Seen { service: service.clone(), span }));
            }
        });
        Ok(Response::new(ExportTraceServiceResponse::default()))
    }
}

impl Collector {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let (keep, spans) = watch::channel(Vec::new());
        let server = Server::builder().add_service(TraceServiceServer::new(Kept(keep)));
        tokio::spawn(server.serve_with_incoming(TcpListenerStream::new(listener)));
        Self { address, spans }
    }

    /// What a server is told that sends its spans here.
    pub(crate) fn options(&self) -> Options {
        to(self.address)
    }

    /// What is there, once this holds of it.
    pub(crate) async fn until(&self, holds: impl Fn(&[Seen]) -> bool) -> Vec<Seen> {
        let mut spans = self.spans.clone();
        let there = timeout(Duration::from_secs(20), spans.wait_for(|spans| holds(spans))).await;
        match there {
            Ok(spans) => spans.unwrap().clone(),
            Err(_) => panic!("it never comes; there is: {:#?}", self.now()),
        }
    }

    /// What is there.
    pub(crate) fn now(&self) -> Vec<Seen> {
        self.spans.borrow().clone()
    }
}

/// What a server is told that sends every span to this address.
pub(crate) fn to(address: SocketAddr) -> Options {
    Options {
        endpoint: format!("http://{address}"),
        ratio: 1.0,
        service: "tongguan",
        version: "0",
        queue: tongguan_domain::limits::TRACE_QUEUE,
    }
}

impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noted = |attribute: &KeyValue| {
            let value = attribute.value.clone().and_then(|value| value.value);
            format!("{}={value:?}", attribute.key)
        };
        let noted: Vec<_> = self.span.attributes.iter().map(noted).collect();
        let (service, name, links) = (&self.service, &self.span.name, self.links());
        write!(
            f,
            "{service} {name} {}/{} of {} links {links:?} {noted:?}",
            self.trace(),
            self.id(),
            self.parent()
        )
    }
}

fn word(attributes: &[KeyValue], key: &str) -> Option<String> {
    match of(attributes, key)? {
        Value::StringValue(word) => Some(word),
        _ => None,
    }
}

fn of(attributes: &[KeyValue], key: &str) -> Option<Value> {
    let mut found = attributes.iter().filter(|attribute| attribute.key == key);
    let value = found.next()?.value.clone()?.value;
    assert!(found.next().is_none(), "{key} stands there twice: {attributes:?}");
    value
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Seen {
    pub(crate) fn is(&self, name: &str) -> bool {
        self.span.name.rsplit('/').next() == Some(name)
    }

    pub(crate) fn is_server(&self) -> bool {
        self.span.kind == SpanKind::Server as i32
    }

    pub(crate) fn trace(&self) -> String {
        hex(&self.span.trace_id)
    }

    pub(crate) fn id(&self) -> String {
        hex(&self.span.span_id)
    }

    /// The id of its parent; empty where it is the first of its trace.
    pub(crate) fn parent(&self) -> String {
        hex(&self.span.parent_span_id)
    }

    /// The ids of the spans to which it is linked.
    pub(crate) fn links(&self) -> Vec<String> {
        self.span.links.iter().map(|link| hex(&link.span_id)).collect()
    }

    pub(crate) fn word(&self, key: &str) -> String {
        word(&self.span.attributes, key).unwrap_or_default()
    }

    pub(crate) fn number(&self, key: &str) -> Option<i64> {
        number(&self.span.attributes, key)
    }

    pub(crate) fn events(&self, name: &str) -> Vec<&Event> {
        self.span.events.iter().filter(|event| event.name == name).collect()
    }
}

/// A number among attributes.
pub(crate) fn number(attributes: &[KeyValue], key: &str) -> Option<i64> {
    match of(attributes, key)? {
        Value::IntValue(number) => Some(number),
        other => panic!("{key} is {other:?}"),
    }
}

/// The spans of a name.
pub(crate) fn named<'s>(spans: &'s [Seen], name: &str) -> Vec<&'s Seen> {
    spans.iter().filter(|seen| seen.is(name)).collect()
}
