//! The first bytes of a connection. Neither tonic nor hyper bounds the time a peer may take for them, and
//! HTTP/2 pings start only after them, so they are read here, under a deadline.
//!
//! Covered: the 24 octets of the preface, and the client's first SETTINGS frame (if it is of a sane size).
//! A peer that goes quiet after that is found by the pings.

use std::io;

use bytes::{Bytes, BytesMut};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const FRAME_HEADER: usize = 9;
const SETTINGS: u8 = 4;
/// Longest first SETTINGS that we wait for, in octets: 64 settings. HTTP/2 knows about ten.
const SETTINGS_MAX: usize = 6 * 64;
/// Size of the read buffer, in octets: the opening of any real client in one read.
const OPENING: usize = 512;
/// Octets that we read and forget from an HTTP/1 client, so that it can read our answer before the reset.
const IGNORED_MAX: usize = 64 * 1024;

/// What a browser, or `curl` without `--http2-prior-knowledge`, is told.
pub(crate) const HTTP1_ANSWER: &[u8] = b"HTTP/1.1 505 HTTP Version Not Supported\r\n\
content-type: text/plain\r\n\
content-length: 81\r\n\
connection: close\r\n\
\r\n\
This port speaks gRPC over HTTP/2 without TLS. Try: grpcurl -plaintext HOST list\n";

/// The same over TLS.
pub(crate) const HTTP1_ANSWER_OVER_TLS: &[u8] = b"HTTP/1.1 505 HTTP Version Not Supported\r\n\
content-type: text/plain\r\n\
content-length: 71\r\n\
connection: close\r\n\
\r\n\
This port speaks gRPC over HTTP/2. Try: grpcurl -cacert FILE HOST list\n";

/// What the first bytes are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    /// Nothing wrong so far.
    More,
    /// A complete HTTP/2 opening.
    Http2,
    /// A request of HTTP/1.
    Http1,
    /// TLS, or nonsense.
    Foreign,
}

/// Reads until the opening is complete. `None`: it is not HTTP/2, and the connection has been answered as far
/// as it can be, one of HTTP/1 by these bytes. The caller holds the clock.
pub(crate) async fn read<S>(stream: &mut S, to_http1: &[u8]) -> io::Result<Option<Bytes>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut seen = BytesMut::with_capacity(OPENING);
    loop {
        if stream.read_buf(&mut seen).await? == 0 {
            return Ok(None);
        }
        match judge(&seen) {
            Verdict::More => {}
            Verdict::Http2 => return Ok(Some(seen.freeze())),
            Verdict::Http1 => {
                explain(stream, to_http1).await?;
                return Ok(None);
            }
            Verdict::Foreign => return Ok(None),
        }
    }
}

fn judge(seen: &[u8]) -> Verdict {
    let Some(rest) = seen.strip_prefix(PREFACE) else {
        return match seen {
            _ if PREFACE.starts_with(seen) => Verdict::More,
            [b'A'..=b'Z', ..] => Verdict::Http1,
            _ => Verdict::Foreign,
        };
    };
    let Some((&[a, b, c, kind, _flags, w, x, y, z], settings)) = rest.split_first_chunk::<FRAME_HEADER>()
    else {
        return Verdict::More;
    };
    if kind != SETTINGS || [w, x, y, z] != [0; 4] {
        // Hyper would say the same, with a GOAWAY that nobody reads.
        return Verdict::Foreign;
    }
    let length = u32::from_be_bytes([0, a, b, c]) as usize;
    // A longer one is for hyper to judge: it may be legal, and from here on pings watch over it.
    if settings.len() < length.min(SETTINGS_MAX) { Verdict::More } else { Verdict::Http2 }
}

/// Answers, and ends the connection.
pub(crate) async fn explain<S>(stream: &mut S, answer: &[u8]) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    stream.write_all(answer).await?;
    leave(stream).await
}

/// Ends a connection so that its peer can read what was said.
pub(crate) async fn leave<S>(stream: &mut S) -> io::Result<()>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    stream.shutdown().await?;
    // Closing with unread input makes the kernel send a reset, which may overtake the answer.
    tokio::io::copy(&mut stream.take(IGNORED_MAX as u64), &mut tokio::io::sink()).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opening(rest: &[u8]) -> Vec<u8> {
        [PREFACE, rest].concat()
    }

    #[test]
    fn table() {
        let empty_settings = opening(&[0, 0, 0, 4, 0, 0, 0, 0, 0]);
        let rows: &[(&[u8], Verdict)] = &[
            (b"", Verdict::More),
            (b"PRI * HT", Verdict::More),
            (PREFACE, Verdict::More),
            (&empty_settings, Verdict::Http2),
            (&opening(&[0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3]), Verdict::More),
            (&opening(&[0, 0, 6, 4, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 1]), Verdict::Http2),
            (&opening(&[0, 0, 0, 6, 0, 0, 0, 0, 0]), Verdict::Foreign),
            (&opening(&[0, 0, 0, 4, 0, 0, 0, 0, 1]), Verdict::Foreign),
            (b"GET / HTTP/1.1\r\n", Verdict::Http1),
            (b"PRI * HTTP/1.1\r\n", Verdict::Http1),
            (b"PUT", Verdict::Http1),
            (b"\x16\x03\x01\x02\x00", Verdict::Foreign),
        ];
        for (bytes, expected) in rows {
            assert_eq!(judge(bytes), *expected, "{:?}", String::from_utf8_lossy(bytes));
        }
        for cut in 0..empty_settings.len() {
            assert_eq!(judge(&empty_settings[..cut]), Verdict::More, "cut at {cut}");
        }
    }

    #[test]
    fn the_answer_has_the_length_it_says() {
        for answer in [HTTP1_ANSWER, HTTP1_ANSWER_OVER_TLS, crate::handshake::HTTP1_ANSWER] {
            let text = std::str::from_utf8(answer).unwrap();
            let (head, body) = text.split_once("\r\n\r\n").unwrap();
            assert!(head.contains(&format!("content-length: {}", body.len())), "{} bytes", body.len());
        }
    }
}
