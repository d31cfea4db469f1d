//! Who is known by his certificate: the same tenant and the same roles in every protocol, for as long as the file says so.

use crate::authority::{Authority, Files};
use crate::server::{Server, ended, flag, said, tongguan, until};
use std::path::PathBuf;
use std::process::Command;
use tongguan_testkit::skipped;

struct Stage {
    authority: Authority,
    keys: PathBuf,
    server: Server,
}

impl Stage {
    fn start() -> Self {
        let authority = Authority::new();
        let keys = authority.folder().join("keys.jsonl");
        let key = make(&keys, "blue", &["operator"], &[]);
        std::fs::write(authority.folder().join("key"), key).unwrap();
        for (tenant, role, name) in [
            ("blue", "declarant", "Shop.Example"),
            ("green", "operator", "spiffe://example/green"),
            ("blue", "officer", "gone.example"),
        ] {
            let told = make(&keys, tenant, &[role], &["--certificate", name]);
            assert!(told.contains("There is no key"), "{told}");
        }
        let mut flags = authority.server().flags();
        flags.extend(flag("--tls-client-ca", authority.ca()));
        flags.extend(flag("--api-keys", &keys));
        let server = Server::over_tls(&flags, &["--http", "127.0.0.1:0"]);
        Self { authority, keys, server }
    }

    /// How a command ends for whoever shows this.
    fn call(&self, command: &[&str], shows: &Files, with_key: bool) -> (Option<i32>, String) {
        let mut flags = [flag("--tls-ca", self.authority.ca()).to_vec(), shows.flags()].concat();
        if with_key {
            flags.extend(flag("--api-key-file", self.authority.folder().join("key")));
        }
        let output = self.server.call(command, &flags);
        (
            output.status.code(),
            [output.stdout, output.stderr].map(|said| String::from_utf8(said).unwrap()).concat(),
        )
    }

    fn id_of(&self, name: &str) -> String {
        let list = said(&tongguan(&["api-key", "list", "--json"], &flag("--file", &self.keys)));
        let line = list.lines().find(|line| line.contains(name)).unwrap();
        serde_json::from_str::<serde_json::Value>(line).unwrap()["id"].as_str().unwrap().to_owned()
    }

    fn curl(&self, shows: &Files, arguments: &[&str]) -> String {
        let [certificate, key] = [&shows.certificate, &shows.key].map(|path| path.display().to_string());
        let mut curl = Command::new("curl");
        curl.args(["-sS", "--cacert", &self.authority.ca(), "--cert", &certificate, "--key", &key]);
        String::from_utf8_lossy(&curl.args(arguments).output().unwrap().stdout).into_owned()
    }
}

fn make(keys: &PathBuf, tenant: &str, roles: &[&str], more: &[&str]) -> String {
    let roles = roles.iter().flat_map(|role| ["--role", role]).collect::<Vec<_>>();
    let arguments = [&["api-key", "new", "--tenant", tenant][..], &roles, more].concat();
    said(&tongguan(&arguments, &flag("--file", keys)))
}

const SAMPLE: &str = include_str!("../cli/parcel.json");

#[test]
fn a_name_is_as_good_as_a_key() {
    let stage = Stage::start();
    let issue = |file: &str, names: &[&str]| stage.authority.issue(file, names);
    let shop = issue("shop", &["other.example", "SHOP.example"]);
    let green = issue("green", &["spiffe://example/green"]);
    let gone = issue("gone", &["gone.example"]);
    let stranger = issue("stranger", &["stranger.example"]);
    let both = issue("both", &["shop.example", "spiffe://example/green"]);
    let parcel = stage.authority.folder().join("parcel.json");
    std::fs::write(&parcel, SAMPLE).unwrap();
    let parcel = parcel.display().to_string();

    let (code, told) = stage.call(&["submit", &parcel, "--expect", "399"], &shop, false);
    assert_eq!(code, Some(0), "{told}");
    // Another tenant, another sandbox of that name.
    let (code, told) = stage.call(&["show", "1"], &green, false);
    assert!(code == Some(3) && told.contains("NOT_FOUND"), "{told}");
    // A role that is missing, and a name that forces nothing.
    let (code, told) = stage.call(&["submit", &parcel, "--outcome", "inspect"], &shop, false);
    assert!(code == Some(3) && told.contains("ROLE_MISSING"), "{told}");
    // The header counts, where there is one: an operator forces, whoever's certificate that is.
    let (code, told) = stage.call(&["show", "1"], &stranger, true);
    assert_eq!(code, Some(0), "{told}");
    // A bad one counts, too.
    let bad = stage.authority.folder().join("key");
    let good = std::fs::read_to_string(&bad).unwrap();
    std::fs::write(&bad, "tg_nonsense").unwrap();
    let (code, told) = stage.call(&["show", "1"], &shop, true);
    assert!(code == Some(3) && told.contains("KEY_INVALID"), "{told}");
    std::fs::write(&bad, good).unwrap();
    for nobody in [&stranger, &both] {
        let (code, told) = stage.call(&["show", "1"], nobody, false);
        assert!(code == Some(3) && told.contains("KEY_INVALID"), "{told}");
        // Health asks for nothing.
        assert_eq!(stage.call(&["health"], nobody, false).0, Some(0));
    }
    stage.server.logs("a certificate is shown in vain", 1);
    assert!(stage.server.log().contains("stranger.example"), "{}", stage.server.log());

    // It comes and goes as a key does.
    assert_eq!(stage.call(&["show", "1"], &gone, false).0, Some(0));
    let id = stage.id_of("gone.example");
    said(&tongguan(&["api-key", "revoke", &id], &flag("--file", &stage.keys)));
    until(|| stage.call(&["show", "1"], &gone, false).0 == Some(3), || "revoked in vain".to_owned());
    stage.server.logs("a key is used in vain", 1);
    assert!(stage.server.log().contains(&id), "the log knows it by its id");
    make(&stage.keys, "blue", &["officer"], &["--certificate", "gone.example"]);
    until(|| stage.call(&["show", "1"], &gone, false).0 == Some(0), || "made anew in vain".to_owned());
}

