//! Screening and scoring elsewhere ask for keys, too.

use crate::station::{Ring, Station};
use std::process::{Command, Output};
use tongguan::compose::{Running, ServeOptions, Serves, StartError, start};
use tongguan::peers::Peers;
use tongguan_identity::ApiKey;
use tongguan_identity::Role::{Declarant, Operator, Service};
use tongguan_peer::Badge;

const NOTHING: Serves = Serves::NOTHING;

async fn alone(ring: &Ring, serves: Serves) -> Running {
    let options = ServeOptions { serves, api_keys: Some(ring.file()), ..ServeOptions::default() };
    start(options).await.unwrap()
}

fn options(risk: &Running, credit: &Running, key: Option<&ApiKey>) -> ServeOptions {
    let at = |server: &Running| format!("http://{}", server.address()).parse().ok();
    let badge = key.and_then(|key| Badge::of_key(key.text())).unwrap_or_default();
    let peers = Peers { risk: at(risk), credit: at(credit), badge, ..Peers::default() };
    ServeOptions { serves: Serves { intake: true, ..NOTHING }, peers, ..ServeOptions::default() }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_shows_its_key_to_others() {
    let ring = Ring::new();
    let (service, other) = (ring.add("blue", &[Service]), ring.add("blue", &[Declarant]));
    let operator = ring.add("blue", &[Operator]);
    let revoked = ring.add("blue", &[Service]);
    ring.revoke(&revoked);
    let risk = alone(&ring, Serves { risk: true, ..NOTHING }).await;
    let credit = alone(&ring, Serves { credit: true, ..NOTHING }).await;
    for (key, words) in
        [(None, "no key that holds"), (Some(&revoked), "no key that holds"), (Some(&other), "service")]
    {
        match start(options(&risk, &credit, key)).await {
            Err(StartError::Peer(said)) => {
                let said = said.to_string();
                assert!(said.contains("does not take the key") && said.contains(words), "{said}");
            }
            Err(error) => panic!("{error}"),
            Ok(_) => panic!("it has started"),
        }
    }
    let station = Station::with(&ring, options(&risk, &credit, Some(&service))).await;
    // A declaration is cleared, for which both were asked.
    let parcel = tongguan_testkit::Parcel::number(1);
    let documents = parcel.documents().iter().map(tongguan_wire::document::write).collect();
    let request =
        tongguan_proto::intake::v1::SubmitDocumentsRequest { documents, settle: true, ..Default::default() };
    let client = station.client(&operator).await;
    let told = client.intake().submit_documents(request).await.unwrap().into_inner();
    assert!(told.receipts.iter().any(|receipt| receipt.return_code == 399), "{:?}", told.receipts);
    station.stop().await;
    risk.stop().await;
    credit.stop().await;
}

fn serve(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tongguan"));
    command
        .args(["serve", "--listen", "127.0.0.1:0", "--listen-json", "off", "--lang", "en"])
        .args(arguments);
    command.env_remove("TONGGUAN_PEER_API_KEY").output().unwrap()
}

/// How the program ends that cannot start, and what it says.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_keeps_a_server_from_starting() {
    let ring = Ring::new();
    ring.add("blue", &[Service]);
    let risk = alone(&ring, Serves { risk: true, ..NOTHING }).await;
    let credit = alone(&ring, Serves { credit: true, ..NOTHING }).await;
    let [risk_at, credit_at] = [&risk, &credit].map(|server| format!("http://{}", server.address()));
    let (broken, wrong) = (ring.folder().join("broken"), ring.folder().join("wrong"));
    std::fs::write(&broken, "\n{\"id\":\"x\"}\n").unwrap();
    std::fs::write(&wrong, format!("tg_00000000_{}\n", "0".repeat(43))).unwrap();
    let [broken, wrong] = [&broken, &wrong].map(|file| file.to_str().unwrap());
    let here = ["--ephemeral", "--no-control"];
    let peers = ["intake", "--risk", &risk_at, "--credit", &credit_at];
    let rows: &[(&[&str], i32, &str)] = &[
        (&["--api-keys", broken], 5, "broken:2: id: it has 8 digits"),
        (&["--api-keys", "/no/such/file"], 5, "/no/such/file: No such file"),
        (&peers, 5, "risk screening does not take the key of this process"),
        (
            &["intake", "--risk", &risk_at, "--credit", &credit_at, "--peer-api-key-file", wrong],
            5,
            "does not take the key",
        ),
        (
            &["intake", "--risk", &risk_at, "--credit", &credit_at, "--peer-api-key-file", "/no/key"],
            5,
            "/no/key cannot be read",
        ),
        (
            &["exchange", "--intake", &risk_at, "--peer-api-key-file", wrong],
            5,
            "this intake cannot be followed",
        ),
        (&["--http", "0.0.0.0:0"], 2, "say --api-keys FILE"),
    ];
    for (arguments, exit, words) in rows {
        let ended = serve(&[&here[..], arguments].concat());
        let said = String::from_utf8(ended.stderr).unwrap();
        assert_eq!(ended.status.code(), Some(*exit), "{arguments:?}: {said}");
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
    risk.stop().await;
    credit.stop().await;
}
