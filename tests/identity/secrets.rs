//! The built program says nothing secret, though it is told to say everything; and the command line that makes keys.

use crate::station::{PATIENCE, post, reason};
use serde_json::Value;
use std::io::{BufRead, BufReader, Read};
use std::path::Path;
use std::process::{Command, Stdio};
use tokio::time::timeout;
use tokio_stream::StreamExt;
use tongguan_client::Client;
use tongguan_domain::document::Document;
use tongguan_proto::exchange::v1::{WatchReceiptsRequest, WatchReceiptsResponse};
use tongguan_proto::intake::v1::{ListDocumentsRequest, SubmitDocumentsRequest};
use tongguan_testkit::Parcel;
use tongguan_wire::document::write;
use tonic::Streaming;

const PROGRAM: &str = env!("CARGO_BIN_EXE_tongguan");

fn api_key(file: &Path, arguments: &[&str]) -> Value {
    let mut command = Command::new(PROGRAM);
    let made = command.args(["--json", "api-key"]).args(arguments).arg("--file").arg(file).output().unwrap();
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    serde_json::from_slice(&made.stdout).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_log_holds_a_key_or_its_hash() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.jsonl");
    let new = ["new", "--tenant", "blue", "--role", "operator", "--expires", "90d", "--label", "nightly"];
    let [good, bad, last] = [(); 3].map(|()| api_key(&file, &new));
    let revoked = api_key(&file, &["revoke", bad["id"].as_str().unwrap()]);
    assert_eq!((&revoked["state"], &revoked["label"]), (&"revoked".into(), &"nightly".into()));
    let mut command = Command::new(PROGRAM);
    command.args([
        "serve",
        "--ephemeral",
        "--log",
        "trace",
        "--listen",
        "127.0.0.1:0",
        "--control",
        "127.0.0.1:0",
    ]);
    command.arg("--api-keys").arg(&file).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut log = child.stderr.take().unwrap();
    let reading = std::thread::spawn(move || {
        let mut text = String::new();
        log.read_to_string(&mut text).unwrap();
        text
    });
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let ready: Value = serde_json::from_str(&line).unwrap();
    let (address, json) = (ready["address"].as_str().unwrap(), ready["json"].as_str().unwrap());
    let unknown = format!("tg_zzzzzzzz_{}", "Z".repeat(43));
    for (key, taken) in
        [(good["key"].as_str().unwrap(), true), (bad["key"].as_str().unwrap(), false), (&unknown, false)]
    {
        let client = Client::connect(format!("http://{address}")).await.unwrap().api_key(key);
        let answer = client.intake().list_documents(ListDocumentsRequest::default()).await;
        assert_eq!(answer.is_ok(), taken);
        let list = "/tongguan.intake.v1.DeclarationIntake/ListDocuments";
        let answer =
            post(json.parse().unwrap(), list, "application/json", b"{}", &[&format!("Bearer {key}")]);
        assert_eq!(answer.0 == 200, taken);
    }
    let mut watching = watching(address, last["key"].as_str().unwrap()).await;
    api_key(&file, &["revoke", last["id"].as_str().unwrap()]);
    ends_with_its_key(&mut watching, address, good["key"].as_str().unwrap()).await;
    by_command(ready["control"].as_str().unwrap(), folder.path(), good["key"].as_str().unwrap());
    assert!(Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap().success());
    assert!(child.wait().unwrap().success());
    let log = reading.join().unwrap();
    assert!(log.contains("TRACE"), "it says less than everything");
    let stored = std::fs::read_to_string(&file).unwrap();
    let hashes = stored
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["sha256"].as_str().unwrap().to_owned());
    let keys = [&good["key"], &bad["key"]].map(|key| key.as_str().unwrap()[12..].to_owned());
    for secret in hashes.chain(keys).chain(["Z".repeat(43)]) {
        assert!(!stored.contains(&unknown) && !log.contains(&secret), "the log holds {secret}");
    }
    let told = |words: &[&str]| log.lines().any(|line| words.iter().all(|word| line.contains(word)));
    assert!(told(&["WARN", "in vain", bad["id"].as_str().unwrap(), "revoked"]), "{log}");
    assert!(told(&["unknown", "zzzzzzzz"]), "{log}");
    assert!(told(&["WARN", "a call that lasts ends", last["id"].as_str().unwrap()]), "{log}");
}

