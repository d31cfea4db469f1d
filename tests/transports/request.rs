//! An HTTP client that does nothing by itself.

use percent_encoding::{NON_ALPHANUMERIC, percent_encode};
use std::net::SocketAddr;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// What a server has answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) kind: String,
    pub(crate) body: String,
}

/// Sends a request as it stands and reads the answer to its end.
pub(crate) async fn send(to: SocketAddr, head: &str, body: &[u8]) -> Answer {
    let mut stream = TcpStream::connect(to).await.unwrap();
    let head = format!("{head}\r\nHost: {to}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    stream.write_all(head.as_bytes()).await.unwrap();
    // A server that has answered already need not read the rest.
    let _: Result<_, _> = stream.write_all(body).await;
    let mut answer = Vec::new();
    let _: Result<_, _> = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8(answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let kind = head.lines().find_map(|line| line.strip_prefix("content-type: "));
    Answer {
        status: head.split(' ').nth(1).unwrap().parse().unwrap(),
        kind: kind.unwrap_or_default().to_owned(),
        body: body.to_owned(),
    }
}

/// `POST` of a form with the field `xml`.
pub(crate) async fn post(to: SocketAddr, path: &str, xml: &[u8]) -> Answer {
    let form = format!("xml={}", percent_encode(xml, NON_ALPHANUMERIC));
    let head =
        format!("POST {path} HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded; charset=UTF-8");
    send(to, &head, form.as_bytes()).await
}

pub(crate) async fn get(to: SocketAddr, path: &str) -> Answer {
    send(to, &format!("GET {path} HTTP/1.1"), b"").await
}

/// Sends bytes as they stand over one connection, and gives everything that comes back.
pub(crate) async fn talk(to: SocketAddr, bytes: &[u8]) -> String {
    let mut stream = TcpStream::connect(to).await.unwrap();
    let _: Result<_, _> = stream.write_all(bytes).await;
    let mut answers = Vec::new();
    stream.read_to_end(&mut answers).await.unwrap();
    String::from_utf8(answers).unwrap()
}
