//! A listener to which a server POSTs receipts, as an enterprise has one: `serve --http-callback DXPENT0000000001=http://ADDRESS/`.
//! What was read is answered by `SUCCESS`; what is no receipt by 400, what takes too long by 408, and the server tries again.

use crate::bounds::{AHEAD, CALLBACK_ACCEPT_MILLIS, CALLBACK_SECONDS, CALLBACKS};
use crate::letters;
use crate::told::Told;
use crate::watch::{Watched, Watching};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use percent_encoding::percent_decode;
use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};
use tongguan_domain::limits::FORM_BYTES;

/// The field of the form.
const MESSAGE: &[u8] = b"message=";

/// How much of it others may take.
#[derive(Clone, Copy, Debug)]
struct Bounds {
    /// At once.
    connections: usize,
    /// For the head of a request, and then for its body.
    patience: Duration,
}

const BOUNDS: Bounds = Bounds { connections: CALLBACKS, patience: Duration::from_secs(CALLBACK_SECONDS) };

/// Serves until the run ends.
pub(crate) fn begin(
    listener: std::net::TcpListener,
    runtime: &Handle,
    begin: Instant,
) -> io::Result<(Receiver<Watched>, Watching)> {
    begin_within(listener, runtime, begin, BOUNDS)
}

fn begin_within(
    listener: std::net::TcpListener,
    runtime: &Handle,
    begin: Instant,
    bounds: Bounds,
) -> io::Result<(Receiver<Watched>, Watching)> {
    listener.set_nonblocking(true)?;
    let entered = runtime.enter();
    let listener = TcpListener::from_std(listener)?;
    drop(entered);
    let (out, receipts) = mpsc::channel(AHEAD);
    let task = runtime.spawn(serve(listener, out, begin, bounds));
    Ok((receipts, Watching::over(task, Arc::default())))
}

