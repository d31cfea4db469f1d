//! Certificates that are replaced while a server works.

use crate::authority::Authority;
use crate::raw::{client, over_tls};
use crate::server::{Server, ended, flag, until};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tongguan_client::Client;
use tongguan_client::tls::{Connector, OwnFiles, Trust};
use tongguan_proto::intake::v1::ListDocumentsRequest;

const AGAIN: &str = "the files of TLS were read again";
const GET: &[u8] = b"GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";

/// The certificate that a server shows.
fn shown(authority: &Authority, server: &Server) -> Vec<u8> {
    over_tls(client(authority, &[]), server.port("json"), GET).1.unwrap().to_vec()
}

/// Calls over connections that stay and over ones that come anew, while the certificate changes five times: none of them fails.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_notices_but_the_next_sees_it() {
    let authority = Authority::new();
    let server = Server::over_tls(&authority.server().flags(), &[]);
    let connector = Connector::open(&Trust::File(authority.ca().into()), None).unwrap();
    let (over, calls) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let mut callers = Vec::new();
    for stays in [true, false, true, false] {
        let (url, connector) = (server.url(), connector.clone());
        let (over, calls) = (Arc::clone(&over), Arc::clone(&calls));
        callers.push(tokio::spawn(async move {
            let mut client = Client::connect_secured(&url, connector.clone()).await.unwrap();
            while !over.load(Ordering::Relaxed) {
                client.intake().list_documents(ListDocumentsRequest::default()).await.unwrap();
                calls.fetch_add(1, Ordering::Relaxed);
                if !stays {
                    client = Client::connect_secured(&url, connector.clone()).await.unwrap();
                }
            }
        }));
    }
    let mut before = shown(&authority, &server);
    for time in 1..=5 {
        let made = calls.load(Ordering::Relaxed);
        authority.server();
        server.hang_up();
        server.logs(AGAIN, time);
        let now = shown(&authority, &server);
        assert_ne!(now, before);
        before = now;
        until(|| calls.load(Ordering::Relaxed) > made + 20, || "nobody calls".to_owned());
    }
    over.store(true, Ordering::Relaxed);
    for caller in callers {
        caller.await.unwrap();
    }
}

/// A half-written pair changes nothing; neither does an authority that is gone. What is mended counts.
#[test]
fn a_broken_file_keeps_what_was() {
    let authority = Authority::new();
    let files = authority.server();
    let ca = authority.folder().join("clients.pem");
    std::fs::copy(authority.ca(), &ca).unwrap();
    let mut flags = files.flags();
    flags.extend(flag("--tls-client-ca", &ca));
    let server = Server::over_tls(&flags, &[]);
    let shop = authority.issue("shop", &["shop.example"]);
    let calls = || {
        let flags = [flag("--tls-ca", authority.ca()).to_vec(), shop.flags()].concat();
        ended(&server.call(&["health"], &flags)).0
    };
    let good = std::fs::read(&files.key).unwrap();
    let rows: &[(&std::path::Path, &[u8])] = &[(&files.key, b"x"), (&files.certificate, b""), (&ca, b"")];
    for (time, (file, text)) in (1..).zip(rows) {
        let before = std::fs::read(file).unwrap();
        std::fs::write(file, text).unwrap();
        server.hang_up();
        server.logs("what was read before holds", time);
        assert!(server.log().contains(&file.display().to_string()), "{}", server.log());
        assert_eq!(calls(), Some(0));
        std::fs::write(file, before).unwrap();
    }
    assert_eq!(std::fs::read(&files.key).unwrap(), good);
    // Another authority for callers: who was let in is not any more.
    std::fs::copy(Authority::new().ca(), &ca).unwrap();
    server.hang_up();
    server.logs(AGAIN, 1);
    assert_eq!(calls(), Some(4));
}

/// A connector of ours goes on by new files as well.
#[test]
fn what_a_process_shows_to_others_is_read_again() {
    let authority = Authority::new();
    let mut flags = vec!["risk".to_owned()];
    flags.extend(authority.server().flags());
    flags.extend(flag("--tls-client-ca", authority.ca()));
    let risk = Server::start(&flags);
    let other = Authority::new();
    let own = authority.issue("intake", &["intake.example"]);
    let trusted = authority.folder().join("peers.pem");
    std::fs::copy(authority.ca(), &trusted).unwrap();
    let mut flags = own.flags();
    let url = risk.url();
    flags.extend(["intake", "credit", "--risk", &url].map(str::to_owned));
    flags.extend(flag("--peer-tls-ca", &trusted));
    let intake = Server::over_tls(&flags, &[]);
    // Whom it trusts now has issued nothing of risk; a broken file would change nothing.
    std::fs::write(&trusted, "").unwrap();
    intake.hang_up();
    intake.logs("what was read before holds", 1);
    std::fs::copy(other.ca(), &trusted).unwrap();
    intake.hang_up();
    intake.logs(AGAIN, 1);
    let own = OwnFiles { certificate: own.certificate, key: own.key };
    assert!(Connector::open(&Trust::File(trusted), Some(&own)).is_ok());
}

/// Who speaks TLS only towards intake, and trusts what the system trusts, reads that again, too; SIGHUP ends nobody of them.
#[test]
fn whoever_calls_over_tls_is_not_ended() {
    for (service, intake) in [("registry", "--intake"), ("control", "--intake-control")] {
        let place = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let flags = [service, intake, &format!("https://{place}")].map(str::to_owned);
        let server = Server::start(&flags);
        server.hang_up();
        server.logs(AGAIN, 1);
    }
}