#[test]
fn every_protocol_knows_him() {
    if Command::new("curl").arg("--version").output().is_err() {
        return skipped("no curl", "TONGGUAN_REQUIRE_CURL");
    }
    let stage = Stage::start();
    let shop = stage.authority.issue("shop", &["shop.example"]);
    let stranger = stage.authority.issue("stranger", &["stranger.example"]);
    let json = format!(
        "https://localhost:{}/tongguan.intake.v1.DeclarationIntake/ListDocuments",
        stage.server.port("json")
    );
    let forms = format!(
        "https://localhost:{}/receipts?recipient=DXPENT0000000001&after=20260105085959",
        stage.server.port("http")
    );
    let frame = stage.authority.folder().join("frame");
    std::fs::write(&frame, [0; 5]).unwrap();
    let frame = format!("@{}", frame.display());
    let connect = ["-H", "connect-protocol-version: 1", "-d", "{}", &json];
    let web = ["-i", "-H", "content-type: application/grpc-web+proto", "--data-binary", &frame, &json];
    let control = format!(
        "https://localhost:{}/tongguan.sandbox.v1.SandboxControl/CreateSandbox",
        stage.server.port("json")
    );
    for (arguments, lets_in, refuses) in [
        (&["-d", "{}", &json][..], "{", "KEY_INVALID"),
        (&connect[..], "{", "KEY_INVALID"),
        (&web[..], "HTTP/1.1 200", "grpc-status: 16"),
        (&["-i", &forms][..], "HTTP/1.1 20", "HTTP/1.1 401"),
    ] {
        let (known, unknown) = (stage.curl(&shop, arguments), stage.curl(&stranger, arguments));
        assert!(known.starts_with(lets_in) && !known.contains("KEY_INVALID"), "{arguments:?}: {known}");
        assert!(unknown.contains(refuses), "{arguments:?}: {unknown}");
    }
    let no_role = stage.curl(&shop, &["-d", r#"{"name":"s1"}"#, &control]);
    assert!(no_role.contains("ROLE_MISSING"), "{no_role}");
    // A page of another origin is no caller, whatever certificate the browser adds.
    let foreign = stage.curl(&shop, &["-H", "origin: https://evil.example", "-d", "{}", &json]);
    assert!(foreign.contains("ORIGIN_FOREIGN"), "{foreign}");
}

#[test]
fn the_file_of_keys_shows_names() {
    let authority = Authority::new();
    let keys = authority.folder().join("keys.jsonl");
    make(&keys, "blue", &["agency"], &["--certificate", "shop.example", "--label", "the shop"]);
    let again = ["api-key", "new", "--tenant", "blue", "--role", "agency", "--certificate", "SHOP.example"];
    let (code, told) = ended(&tongguan(&again, &flag("--file", &keys)));
    assert!(code == Some(2) && told.contains("stands there already"), "{told}");
    let list = said(&tongguan(&["api-key", "list"], &flag("--file", &keys)));
    assert!(list.contains("shop.example") && list.contains("the shop"), "{list}");
    let line = std::fs::read_to_string(&keys).unwrap();
    assert!(line.contains(r#""certificate":"shop.example""#) && !line.contains("sha256"), "{line}");
    let wrong = ["api-key", "new", "--tenant", "blue", "--role", "agency", "--certificate", "*.example"];
    assert_eq!(ended(&tongguan(&wrong, &flag("--file", &keys))).0, Some(2));
}
