//! One address for four processes: `deploy/nginx.conf`, by the real program.

use crate::support::Caller;
use crate::support::caller::SENDER;
use crate::support::child::{Peer, Program};
use crate::support::ports::free;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tokio::net::TcpStream;
use tokio_stream::{StreamExt, iter};
use tongguan_proto::credit::v1::ScoreRequest;
use tongguan_proto::exchange::v1::ListMailboxesRequest;
use tongguan_proto::intake::v1 as intake;
use tongguan_proto::risk::v1::GetProfileRequest;
use tongguan_proto::sandbox::v1::ClockMode::Auto;
use tongguan_testkit::{Parcel, skipped};
use tongguan_wire::document::write;

/// A running nginx. Dropped, it is killed.
struct Nginx(Child);

impl Drop for Nginx {
    fn drop(&mut self) {
        // It may be dead already. Its workers end with it.
        let _ = Command::new("kill").args(["-TERM", &self.0.id().to_string()]).status();
        let _ = self.0.wait();
    }
}

/// The configuration of the repository with these addresses, running in a folder.
fn nginx(folder: &Path, addresses: &[(&str, String)]) -> Nginx {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/nginx.conf");
    let mut told = std::fs::read_to_string(file).unwrap();
    for (port, address) in addresses {
        let usual = format!("127.0.0.1:{port}");
        assert!(told.contains(&usual), "deploy/nginx.conf does not name {usual}");
        told = told.replace(&usual, address);
    }
    // Its own folders, and no rights of others.
    let paths = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {};", folder.join(name).display()));
    told = told.replacen("http {", &format!("http {{ {}", paths.join(" ")), 1);
    let conf = folder.join("nginx.conf");
    std::fs::write(&conf, told).unwrap();
    let pid = format!("daemon off; pid {};", folder.join("pid").display());
    let mut command = Command::new("nginx");
    command.arg("-p").arg(folder).arg("-c").arg(&conf).args(["-e", "stderr", "-g", &pid]);
    Nginx(command.stdin(Stdio::null()).stderr(Stdio::null()).spawn().unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn one_address_for_four_processes() {
    if Command::new("nginx").arg("-v").stderr(Stdio::null()).status().is_err() {
        return skipped("there is no nginx", "TONGGUAN_REQUIRE_NGINX");
    }
    let folder = tempfile::tempdir().unwrap();
    let mut peers = ["risk", "credit"].map(Peer::start);
    let program = Program::start_apart(&folder.path().join("data"), &peers);
    let intake_at = format!("http://{}", program.addresses()[0]);
    let mut exchange = Peer::with("exchange", vec!["--ephemeral".into(), "--intake".into(), intake_at]);
    let front = free();
    let [services, control] = program.addresses().map(|address| address.to_string());
    let [risk, credit] = [&peers[0], &peers[1]].map(|peer| peer.address().to_owned());
    let addresses = [
        ("50050", front.to_string()),
        ("50051", services),
        ("50052", control),
        ("50061", risk),
        ("50062", credit),
        ("50071", exchange.address().to_owned()),
    ];
    let _nginx = nginx(folder.path(), &addresses);
    while TcpStream::connect(front).await.is_err() {}

    let caller = Caller::new(front, front).in_sandbox("front");
    caller.create(7, Auto).await;
    let parcel = Parcel::number(1);
    caller.submit_parcel(&parcel).await;
    assert_eq!(crate::support::told(&caller.mailbox().until_closed().await), crate::flow::CLEAN);
    assert!(
        !caller
            .screening()
            .get_profile(GetProfileRequest::default())
            .await
            .unwrap()
            .into_inner()
            .rules
            .is_empty()
    );
    let facts = ScoreRequest { enterprise: "3301960ABC".to_owned(), registered: true, ..Default::default() };
    assert!(caller.scoring().score(facts).await.unwrap().into_inner().score > 0);

    // Both ways at once: every answer comes while the stream of requests is open.
    let requests = (2..102).map(|number| intake::SubmitStreamRequest {
        request_id: number.to_string(),
        sender: SENDER.to_owned(),
        documents: vec![write(&Parcel::number(number).waybill.into())],
        ..Default::default()
    });
    let answers = caller.intake().submit_stream(iter(requests)).await.unwrap().into_inner();
    assert_eq!(
        answers.map(Result::unwrap).filter(|answer| answer.refused.is_none()).collect::<Vec<_>>().await.len(),
        100
    );

    // Mailboxes are read at the exchange, and nowhere else.
    exchange.kill();
    let mailboxes = async || caller.exchange().list_mailboxes(ListMailboxesRequest::default()).await;
    assert_eq!(mailboxes().await.unwrap_err().code(), tonic::Code::Unavailable);
    exchange.again();
    assert_eq!(mailboxes().await.unwrap().into_inner().mailboxes.len(), 1);

    // Who is away is UNAVAILABLE, in words of gRPC.
    peers[1].kill();
    let away = caller.scoring().score(ScoreRequest::default()).await.unwrap_err();
    assert_eq!((away.code(), away.message()), (tonic::Code::Unavailable, "nobody answers behind nginx"));
}
