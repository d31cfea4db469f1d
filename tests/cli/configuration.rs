//! What a server is told by a file and by the environment, and what `--print-config` says of it.

use super::{Server, command, name, parcel, rows, text, tongguan};
use std::process::Output;

type Variables<'a> = &'a [(&'a str, &'a str)];

/// `tongguan serve --print-config` with this file, these variables and these arguments.
fn printed(file: &str, variables: Variables<'_>, arguments: &[&str]) -> Output {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tongguan.toml");
    std::fs::write(&path, file).unwrap();
    let mut command = command(&["serve", "--print-config", "--config", name(&path)]);
    command.args(arguments).envs(variables.iter().copied()).output().unwrap()
}

/// The value of a key, and who says so.
fn held(output: &Output, key: &str) -> (serde_json::Value, String) {
    let row = rows(output).into_iter().find(|row| row["key"] == key).unwrap();
    (row["value"].clone(), row["from"].as_str().unwrap().to_owned())
}

#[test]
fn an_argument_outdoes_the_environment_and_that_the_file() {
    let file = "seed = 1\nclock = \"manual\"\ndata = \"here\"\nlog = 'warn'\ncustoms-id = [\"DXPENT0000000001\", \"DXPENT0000000002\"]\nservices = ['intake', 'risk', 'credit']\n";
    let seed = ("TONGGUAN_SERVE_SEED", "2");
    let id = ("TONGGUAN_SERVE_CUSTOMS_ID", "A1, B2");
    let memory = ("TONGGUAN_SERVE_EPHEMERAL", "true");
    let off = ("TONGGUAN_SERVE_EPHEMERAL", "false");
    type Row<'a> = (Variables<'a>, &'a [&'a str], &'a str, serde_json::Value, &'a str);
    let rows: [Row<'_>; 14] = [
        (&[], &[], "seed", "1".into(), "file "),
        (&[seed], &[], "seed", "2".into(), "TONGGUAN_SERVE_SEED"),
        (&[seed], &["--seed", "3"], "seed", "3".into(), "argument"),
        (&[("TONGGUAN_SERVE_SEED", "")], &[], "seed", "1".into(), "file "),
        (&[], &[], "clock", "manual".into(), "file "),
        (&[], &[], "listen", "127.0.0.1:50051".into(), "default"),
        (&[], &[], "services", vec!["intake", "risk", "credit"].into(), "file "),
        (
            &[],
            &["intake", "--risk", "http://h:1", "--credit", "http://h:2"],
            "services",
            vec!["intake"].into(),
            "argument",
        ),
        (&[], &[], "customs-id", vec!["DXPENT0000000001", "DXPENT0000000002"].into(), "file "),
        (&[id], &[], "customs-id", vec!["A1", "B2"].into(), "TONGGUAN_SERVE_CUSTOMS_ID"),
        // What speaks against it counts as well.
        (&[], &["--ephemeral"], "data", serde_json::Value::Null, "default"),
        (&[memory], &[], "data", serde_json::Value::Null, "default"),
        (&[memory], &["--data", "there"], "ephemeral", false.into(), "default"),
        (&[off], &[], "data", "here".into(), "file "),
    ];
    for (variables, arguments, key, value, from) in rows {
        let output = printed(file, variables, &[arguments, &["--json"]].concat());
        let (held, origin) = held(&output, key);
        assert_eq!(held, value, "{variables:?} {arguments:?} {key}");
        assert!(origin.starts_with(from), "{variables:?} {arguments:?} {key}: {origin}");
    }
}

/// A seed may be larger than what TOML promises of a number; in hexadecimal, too.
#[test]
fn a_large_seed_needs_no_quotes() {
    for (written, seed) in [
        ("18446744073709551615", "18446744073709551615"),
        ("'18446744073709551615'", "18446744073709551615"),
        ("0xffff_ffff_ffff_ffff", "18446744073709551615"),
        ("9_223_372_036_854_775_808", "9223372036854775808"),
    ] {
        let output = printed(&format!("seed = {written}"), &[], &["--json"]);
        assert_eq!(held(&output, "seed").0, seed, "{written}");
        // What is printed is read again.
        let shown = text(&printed(&format!("seed = {written}"), &[], &[]).stdout);
        assert_eq!(held(&printed(&shown, &[], &["--json"]), "seed").0, seed, "{shown}");
    }
}

/// A share is a number as well as a text.
#[test]
fn a_share_needs_no_quotes() {
    for written in ["0.25", "'0.25'"] {
        let output = printed(&format!("trace-ratio = {written}"), &[], &["--json"]);
        assert_eq!(held(&output, "trace-ratio").0, "0.25", "{written}");
    }
}

