//! Who connects to whom: every way in which a certificate can be wrong, and the words for it.

use crate::authority::{Authority, Files, When};
use crate::server::{Server, ended, flag, tongguan};

/// What a client says, and how that ends.
struct Row<'a> {
    host: &'a str,
    ca: &'a str,
    shows: Option<&'a Files>,
    expected: Result<(), &'a str>,
}

fn health(server: &Server, row: &Row<'_>) {
    let Row { host, ca, shows, expected } = row;
    let url = format!("https://{host}:{}", server.port("address"));
    let mut flags = flag("--tls-ca", ca).to_vec();
    flags.extend(shows.iter().flat_map(|files| files.flags()));
    let (code, words) = ended(&tongguan(&["health", "--server", &url], &flags));
    match expected {
        Ok(()) => assert_eq!(code, Some(0), "{words}"),
        Err(expected) => {
            assert_eq!(code, Some(4), "{expected}: {words}");
            // One line says what, the next what to do.
            assert!(words.contains(expected) && words.lines().count() == 2, "{expected}: {words}");
        }
    }
}

#[test]
fn the_certificate_of_a_server() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let server = Server::over_tls(&ours.server().flags(), &[]);
    let (ca, other) = (ours.ca(), theirs.ca());
    let rows = [
        ("localhost", &ca, Ok(())),
        ("127.0.0.1", &ca, Ok(())),
        ("127.0.0.1", &other, Err("of no authority that is trusted here")),
    ];
    for (host, ca, expected) in rows {
        health(&server, &Row { host, ca, shows: None, expected });
    }
    // The authorities of the system know nothing of ours.
    let (code, words) = ended(&server.call(&["health"], &[]));
    assert!(code == Some(4) && words.contains("of no authority") && words.contains("--tls-ca"), "{words}");
    // What `openssl req -x509` makes by itself is an authority, and no server.
    let itself = Files { certificate: ca.clone().into(), key: ours.folder().join("ca.key") };
    let itself = Server::over_tls(&itself.flags(), &[]);
    itself.logs("clients may refuse the certificate of this server: it is an authority's", 1);
    health(
        &itself,
        &Row { host: "localhost", ca: &ca, shows: None, expected: Err("of an authority (CA:TRUE)") },
    );
    let elsewhere = Server::over_tls(&ours.issue("elsewhere", &["intake.example"]).flags(), &[]);
    let expected = Err("is for intake.example, and not for localhost");
    health(&elsewhere, &Row { host: "localhost", ca: &ca, shows: None, expected });
}

/// A server does not start with a certificate that does not hold; one that runs is met by clients whose time has come.
#[test]
fn a_server_whose_certificate_is_over() {
    use rustls::ServerConfig;
    use rustls::pki_types::pem::PemObject;
    use rustls::pki_types::{CertificateDer, PrivateKeyDer};
    let authority = Authority::new();
    for (when, words) in
        [(When::Before, "has expired at 2021-01-01"), (When::Later, "does not hold before 2998-01-01")]
    {
        let files = authority.issue_for("over", &["localhost"], when);
        let chain = vec![CertificateDer::from_pem_file(&files.certificate).unwrap()];
        let key = PrivateKeyDer::from_pem_file(&files.key).unwrap();
        let provider = std::sync::Arc::new(rustls::crypto::ring::default_provider());
        let config =
            ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = std::sync::Arc::new(config.with_no_client_auth().with_single_cert(chain, key).unwrap());
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
        let serving = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut connection = rustls::ServerConnection::new(config).unwrap();
            // The client ends it.
            let _ = connection.complete_io(&mut stream);
        });
        let told = tongguan(&["health", "--server", &url], &flag("--tls-ca", authority.ca()));
        let (code, told) = ended(&told);
        assert!(code == Some(4) && told.contains(words), "{told}");
        serving.join().unwrap();
    }
}