/// A stream of receipts.
async fn watching(address: &str, key: &str) -> Streaming<WatchReceiptsResponse> {
    let client = Client::connect(format!("http://{address}")).await.unwrap().api_key(key);
    client.exchange().watch_receipts(WatchReceiptsRequest::default()).await.unwrap().into_inner()
}

/// Somebody with another key sends orders until the stream ends: it is told nothing more once the key is seen to be revoked.
async fn ends_with_its_key(watching: &mut Streaming<WatchReceiptsResponse>, address: &str, key: &str) {
    let client = Client::connect(format!("http://{address}")).await.unwrap().api_key(key);
    for number in 1.. {
        let order = write(&Document::from(Parcel::number(number).order));
        let sent = SubmitDocumentsRequest { documents: vec![order], ..Default::default() };
        client.intake().submit_documents(sent).await.unwrap();
        let heard = timeout(PATIENCE, watching.next()).await.expect("hung").unwrap();
        if let Err(status) = heard {
            assert_eq!(reason(&status), "KEY_INVALID");
            return;
        }
    }
}

/// A command shows the key of a file, or of the environment.
fn by_command(control: &str, folder: &Path, key: &str) {
    let file = folder.join("my.key");
    std::fs::write(&file, format!("{key}\n")).unwrap();
    let file = file.to_str().unwrap();
    let list = ["--lang", "en", "sandbox", "list", "--control", control];
    for (more, variable, exit) in [
        (&[][..], "", 3),
        (&[][..], "tg_none", 3),
        (&[][..], key, 0),
        (&["--api-key-file", file][..], "tg_none", 0),
    ] {
        let mut command = Command::new(PROGRAM);
        let ended = command.args(list).args(more).env("TONGGUAN_API_KEY", variable).output().unwrap();
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(exit), "{more:?} {variable}: {said}");
        assert_eq!(exit == 3, said.contains("KEY_INVALID") && said.contains("--api-key-file"), "{said}");
        assert!(!said.contains(&key[12..]));
    }
}

#[test]
fn keys_are_made_listed_and_revoked() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("keys.jsonl");
    let run = |arguments: &[&str]| {
        let mut command = Command::new(PROGRAM);
        let ended = command
            .args(["--lang", "en", "api-key"])
            .args(arguments)
            .arg("--file")
            .arg(&file)
            .output()
            .unwrap();
        let said = String::from_utf8([ended.stdout, ended.stderr].concat()).unwrap();
        (ended.status.code(), said)
    };
    let (exit, said) = run(&["list"]);
    assert_eq!(exit, Some(2), "{said}");
    let (exit, said) = run(&["new", "--tenant", "blue", "--role", "declarant", "--role", "officer"]);
    let key = said.lines().next().unwrap();
    assert!(
        exit == Some(0) && key.starts_with("tg_") && said.contains("declarant, officer; until it is revoked"),
        "{said}"
    );
    assert!(!std::fs::read_to_string(&file).unwrap().contains(&key[12..]));
    let id = &key[3..11];
    let (_, said) = run(&["list"]);
    assert!(said.contains(id) && said.contains("holds") && !said.contains(&key[12..]), "{said}");
    let (exit, said) = run(&["revoke", id]);
    assert!(exit == Some(0) && said.contains("is revoked since"), "{said}");
    assert!(run(&["list"]).1.contains("revoked"));
    let (exit, said) = run(&["revoke", "00000000"]);
    assert!(exit == Some(2) && said.contains("there is no key 00000000"), "{said}");
}
