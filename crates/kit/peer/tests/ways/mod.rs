//! The conformance suite of a port: whoever asks it, and over whatever way, is answered the same. The services that have a port
//! run it on theirs.

use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use std::convert::Infallible;
use std::fmt::Debug;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;
use tongguan_domain::ports::Unavailable;
use tongguan_peer::Line;
use tongguan_testkit::faults::{Fault, Faults};
use tongguan_tls::{OwnFiles, Protocol, Tls, TlsFiles, Trust};
use tonic::Code;
use tonic::body::Body;
use tonic::server::NamedService;
use tonic::transport::server::TcpIncoming;
use tonic::transport::{Endpoint, Server};
use tower::Service;

/// A port: facts come in, an answer goes out.
pub(crate) type Port<F, A> = Arc<dyn Fn(F) -> Answered<A> + Send + Sync>;
pub(crate) type Answered<A> = Pin<Box<dyn Future<Output = Result<A, Unavailable>> + Send>>;

/// Over a pipe in memory.
fn pipe<S>(service: S) -> Line
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + NamedService,
    S: Clone + Send + Sync + 'static,
    S::Future: Send,
{
    Line::by(move || {
        let service = service.clone();
        let connect = tower::service_fn(move |_| {
            let service = service.clone();
            async move {
                let (ours, theirs) = tokio::io::duplex(4_096);
                let incoming = tokio_stream::once(Ok::<_, std::io::Error>(theirs));
                tokio::spawn(Server::builder().add_service(service).serve_with_incoming(incoming));
                Ok::<_, std::io::Error>(hyper_util::rt::TokioIo::new(ours))
            }
        });
        Endpoint::from_static("http://pipe").connect_with_connector_lazy(connect)
    })
}

fn tcp<S>(service: S) -> Line
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + NamedService,
    S: Clone + Send + Sync + 'static,
    S::Future: Send,
{
    let incoming = TcpIncoming::bind("127.0.0.1:0".parse().unwrap()).unwrap().with_nodelay(Some(true));
    let uri = format!("http://{}", incoming.local_addr().unwrap()).parse().unwrap();
    tokio::spawn(Server::builder().add_service(service).serve_with_incoming(incoming));
    Line::new(uri)
}

/// Over TCP and TLS, each end with a certificate that the other asks for.
fn tls<S>(service: S) -> Line
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + NamedService,
    S: Clone + Send + Sync + 'static,
    S::Future: Send,
{
    let folder = tempfile::tempdir().unwrap();
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let [certificate, key] = ["certificate", "key"].map(|name| folder.path().join(name));
    std::fs::write(&certificate, made.cert.pem()).unwrap();
    std::fs::write(&key, made.signing_key.serialize_pem()).unwrap();
    let files = TlsFiles {
        own: Some(OwnFiles { certificate: certificate.clone(), key }),
        client_ca: Some(certificate.clone()),
        trust: Trust::File(certificate),
    };
    let (tls, _) = Tls::open(files).unwrap();
    let acceptor = tls.acceptor().unwrap().clone();
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let uri = format!("https://localhost:{}", listener.local_addr().unwrap().port()).parse().unwrap();
    tokio::spawn(async move {
        let listener = tokio::net::TcpListener::from_std(listener).unwrap();
        loop {
            let (connection, _) = listener.accept().await.unwrap();
            let Ok(mut accepted) = acceptor.accept(Protocol::Http2, connection).await else { continue };
            let (mut ours, theirs) = tokio::io::duplex(4_096);
            let incoming = tokio_stream::once(Ok::<_, std::io::Error>(theirs));
            tokio::spawn(Server::builder().add_service(service.clone()).serve_with_incoming(incoming));
            tokio::spawn(async move { tokio::io::copy_bidirectional(&mut accepted.stream, &mut ours).await });
        }
    });
    Line::to(uri, tls.connector().unwrap().clone())
}

/// The same service as another version of it: each answer has a field that nobody here knows.
#[derive(Clone)]
struct OfAnotherVersion<S>(S);

