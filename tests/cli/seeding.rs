//! Goal: `tongguan seed` makes the same registry of the same seed, registers nothing twice, and the warehouses that it
//! registers decide what the sender of a booking is warned of.

use super::{Server, text, tongguan};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;

/// Seeds a sandbox; gives what is told.
fn seed(server: &Server, sandbox: &str, number: &str) -> Value {
    let words = "seed --zones 4 --enterprises 700 --sellers 30 --warehouses 600 --json --seed";
    let target = [number, "--sandbox", sandbox, "--server", &server.address];
    let output = tongguan(&words.split(' ').chain(target).collect::<Vec<_>>());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn numbers(told: &Value) -> [u64; 4] {
    ["registered", "warehouses", "credit_events", "replayed"].map(|name| told[name].as_u64().unwrap())
}

/// Calls a method by JSON; gives its answer.
pub(crate) fn post(server: &Server, method: &str, request: &Value) -> Value {
    let body = request.to_string();
    let head =
        format!("POST /{method} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/json\r\n", server.json);
    let mut stream = TcpStream::connect(&server.json).unwrap();
    write!(stream, "{head}Content-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{method}: {answer}");
    serde_json::from_str(body).unwrap()
}

/// What is registered in a sandbox, page by page, as JSON over HTTP.
fn registry(server: &Server, sandbox: &str) -> Vec<Value> {
    let mut all = Vec::new();
    for (method, list) in [("ListEnterprises", "enterprises"), ("ListWarehouses", "warehouses")] {
        let mut token = String::new();
        loop {
            let request = serde_json::json!({ "sandbox": sandbox, "page_size": 500, "page_token": token });
            let page = post(server, &format!("tongguan.registry.v1.EnterpriseRegistry/{method}"), &request);
            all.extend(page[list].as_array().cloned().unwrap_or_default());
            token = page["next_page_token"].as_str().unwrap_or_default().to_owned();
            if token.is_empty() {
                break;
            }
        }
    }
    all
}

#[test]
fn the_same_seed_makes_the_same_registry_and_nothing_is_registered_twice() {
    let server = Server::ephemeral();
    let first = numbers(&seed(&server, "one", "7"));
    let [enterprises, warehouses, events, replayed] = first;
    // 12 sites, 13 parks, three return centres and two warehouses of goods in Hangzhou; half as many in three others.
    assert_eq!((enterprises, replayed), (730, 0));
    assert_eq!(warehouses, 600 + 30 + 3 * 15);
    assert!(events > 0, "{events}");
    let registered = registry(&server, "one");
    assert_eq!(registered.len() as u64, enterprises + warehouses);

    // Again, in the same sandbox: all was there before.
    assert_eq!(
        numbers(&seed(&server, "one", "7")),
        [enterprises, warehouses, events, enterprises + warehouses]
    );
    assert_eq!(registry(&server, "one"), registered);
    assert_eq!(numbers(&seed(&server, "two", "7")), first);
    assert_eq!(registry(&server, "two"), registered);
    seed(&server, "three", "8");
    let other = registry(&server, "three");
    assert_ne!(other, registered);

    // What happened to somebody's credit is there, too.
    let printed =
        text(&tongguan(&["seed", "--print", "--zones", "4", "--enterprises", "700", "--seed", "7"]).stdout);
    let rows: Vec<Value> = printed.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let violator = rows.iter().find(|row| row["violations_last_year"].as_u64() > Some(0)).unwrap();
    let code = violator["code"].as_str().unwrap();
    let told = tongguan(&["credit", "history", code, "--sandbox", "one", "--server", &server.address]);
    assert!(text(&told.stdout).contains("2025-"), "{code}: {}", text(&told.stdout));
}

#[test]
fn what_cannot_be_made_is_refused() {
    for (arguments, words) in [
        ("--zones 0", "0 is not in 1..=165"),
        ("--zones 166", "166 is not in 1..=165"),
        ("--warehouses 8001", "8001 is not in 0..=8000"),
        ("--sellers 500001", "500001 is not in 0..=500000"),
    ] {
        let output = tongguan(&["seed"].into_iter().chain(arguments.split(' ')).collect::<Vec<_>>());
        let told = text(&output.stderr);
        assert!(output.status.code() == Some(2) && told.contains(words), "{arguments}: {told}");
    }
}

/// A booking into a warehouse of the seed takes a place there, and one into another is told so.
#[test]
fn a_booking_into_a_seeded_warehouse() {
    let server = Server::ephemeral();
    seed(&server, "one", "7");
    let page = post(
        &server,
        "tongguan.registry.v1.EnterpriseRegistry/ListWarehouses",
        &serde_json::json!({ "sandbox": "one", "page_size": 1, "kind": "WAREHOUSE_KIND_OVERSEAS" }),
    );
    let found = page["warehouses"][0]["warehouse"].clone();
    let (code, name) = (found["code"].as_str().unwrap(), found["name"].as_str().unwrap());
    let sample = tongguan(&["sample", "303", "--mode", "9810"]);
    let mut order: Value = serde_json::from_slice(&sample.stdout).unwrap();
    for (named, warned) in [("Elsewhere", Some("WAREHOUSE_UNKNOWN")), (name, None)] {
        order["sales_order"]["ebp_name"] = named.into();
        let request = serde_json::json!({ "sandbox": "one", "document": order });
        let told = post(&server, "tongguan.intake.v1.DeclarationIntake/ValidateDocument", &request);
        assert_eq!(told["warnings"][0]["code"].as_str(), warned, "{told}");
        assert_eq!(told["faults"].as_array().map_or(0, Vec::len), 0, "{told}");
    }
    let request = serde_json::json!({ "sandbox": "one", "documents": [order] });
    post(&server, "tongguan.intake.v1.DeclarationIntake/SubmitDocuments", &request);
    let known = post(
        &server,
        "tongguan.registry.v1.EnterpriseRegistry/GetWarehouse",
        &serde_json::json!({ "sandbox": "one", "code": code }),
    );
    assert_eq!(known["occupied"], 1, "{known}");
}
