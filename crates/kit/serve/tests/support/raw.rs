//! An HTTP/2 peer that keeps no rules: it writes frames and reads frames.

use std::net::SocketAddr;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};

use super::patient;

pub const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
pub const HEADERS: u8 = 1;
pub const DATA: u8 = 0;
pub const END_STREAM: u8 = 1;
pub const CANCEL: u32 = 8;
pub const RST_STREAM: u8 = 3;
pub const SETTINGS: u8 = 4;
pub const GOAWAY: u8 = 7;
pub const CONTINUATION: u8 = 9;
pub const END_HEADERS: u8 = 4;
pub const REFUSED_STREAM: u32 = 7;
pub const ENHANCE_YOUR_CALM: u32 = 11;

pub struct Raw {
    pub read: OwnedReadHalf,
    pub write: OwnedWriteHalf,
}

#[derive(Debug)]
pub struct Frame {
    pub kind: u8,
    pub flags: u8,
    pub stream: u32,
    pub payload: Vec<u8>,
}

impl Frame {
    /// The error code of a RST_STREAM (at 0) or a GOAWAY (at 4).
    pub fn code(&self) -> u32 {
        let at = if self.kind == GOAWAY { 4 } else { 0 };
        u32::from_be_bytes(self.payload[at..at + 4].try_into().unwrap())
    }
}

impl Raw {
    /// TCP only.
    pub async fn silent(address: SocketAddr) -> Self {
        let (read, write) = TcpStream::connect(address).await.unwrap().into_split();
        Self { read, write }
    }

    /// An HTTP/2 connection that the server has accepted: its SETTINGS are here.
    pub async fn http2(address: SocketAddr) -> Self {
        let mut raw = Self::silent(address).await;
        raw.send(&opening()).await;
        assert_eq!(raw.frame().await.expect("settings").kind, SETTINGS);
        raw
    }

    /// The same, for a peer who makes no room for replies.
    pub async fn without_window(address: SocketAddr) -> Self {
        let mut raw = Self::http2(address).await;
        raw.send(&frame(SETTINGS, 0, 0, &[0, 4, 0, 0, 0, 0])).await;
        raw
    }

    /// The next frame of one stream.
    pub async fn await_stream(&mut self, stream: u32) -> Option<Frame> {
        loop {
            match self.frame().await? {
                frame if frame.stream == stream => return Some(frame),
                _ => {}
            }
        }
    }

    /// Ignores that the server may have left.
    pub async fn send(&mut self, bytes: &[u8]) {
        let _ = self.write.write_all(bytes).await;
    }

    /// The next frame; `None` when the connection ended.
    pub async fn frame(&mut self) -> Option<Frame> {
        patient(async {
            let mut head = [0; 9];
            self.read.read_exact(&mut head).await.ok()?;
            let mut payload = vec![0; u32::from_be_bytes([0, head[0], head[1], head[2]]) as usize];
            self.read.read_exact(&mut payload).await.ok()?;
            let stream = u32::from_be_bytes([head[5], head[6], head[7], head[8]]);
            Some(Frame { kind: head[3], flags: head[4], stream, payload })
        })
        .await
    }

    /// The next frame of one kind.
    pub async fn await_frame(&mut self, kind: u8) -> Option<Frame> {
        loop {
            match self.frame().await? {
                frame if frame.kind == kind => return Some(frame),
                _ => {}
            }
        }
    }

    /// Everything until the connection ends.
    pub async fn rest(&mut self) -> Vec<u8> {
        let mut rest = Vec::new();
        // A reset is an end like any other.
        let _ = patient(self.read.read_to_end(&mut rest)).await;
        rest
    }
}

pub fn opening() -> Vec<u8> {
    [PREFACE, &frame(SETTINGS, 0, 0, &[])].concat()
}

pub fn frame(kind: u8, flags: u8, stream: u32, payload: &[u8]) -> Vec<u8> {
    let length = u32::try_from(payload.len()).unwrap().to_be_bytes();
    [&length[1..], &[kind, flags], &stream.to_be_bytes(), payload].concat()
}

/// The head of a POST to `path`, without END_STREAM: a call that goes on.
pub fn head(stream: u32, path: &str) -> Vec<u8> {
    // HPACK: POST, http, then literals that the table does not keep.
    let mut block = vec![0x83, 0x86, 0x04, u8::try_from(path.len()).unwrap()];
    block.extend(path.as_bytes());
    block.extend([0x01, 1, b'x', 0x0f, 0x10, 16]);
    block.extend(b"application/grpc");
    frame(HEADERS, END_HEADERS, stream, &block)
}

/// The beginning of a message: its length, and some of its bytes.
pub fn message(length: u32, here: usize) -> Vec<u8> {
    [&[0][..], &length.to_be_bytes(), &vec![7; here]].concat()
}

/// DATA frames of a stream that goes on.
pub fn data(stream: u32, bytes: &[u8]) -> Vec<u8> {
    bytes.chunks(16_384).flat_map(|chunk| frame(DATA, 0, stream, chunk)).collect()
}

pub fn reset(stream: u32) -> Vec<u8> {
    frame(RST_STREAM, 0, stream, &8_u32.to_be_bytes())
}
