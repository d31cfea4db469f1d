//! Bytes that nobody means well with: the server answers, or ends the connection in time, and goes on serving.

use super::server::Server;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

const CHECK: &str =
    "POST /grpc.health.v1.Health/Check HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n";

/// Everything until the server closes. A reset is an end, too.
fn rest(stream: &mut TcpStream) -> String {
    let mut said = Vec::new();
    let _ = stream.read_to_end(&mut said);
    String::from_utf8_lossy(&said).into_owned()
}

fn sent(server: &Server, bytes: &[u8]) -> String {
    let mut stream = server.connect();
    // It may have heard enough before the end.
    let _ = stream.write_all(bytes);
    rest(&mut stream)
}

fn serves(server: &Server) {
    let said = sent(server, format!("{CHECK}connection: close\r\ncontent-length: 2\r\n\r\n{{}}").as_bytes());
    assert!(said.ends_with("{\"status\":\"SERVING\"}\n"), "{said}");
}

#[test]
fn garbage_is_refused_and_the_server_goes_on() {
    let server = Server::start(&[]);
    let large = format!("{CHECK}x-junk: {}\r\n\r\n", "a".repeat(200_000));
    let many = format!("{CHECK}{}\r\n", "a: b\r\n".repeat(2_000));
    let rows: &[(&str, &[u8], &str)] = &[
        ("no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\r\n\r\n", "HTTP/1.1 400"),
        ("HTTP/2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", ""),
        ("a huge header", large.as_bytes(), "HTTP/1.1 431"),
        ("many headers", many.as_bytes(), "HTTP/1.1 431"),
        ("chunks that are none", &[CHECK, "transfer-encoding: chunked\r\n\r\nzz\r\n{}"].concat().into_bytes(), "HTTP/1.1 400"),
        ("two hosts", &[CHECK, "host: localhost\r\nconnection: close\r\n\r\n"].concat().into_bytes(), "HTTP/1.1 403"),
        ("no host", b"POST / HTTP/1.1\r\nconnection: close\r\n\r\n", "HTTP/1.1 403"),
        ("a path that is none", b"POST /%ff/../x?y HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\ncontent-type: application/json\r\n\r\n", "HTTP/1.1 404"),
    ];
    for (what, bytes, begin) in rows {
        let said = sent(&server, bytes);
        assert!(said.starts_with(begin), "{what}: {said}");
    }
    serves(&server);
}

#[test]
fn who_says_nothing_is_not_waited_for() {
    let server = Server::start(&[]);
    let begun = Instant::now();
    let mut silent = server.connect();
    let mut half = server.connect();
    half.write_all(b"POST /grpc.health.v1.Health/Check HT").unwrap();
    let mut idle = server.connect();
    idle.write_all(format!("{CHECK}content-length: 2\r\n\r\n{{}}").as_bytes()).unwrap();
    rest(&mut silent);
    rest(&mut half);
    assert!(rest(&mut idle).contains("SERVING"));
    assert!(begun.elapsed() < Duration::from_secs(20), "{:?}", begun.elapsed());
    serves(&server);
}

/// Goal: a body that never ends is refused by name, when a message has had its time (30 s).
#[test]
fn a_slow_body_ends_in_time() {
    let server = Server::start(&[]);
    let begun = Instant::now();
    let mut slow = server.connect();
    slow.write_all(format!("{CHECK}content-length: 100\r\n\r\n{{").as_bytes()).unwrap();
    slow.set_read_timeout(Some(Duration::from_secs(90))).unwrap();
    let mut head = [0; 4096];
    let read = slow.read(&mut head).unwrap();
    let mut said = String::from_utf8_lossy(&head[..read]).into_owned();
    said.push_str(&rest(&mut slow));
    assert!(said.contains("DEADLINE_EXCEEDED"), "{said}");
    assert!(begun.elapsed() < Duration::from_secs(45), "{:?}", begun.elapsed());
}

#[test]
fn many_connections_leave_room_for_calls_of_grpc_and_come_back() {
    let server = Server::start(&[]);
    let held: Vec<_> = (0..400).filter_map(|_| TcpStream::connect(server.json()).ok()).collect();
    assert!(held.len() > 256, "the system accepts for us");
    // More than one address may have; the next is closed without a word.
    let mut next = server.connect();
    let _ = next.write_all(format!("{CHECK}content-length: 2\r\n\r\n{{}}").as_bytes());
    assert_eq!(rest(&mut next), "");
    TcpStream::connect(server.ready["address"].as_str().unwrap()).unwrap();
    drop(held);
    // Each try is a connection of its own; the closed ones are gone within a few.
    let request = format!("{CHECK}connection: close\r\ncontent-length: 2\r\n\r\n{{}}");
    let until = Instant::now() + Duration::from_secs(20);
    let mut tries = std::iter::repeat_with(|| sent(&server, request.as_bytes()));
    assert!(tries.any(|said| said.contains("SERVING") || Instant::now() > until));
    serves(&server);
}
