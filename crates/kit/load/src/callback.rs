//! A listener to which a server POSTs receipts, as an enterprise has one: `serve --http-callback DXPENT0000000001=http://ADDRESS/`.
//! What was read is answered by `SUCCESS`; what is no receipt by 400, and the server tries again.

use crate::bounds::AHEAD;
use crate::letters;
use crate::told::Told;
use crate::watch::{Watched, Watching};
use http::{Method, Request, Response, StatusCode};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use percent_encoding::percent_decode;
use std::convert::Infallible;
use std::io;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::time::Instant;
use tokio::net::TcpListener;
use tokio::runtime::Handle;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task::JoinSet;
use tongguan_domain::limits::FORM_BYTES;

/// The field of the form.
const MESSAGE: &[u8] = b"message=";

/// Serves until the run ends.
pub(crate) fn begin(
    listener: std::net::TcpListener,
    runtime: &Handle,
    begin: Instant,
) -> io::Result<(Receiver<Watched>, Watching)> {
    listener.set_nonblocking(true)?;
    let entered = runtime.enter();
    let listener = TcpListener::from_std(listener)?;
    drop(entered);
    let (out, receipts) = mpsc::channel(AHEAD);
    let task = runtime.spawn(serve(listener, out, begin));
    Ok((receipts, Watching::over(task, Arc::<AtomicU64>::default())))
}

async fn serve(listener: TcpListener, out: Sender<Watched>, begin: Instant) {
    // They end with this task.
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else { continue };
        while connections.try_join_next().is_some() {}
        let out = out.clone();
        connections.spawn(async move {
            let service = service_fn(|request| answer(request, out.clone(), begin));
            // A connection that breaks is made anew by the server.
            let _ = http1::Builder::new().serve_connection(TokioIo::new(stream), service).await;
        });
    }
}

async fn answer(
    request: Request<Incoming>,
    out: Sender<Watched>,
    begin: Instant,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (status, words) = match taken(request, &out, begin).await {
        Ok(()) => (StatusCode::OK, "SUCCESS"),
        Err(why) => (StatusCode::BAD_REQUEST, why),
    };
    let mut response = Response::new(Full::new(Bytes::from_static(words.as_bytes())));
    *response.status_mut() = status;
    Ok(response)
}

async fn taken(
    request: Request<Incoming>,
    out: &Sender<Watched>,
    begin: Instant,
) -> Result<(), &'static str> {
    if request.method() != Method::POST {
        return Err("receipts are POSTed");
    }
    let body = Limited::new(request.into_body(), FORM_BYTES).collect().await;
    let body = body.map_err(|_| "the body is too large, or was cut")?.to_bytes();
    let value = body.strip_prefix(MESSAGE).ok_or("the form has no field message")?;
    let receipts = read(value).ok_or("the message is no receipt")?;
    let at = Instant::now().saturating_duration_since(begin);
    for receipt in receipts {
        out.send((Told::of(&receipt), at)).await.map_err(|_| "nobody reads any more")?;
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

    #[tokio::test]
    async fn what_is_no_receipt_is_not_called_safe() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (mut receipts, watching) = begin(listener, &Handle::current(), Instant::now()).unwrap();
        let form = |xml: &str| format!("message={}", percent_encode(xml.as_bytes(), NON_ALPHANUMERIC));
        for (method, body, status, words) in [
            ("POST", form(RECEIPT), "200", "SUCCESS"),
            ("GET", form(RECEIPT), "400", "receipts are POSTed"),
            ("POST", RECEIPT.to_owned(), "400", "the form has no field message"),
            ("POST", form("<CEB603Message/>"), "400", "the message is no receipt"),
            ("POST", form("words"), "400", "the message is no receipt"),
            ("POST", String::new(), "400", "the form has no field message"),
        ] {
            let mut stream = TcpStream::connect(address).await.unwrap();
            let head = format!("{method} / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n");
            let request = format!("{head}Content-Length: {}\r\n\r\n{body}", body.len());
            stream.write_all(request.as_bytes()).await.unwrap();
            let mut answer = String::new();
            stream.read_to_string(&mut answer).await.unwrap();
            assert!(
                answer.starts_with(&format!("HTTP/1.1 {status} ")) && answer.ends_with(words),
                "{answer}"
            );
        }
        let (told, _) = receipts.recv().await.unwrap();
        let (cue, parcel) = told.about.unwrap();
        assert_eq!((cue.code, parcel, told.number), (399, 7, 0));
        assert!(receipts.try_recv().is_err(), "one was a receipt");
        assert_eq!(watching.end(), 0);
    }
}