impl<S: NamedService> NamedService for OfAnotherVersion<S> {
    const NAME: &'static str = S::NAME;
}

impl<S> Service<Request<Body>> for OfAnotherVersion<S>
where
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response<Body>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Body>, Infallible>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        self.0.poll_ready(context)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let answering = self.0.call(request);
        Box::pin(async move {
            let (head, body) = answering.await?.into_parts();
            let body = body.collect().await.unwrap();
            let (trailers, bytes) = (body.trailers().cloned(), body.to_bytes());
            // Whether it is compressed, its length, the message; then field 1,000, a varint.
            let message = [&bytes[5..], &[0xC0, 0x3E, 0x01]].concat();
            let length = u32::try_from(message.len()).unwrap().to_be_bytes();
            let framed = Full::from([&[0], &length[..], &message].concat());
            let body = Body::new(framed.with_trailers(async { trailers.map(Ok) }));
            Ok(Response::from_parts(head, body))
        })
    }
}

/// What befalls calls on a bad way: none that would take a deadline each.
fn faults() -> Faults {
    Faults::seeded(1)
        .share(Fault::Fails(Code::Unavailable), 150_000)
        .share(Fault::Fails(Code::Internal), 150_000)
        .share(Fault::Delays(Duration::from_millis(20)), 200_000)
        .share(Fault::Repeats, 200_000)
        .share(Fault::Reorders(Duration::from_millis(50)), 200_000)
}

/// Asks until there is an answer.
async fn insist<F: Clone, A>(port: Port<F, A>, facts: F) -> A {
    loop {
        if let Ok(answer) = port(facts.clone()).await {
            return answer;
        }
    }
}

/// Asks the port in this process, and the same service over a pipe, over TCP and over TLS, as another version of itself, and at the end of a bad
/// way.
pub(crate) async fn conform<F, A, S>(
    facts: &[F],
    local: Port<F, A>,
    service: S,
    remote: fn(Line) -> Port<F, A>,
) where
    F: Clone + Send + 'static,
    A: PartialEq + Debug + Send + 'static,
    S: Service<Request<Body>, Response = Response<Body>, Error = Infallible> + NamedService,
    S: Clone + Send + Sync + 'static,
    S::Future: Send,
{
    let mut expected = Vec::new();
    for facts in facts {
        expected.push(local(facts.clone()).await.unwrap());
    }
    assert!(expected.iter().any(|answer| *answer != expected[0]), "they differ by their facts");
    let ways = [
        ("local", local),
        ("pipe", remote(pipe(service.clone()))),
        ("TCP", remote(tcp(service.clone()))),
        ("TCP and TLS", remote(tls(service.clone()))),
        ("another version", remote(tcp(OfAnotherVersion(service.clone())))),
    ];
    for (way, port) in ways {
        for (facts, expected) in facts.iter().zip(&expected) {
            // Asked again it is the same.
            for _ in 0..2 {
                assert_eq!(port(facts.clone()).await.as_ref(), Ok(expected), "{way}");
            }
        }
        // Many at once: each gets its own.
        let asked: Vec<_> = facts.iter().map(|facts| tokio::spawn(port(facts.clone()))).collect();
        for (asked, expected) in asked.into_iter().zip(&expected) {
            assert_eq!(asked.await.unwrap().as_ref(), Ok(expected), "{way}");
        }
    }
    // Many at once, on a way on which answers get lost and overtake each other.
    let faults = faults();
    let port = remote(tcp(faults.before(service)));
    let asked: Vec<_> = facts.iter().map(|facts| tokio::spawn(insist(port.clone(), facts.clone()))).collect();
    for (asked, expected) in asked.into_iter().zip(&expected) {
        assert_eq!(asked.await.unwrap(), *expected, "a bad way");
    }
    for fault in ["fails", "delays", "repeats", "reorders"] {
        assert!(faults.befell(fault) > 0, "{fault}");
    }
}
