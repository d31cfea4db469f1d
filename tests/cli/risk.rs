//! `tongguan risk profile`, and `serve --risk-profile`: what is wrong with a profile is said by line and column, before
//! anything starts.

use super::{Server, command, name, parcel, rows, text, tongguan};
use serde_json::Value;
use std::path::Path;
use std::process::Output;
use tongguan_client::Client;
use tongguan_domain::document::DocumentKind;
use tongguan_proto::document::v1::Outcome;
use tongguan_proto::intake::v1::SubmitDocumentsRequest;
use tongguan_testkit::Parcel;
use tongguan_wire::document::write;

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
    assert!(rows[1]["text"].as_str().unwrap().contains("is no fact"), "{}", rows[1]);
    assert!(rows[1]["text_zh"].as_str().unwrap().contains("没有名为"), "{}", rows[1]);

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

/// What differs is told to programs by the names and values with which a profile is shown to them.
#[test]
fn differences_have_the_names_of_what_is_shown() {
    let folder = tempfile::tempdir().unwrap();
    let [one, other] = ["one.toml", "other.toml"].map(|file| folder.path().join(file));
    let random =
        "[[random]]\nid = \"r\"\nlane = \"red\"\nshare_ppm = 50000\nreason = { en = \"r\", zh = \"随\" }\n";
    std::fs::write(&one, format!("{GOOD}{random}")).unwrap();
    std::fs::write(
        &other,
        format!("{GOOD}{random}").replace("share_ppm = 50000", "share = \"credit class\""),
    )
    .unwrap();
    let show = |profile: &str| {
        let shown = tongguan(&["risk", "profile", "show", profile, "--json"]);
        serde_json::from_slice::<Value>(&shown.stdout).unwrap()
    };
    let find = |shown: &Value, row: &Value| {
        for (list, id) in [("rules", "rule"), ("targets", "target"), ("findings", "finding")] {
            if row.get(id).is_some() {
                return shown[list].as_array().unwrap().iter().find(|one| one[id] == row[id]).cloned();
            }
        }
        Some(shown.clone())
    };
    for (before, after) in [("typical", "strict"), ("strict", "typical"), ("typical", name(&one))] {
        let diff = rows(&tongguan(&["risk", "profile", "diff", before, after, "--json"]));
        let (was, is) = (show(before), show(after));
        for change in ["added", "removed", "changed"] {
            assert!(
                diff.iter().any(|row| row["change"] == change) || after == "strict",
                "{change}: {diff:?}"
            );
        }
        for row in &diff {
            for field in row["fields"].as_array().unwrap() {
                let key = field["field"].as_str().unwrap();
                for (side, shown) in [("before", find(&was, row)), ("after", find(&is, row))] {
                    let expected = shown.map_or(Value::Null, |shown| shown[key].clone());
                    let by_class = field[side] == "credit class" && key == "share_ppm";
                    assert!(by_class || field[side] == expected, "{side} {key}: {row}");
                }
            }
        }
    }
    // A share that is none of its own is told, though it is shown as that of an ordinary exporter.
    let diff = rows(&tongguan(&["risk", "profile", "diff", name(&one), name(&other), "--json"]));
    assert_eq!(diff.len(), 1, "{diff:?}");
    assert_eq!((&diff[0]["rule"], &diff[0]["change"]), (&"r".into(), &"changed".into()));
    let share = serde_json::json!([{ "field": "share_ppm", "before": 50_000, "after": "credit class" }]);
    assert_eq!(diff[0]["fields"], share);
    assert!(rows(&tongguan(&["risk", "profile", "diff", "typical", "typical", "--json"])).is_empty());
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

/// Every second parcel holds a knife; a third of the rule, three hits at most without selection; two offices, of which one
/// expects more inspections.
const COUNTS: &str = r#"
name = "counts"
version = "1"
[[rule]]
id = "knife"
lane = "yellow"
share_ppm = 300_000
most_misses = 3
when = 'hs_in(hs_codes, ["8211"])'
reason = { en = "a knife", zh = "刀具" }
[[random]]
id = "random.inspection"
lane = "red"
share = "credit class"
reason = { en = "random", zh = "随机" }
[[target]]
id = "target.red"
lane = "red"
expected_ppm = 100_000
offices = { "2991" = 300_000 }
[[finding]]
id = "found.name"
kind = "name"
disposition = "reject"
share_ppm = 200_000
when = 'hs_in(hs_codes, ["8211"])'
reason = { en = "another name", zh = "品名不符" }
"#;

/// Orders, waybills and declarations.
fn declare(server: &Server, numbers: std::ops::RangeInclusive<u32>) {
    declare_as(server, numbers, Outcome::Unspecified);
}

/// The same with an outcome that is forced.
fn declare_as(server: &Server, numbers: std::ops::RangeInclusive<u32>, outcome: Outcome) {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let client = Client::connect(format!("http://{}", server.address)).await.unwrap().sandbox("many");
        for number in numbers {
            let mut parcel = Parcel::with_lines(number, 1);
            parcel.declaration.head.customs_code = if number % 3 == 0 { "2991" } else { "2924" }.to_owned();
            if number % 2 == 0 {
                parcel.declaration.items[0].gcode = "8211930000".to_owned();
            }
            let kinds = [DocumentKind::SalesOrder, DocumentKind::Waybill, DocumentKind::Declaration];
            let documents = kinds.map(|kind| write(&parcel.document(kind))).to_vec();
            let request = SubmitDocumentsRequest {
                documents,
                all_or_none: true,
                outcome: outcome.into(),
                ..Default::default()
            };
            client.intake().submit_documents(request).await.unwrap();
        }
    });
}

