//! Goal: what `tongguan sample` prints is taken as it is, and a whole parcel goes to 899.

use super::{Server, command, rows, text, tongguan};
use std::io::Write;
use std::process::{Output, Stdio};

fn submit(server: &Server, sandbox: &str, input: &[u8]) -> Output {
    let mut submit = command(&["--json", "submit", "-", "--server", &server.address, "--sandbox", sandbox]);
    let mut child =
        submit.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    child.wait_with_output().unwrap()
}

/// The codes that were told, in the order in which they were shown.
fn codes(output: &Output) -> Vec<i64> {
    let rows = rows(output);
    rows.iter().filter_map(|row| row["return_code"].as_i64().filter(|_| row["event"] == "step")).collect()
}

#[test]
fn a_whole_parcel_of_every_mode_is_closed() {
    let server = Server::ephemeral();
    for mode in ["9610", "9710", "9810", "1210"] {
        let sample = tongguan(&["sample", "--parcel", "7", "--mode", mode]);
        let told = codes(&submit(&server, &format!("json-{mode}"), &sample.stdout));
        assert!(told.contains(&899), "{mode}: {told:?}");

        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path().to_str().unwrap();
        let written = tongguan(&["sample", "--parcel", "7", "--mode", mode, "--xml", "--out", folder]);
        let files = text(&written.stdout);
        let mut arguments = vec!["--json", "submit", "--server", &server.address, "--sandbox"];
        let sandbox = format!("xml-{mode}");
        arguments.push(&sandbox);
        arguments.extend(files.lines());
        let told = codes(&tongguan(&arguments));
        assert!(told.contains(&899), "{mode} as XML: {told:?}");
    }
}

#[test]
fn every_kind_is_valid_and_new() {
    let server = Server::ephemeral();
    for kind in ["303", "403", "505", "603", "607", "507", "509", "605", "701", "213", "215"] {
        let sample = tongguan(&["sample", kind]);
        let output = submit(&server, "kinds", &sample.stdout);
        // What names a declaration that is not there is a document without a fault all the same.
        let told = text(&output.stdout);
        // Alone, a manifest or a departure has no declaration, and customs says so.
        let needs_a_number = ["605", "701", "213", "215"].contains(&kind);
        assert!(needs_a_number || output.status.code().is_some_and(|code| code < 2), "{kind}: {told}");
        assert!(!told.contains("\"FIELD_") && !told.contains("_UNKNOWN\""), "{kind}: {told}");
        assert_ne!(sample.stdout, tongguan(&["sample", kind]).stdout, "{kind} is new every time");
        let same = || tongguan(&["sample", kind, "--parcel", "9", "--xml"]).stdout;
        assert_eq!(same(), same(), "{kind} by number is the same");
    }
}

#[test]
fn what_cannot_be_printed_says_how() {
    for (arguments, said) in [
        (&["sample", "--xml"][..], "say --out DIR"),
        (&["sample", "999"], "603 or declaration"),
        (&["sample", "603", "--mode", "9999"], "9710"),
        (&["sample", "603", "--invt-no", "1"], "which name a declaration"),
        (&["sample", "605", "--invt-no", ""], "1 to 18 letters and digits"),
        (&["sample", "--parcel", "100000000"], "1..=99999999"),
    ] {
        let output = tongguan(arguments);
        assert_ne!(output.status.code(), Some(0), "{arguments:?}");
        assert!(text(&output.stderr).contains(said), "{arguments:?}: {}", text(&output.stderr));
    }
    let named = text(&tongguan(&["sample", "605", "--invt-no", "29242026E000000077"]).stdout);
    assert!(named.contains("29242026E000000077"), "{named}");
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().to_str().unwrap();
    assert_eq!(tongguan(&["sample", "603", "--out", place]).status.code(), Some(0));
    let json = rows(&tongguan(&["sample", "605", "--xml", "--json"]));
    assert!(json[0]["xml"].as_str().unwrap().contains("CEB605Message"));
    let again = tongguan(&["sample", "603", "--out", place]);
    assert!(text(&again.stderr).contains("1-603-declaration.json"), "nothing is written over");
    std::fs::write(folder.path().join("4-603-declaration.json"), "mine").unwrap();
    assert_eq!(tongguan(&["sample", "--out", place]).status.code(), Some(2));
    assert!(!folder.path().join("1-303-order.json").exists(), "all of a parcel or nothing of it");
}
