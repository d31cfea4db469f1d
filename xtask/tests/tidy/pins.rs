//! What we know of another project's private files holds for the versions that are built.

use crate::tree::text;

/// The page that knows them, and what it must say in its first lines.
const KNOWS: &str = "crates/engine/journal/src/fjall_files.rs";

#[test]
fn the_store_is_the_one_that_we_know() {
    let first = text(KNOWS).lines().next().unwrap().to_owned();
    let lock = text("Cargo.lock");
    for name in ["fjall", "lsm-tree"] {
        let entry = format!("name = \"{name}\"\nversion = \"");
        let version = lock.split_once(&entry).unwrap().1.split('"').next().unwrap();
        assert!(first.contains(&format!("{name} {version}")), "{KNOWS} does not speak of {name} {version}");
        if name == "fjall" {
            let pin = format!("fjall = {{ version = \"={version}\"");
            assert!(text("Cargo.toml").contains(&pin), "{name} is not pinned to {version}");
        }
    }
}