/// The same profile makes no difference, from whatever day on; another one does, and says which; nothing changes in the
/// sandbox.
#[test]
fn a_profile_is_tried_on_what_was_screened() {
    let folder = tempfile::tempdir().unwrap();
    let [same, other] = ["same.toml", "other.toml"].map(|file| folder.path().join(file));
    std::fs::write(&same, COUNTS).unwrap();
    std::fs::write(
        &other,
        COUNTS.replace("= \"1\"", "= \"2\"").replace("share_ppm = 300_000", "share_ppm = 900_000"),
    )
    .unwrap();
    let server = Server::start(&["--ephemeral", "--control", "127.0.0.1:0", "--risk-profile", name(&same)]);
    rows(&server.control(&["sandbox", "create", "many", "--seed", "3", "--json"]));
    declare(&server, 1..=120);
    rows(&server.control(&["clock", "advance", "24h", "--sandbox", "many", "--json"]));
    declare(&server, 121..=200);
    let view = || rows(&server.control(&["clock", "--sandbox", "many", "--json"]));
    let before = view();
    let tried = |file: &std::path::Path, more: &[&str]| {
        let arguments = [&["risk", "whatif", name(file), "--sandbox", "many"], more].concat();
        server.call(&arguments)
    };
    let summary = |file: &std::path::Path, more: &[&str]| {
        rows(&tried(file, &[more, &["--json"]].concat())).pop().unwrap()
    };
    let spans = [&[][..], &["--to", "2026-01-05"], &["--from", "2026-01-06"], &["--from", "2027-01-01"]];
    let counted = spans.map(|more| {
        let told = summary(&same, more);
        let none = ["other_lane", "same_lane_other_rules", "without_facts"].map(|name| told[name].as_u64());
        assert_eq!(none, [Some(0); 3], "{more:?}: {told}");
        told["declarations"].as_u64().unwrap()
    });
    let [all, before_six, from_six, none] = counted;
    assert_eq!((all, before_six + from_six, none), (200, 200, 0), "{counted:?}");
    assert!(before_six > 10 && from_six > 10, "{counted:?}");
    let told = summary(&same, &[]);
    let by = &told["recorded"][0];
    assert_eq!((&by["profile"], &by["declarations"]), (&"counts-1".into(), &200.into()), "{told}");
    assert_eq!(by["sha256"], told["sha256"], "the same rules: {told}");
    let hash = by["sha256"].as_str().unwrap();
    for rule in ["knife", "random.inspection", "target.red"] {
        let hits = told["rules"].as_array().unwrap().iter().find(|row| row["rule"] == rule).unwrap();
        assert!(hits["before"].as_u64() > Some(0) && hits["before"] == hits["after"], "{hits}");
    }
    assert!(told["to_find"].as_u64() > Some(0), "{told}");

    let all = rows(&tried(&other, &["--json", "--changes", "1000"]));
    let (told, changed) = all.split_last().unwrap();
    assert_eq!(told["other_lane"].as_u64(), Some(changed.len() as u64));
    assert!(changed.len() > 20, "{told}");
    // Lanes and documents have the names that they have everywhere else.
    let to_yellow = changed.iter().find(|row| row["after"]["lane"] == "LANE_YELLOW").unwrap();
    assert!(to_yellow["document_id"].as_u64() > Some(0), "{to_yellow}");
    let moved = |side: &str, lane: &str| told["lanes"][side][lane].as_u64().unwrap();
    assert!(moved("after", "LANE_YELLOW") > moved("before", "LANE_YELLOW"), "{told}");
    assert!(told["moved"]["LANE_GREEN"]["LANE_YELLOW"].as_u64() > Some(0), "{told}");
    assert_eq!(to_yellow["after"]["reasons"][0]["rule"], "knife", "{to_yellow}");
    assert!(told["documents"]["after"].as_u64() > told["documents"]["before"].as_u64(), "{told}");
    whatif_in_words(&tried, [&same, &other], hash);
    assert_eq!(view(), before, "the sandbox was only read");
    let refused = tried(&same, &["--from", "2026-01-07", "--to", "2026-01-06"]);
    assert_ne!(refused.status.code(), Some(0));

    explained(&server);
}

