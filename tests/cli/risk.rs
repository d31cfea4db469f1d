//! `tongguan risk profile`, and `serve --risk-profile`: what is wrong with a profile is said by line and column, before
//! anything starts.

use super::{Server, name, text, tongguan};
use serde_json::Value;

const GOOD: &str = "name = \"mine\"\nversion = \"1\"\n[[rule]]\nid = \"a\"\nlane = \"red\"\nwhen = 'has_payment'\nreason = { en = \"a\", zh = \"甲\" }\n";

#[test]
fn profiles_are_shown_checked_and_compared() {
    let shown = text(&tongguan(&["risk", "profile", "show", "typical"]).stdout);
    for part in [
        "typical-2026.1",
        "sha256 ",
        "value.just_under_limit  yellow  20 %",
        "value_cny >= 4900",
        "by credit class",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let shown = tongguan(&["risk", "profile", "show", "strict", "--json"]).stdout;
    let shown: Value = serde_json::from_slice(&shown).unwrap();
    assert_eq!(
        (shown["name"].as_str(), shown["rules"][0]["rule"].as_str()),
        (Some("strict"), Some("goods.arms"))
    );
    let folder = tempfile::tempdir().unwrap();
    let [good, bad] = ["good.toml", "bad.toml"].map(|file| folder.path().join(file));
    std::fs::write(&good, GOOD).unwrap();
    std::fs::write(&bad, GOOD.replace("has_payment", "has_paiment && 1").replace("red", "pink")).unwrap();
    let checked = tongguan(&["risk", "profile", "check", name(&good)]);
    assert_eq!(checked.status.code(), Some(0), "{}", text(&checked.stderr));
    assert!(text(&checked.stdout).contains("mine-1, 1 rules, nothing is wrong"));

    let checked = tongguan(&["risk", "profile", "check", name(&bad)]);
    assert_eq!(checked.status.code(), Some(1));
    let told = text(&checked.stdout);
    for part in [
        "bad.toml:5:8: lane is one of green, blue, yellow, red",
        "bad.toml:6:9: `has_paiment` is no fact; did you mean has_payment?",
        "bad.toml:6:24: this is a number, and a bool is wanted here",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let told = text(&tongguan(&["risk", "profile", "check", name(&bad), "--lang", "zh"]).stdout);
    assert!(told.contains("bad.toml:6:9: 没有名为 `has_paiment` 的事实；是否指 has_payment？"), "{told}");
    let json = text(&tongguan(&["risk", "profile", "check", name(&bad), "--json"]).stdout);
    let rows: Vec<Value> = json.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!((rows.len(), &rows[1]["line"], &rows[1]["column"]), (3, &Value::from(6), &Value::from(9)));

    std::fs::write(&bad, GOOD.replace("lane = \"red\"", "lane = \"blue\"")).unwrap();
    let told = text(&tongguan(&["risk", "profile", "diff", name(&good), name(&bad)]).stdout);
    for part in [
        "a  changed",
        "- lane: red",
        "+ lane: blue",
        "both are called mine-1: give the changed one another version",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let told = text(&tongguan(&["risk", "profile", "diff", "typical", "typical"]).stdout);
    assert!(told.contains("are the same"), "{told}");
}

#[test]
fn a_server_starts_with_a_profile_or_says_what_is_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("mine.toml");
    std::fs::write(&file, GOOD.replace("has_payment", "has_paiment")).unwrap();
    for (arguments, words) in [
        (vec!["--risk-profile", name(&file)], "mine.toml:6:9: `has_paiment` is no fact"),
        (vec!["--risk-profile", "lenient"], "the risk profile lenient cannot be read"),
        (
            vec!["--risk-profile", "strict", "--risk", "http://127.0.0.1:1"],
            "--risk-profile is for a process that screens itself",
        ),
        (vec!["credit", "--risk-profile", "strict"], "--risk-profile is for a process that serves risk"),
    ] {
        let refused = tongguan(&[&["serve", "--ephemeral"], &arguments[..]].concat());
        assert_eq!(refused.status.code(), Some(2), "{}", text(&refused.stderr));
        assert!(text(&refused.stderr).contains(words), "{}", text(&refused.stderr));
    }
    let mut risk = Server::start(&["risk", "--risk-profile", "strict"]);
    assert_eq!(risk.terminate(), Some(0));
}

/// One sandbox of a running server; a file that is wrong is not even sent.
#[test]
fn a_profile_is_loaded_into_one_sandbox() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let [good, bad] = ["good.toml", "bad.toml"].map(|file| folder.path().join(file));
    std::fs::write(&good, GOOD).unwrap();
    std::fs::write(&bad, GOOD.replace("has_payment", "has_paiment")).unwrap();
    let rows: [(&[&str], i32, &str); 10] = [
        (&["sandbox", "create", "mine"], 0, "mine"),
        (
            &["risk", "profile", "show", "--sandbox", "mine"],
            0,
            "mine is screened by the profile of the server",
        ),
        (
            &["risk", "profile", "load", name(&good), "--sandbox", "mine"],
            0,
            "mine is screened by mine-1, sha256 ",
        ),
        (
            &["risk", "profile", "load", name(&bad), "--sandbox", "mine"],
            2,
            "bad.toml:6:9: `has_paiment` is no fact",
        ),
        (&["risk", "profile", "show", "--sandbox", "mine"], 0, "a  red"),
        (&["risk", "profile", "show", "--sandbox", "mine", "--text"], 0, "lane = \"red\""),
        (&["risk", "profile", "load", name(&good), "--sandbox", "nobody"], 3, "there is no such sandbox"),
        (&["risk", "profile", "load", "--clear", "--sandbox", "mine"], 0, "by the profile of the server"),
        (&["risk", "profile", "load", "--sandbox", "mine"], 2, "FILE"),
        (&["risk", "profile", "show"], 2, "NAME|FILE"),
    ];
    for (words, exit, told) in rows {
        let to = ["--control", server.control.as_str()];
        let output = tongguan(&[words, &to].concat());
        let said = format!("{}{}", text(&output.stdout), text(&output.stderr));
        assert_eq!(output.status.code(), Some(exit), "{words:?}: {said}");
        assert!(said.contains(told), "{words:?}: {said}");
    }
}
