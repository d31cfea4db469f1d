//! The beginning of a connection: as it comes, or by a handshake of TLS. Who speaks no TLS where it is spoken is told so, as far
//! as that is cheap: a client that was given the wrong scheme is more often found than one that means harm.
//!
//! The caller holds the clock, the same as for the preface; so handshakes under way are bounded as connections are.

use std::io;
use std::net::SocketAddr;

use tokio::net::TcpStream;
use tongguan_tls::{Accepted, Acceptor, Protocol};

use crate::far::FarEnd;
use crate::preface;
use crate::stream::Stream;

/// How a record of TLS begins that opens a connection.
const HANDSHAKE: u8 = 22;

/// What `curl http://` is told.
pub(crate) const HTTP1_ANSWER: &[u8] = b"HTTP/1.1 400 Bad Request\r\n\
content-type: text/plain\r\n\
content-length: 31\r\n\
connection: close\r\n\
\r\n\
this port speaks TLS: https://\n";

/// What a client of gRPC without TLS is told: empty settings, and GOAWAY for INADEQUATE_SECURITY with words.
const HTTP2_ANSWER: &[u8] = b"\x00\x00\x00\x04\x00\x00\x00\x00\x00\
\x00\x00\x26\x07\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x0c\
this port speaks TLS: https://";

/// A connection over which something can be said.
pub(crate) struct Opened {
    pub(crate) stream: Stream,
    pub(crate) far: FarEnd,
}

/// Opens it. `None`: it has been answered as far as it can be.
pub(crate) async fn open(
    tls: Option<&Acceptor>,
    protocol: Protocol,
    connection: TcpStream,
    peer: SocketAddr,
) -> io::Result<Option<Opened>> {
    connection.set_nodelay(true)?;
    let far = FarEnd::new(connection.local_addr().ok(), peer);
    let Some(acceptor) = tls else { return Ok(Some(Opened { stream: Stream::plain(connection), far })) };
    // Boxed, so that a connection without TLS stays small.
    Box::pin(shake_hands(acceptor, protocol, connection, far)).await
}

async fn shake_hands(
    acceptor: &Acceptor,
    protocol: Protocol,
    mut connection: TcpStream,
    far: FarEnd,
) -> io::Result<Option<Opened>> {
    let mut first = [0];
    if connection.peek(&mut first).await? == 0 {
        return Ok(None);
    }
    if first != [HANDSHAKE] {
        if preface::read(&mut connection, HTTP1_ANSWER).await?.is_some() {
            preface::explain(&mut connection, HTTP2_ANSWER).await?;
        }
        return Ok(None);
    }
    match acceptor.accept(protocol, connection).await {
        Ok(Accepted { stream, shown }) => {
            Ok(Some(Opened { stream: Stream::tls(stream), far: far.over_tls(shown) }))
        }
        Err((error, mut connection)) => {
            tracing::debug!(peer = ?far.info().remote_addr, %error, "closed: no handshake");
            preface::leave(&mut connection).await?;
            Ok(None)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_to_http2_has_the_length_that_it_says() {
        let (settings, goaway) = HTTP2_ANSWER.split_at(9);
        assert_eq!(settings, [0, 0, 0, 4, 0, 0, 0, 0, 0]);
        let [a, b, c, ..] = *goaway else { unreachable!() };
        assert_eq!(u32::from_be_bytes([0, a, b, c]) as usize, goaway.len() - 9);
        assert!(String::from_utf8_lossy(goaway).contains(tongguan_tls::SPEAKS_TLS));
    }
}