/// The difference for people: what another profile changes, and by which profile it had been screened.
fn whatif_in_words(tried: &dyn Fn(&Path, &[&str]) -> Output, [same, other]: [&Path; 2], hash: &str) {
    let named = format!("counts-1 ({})", &hash[..12]);
    let shown = text(&tried(other, &["--changes", "2"]).stdout);
    for part in [
        "counts-2: ",
        "of 200 declarations would get another lane",
        &format!("200 were screened by {named}\n"),
        "the first 2 of",
        "+ knife: a knife",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let shown = text(&tried(other, &["--lang", "zh"]).stdout);
    for part in ["单通道改变", &format!("原按 counts-1（{}） 布控：200 单", &hash[..12]), "+ knife：刀具"]
    {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    // The version says nothing where its rules are others.
    std::fs::write(other, COUNTS.replace("share_ppm = 300_000", "share_ppm = 900_000")).unwrap();
    for (file, words) in [(same, "the same rules"), (other, "other rules under the same version")] {
        let shown = text(&tried(file, &[]).stdout);
        assert!(shown.contains(&format!("200 were screened by {named}, {words}\n")), "{shown}");
    }
}

/// Why screening chose a lane, by the facts that were recorded and the profile in force.
fn explained(server: &Server) {
    let explain = |number: u64, more: &[&str]| {
        let number = number.to_string();
        server.call(&[&["explain", &number, "--sandbox", "many"], more].concat())
    };
    let told = |number: u64| rows(&explain(number, &["--json"])).remove(0);
    let yellow = |number: &u64| told(*number)["screening"]["recorded"]["decision"]["lane"] == "LANE_YELLOW";
    // Of each three documents the last is the declaration.
    let number = (1..=60).map(|parcel| parcel * 3).find(yellow).unwrap();
    let shown = text(&explain(number, &[]).stdout);
    for part in [
        "Screening  yellow, by counts-1",
        "  knife: a knife",
        "    selects 30 %; drew ",
        "  facts: hs_codes ",
        "  draws nearest to their bounds, of 2: ",
        "  it would have been green with hs_codes ",
    ] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    let chinese = text(&explain(number, &["--lang", "zh"]).stdout);
    assert!(chinese.contains("风险布控  黄，参数 counts-1") && chinese.contains("，则为绿"), "{chinese}");
    let told = told(number);
    let screening = &told["screening"];
    assert_eq!(
        (&screening["agrees"], &screening["profile"]),
        (&true.into(), &"counts-1".into()),
        "{screening}"
    );
    assert_eq!(screening["recorded"]["document_id"], told["summary"]["accepted"]["document_id"]);
    let draws = screening["explanation"]["draws"].as_array().unwrap();
    assert_eq!(draws.len(), 2, "{screening}");
    let order = rows(&explain(1, &["--json"])).remove(0);
    assert_eq!(order["screening"], Value::Null, "only declarations are screened");
}

/// Facts tell what others do: whoever declares is told the steps alone, and is refused a what-if.
#[test]
fn who_declares_is_not_told_the_facts() {
    let folder = tempfile::tempdir().unwrap();
    let keys = folder.path().join("keys.jsonl");
    let [declarant, officer] = ["declarant", "officer"].map(|role| {
        let made = tongguan(&["api-key", "new", "--file", name(&keys), "--tenant", "t", "--role", role]);
        let told = text(&made.stdout);
        told.split_whitespace().find(|word| word.starts_with("tg_")).unwrap().to_owned()
    });
    let server = Server::start(&["--ephemeral", "--control", "127.0.0.1:0", "--api-keys", name(&keys)]);
    let call = |key: &str, arguments: &[&str]| {
        command(arguments).args(["--server", &server.address]).env("TONGGUAN_API_KEY", key).output().unwrap()
    };
    let path = parcel(&folder, |_| {});
    assert_eq!(call(&declarant, &["submit", name(&path)]).status.code(), Some(0));
    for (key, told) in [(&declarant, false), (&officer, true)] {
        let explained = call(key, &["explain", "3"]);
        assert_eq!(explained.status.code(), Some(0), "{}", text(&explained.stderr));
        let shown = text(&explained.stdout);
        assert!(shown.contains(" 399 "), "{shown}");
        assert_eq!(shown.contains("Screening  "), told, "{shown}");
    }
    let refused = call(&declarant, &["risk", "whatif", "strict"]);
    assert_eq!(refused.status.code(), Some(3), "{}", text(&refused.stderr));
    assert_eq!(call(&officer, &["risk", "whatif", "strict"]).status.code(), Some(0));
}

/// One sandbox of a running server; a file that is wrong is not even sent.
#[test]
fn a_profile_is_loaded_into_one_sandbox() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let [good, bad] = ["good.toml", "bad.toml"].map(|file| folder.path().join(file));
    std::fs::write(&good, GOOD).unwrap();
    std::fs::write(&bad, GOOD.replace("has_payment", "has_paiment")).unwrap();
    let rows: [(&[&str], i32, &str); 16] = [
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
        (&["risk", "profile", "load", "strict", "--sandbox", "mine"], 0, "mine is screened by strict-"),
        (&["risk", "profile", "show", "--sandbox", "mine", "--text"], 0, "# Goods that must not leave"),
        (&["risk", "profile", "show", name(&good), "--text"], 0, "lane = \"red\""),
        (
            &["sandbox", "update", "mine", "--risk-server", "http://127.0.0.1:1"],
            0,
            "screened by http://127.0.0.1:1",
        ),
        (
            &["risk", "profile", "show", "--sandbox", "mine"],
            0,
            "mine is screened by a risk server of its own, http://127.0.0.1:1; its profile strict-",
        ),
        (
            &["risk", "profile", "load", "--clear", "--sandbox", "mine"],
            0,
            "mine is screened by a risk server of its own, http://127.0.0.1:1, and by no profile",
        ),
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
    let to = ["--control", server.control.as_str()];
    let asked =
        command(&[&["risk", "profile", "show"], &to[..]].concat()).env("TONGGUAN_SANDBOX", "mine").output();
    let told = text(&asked.unwrap().stdout);
    assert!(told.contains("mine is screened by a risk server of its own"), "{told}");
}

/// A pipe that nobody writes into is no profile: whatever reads it says so, and waits for nobody.
#[test]
fn a_pipe_is_no_profile() {
    let folder = tempfile::tempdir().unwrap();
    let pipe = folder.path().join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let pipe = name(&pipe);
    for words in [
        &["risk", "profile", "check", pipe][..],
        &["risk", "profile", "show", pipe],
        &["risk", "profile", "diff", "typical", pipe],
        &["risk", "profile", "load", pipe, "--sandbox", "x"],
        &["risk", "whatif", pipe, "--sandbox", "x"],
        &["serve", "--ephemeral", "--listen", "127.0.0.1:0", "--risk-profile", pipe],
    ] {
        // It would wait for ever.
        let mut bounded = std::process::Command::new("timeout");
        let output = bounded.arg("60").arg(env!("CARGO_BIN_EXE_tongguan")).args(words).output().unwrap();
        let told = text(&output.stderr);
        assert!(
            !matches!(output.status.code(), Some(0 | 124) | None),
            "{words:?}: {:?} {told}",
            output.status
        );
        assert!(told.contains("it is no regular file"), "{words:?}: {told}");
    }
}

/// All but knives are yellow; nothing else is looked for.
const ALL: &str = r#"
name = "all"
version = "1"
[[rule]]
id = "else"
lane = "yellow"
when = '!hs_in(hs_codes, ["8211"])'
reason = { en = "no knife", zh = "非刀具" }
"#;

/// Why a declaration has its lane is told by what screens its sandbox, and by what its officers have ordered.
#[test]
fn an_explanation_is_by_what_screens_the_sandbox() {
    let server = Server::ephemeral();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.toml");
    std::fs::write(&file, ALL).unwrap();
    let control = |words: &[&str]| {
        let output = server.control(words);
        assert_eq!(output.status.code(), Some(0), "{words:?}: {}", text(&output.stderr));
    };
    control(&["sandbox", "create", "many", "--no-draws"]);
    control(&["risk", "profile", "load", name(&file), "--sandbox", "many"]);
    declare(&server, 1..=1);
    let told = |number: &str, more: &[&str]| {
        text(&server.call(&[&["explain", number, "--sandbox", "many"], more].concat()).stdout)
    };
    let shown = told("3", &[]);
    for part in ["Screening  yellow, by all-1", "else: no knife", "it would have been green with hs_codes "] {
        assert!(shown.contains(part), "{part}: {shown}");
    }
    assert!(!shown.contains("is in force") && !shown.contains("decides otherwise"), "{shown}");
    assert!(!shown.contains("draws nearest"), "it draws nothing: {shown}");
    let json = rows(&server.call(&["explain", "3", "--sandbox", "many", "--json"])).remove(0);
    let screening = &json["screening"];
    assert_eq!((&screening["agrees"], &screening["profile"]), (&true.into(), &"all-1".into()), "{screening}");
    let hash = &screening["sha256"];
    assert_eq!(hash.as_str().map(str::len), Some(64), "{screening}");
    assert_eq!(&screening["recorded"]["decision"]["profile_sha256"], hash, "{screening}");
    assert!(shown.contains(&format!("by all-1 ({})\n", &hash.as_str().unwrap()[..12])), "{shown}");

    // An officer holds the lane, whatever the facts are.
    let exporter = Parcel::number(1).declaration.head.ebc_code;
    let to = ["--server", server.address.as_str(), "--sandbox", "many"];
    let order = |id: &str, action: &str| {
        let words =
            ["officer", "instruct", id, "--enterprise", &exporter, "--action", action, "--reason", "a tip"];
        let output = tongguan(&[&words, &to[..]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    };
    order("tip-1", "documents");
    declare(&server, 3..=4);
    for number in ["6", "9"] {
        let shown = told(number, &[]);
        assert!(shown.contains("Screening  yellow") && shown.contains("an officer has ordered"), "{shown}");
        assert!(!shown.contains("it would have been"), "{shown}");
    }
    let shown = told("9", &["--lang", "zh"]);
    assert!(shown.contains("未命中规则，且沙箱已关闭随机抽取") && !shown.contains("no rule"), "{shown}");

    // Other rules under the same version are others.
    std::fs::write(&file, ALL.replace("\"yellow\"", "\"blue\"")).unwrap();
    control(&["risk", "profile", "load", name(&file), "--sandbox", "many"]);
    let shown = told("3", &[]);
    assert!(shown.contains("now all-1 (") && shown.contains("is in force, and not all-1 ("), "{shown}");
    assert!(shown.contains("it decides otherwise"), "{shown}");

    // Another profile counts from now on, and is told.
    control(&["risk", "profile", "load", "--clear", "--sandbox", "many"]);
    assert!(told("3", &[]).contains("now typical-"), "{}", told("3", &[]));
    // A server of its own tells no more than its reasons.
    control(&["sandbox", "update", "many", "--risk-server", "http://127.0.0.1:1"]);
    let shown = told("3", &[]);
    assert!(shown.contains("a risk server of its own screens this sandbox"), "{shown}");
    assert!(!shown.contains("it would have been") && !shown.contains("typical"), "{shown}");
    let tried = text(&server.call(&["risk", "whatif", "strict", "--sandbox", "many"]).stdout);
    assert!(tried.contains("a risk server of its own screens this sandbox now"), "{tried}");
    let tried =
        text(&server.call(&["risk", "whatif", "typical", "--sandbox", "many", "--lang", "zh"]).stdout);
    assert!(tried.contains("未命中规则") && !tried.contains("no rule selected it"), "{tried}");
}

/// What is forced is held by whoever forced it, whatever a profile decides: no fact would change it.
#[test]
fn a_forced_outcome_is_explained_by_no_change_of_facts() {
    let server = Server::ephemeral();
    server.control(&["sandbox", "create", "many", "--no-draws"]);
    declare_as(&server, 1..=2, Outcome::Inspect);
    declare_as(&server, 3..=3, Outcome::Release);
    for (number, lane) in [("3", "red"), ("6", "red"), ("9", "green")] {
        let told = |more: &[&str]| {
            text(&server.call(&[&["explain", number, "--sandbox", "many"], more].concat()).stdout)
        };
        let shown = told(&[]);
        assert!(shown.contains(&format!("Screening  {lane}, by typical-")), "{shown}");
        assert!(!shown.contains("it would have been"), "{shown}");
        let json: Value = serde_json::from_str(&told(&["--json"])).unwrap();
        let explanation = &json["screening"]["explanation"];
        assert_eq!(explanation["changes"].as_array().map_or(0, Vec::len), 0, "{explanation}");
        let changed = explanation["changed_lane"].as_str();
        assert!(matches!(changed, None | Some("LANE_UNSPECIFIED")), "{explanation}");
        if lane == "red" {
            assert!(shown.contains("its sender has forced this lane"), "{shown}");
            assert!(told(&["--lang", "zh"]).contains("由申报企业指定通道"));
        }
    }
}
