//! The files of the repository, each on a server.

use crate::station::{Station, said};
use std::path::Path;

async fn every_file(ways: &[&str]) {
    let station = Station::start().await;
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios");
    let files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    assert!(files.len() >= 10, "{files:?}");
    let mut different = Vec::new();
    for file in files {
        let arguments = [&[file.to_str().unwrap()], ways].concat();
        let (code, told, failure) = said(&station.play(&arguments, "").await);
        if code != Some(0) {
            different.push(format!("{}:\n{told}{failure}", file.display()));
        }
    }
    assert!(different.is_empty(), "{}", different.join("\n"));
    station.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scenario_over_grpc() {
    every_file(&[]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_scenario_as_xml() {
    every_file(&["--xml"]).await;
}
