//! Scenarios as the script of parcels, by every way that carries XML: what a call is answered there is told by receipts, and each
//! parcel still ends as its line says.

use crate::broker::Broker;
use crate::load::{plan_of, right};
use crate::station::Station;
use std::path::Path;
use tongguan_domain::names::SandboxName;
use tongguan_domain::process::{ClockMode, SignaturePolicy};
use tongguan_exchange::transports::{AmqpOptions, QUEUE, TransportOptions};
use tongguan_load::run::{Elsewhere, Plan, run};
use tongguan_load::workload::Workload;
use tongguan_load::workload::scenario::Scripted;
use tongguan_load::{AmqpBroker, Transport};
use tongguan_proto::sandbox::v1::CreateSandboxRequest;
use tongguan_wire::settings::{write_policy, write_version};

/// As many as `crates/kit/load/tests/scripted.rs` says can be run.
const FILES: usize = 8;

/// Those that a load can run, by name.
fn files() -> Vec<(String, Scripted)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let mut files = Vec::new();
    for file in std::fs::read_dir(folder).unwrap() {
        let file = file.unwrap().path();
        if let Ok(scripted) = Scripted::read(&std::fs::read_to_string(&file).unwrap()) {
            files.push((file.file_stem().unwrap().to_str().unwrap().to_owned(), scripted));
        }
    }
    assert_eq!(files.len(), FILES);
    files
}

/// A sandbox as its scenario begins.
async fn opened(station: &Station, name: &str, scripted: &Scripted) {
    let opening = scripted.opening();
    let policy = opening.signatures.and_then(|policy| SignaturePolicy::named(policy.name()));
    let request = CreateSandboxRequest {
        name: name.to_owned(),
        draws_off: true,
        start: opening.start.map(tongguan_wire::time::write),
        message_version: opening.version.map_or(0, |version| write_version(version).into()),
        signature_policy: policy.map_or(0, |policy| write_policy(policy).into()),
        registration_required: opening.registration_required,
        ..Default::default()
    };
    station.control().await.create_sandbox(request).await.unwrap();
}

async fn run_all(station: &Station, transport: Transport, elsewhere: impl Fn() -> Elsewhere) {
    for (name, scripted) in files() {
        opened(station, &name, &scripted).await;
        let workload = Workload::scripted(scripted, 1);
        right(plan_of(station, &name, workload, transport, elsewhere()).await).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_calls_with_xml() {
    let station = Station::as_told(TransportOptions::default(), ClockMode::Auto, None).await;
    run_all(&station, Transport::Xml, Elsewhere::default).await;
    station.stop().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn by_forms() {
    let station = Station::taking_forms().await;
    let authority = station.http().to_string();
    run_all(&station, Transport::Http, || Elsewhere {
        http: Some(authority.clone()),
        ..Elsewhere::default()
    })
    .await;
    station.stop().await;
}

/// Called with the broker of the other AMQP tests. Queues serve one sandbox of a server, so each scenario has its own.
pub(crate) async fn queues(broker: &Broker) {
    for (name, scripted) in files() {
        let amqp = Some(AmqpOptions { url: broker.url(), queue: QUEUE.to_owned() });
        let sandbox = SandboxName::new(&name).unwrap();
        let transports = TransportOptions { amqp, sandbox, ..Default::default() };
        let station = Station::as_told(transports, ClockMode::Auto, None).await;
        opened(&station, &name, &scripted).await;
        let queues = AmqpBroker { url: broker.url(), queue: QUEUE.to_owned() };
        let elsewhere = Elsewhere { broker: Some(queues), ..Elsewhere::default() };
        let workload = Workload::scripted(scripted, 1);
        right(plan_of(&station, &name, workload, Transport::Amqp, elsewhere).await).await;
        station.stop().await;
    }
}

/// What a scenario says is checked on these ways, too: a refusal by another rule, one that does not come, and one that nobody expects.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_scenario_says_is_checked() {
    let station = Station::taking_forms().await;
    let order = "order 1 => order 1 2, order 1 3\n";
    let mut number = 0;
    // The answer or the receipt, whichever comes first.
    let duplicate = ["line 2: refused: DUPLICATE", "line 2: order -304001 "];
    for (line, found) in [
        ("order 1 => refused OLD_MESSAGE", duplicate),
        ("waybill 1 => refused OLD_MESSAGE", ["line 2: taken", "line 2: waybill 2"]),
        ("order 1 => order 1 2, order 1 3", duplicate),
    ] {
        for transport in [Transport::Xml, Transport::Http] {
            number += 1;
            let (name, text) = (format!("wrong-{number}"), format!("{order}{line}\n"));
            let scripted = Scripted::read(&text).unwrap();
            opened(&station, &name, &scripted).await;
            let elsewhere = Elsewhere { http: Some(station.http().to_string()), ..Elsewhere::default() };
            let workload = Workload::scripted(scripted, 1);
            let plan: Plan = plan_of(&station, &name, workload, transport, elsewhere).await;
            let tally = run(plan, |_, _| true).await.unwrap().tally;
            assert_eq!((tally.wrong, tally.right), (tally.started, 0), "{line} {transport:?}");
            let wrong = &tally.wrong_ones[0];
            assert!(
                found.iter().any(|one| wrong.found.starts_with(one)),
                "{line} {transport:?}: {}",
                wrong.found
            );
        }
    }
    station.stop().await;
}
