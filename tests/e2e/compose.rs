//! `docker-compose.yml`, without Docker: its services as processes, with exactly their commands, in their order, judged by the
//! health check of the image. What is theirs alone in a container has its own here: addresses, names of hosts, the folder.

use crate::support::Caller;
use crate::support::child::Running;
use crate::support::exposed::Exposed;
use crate::support::ports::free;
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::Path;
use std::process::Command;
use tongguan_testkit::Parcel;

pub(crate) fn read(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The services that start by themselves, those first on which others depend.
pub(crate) fn services() -> Vec<(String, Value)> {
    let file: Value = serde_saphyr::from_str(&read("docker-compose.yml")).unwrap();
    let mut left: BTreeMap<String, Value> = serde_json::from_value(file["services"].clone()).unwrap();
    left.retain(|_, service| service["profiles"].is_null());
    let mut ordered: Vec<(String, Value)> = Vec::new();
    while !left.is_empty() {
        let started = |name: &String| ordered.iter().any(|(other, _)| other == name);
        let ready =
            |service: &Value| service["depends_on"].as_object().is_none_or(|on| on.keys().all(started));
        let next = left.iter().find(|(_, service)| ready(service)).map(|(name, _)| name.clone());
        let name = next.expect("the services depend on each other");
        let service = left.remove(&name).unwrap();
        ordered.push((name, service));
    }
    ordered
}

/// A port of a container, and where it is here.
type Places = BTreeMap<(String, u16), SocketAddr>;

/// The words of a command, for this machine.
fn here(word: &str, service: &str, places: &mut Places, folder: &Path) -> String {
    if let Some((flag, port)) = word.split_once("0.0.0.0:") {
        let place = *places.entry((service.to_owned(), port.parse().unwrap())).or_insert_with(free);
        return format!("{flag}{place}");
    }
    if let Some((flag, rest)) = word.split_once("http://") {
        let (host, port) = rest.split_once(':').unwrap();
        let place = places[&(host.to_owned(), port.parse().unwrap())];
        return format!("{flag}http://{place}");
    }
    word.replace("/data", folder.join(service).to_str().unwrap())
}

/// The words of `HEALTHCHECK`, and of the entry, in the Dockerfile.
pub(crate) fn image(word: &str) -> Vec<String> {
    let file = read("Dockerfile");
    let line = file.lines().find(|line| line.starts_with(word)).unwrap_or_else(|| panic!("no {word}"));
    serde_json::from_str(&line[line.find('[').unwrap()..]).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_services_run_as_written() {
    assert_eq!(image("ENTRYPOINT"), ["tongguan"]);
    assert_eq!(image("HEALTHCHECK"), ["tongguan", "health"]);
    let folder = tempfile::tempdir().unwrap();
    let (mut places, mut running) = (Places::new(), Vec::new());
    for (name, service) in services() {
        let words: Vec<String> = serde_json::from_value(service["command"].clone()).unwrap();
        let words: Vec<_> = words.iter().map(|word| here(word, &name, &mut places, folder.path())).collect();
        running.push(Running::start(&words));
        // What others wait for is healthy before they start.
        let server = places[&(name.clone(), 50051)].to_string();
        let health = Command::new(env!("CARGO_BIN_EXE_tongguan"))
            .args(["health", "--server", &server])
            .status()
            .unwrap();
        assert!(health.success(), "{name} is not healthy");
    }
    let published: Vec<String> = services()
        .iter()
        .flat_map(|(_, service)| {
            serde_json::from_value::<Vec<String>>(service["ports"].clone()).unwrap_or_default()
        })
        .collect();
    assert_eq!(published.len(), 5, "each port once: {published:?}");
    assert!(
        published.iter().all(|port| port.starts_with("127.0.0.1:")),
        "nobody else reaches it: {published:?}"
    );

    // Everybody shows what he does, where Prometheus looks for it.
    let watched: Value = serde_saphyr::from_str(&read("deploy/prometheus.yml")).unwrap();
    let targets: Vec<String> =
        serde_json::from_value(watched["scrape_configs"][0]["static_configs"][0]["targets"].clone()).unwrap();
    assert_eq!(targets.len(), running.len());
    for target in targets {
        let (name, port) = target.split_once(':').unwrap();
        let exposed = Exposed::at(places[&(name.to_owned(), port.parse().unwrap())]);
        assert!(exposed.families.contains_key("tongguan_build_info"), "{target}");
        assert_eq!(exposed.families.contains_key("tongguan_sandboxes"), name == "intake", "{target}");
        assert_eq!(exposed.families.contains_key("tongguan_feed_following"), name == "exchange", "{target}");
        assert_eq!(exposed.families.contains_key("tongguan_peer_asked_total"), name == "intake", "{target}");
    }

    let place = |port| places[&("intake".to_owned(), port)];
    let caller = Caller::new(place(50051), place(50052));
    caller.submit_parcel(&Parcel::number(1)).await;
    assert_eq!(crate::support::told(&caller.mailbox().until_closed().await), crate::flow::CLEAN);
    // Each is stopped and started while the others run.
    for (at, service) in running.iter_mut().enumerate() {
        service.again();
        caller.in_sandbox(&format!("after-{at}")).submit_parcel(&Parcel::number(2)).await;
    }
    let after = caller.in_sandbox("after-2");
    assert_eq!(crate::support::told(&after.mailbox().until_closed().await), crate::flow::CLEAN);
    let exchange = Caller::new(places[&("exchange".to_owned(), 50051)], place(50052)).in_sandbox("after-2");
    assert_eq!(exchange.mailbox().all().await, after.mailbox().all().await, "the exchange tells the same");
    drop(running);
}

/// One process, of the same image, on the same ports: what the image does by itself.
#[test]
fn one_process_has_the_same_ports() {
    let file: Value = serde_saphyr::from_str(&read("docker-compose.yml")).unwrap();
    let (one, intake) = (&file["services"]["tongguan"], &file["services"]["intake"]);
    assert_eq!((&one["ports"], &one["volumes"]), (&intake["ports"], &intake["volumes"]));
    assert!(one["command"].is_null() && one["profiles"].is_array());
    let usual = image("CMD");
    let words: Vec<String> = serde_json::from_value(intake["command"].clone()).unwrap();
    let elsewhere = |word: &&String| {
        ["--risk", "--credit", "--metrics", "--feed", "intake"].iter().all(|other| !word.starts_with(other))
    };
    assert_eq!(words.iter().filter(elsewhere).collect::<Vec<_>>(), usual.iter().collect::<Vec<_>>());
}

/// Traces go where the one who starts it says, and nowhere else: an empty variable is none.
#[test]
fn traces_go_where_they_are_sent() {
    for (name, service) in services() {
        let variable = &service["environment"]["OTEL_EXPORTER_OTLP_ENDPOINT"];
        assert_eq!(variable, "${OTEL_EXPORTER_OTLP_ENDPOINT:-}", "{name}");
    }
}

/// What shows pictures reads our files, and is reached from this machine alone.
#[test]
fn what_is_watched_with_is_there() {
    let file: Value = serde_saphyr::from_str(&read("docker-compose.yml")).unwrap();
    for name in ["prometheus", "grafana", "jaeger"] {
        let service = &file["services"][name];
        assert_eq!(service["profiles"], serde_json::json!(["watch"]), "{name} is not started unless told");
        let ports: Vec<String> = serde_json::from_value(service["ports"].clone()).unwrap();
        assert!(ports.iter().all(|port| port.starts_with("127.0.0.1:")), "{ports:?}");
        let volumes = serde_json::from_value::<Vec<String>>(service["volumes"].clone());
        for volume in volumes.unwrap_or_default() {
            let ours = volume.split(':').next().unwrap();
            assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(ours).exists(), "{ours} is not there");
        }
    }
    let source: Value =
        serde_saphyr::from_str(&read("deploy/grafana/provisioning/datasources/tongguan.yml")).unwrap();
    let dashboard: Value = serde_json::from_str(&read("deploy/grafana/dashboard.json")).unwrap();
    for panel in dashboard["panels"].as_array().unwrap() {
        assert_eq!(panel["datasource"]["uid"], source["datasources"][0]["uid"], "{}", panel["title"]);
    }
}
