//! Compiles `proto/` in Rust: no `protoc` is needed.
//!
//! What is written for reflection and for the guard keeps its files as the compiler encoded them: the types of `prost` do
//! not know our options (who may call a method), and would lose them.

use prost::Message;
use prost_types::FileDescriptorProto;
use protox::Compiler;
use std::path::{Path, PathBuf};

/// A `google.protobuf.FileDescriptorSet` whose files are left as they are.
#[derive(Clone, PartialEq, Message)]
struct Encoded {
    #[prost(bytes = "vec", repeated, tag = "1")]
    files: Vec<Vec<u8>>,
}

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../proto");
    println!("cargo:rerun-if-changed={}", root.display());
    let mut files = Vec::new();
    collect(&root, &mut files)?;
    files.sort();
    let mut compiler = Compiler::new([&root])?;
    compiler.include_source_info(true).include_imports(true).open_files(&files)?;
    let all = Encoded::decode(compiler.encode_file_descriptor_set().as_slice())?;
    let out = PathBuf::from(std::env::var("OUT_DIR")?);
    let write = |name: &str, serves: fn(&str) -> bool| -> Result<(), Box<dyn std::error::Error>> {
        Ok(std::fs::write(out.join(name), part(&all, serves)?.encode_to_vec())?)
    };
    // The feed between our own processes is no part of the API: it is shown where it is served, and nowhere else.
    write("descriptors.bin", |name| !name.starts_with("tongguan/feed/"))?;
    write("feed.bin", |name| name.starts_with("tongguan/feed/"))?;
    // Sandbox control has a listener of its own, so reflection shows it there and nowhere else.
    write("services.bin", |name| {
        !["sandbox", "feed"].iter().any(|apart| name.starts_with(&format!("tongguan/{apart}/")))
    })?;
    write("control.bin", |name| name.starts_with("tongguan/sandbox/"))?;
    // Screening, scoring, the exchange and the registry can be processes of their own.
    write("risk.bin", |name| name.starts_with("tongguan/risk/"))?;
    write("credit.bin", |name| name.starts_with("tongguan/credit/"))?;
    write("exchange.bin", |name| name.starts_with("tongguan/exchange/"))?;
    write("registry.bin", |name| name.starts_with("tongguan/registry/"))?;
    write("intake.bin", |name| {
        !["sandbox", "risk", "credit", "feed"]
            .iter()
            .any(|apart| name.starts_with(&format!("tongguan/{apart}/")))
    })?;
    tonic_prost_build::configure()
        .bytes(".tongguan.exchange.v1")
        .compile_fds(compiler.file_descriptor_set())?;
    Ok(())
}

/// The files whose services a listener serves, and what they import without its services.
fn part(all: &Encoded, serves: fn(&str) -> bool) -> Result<Encoded, prost::DecodeError> {
    let known = all.files.iter().map(|file| FileDescriptorProto::decode(file.as_slice()));
    let known = known.collect::<Result<Vec<_>, _>>()?;
    let mut needed: Vec<&str> =
        known.iter().map(FileDescriptorProto::name).filter(|name| serves(name)).collect();
    let mut at = 0;
    while let Some(name) = needed.get(at).copied() {
        let file = known.iter().find(|file| file.name() == name);
        for import in file.into_iter().flat_map(|file| &file.dependency) {
            if !needed.contains(&import.as_str()) {
                needed.push(import);
            }
        }
        at += 1;
    }
    let taken = all.files.iter().zip(&known).filter(|(_, file)| needed.contains(&file.name()));
    let files = taken.map(|(encoded, file)| {
        if serves(file.name()) || file.service.is_empty() {
            return encoded.clone();
        }
        FileDescriptorProto { service: Vec::new(), ..file.clone() }.encode_to_vec()
    });
    Ok(Encoded { files: files.collect() })
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