#[test]
fn the_certificate_of_a_client() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let mut flags = ours.server().flags();
    flags.extend(flag("--tls-client-ca", ours.ca()));
    let server = Server::over_tls(&flags, &[]);
    let ca = ours.ca();
    let shop = ours.issue("shop", &["shop.example"]);
    let nameless = ours.issue("nameless", &[]);
    // Our own program shows nothing that does not hold; a certificate of another authority it does show.
    let foreign = theirs.issue("shop", &["shop.example"]);
    for (shows, expected) in [
        (Some(&shop), Ok(())),
        (Some(&nameless), Ok(())),
        (None, Err("the server wants a client certificate")),
        (Some(&foreign), Err("our certificate is of no authority that the server trusts")),
    ] {
        health(&server, &Row { host: "localhost", ca: &ca, shows, expected });
    }
    for (when, words) in [(When::Before, "has expired at"), (When::Later, "does not hold before")] {
        let over = ours.issue_for("over", &["shop.example"], when);
        let (code, told) =
            ended(&server.call(&["health"], &[flag("--tls-ca", &ca).to_vec(), over.flags()].concat()));
        assert!(code == Some(2) && told.contains("over.pem") && told.contains(words), "{told}");
    }
}

/// What a process says of another one when it starts: exit code 5, and which of the two has to be mended.
#[test]
fn a_peer_that_cannot_be_trusted_ends_the_start() {
    let (ours, theirs) = (Authority::new(), Authority::new());
    let own = ours.server();
    let mut flags = vec!["risk".to_owned()];
    flags.extend(own.flags());
    flags.extend(flag("--tls-client-ca", ours.ca()));
    let risk = Server::start(&flags);
    let plain = Server::start(&["risk".to_owned()]);
    let url =
        |server: &Server, host: &str, scheme: &str| format!("{scheme}://{host}:{}", server.port("address"));
    let (good, strange) = (url(&risk, "localhost", "https"), url(&risk, "127.0.0.2", "https"));
    let (trusting, other) = (flag("--peer-tls-ca", ours.ca()), flag("--peer-tls-ca", theirs.ca()));
    let rows: &[(&str, &[Vec<String>], &str)] = &[
        (
            &good,
            &[other.to_vec(), own.flags()],
            "of no authority that is trusted here; say --peer-tls-ca FILE",
        ),
        (&good, &[own.flags()], "of no authority that is trusted here"),
        (&good, &[trusting.to_vec()], "the server wants a client certificate; say --tls-certificate"),
        (
            &good,
            &[trusting.to_vec(), theirs.issue("mine", &["localhost"]).flags()],
            "our certificate is of no authority that the server trusts",
        ),
        (
            &url(&risk, "localhost", "http"),
            &[trusting.to_vec(), own.flags()],
            "this port speaks TLS; say https://",
        ),
        (
            &url(&plain, "localhost", "https"),
            &[trusting.to_vec(), own.flags()],
            "or speaks no TLS; say http://",
        ),
    ];
    let base =
        ["serve", "intake", "credit", "--ephemeral", "--listen", "127.0.0.1:0", "--listen-json", "off"];
    for (url, flags, words) in rows {
        let arguments = [&base[..], &["--control", "127.0.0.1:0", "--risk", url]].concat();
        let (code, told) = ended(&tongguan(&arguments, &flags.concat()));
        assert_eq!(code, Some(5), "{words}: {told}");
        // What to do is a line of its own.
        let told = told.replace("\n  ", "; ");
        assert!(told.contains(words) && told.contains("--risk http"), "{words}: {told}");
    }
    // Nobody is there, so nobody is distrusted.
    let mut waits = vec!["--risk".to_owned(), strange, "intake".to_owned(), "credit".to_owned()];
    waits.extend(trusting);
    waits.extend(own.flags());
    assert!(Server::over_tls(&waits, &[]).log().contains("does not answer yet"));
}