async fn serve(listener: TcpListener, out: Sender<Watched>, begin: Instant, bounds: Bounds) {
    // They end with this task.
    let mut connections = JoinSet::new();
    loop {
        while connections.try_join_next().is_some() {}
        if connections.len() >= bounds.connections {
            // Whoever comes next waits with the system: each of these ends in a known time.
            connections.join_next().await;
        }
        let (stream, _) = accepted(|| listener.accept()).await;
        let out = out.clone();
        connections.spawn(async move {
            let service = service_fn(|request| answer(request, out.clone(), begin, bounds.patience));
            let mut server = http1::Builder::new();
            server.timer(TokioTimer::new()).header_read_timeout(bounds.patience);
            // A connection that breaks is made anew by the server.
            let _ = server.serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

/// The next connection. Where the system gives none, as with too many open files, it is asked again after a pause.
async fn accepted<T, F: Future<Output = io::Result<T>>>(mut accept: impl FnMut() -> F) -> T {
    loop {
        if let Ok(accepted) = accept().await {
            return accepted;
        }
        sleep(Duration::from_millis(CALLBACK_ACCEPT_MILLIS)).await;
    }
}

async fn answer(
    request: Request<Incoming>,
    out: Sender<Watched>,
    begin: Instant,
    patience: Duration,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (status, words) = match taken(request, &out, begin, patience).await {
        Ok(()) => (StatusCode::OK, "SUCCESS"),
        Err(refused) => refused,
    };
    let mut response = Response::new(Full::new(Bytes::from_static(words.as_bytes())));
    *response.status_mut() = status;
    Ok(response)
}

async fn taken(
    request: Request<Incoming>,
    out: &Sender<Watched>,
    begin: Instant,
    patience: Duration,
) -> Result<(), (StatusCode, &'static str)> {
    let bad = |why| (StatusCode::BAD_REQUEST, why);
    if request.method() != Method::POST {
        return Err(bad("receipts are POSTed"));
    }
    let body = timeout(patience, Limited::new(request.into_body(), FORM_BYTES).collect()).await;
    let body = body.map_err(|_| (StatusCode::REQUEST_TIMEOUT, "the body took too long"))?;
    let body = body.map_err(|_| bad("the body is too large, or was cut"))?.to_bytes();
    let value = body.strip_prefix(MESSAGE).ok_or(bad("the form has no field message"))?;
    let receipts = read(value).ok_or(bad("the message is no receipt"))?;
    let at = Instant::now().saturating_duration_since(begin);
    for receipt in receipts {
        out.send((Told::of(&receipt), at)).await.map_err(|_| bad("nobody reads any more"))?;
    }
    Ok(())
}

fn read(value: &[u8]) -> Option<Vec<tongguan_proto::document::v1::Receipt>> {
    let xml: Vec<u8> = percent_decode(value).collect();
    letters::read(&xml).filter(|receipts| !receipts.is_empty())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test may fail at any line")]
mod tests {
    use super::*;
    use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    const RECEIPT: &str = r#"<?xml version="1.0" encoding="UTF-8"?><CEB604Message xmlns="http://www.chinaport.gov.cn/ceb"><InventoryReturn><guid>G</guid><copNo>COP00000007</copNo><returnStatus>399</returnStatus></InventoryReturn></CEB604Message>"#;

    type Receipts = Receiver<Watched>;

    fn listening(bounds: Bounds) -> (std::net::SocketAddr, Receipts, Watching) {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (receipts, watching) =
            begin_within(listener, &Handle::current(), Instant::now(), bounds).unwrap();
        (address, receipts, watching)
    }

    fn form(xml: &str) -> String {
        format!("message={}", percent_encode(xml.as_bytes(), NON_ALPHANUMERIC))
    }

    fn request(method: &str, body: &str) -> String {
        let head = format!("{method} / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n");
        format!("{head}Content-Length: {}\r\n\r\n{body}", body.len())
    }

    async fn said(stream: &mut TcpStream, request: &str) -> String {
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        answer
    }

    #[tokio::test]
    async fn what_is_no_receipt_is_not_called_safe() {
        let (address, mut receipts, watching) = listening(BOUNDS);
        for (method, body, status, words) in [
            ("POST", form(RECEIPT), "200", "SUCCESS"),
            ("GET", form(RECEIPT), "400", "receipts are POSTed"),
            ("POST", RECEIPT.to_owned(), "400", "the form has no field message"),
            ("POST", form("<CEB603Message/>"), "400", "the message is no receipt"),
            ("POST", form("words"), "400", "the message is no receipt"),
            ("POST", String::new(), "400", "the form has no field message"),
        ] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let answer = said(&mut stream, &request(method, &body)).await;
            assert!(
                answer.starts_with(&format!("HTTP/1.1 {status} ")) && answer.ends_with(words),
                "{answer}"
            );
        }
        let (told, _) = receipts.recv().await.unwrap();
        let (cue, parcel) = told.about.unwrap();
        assert_eq!((cue.code, parcel, told.number), (399, 7, 0));
        assert!(receipts.try_recv().is_err(), "one was a receipt");
        assert_eq!(watching.end(), (0, None));
    }

    /// A head or a body that does not end takes nobody's place for long.
    #[tokio::test]
    async fn whoever_is_slow_is_left() {
        let patience = Duration::from_millis(200);
        let (address, mut receipts, watching) = listening(Bounds { patience, ..BOUNDS });
        let whole = request("POST", &form(RECEIPT));
        let body = whole.find("message=").unwrap();
        for (sent, status) in [(body + 9, "HTTP/1.1 408 "), (20, ""), (0, "")] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let answer = timeout(Duration::from_secs(20), said(&mut stream, &whole[..sent])).await;
            assert!(answer.unwrap().starts_with(status), "{sent} bytes");
        }
        assert!(receipts.try_recv().is_err());
        watching.end();
    }

    #[tokio::test]
    async fn further_connections_wait_until_one_has_ended() {
        let bounds = Bounds { connections: 2, patience: Duration::from_secs(60) };
        let (address, mut receipts, watching) = listening(bounds);
        let silent = [TcpStream::connect(address).await.unwrap(), TcpStream::connect(address).await.unwrap()];
        let mut third = TcpStream::connect(address).await.unwrap();
        let whole = request("POST", &form(RECEIPT));
        let mut answer = Box::pin(said(&mut third, &whole));
        let waited = timeout(Duration::from_millis(300), &mut answer).await;
        assert!(waited.is_err(), "there is no place: {waited:?}");
        drop(silent);
        let answer = timeout(Duration::from_secs(20), answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        assert_eq!(receipts.recv().await.unwrap().0.about.unwrap().1, 7);
        watching.end();
    }

    #[tokio::test]
    async fn what_the_system_does_not_give_is_asked_for_after_a_pause() {
        let mut left = 3;
        let begun = Instant::now();
        let accept = || {
            left -= 1;
            std::future::ready(if left == 0 { Ok("a connection") } else { Err(io::Error::other("too many")) })
        };
        assert_eq!(accepted(accept).await, "a connection");
        assert!(begun.elapsed() >= Duration::from_millis(2 * CALLBACK_ACCEPT_MILLIS));
    }
}