/// The one variable beside those of the flags.
#[test]
fn threads_of_their_older_variable_are_shown() {
    let threads = ("TONGGUAN_THREADS", "5");
    for (file, variables, arguments, value, from) in [
        ("", &[threads][..], &[][..], "5", "TONGGUAN_THREADS"),
        ("", &[threads, ("TONGGUAN_SERVE_THREADS", "6")], &[], "6", "TONGGUAN_SERVE_THREADS"),
        ("threads = 7", &[threads], &[], "7", "file "),
        ("", &[threads], &["--threads", "8"], "8", "argument"),
    ] {
        let (held, origin) = held(&printed(file, variables, &[arguments, &["--json"]].concat()), "threads");
        assert_eq!(held, value);
        assert!(origin.starts_with(from), "{origin}");
    }
    let wrong = printed("", &[("TONGGUAN_THREADS", "many")], &[]);
    assert_eq!(wrong.status.code(), Some(2), "{}", text(&wrong.stdout));
}

#[test]
fn what_is_printed_says_the_same_as_a_file() {
    let file = "seed = 7\nclock = 'manual'\nephemeral = true\nno-control = true\nstart-time = 2026-02-01T00:00:00+08:00\nhttp = '127.0.0.1:0'\nhttp-callback = [\"DXPENT0000000001=http://127.0.0.1:1/a,b\"]\n";
    let first = text(&printed(file, &[], &["--threads", "3"]).stdout);
    for line in
        ["seed = 7 ", "threads = 3 ", "ephemeral = true ", "start-time = \"2026-02-01T00:00:00+08:00\" "]
    {
        assert!(first.contains(&format!("\n{line}")), "{line}: {first}");
    }
    let second = text(&printed(&first, &[], &[]).stdout);
    let said = |printed: &str| -> Vec<String> {
        printed
            .lines()
            .map(|line| line.rsplit_once(" # ").map_or(line, |(said, _)| said).trim_end().to_owned())
            .collect()
    };
    assert_eq!(said(&first), said(&second));
}

#[test]
fn what_cannot_be_used_is_named() {
    let long = format!("log = '{}'", "x".repeat(70_000));
    let rows: [(&str, Variables<'_>, &[&str]); 16] = [
        ("sed = 1", &[], &["tongguan.toml: there is no key sed", "keys: services, risk, "]),
        ("seed = 1\nseed = 2", &[], &["tongguan.toml, line 2: duplicate key"]),
        ("seed = [", &[], &["tongguan.toml, line 1: "]),
        (
            "seed = 18446744073709551616",
            &[],
            &["invalid value '18446744073709551616' for '--seed <SEED>'", "comes from /"],
        ),
        ("seed = 1.5", &[], &["invalid value '1.5' for '--seed <SEED>'", "--seed comes from /"]),
        ("seed = true", &[], &["tongguan.toml: seed has to be a text or a number"]),
        ("ephemeral = 'yes'", &[], &["tongguan.toml: ephemeral has to be true or false"]),
        ("customs-id = [[]]", &[], &["tongguan.toml: customs-id has to be a list of texts"]),
        ("config = 'x'", &[], &["there is no key config"]),
        ("seed = -1", &[], &["invalid value '-1' for '--seed <SEED>'", "--seed comes from /"]),
        ("data = 'd'\nephemeral = true", &[], &["cannot be used with", "comes from /"]),
        ("", &[("TONGGUAN_SERVE_EPHEMERAL", "perhaps")], &["TONGGUAN_SERVE_EPHEMERAL is perhaps"]),
        ("", &[("TONGGUAN_SERVE_SEDE", "7")], &["TONGGUAN_SERVE_SEDE: there is no such variable"]),
        ("", &[("TONGGUAN_SERVE_LISTEN", "here")], &["--listen comes from TONGGUAN_SERVE_LISTEN"]),
        ("services = ['risk', 'customs']", &[], &["invalid value 'customs'"]),
        (&long, &[], &["tongguan.toml: it is larger than 65536 bytes"]),
    ];
    for (file, variables, words) in rows {
        let output = printed(file, variables, &[]);
        let told = text(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{file}: {told}");
        for word in words {
            assert!(told.contains(word), "{file}: {told}");
        }
    }
    let none = tongguan(&["serve", "--config", "/nowhere/tongguan.toml", "--json"]);
    let told = text(&none.stderr);
    assert_eq!(none.status.code(), Some(2), "{told}");
    assert!(told.starts_with("{\"error\":\"/nowhere/tongguan.toml cannot be read: "), "{told}");
}

#[test]
fn a_server_starts_by_its_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tongguan.toml");
    std::fs::write(&path, "ephemeral = true\ncontrol = '127.0.0.1:0'\nseed = 42\nclock = 'manual'\n")
        .unwrap();
    let server = Server::start(&["--config", name(&path)]);
    let sent = server.call(&["submit", name(&parcel(&folder, |_| {})), "--until", "2"]);
    assert_eq!(sent.status.code(), Some(0), "{}", text(&sent.stderr));
    let listed = rows(&server.control(&["sandbox", "list", "--json"]));
    assert_eq!(
        (&listed[0]["seed"], &listed[0]["clock_mode"]),
        (&42.into(), &"CLOCK_MODE_MANUAL".into()),
        "{listed:?}"
    );
}
