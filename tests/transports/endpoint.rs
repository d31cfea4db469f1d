//! The server of an enterprise, to which receipts are POSTed.

use percent_encoding::percent_decode_str;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

type Posted = Arc<Mutex<Vec<(String, String)>>>;

/// An endpoint that answers the `n`-th POST (from 0) as its script says.
pub(crate) struct Endpoint {
    address: SocketAddr,
    posted: Posted,
}

impl Endpoint {
    pub(crate) async fn open(script: fn(usize) -> (u16, &'static str)) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let (address, posted) = (listener.local_addr().unwrap(), Posted::default());
        let seen = Arc::clone(&posted);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(answer(stream, Arc::clone(&seen), script));
            }
        });
        Self { address, posted }
    }

    /// The URL for one recipient.
    pub(crate) fn url(&self, recipient: &str) -> String {
        format!("http://{}/{recipient}", self.address)
    }

    /// The messages that came for a recipient, in order, with repeats.
    pub(crate) fn of(&self, recipient: &str) -> Vec<String> {
        let posted = self.posted.lock().unwrap();
        posted
            .iter()
            .filter(|(path, _)| path[1..] == *recipient)
            .map(|(_, message)| message.clone())
            .collect()
    }
}

async fn answer(mut stream: TcpStream, posted: Posted, script: fn(usize) -> (u16, &'static str)) {
    let mut bytes = Vec::new();
    let (head, length) = loop {
        stream.read_buf(&mut bytes).await.unwrap();
        let seen = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, _)) = seen.split_once("\r\n\r\n") {
            let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
            break (head.to_owned(), length.parse::<usize>().unwrap());
        }
    };
    while bytes.len() < head.len() + 4 + length {
        assert!(stream.read_buf(&mut bytes).await.unwrap() > 0, "the body is cut");
    }
    assert!(head.contains("content-type: application/x-www-form-urlencoded"), "{head}");
    let path = head.split(' ').nth(1).unwrap().to_owned();
    let form = String::from_utf8(bytes[head.len() + 4..].to_vec()).unwrap();
    let message =
        percent_decode_str(form.strip_prefix("message=").unwrap()).decode_utf8().unwrap().into_owned();
    let count = {
        let mut posted = posted.lock().unwrap();
        posted.push((path, message));
        posted.len() - 1
    };
    let (status, body) = script(count);
    let answer =
        format!("HTTP/1.1 {status} X\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len());
    stream.write_all(answer.as_bytes()).await.unwrap();
}
