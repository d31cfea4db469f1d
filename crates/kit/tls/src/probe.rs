//! Whether a server that did not understand us speaks TLS. Listeners of ours say so; what the HTTP/2 stack makes of it is not always
//! told to the call that was under way.

use crate::place::{host, port};
use crate::trouble::SPEAKS_TLS;
use http::Uri;
use std::io::{self, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::Duration;

/// How HTTP/2 begins: the preface and empty settings.
const OPENING: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";
/// The answer of a listener of ours is shorter.
const ANSWER: usize = 256;

/// Asks, and waits for each step so long. It blocks.
#[must_use]
pub fn is_spoken_at(uri: &Uri, patience: Duration) -> bool {
    asked(host(uri), port(uri), patience).unwrap_or(false)
}

fn asked(host: &str, port: u16, patience: Duration) -> io::Result<bool> {
    let Some(address) = (host, port).to_socket_addrs()?.next() else { return Ok(false) };
    let mut stream = TcpStream::connect_timeout(&address, patience)?;
    stream.set_read_timeout(Some(patience))?;
    stream.write_all(OPENING)?;
    let mut answer = [0; ANSWER];
    let read = stream.read(&mut answer)?;
    let answer = answer.get(..read).unwrap_or_default();
    Ok(answer.windows(SPEAKS_TLS.len()).any(|words| words == SPEAKS_TLS.as_bytes()))
}
