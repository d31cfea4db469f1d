//! Tests that cannot run where they are.

use std::io::Write;

/// Says that a test does not run because something is not at hand; fails if it had to run, because this variable is 1.
///
/// A test that passes has its words swallowed. So the line goes into the file that `TONGGUAN_SKIPS` names, too, where
/// `cargo xtask ci` counts it.
pub fn skipped(why: &str, required: &str) {
    assert!(std::env::var_os(required).is_none_or(|value| value != "1"), "{why}, and {required}=1");
    println!("skipped: {why}");
    if let Some(path) = std::env::var_os("TONGGUAN_SKIPS") {
        let line = format!("{}: {why}\n", test());
        // In one piece, since other tests write there, too.
        let written = std::fs::OpenOptions::new().append(true).create(true).open(&path);
        let written = written.and_then(|mut file| file.write_all(line.as_bytes()));
        assert!(written.is_ok(), "{}: {written:?}", path.display());
    }
}

/// The test that runs on this thread: its program and its name.
fn test() -> String {
    let program = std::env::current_exe().unwrap_or_default();
    let program = program.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    // Without the hash that cargo adds.
    let program = program.rsplit_once('-').map_or(program.as_str(), |(name, _)| name);
    format!("{program} {}", std::thread::current().name().unwrap_or("?"))
}
