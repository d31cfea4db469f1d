//! The files of `deploy/` that nobody runs here: what they say is what `docker-compose.yml` and `nginx.conf` say, which are run,
//! and Kubernetes would take them.

use crate::compose::{read, services};
use serde::Deserialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use tongguan_testkit::skipped;

/// The words behind `serve` of each service, by name.
fn composed() -> BTreeMap<String, Value> {
    services().into_iter().map(|(name, service)| (name, service["command"].clone())).collect()
}

#[test]
fn kubernetes_starts_what_compose_starts() {
    let mut started = BTreeMap::new();
    for document in serde_saphyr::from_multiple::<Value>(&read("deploy/kubernetes.yaml")).unwrap() {
        let name = document["metadata"]["name"].as_str().unwrap().to_owned();
        if document["kind"] == "Service" {
            continue;
        }
        let container = &document["spec"]["template"]["spec"]["containers"][0];
        let probed = &container["readinessProbe"]["grpc"]["port"];
        assert_eq!(
            (probed, &container["ports"][0]["containerPort"]),
            (&50051.into(), &50051.into()),
            "{name}"
        );
        started.insert(name, container["args"].clone());
    }
    assert_eq!(started, composed());
}

/// Against the schemas of Kubernetes, which a package of Python has.
#[test]
fn kubernetes_takes_its_manifests() {
    let python = std::env::var("TONGGUAN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let has = Command::new(&python).args(["-c", "import kubernetes_validate"]).output();
    if !has.is_ok_and(|output| output.status.success()) {
        return skipped(
            "no Python with kubernetes_validate (set TONGGUAN_PYTHON)",
            "TONGGUAN_REQUIRE_PYTHON",
        );
    }
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/kubernetes.yaml");
    let output = Command::new(&python).args(["-m", "kubernetes_validate", "--strict"]).arg(file).output();
    let output = output.unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

/// A route: what a path begins with, and the address behind it.
type Routes = BTreeMap<String, String>;

fn nginx() -> Routes {
    let file = read("deploy/nginx.conf");
    let between = |line: &str, from: &str, to: &str| {
        line.trim().strip_prefix(from)?.split_once(to).map(|(name, rest)| (name.to_owned(), rest.to_owned()))
    };
    let upstreams: BTreeMap<_, _> = file
        .lines()
        .filter_map(|line| between(line, "upstream ", " { server "))
        .map(|(name, rest)| (name, rest.split(';').next().unwrap().to_owned()))
        .collect();
    file.lines()
        .filter_map(|line| between(line, "location ", " { grpc_pass grpc://"))
        .map(|(path, rest)| (path, upstreams[rest.split(';').next().unwrap()].clone()))
        .collect()
}

#[derive(Deserialize)]
struct Envoy {
    static_resources: Value,
}

#[test]
fn envoy_routes_as_nginx_does() {
    let Envoy { static_resources } = serde_saphyr::from_str(&read("deploy/envoy.yaml")).unwrap();
    let place = |address: &Value| {
        let address = &address["socket_address"];
        format!("{}:{}", address["address"].as_str().unwrap(), address["port_value"])
    };
    let clusters: BTreeMap<_, _> = static_resources["clusters"]
        .as_array()
        .unwrap()
        .iter()
        .map(|cluster| {
            let endpoint = &cluster["load_assignment"]["endpoints"][0]["lb_endpoints"][0]["endpoint"];
            (cluster["name"].as_str().unwrap(), place(&endpoint["address"]))
        })
        .collect();
    let listener = &static_resources["listeners"][0];
    let routes =
        &listener["filter_chains"][0]["filters"][0]["typed_config"]["route_config"]["virtual_hosts"][0];
    let routes: Routes = routes["routes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|route| {
            let prefix = route["match"]["prefix"].as_str().unwrap().to_owned();
            (prefix, clusters[route["route"]["cluster"].as_str().unwrap()].clone())
        })
        .collect();
    assert_eq!(routes, nginx());
    assert_eq!(routes.len(), 5);
    assert!(read("deploy/nginx.conf").contains(&format!("listen {} http2", place(&listener["address"]))));
}
