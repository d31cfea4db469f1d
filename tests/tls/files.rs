//! Files that cannot be used end the start with exit code 5, and are named.

use crate::authority::{Authority, When};
use crate::server::{Server, ended, tongguan};
use std::path::PathBuf;

fn start(flags: &[(&str, &PathBuf)]) -> (Option<i32>, String) {
    let base = [
        "serve",
        "--ephemeral",
        "--listen",
        "127.0.0.1:0",
        "--control",
        "127.0.0.1:0",
        "--listen-json",
        "off",
    ];
    let flags: Vec<_> =
        flags.iter().flat_map(|(name, file)| [(*name).to_owned(), file.display().to_string()]).collect();
    ended(&tongguan(&base, &flags))
}

#[test]
fn bad_files() {
    let authority = Authority::new();
    let good = authority.server();
    let other = authority.issue("other", &["localhost"]);
    let (expired, later) = (
        authority.issue_for("expired", &["localhost"], When::Before),
        authority.issue_for("later", &["localhost"], When::Later),
    );
    let file = |name: &str, text: &str| {
        let path = authority.folder().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let (empty, none) = (file("empty", ""), authority.folder().join("none"));
    let broken = file("broken", "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----\n");
    let nonsense = file("nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    let locked =
        file("locked", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
    let large = file("large", &"x".repeat(1_100_000));
    let folder = authority.folder().to_owned();
    let pipe = authority.folder().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let (certificate, key) = (&good.certificate, &good.key);
    // Which of the four, the file, and what is said of it.
    let rows: &[(&str, &PathBuf, &str)] = &[
        ("--tls-certificate", &none, "it cannot be read"),
        ("--tls-certificate", &folder, "it is no file"),
        ("--tls-certificate", &pipe, "it is no file"),
        ("--tls-certificate", &empty, "there is no certificate in it"),
        ("--tls-certificate", key, "there is no certificate in it, but a PRIVATE KEY"),
        ("--tls-certificate", &broken, "it is no PEM file"),
        ("--tls-certificate", &nonsense, "its first certificate cannot be read"),
        ("--tls-certificate", &large, "it is larger than 1048576 bytes"),
        ("--tls-certificate", &expired.certificate, "the certificate has expired at 2021-01-01"),
        ("--tls-certificate", &later.certificate, "the certificate does not hold before 2998-01-01"),
        ("--tls-key", &none, "it cannot be read"),
        ("--tls-key", &empty, "there is no private key in it"),
        ("--tls-key", certificate, "there is no private key in it, but a CERTIFICATE"),
        ("--tls-key", &locked, "its private key is encrypted"),
        ("--tls-key", &other.key, "it is not the key of the certificate in"),
        ("--tls-client-ca", &none, "it cannot be read"),
        ("--tls-client-ca", &empty, "there is no certificate in it"),
        ("--tls-client-ca", &nonsense, "its certificate 1 cannot be read"),
        ("--peer-tls-ca", &none, "it cannot be read"),
        ("--peer-tls-ca", &empty, "there is no certificate in it"),
    ];
    for (name, file, words) in rows {
        let mut flags = vec![("--tls-certificate", certificate), ("--tls-key", key)];
        flags.retain(|(other, _)| other != name);
        flags.push((name, file));
        let (code, told) = start(&flags);
        assert_eq!(code, Some(5), "{name} {}: {told}", file.display());
        let place = format!("TLS: {}: {words}", file.display());
        assert!(told.contains(&place) && told.contains("\n  "), "{place}: {told}");
        // What is in a key is nobody's business.
        assert!(!told.contains("AAAA"), "{told}");
    }
}

/// Other machines may be served where nobody can read along; and who is let in is said.
#[test]
fn other_machines() {
    let authority = Authority::new();
    let flags = authority.server().flags();
    let listening = ["--listen-json", "off", "--metrics", "0.0.0.0:0"];
    let open = Server::over_tls(&flags, &listening[2..]);
    assert_eq!(open.log().matches("TLS keeps nobody out").count(), 1, "{}", open.log());
    let ca = authority.ca();
    let asks = [&["--tls-client-ca", &ca][..], &listening[2..]].concat();
    assert!(!Server::over_tls(&flags, &asks).log().contains("keeps nobody out"));
    let base = ["serve", "--ephemeral", "--listen", "127.0.0.1:0", "--control", "127.0.0.1:0"];
    let (code, told) = ended(&tongguan(&[&base[..], &listening].concat(), &[]));
    assert!(code == Some(2) && told.contains("--tls-certificate"), "{told}");
}
