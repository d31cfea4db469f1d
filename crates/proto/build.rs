//! Compiles `proto/` in Rust: no `protoc` is needed.

use std::path::{Path, PathBuf};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../proto");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let descriptors = protox::compile(&files, [&root])?;
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let write = |name: &str, keep: fn(&str) -> bool| {
        let mut part = descriptors.clone();
        part.file.retain(|file| keep(file.name()));
        std::fs::write(out.join(name), prost::Message::encode_to_vec(&part))
    };
    write("descriptors.bin", |_| true)?;
    // Sandbox control has a listener of its own, so reflection shows it there and nowhere else.
    write("services.bin", |name| !name.starts_with("tongguan/sandbox/"))?;
    write("control.bin", |name| !name.starts_with("tongguan/") || name.starts_with("tongguan/sandbox/"))?;
    tonic_prost_build::configure().bytes(".tongguan.exchange.v1").compile_fds(descriptors)?;
    Ok(())
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
