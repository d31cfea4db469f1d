//! The version with the commit that it was built from: what `tongguan --version` says. Where there is no repository of
//! this project around the sources, such as in an archive, it is the version alone; TONGGUAN_COMMIT says another.

use std::path::Path;
use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=TONGGUAN_COMMIT");
    let version = env!("CARGO_PKG_VERSION");
    let said = std::env::var("TONGGUAN_COMMIT").ok().filter(|commit| !commit.is_empty());
    match said.or_else(commit) {
        Some(commit) => println!("cargo::rustc-env=TONGGUAN_VERSION={version} ({commit})"),
        None => println!("cargo::rustc-env=TONGGUAN_VERSION={version}"),
    }
}

/// Twelve digits of the commit, unless the repository is that of somebody else around this folder.
fn commit() -> Option<String> {
    let here = Path::new(env!("CARGO_MANIFEST_DIR")).canonicalize().ok()?;
    let root = Path::new(&git(&["rev-parse", "--show-toplevel"])?).canonicalize().ok()?;
    if here != root {
        return None;
    }
    // The log of HEAD grows with every commit, and with nothing else.
    if let Some(log) = git(&["rev-parse", "--git-path", "logs/HEAD"]).filter(|log| Path::new(log).exists()) {
        println!("cargo::rerun-if-changed={log}");
    }
    git(&["rev-parse", "--short=12", "HEAD"])
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).current_dir(env!("CARGO_MANIFEST_DIR")).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?.trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}
