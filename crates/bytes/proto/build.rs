//! Compiles `proto/` in Rust: no `protoc` is needed.

use prost_types::{FileDescriptorProto, FileDescriptorSet};
use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../proto");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let descriptors = protox::compile(&files, [&root])?;
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let write = |name: &str, serves: fn(&str) -> bool| {
        std::fs::write(out.join(name), prost::Message::encode_to_vec(&part(&descriptors, serves)))
    };
    // The feed between our own processes is no part of the API: it is shown where it is served, and nowhere else.
    write("descriptors.bin", |name| !name.starts_with("tongguan/feed/"))?;
    write("feed.bin", |name| name.starts_with("tongguan/feed/"))?;
    // Sandbox control has a listener of its own, so reflection shows it there and nowhere else.
    write("services.bin", |name| {
        !["sandbox", "feed"].iter().any(|apart| name.starts_with(&format!("tongguan/{apart}/")))
    })?;
    write("control.bin", |name| name.starts_with("tongguan/sandbox/"))?;
    // Screening, scoring and the exchange can be processes of their own.
    write("risk.bin", |name| name.starts_with("tongguan/risk/"))?;
    write("credit.bin", |name| name.starts_with("tongguan/credit/"))?;
    write("exchange.bin", |name| name.starts_with("tongguan/exchange/"))?;
    write("intake.bin", |name| {
        !["sandbox", "risk", "credit", "feed"]
            .iter()
            .any(|apart| name.starts_with(&format!("tongguan/{apart}/")))
    })?;
    tonic_prost_build::configure().bytes(".tongguan.exchange.v1").compile_fds(descriptors)?;
    Ok(())
}

/// The files whose services a listener serves, and what they import without its services.
fn part(all: &FileDescriptorSet, serves: fn(&str) -> bool) -> FileDescriptorSet {
    let mut needed: Vec<&str> =
        all.file.iter().map(FileDescriptorProto::name).filter(|name| serves(name)).collect();
    let mut at = 0;
    while let Some(name) = needed.get(at).copied() {
        let file = all.file.iter().find(|file| file.name() == name);
        for import in file.into_iter().flat_map(|file| &file.dependency) {
            if !needed.contains(&import.as_str()) {
                needed.push(import);
            }
        }
        at += 1;
    }
    let mut part = all.clone();
    part.file.retain(|file| needed.contains(&file.name()));
    for file in part.file.iter_mut().filter(|file| !serves(file.name())) {
        file.service.clear();
    }
    part
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().is_some_and(|e| e == "proto") {
            files.push(path);
        }
    }
    Ok(())
}
