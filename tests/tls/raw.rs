//! Connections byte by byte: what no client of gRPC would send.

use crate::authority::Authority;
use crate::server::{PATIENCE, Server, ended, flag, tongguan};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0";

fn connect(port: u16) -> TcpStream {
    let stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Everything until the other end closes.
fn rest(stream: &mut impl Read) -> Vec<u8> {
    let mut all = Vec::new();
    match stream.read_to_end(&mut all) {
        Ok(_) => {}
        Err(error) => {
            assert!(matches!(error.kind(), ErrorKind::ConnectionReset | ErrorKind::UnexpectedEof), "{error}")
        }
    }
    all
}

/// A client that trusts an authority, and offers these protocols.
pub(crate) fn client(authority: &Authority, protocols: &[&[u8]]) -> Arc<ClientConfig> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_file(authority.ca()).unwrap()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
    let mut config = config.with_root_certificates(roots).with_no_client_auth();
    config.alpn_protocols = protocols.iter().map(|protocol| protocol.to_vec()).collect();
    Arc::new(config)
}

/// What is answered to these bytes over TLS, or why there is no TLS; and the certificate that was shown.
pub(crate) fn over_tls(
    config: Arc<ClientConfig>,
    port: u16,
    bytes: &[u8],
) -> (Result<Vec<u8>, String>, Option<CertificateDer<'static>>) {
    let mut stream = connect(port);
    let name = ServerName::try_from("localhost").unwrap();
    let mut connection = rustls::ClientConnection::new(config, name).unwrap();
    let mut tls = rustls::Stream::new(&mut connection, &mut stream);
    if let Err(error) = tls.write_all(bytes).and_then(|()| tls.flush()) {
        return (Err(error.to_string()), None);
    }
    let mut first = [0; 256];
    let answer = tls.read(&mut first).map(|read| first[..read].to_vec()).map_err(|error| error.to_string());
    let shown = connection.peer_certificates().map(|chain| chain[0].clone().into_owned());
    (answer, shown)
}

/// Somebody who speaks no TLS is told so in his own language, at every listener.
#[test]
fn plaintext_where_tls_is_spoken() {
    let authority = Authority::new();
    let more = ["--metrics", "127.0.0.1:0", "--http", "127.0.0.1:0"];
    let server = Server::over_tls(&authority.server().flags(), &more);
    assert_eq!(server.ready["tls"], true);
    for listener in ["address", "control", "json", "metrics", "http"] {
        let port = server.port(listener);
        let rows: &[(&[u8], &str)] = &[
            (b"GET / HTTP/1.1\r\nhost: x\r\n\r\n", "this port speaks TLS: https://\n"),
            (PREFACE, "this port speaks TLS: https://"),
            (b"\0\0\0\0", ""),
            (b"hello\r\n\r\n", ""),
        ];
        for (bytes, words) in rows {
            let mut stream = connect(port);
            stream.write_all(bytes).unwrap();
            stream.shutdown(std::net::Shutdown::Write).unwrap();
            let answer = String::from_utf8_lossy(&rest(&mut stream)).into_owned();
            assert!(
                answer.ends_with(words) && answer.is_empty() == words.is_empty(),
                "{listener}: {answer:?}"
            );
        }
    }
    let told = tongguan(&["health", "--server", &format!("http://{}", server.at("address"))], &[]);
    let (code, words) = ended(&told);
    assert!(code == Some(4) && words.contains("speaks TLS") && words.contains("https://"), "{words}");
    // Nothing of it is worth a line in an ordinary log.
    assert_eq!(server.log().lines().count(), 2, "{}", server.log());
}

#[test]
fn tls_where_plaintext_is_spoken() {
    let authority = Authority::new();
    let server = Server::over_tls(&[], &[]);
    assert_eq!(server.ready.get("tls"), None);
    for listener in ["address", "json"] {
        let url = format!("https://127.0.0.1:{}", server.port(listener));
        let (code, words) =
            ended(&tongguan(&["health", "--server", &url], &flag("--tls-ca", authority.ca())));
        assert!(code == Some(4) && words.contains("speaks no TLS") && words.contains("http://"), "{words}");
    }
}

/// What the handshake names is what is spoken; who names nothing is taken at his first bytes.
#[test]
fn protocols() {
    let authority = Authority::new();
    let server = Server::over_tls(&authority.server().flags(), &[]);
    let get = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";
    let settings: &[u8] = b"\0\0";
    // Where, what the handshake offers, what is said then, and how the answer begins, or why there is none.
    type Row<'a> = (&'a str, &'a [&'a [u8]], &'a [u8], Result<&'a [u8], &'a str>);
    let rows: &[Row<'_>] = &[
        ("address", &[b"h2"], PREFACE, Ok(settings)),
        ("address", &[b"http/1.1", b"h2"], PREFACE, Ok(settings)),
        ("address", &[], PREFACE, Ok(settings)),
        ("address", &[], get, Ok(b"HTTP/1.1 505")),
        ("address", &[b"http/1.1"], get, Err("NoApplicationProtocol")),
        ("control", &[b"h2"], PREFACE, Ok(settings)),
        ("json", &[b"http/1.1"], get, Ok(b"HTTP/1.1 405")),
        ("json", &[], get, Ok(b"HTTP/1.1 405")),
        ("json", &[b"h2"], PREFACE, Err("NoApplicationProtocol")),
    ];
    for (listener, protocols, bytes, expected) in rows {
        let config = client(&authority, protocols);
        let (answer, _) = over_tls(config, server.port(listener), bytes);
        match (answer, expected) {
            (Ok(answer), Ok(begins)) => assert!(answer.starts_with(begins), "{listener}: {answer:?}"),
            (Err(error), Err(words)) => assert!(error.contains(words), "{listener}: {error}"),
            (answer, expected) => panic!("{listener} {protocols:?}: {answer:?}, and not {expected:?}"),
        }
    }
}

/// Whoever does not finish his handshake is closed, on every listener; nobody else waits for him.
#[test]
fn a_slow_handshake_is_closed() {
    let authority = Authority::new();
    let server = Server::over_tls(&authority.server().flags(), &[]);
    let openings: [&[u8]; 3] = [b"", b"\x16", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"];
    let slow: Vec<_> = ["address", "json"]
        .iter()
        .flat_map(|listener| openings.map(|opening| (server.port(listener), opening)))
        .map(|(port, opening)| {
            let mut stream = connect(port);
            stream.write_all(opening).unwrap();
            stream
        })
        .collect();
    assert_eq!(ended(&server.call(&["health"], &flag("--tls-ca", authority.ca()))).0, Some(0));
    for mut stream in slow {
        assert_eq!(rest(&mut stream), b"");
    }
}
