//! A client in another language, with nothing of ours but what the server says about itself.

use crate::support::Station;
use std::path::Path;
use std::process::Command;
use tongguan_testkit::skipped;

const WANTED: &str = "TONGGUAN_REQUIRE_PYTHON";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_python_client_by_reflection() {
    let python = std::env::var("TONGGUAN_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let able = Command::new(&python).args(["-c", "import grpc, grpc_reflection"]).output();
    if !able.is_ok_and(|output| output.status.success()) {
        skipped("no Python with grpcio and grpcio-reflection (set TONGGUAN_PYTHON)", WANTED);
        return;
    }
    let station = Station::ephemeral().await;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/client.py");
    let mut command = Command::new(&python);
    command.arg(script).arg(station.address().to_string());
    let output = tokio::task::spawn_blocking(move || command.output()).await.unwrap().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    println!("{said}");
    assert!(output.status.success(), "{said}\n{}", String::from_utf8_lossy(&output.stderr));
    assert!(said.ends_with("closed\n"), "{said}");
    station.stop().await;
}
