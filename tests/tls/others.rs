//! Clients that we did not write: grpcio of Python, and curl.

use crate::authority::{Authority, Files};
use crate::server::{Server, flag};
use std::process::Command;
use tongguan_testkit::skipped;

/// A call of health, over credentials of these files: prints the reply in hexadecimal, or the code of the refusal.
const PYTHON: &str = r#"
import sys, grpc
address, ca, certificate, key = sys.argv[1:5]
read = lambda path: open(path, "rb").read() if path else None
credentials = grpc.ssl_channel_credentials(read(ca), read(key), read(certificate))
with grpc.secure_channel(address, credentials) as channel:
    try:
        print(channel.unary_unary("/grpc.health.v1.Health/Check")(b"", timeout=30).hex())
    except grpc.RpcError as error:
        print(error.code().name)
"#;

fn python() -> Option<String> {
    let python = std::env::var("TONGGUAN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let able = Command::new(&python).args(["-c", "import grpc"]).output();
    if able.is_ok_and(|output| output.status.success()) {
        return Some(python);
    }
    skipped("no Python with grpc (set TONGGUAN_PYTHON)", "TONGGUAN_REQUIRE_PYTHON");
    None
}

fn mutual(authority: &Authority) -> Server {
    let mut flags = authority.server().flags();
    flags.extend(flag("--tls-client-ca", authority.ca()));
    Server::over_tls(&flags, &["--metrics", "127.0.0.1:0"])
}

#[test]
fn grpcio() {
    let Some(python) = python() else { return };
    let (ours, theirs) = (Authority::new(), Authority::new());
    let (open, mutual) = (Server::over_tls(&ours.server().flags(), &[]), mutual(&ours));
    let shop = ours.issue("shop", &["shop.example"]);
    let foreign = theirs.issue("shop", &["shop.example"]);
    let call = |server: &Server, ca: &str, shows: Option<&Files>| {
        let file = |path: &std::path::Path| path.display().to_string();
        let (certificate, key) =
            shows.map(|shows| (file(&shows.certificate), file(&shows.key))).unwrap_or_default();
        let address = format!("localhost:{}", server.port("address"));
        let output = Command::new(&python).args(["-c", PYTHON, &address, ca, &certificate, &key]).output();
        String::from_utf8(output.unwrap().stdout).unwrap().trim().to_owned()
    };
    let serving = "0801";
    assert_eq!(call(&open, &ours.ca(), None), serving);
    assert_eq!(call(&open, &theirs.ca(), None), "UNAVAILABLE");
    assert_eq!(call(&mutual, &ours.ca(), Some(&shop)), serving);
    assert_eq!(call(&mutual, &ours.ca(), None), "UNAVAILABLE");
    assert_eq!(call(&mutual, &ours.ca(), Some(&foreign)), "UNAVAILABLE");
}

#[test]
fn curl() {
    if Command::new("curl").arg("--version").output().is_err() {
        return skipped("no curl", "TONGGUAN_REQUIRE_CURL");
    }
    let authority = Authority::new();
    let server = mutual(&authority);
    let shop = authority.issue("shop", &["shop.example"]);
    let [certificate, key] = [&shop.certificate, &shop.key].map(|path| path.display().to_string());
    let call = |url: &str, more: &[&str]| {
        let mut curl = Command::new("curl");
        curl.args(["-sS", "--cacert", &authority.ca()]).args(more).arg(url);
        let output = curl.output().unwrap();
        (output.status.success(), String::from_utf8(output.stdout).unwrap())
    };
    let shows = ["--cert", &certificate, "--key", &key];
    let json = format!(
        "https://localhost:{}/tongguan.intake.v1.DeclarationIntake/ListDocuments",
        server.port("json")
    );
    let body = [&shows[..], &["-d", "{}"]].concat();
    assert_eq!(call(&json, &body), (true, "{}\n".to_owned()));
    assert!(!call(&json, &["-d", "{}"]).0, "without a certificate");
    // By a name, which a page of another site could not prove.
    let named = json.replace("localhost", "intake.example");
    let resolve = format!("intake.example:{}:127.0.0.1", server.port("json"));
    assert_eq!(call(&named, &[&body[..], &["--resolve", &resolve]].concat()), (true, "{}\n".to_owned()));
    let metrics = format!("https://localhost:{}/metrics", server.port("metrics"));
    let (well, page) = call(&metrics, &shows);
    assert!(well && page.contains("tongguan_build_info"), "{page}");
    assert!(!call(&metrics, &[]).0, "the figures are behind the same door");
}
