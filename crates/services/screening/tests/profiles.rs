//! Goal: a profile is what its file says, or the file is refused with everything that is wrong, by line and column; and
//! the rules that come with the program catch what they are for, and not what looks like it.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail by panicking"
)]

use std::fmt::Write;
use std::time::Instant;
use tongguan_domain::limits;
use tongguan_domain::screening::{CONTRADICTIONS, Disposition, FindingKind};
use tongguan_risk::Profile;
use tongguan_screening::{Loaded, SHIPPED, Unusable, load, read, shipped};

const HEAD: &str = "name = \"mine\"\nversion = \"1\"\n";

fn rule(id: &str, more: &str) -> String {
    format!(
        "[[rule]]\nid = \"{id}\"\nlane = \"red\"\nwhen = 'has_payment'\nreason = {{ en = \"a\", zh = \"甲\" }}\n{more}\n"
    )
}

#[test]
fn the_shipped_files_are_profiles() {
    for (name, _) in SHIPPED {
        let loaded = shipped(name)
            .unwrap_or_else(|| panic!("{name}: {:?}", read(SHIPPED.iter().find(|s| s.0 == name).unwrap().1)));
        assert_eq!(loaded.profile.name, name);
    }
    assert!(shipped("lenient").is_none());
}

/// The profile of those who read no files is the one of the file.
#[test]
fn typical_is_the_default() {
    let (file, built_in) = (shipped("typical").unwrap(), Loaded::default());
    assert_eq!(file.profile.canonical(), Profile::default().canonical());
    assert_eq!(file, built_in);
    // A change of the content changes this, and wants another version of the profile.
    assert_eq!(
        (built_in.profile.label().as_str(), built_in.sha256.to_string().len()),
        ("typical-2026.1", 64)
    );
}

#[test]
fn a_hash_is_of_the_rules_and_not_of_the_file() {
    let hash = |text: &str| Loaded::from(read(text).unwrap()).sha256;
    let one = format!("{HEAD}{}", rule("a", "share_ppm = 1_000_000"));
    let same = format!("# a comment\nversion = '1'\nname = 'mine'\n\n{}", rule("a", "score = 0"));
    assert_eq!(hash(&one), hash(&same));
    for other in
        [rule("b", ""), rule("a", "score = 1"), rule("a", "share_ppm = 1"), rule("a", "expires = 2026-01-01")]
    {
        assert_ne!(hash(&one), hash(&format!("{HEAD}{other}")), "{other}");
    }
}

#[track_caller]
fn refused(text: &str, expected: &[(usize, usize, &str)]) {
    let faults = read(text).map(|profile| profile.label()).unwrap_err();
    let fits = faults.len() == expected.len()
        && faults.iter().zip(expected).all(|(fault, (line, column, words))| {
            (fault.line, fault.column) == (*line, *column)
                && fault.words.en.contains(words)
                && !fault.words.zh.is_empty()
        });
    let told: Vec<_> = faults.iter().map(|f| (f.line, f.column, f.words.en.as_str())).collect();
    assert!(fits, "{told:#?}\n  {expected:#?}");
}

#[test]
fn everything_that_is_wrong_is_said_at_once() {
    let text = r#"name = "mine 1"
verson = "1"
valid_from = 2026-02-01
valid_to = 2026-01-01

[[rule]]
id = "a"
lane = "purple"
share_ppm = 1_000_001
when = '''valu_cny > 1 &&
        packages > "枪"'''
reason.en = "a"

[[rule]]
id = "a"
lane = "red"
score = 1001
when = "trade_mode == \"9610\" && \"枪\" > packages"
reason = { en = "a", zh = "", fr = "a" }
expires = "2026-01-01"

[[random]]
id = "r"
lane = "green"
share = "everyone"
offices = { 29 = 1, "2924" = "all" }
reason = { en = "a", zh = "甲" }
"#;
    refused(
        text,
        &[
            (1, 1, "version is missing"),
            (1, 8, "name is made of Latin letters"),
            (2, 1, "`verson` is no key here; did you mean version?"),
            (4, 12, "valid_to is before valid_from"),
            (8, 8, "lane is one of green, blue, yellow, red"),
            (9, 13, "share_ppm is a whole number from 0 to 1000000"),
            (10, 11, "`valu_cny` is no fact; did you mean value_cny?"),
            (11, 18, "a number cannot be compared with a text"),
            (12, 1, "zh is missing"),
            (15, 6, "`a` is the id of another rule"),
            (17, 9, "score is a whole number from -1000 to 1000"),
            (18, 41, "a text cannot be compared with a number"),
            (19, 27, "zh has 1 to 300 characters"),
            (19, 31, "`fr` is no key here"),
            (20, 11, "expires is a day such as 2026-07-01, without quotes"),
            (24, 8, "lane is one of blue, yellow, red"),
            (25, 9, "say either share_ppm, or share"),
            (26, 13, "`29` is no code: 4 digits"),
            (26, 30, "2924 is a whole number"),
        ],
    );
}

#[test]
fn what_is_no_profile_at_all() {
    refused("name = \"a", &[(1, 10, "this is no TOML")]);
    refused(&format!("{HEAD}{HEAD}"), &[(3, 1, "this is no TOML"), (4, 1, "this is no TOML")]);
    refused(
        &format!("{HEAD}rule = 1"),
        &[(3, 8, "rule is tables, each under [[rule]], and this is a TOML integer")],
    );
    refused(
        &format!("{HEAD}[[target]]\nlane = \"stop\"\nexpected_ppm = -1"),
        &[
            (3, 1, "id is missing"),
            (4, 8, "lane is one of blue, yellow, red"),
            (5, 16, "expected_ppm is a whole number from 0 to 1000000"),
        ],
    );
    refused(
        &format!("{HEAD}[[finding]]\nid = \"f\"\nkind = \"conforming\"\ndisposition = \"burn\"\nwhen = 'x'"),
        &[
            (3, 1, "reason is missing"),
            (5, 8, "kind is one of quantity, name"),
            (6, 15, "disposition is one of release, reject"),
            (7, 9, "`x` is no fact"),
        ],
    );
    // What an officer could not find, a profile does not find either.
    for (kind, never, (en, _)) in
        CONTRADICTIONS.into_iter().filter(|(kind, ..)| *kind != FindingKind::Conforming)
    {
        for disposition in Disposition::ALL {
            let (kind, end) = (kind.key(), disposition.key());
            let text = format!(
                "{HEAD}[[finding]]\nid = \"f\"\nkind = \"{kind}\"\ndisposition = \"{end}\"\nwhen = 'has_payment'\nreason = {{ en = \"a\", zh = \"甲\" }}\n"
            );
            let words = format!("kind {kind} and disposition {end} exclude each other: {en}");
            match never.contains(&disposition) {
                true => refused(&text, &[(6, 15, &words)]),
                false => assert!(read(&text).is_ok(), "{text}"),
            }
        }
    }
    // A stop is no lottery, and nothing else hands over.
    let lane = |lane: &str, more: &str| {
        format!("{HEAD}{}", rule("s", more).replace("\"red\"", &format!("\"{lane}\"")))
    };
    refused(
        &lane("stop", "share_ppm = 1"),
        &[(8, 13, "a stop holds everything that it matches: leave share_ppm out")],
    );
    refused(&lane("stop", "most_misses = 1"), &[(8, 15, "leave most_misses out")]);
    refused(&lane("yellow", "hand_over = \"legal\""), &[(8, 13, "only a stop hands over")]);
    refused(
        &lane("stop", "hand_over = \"police\""),
        &[(8, 13, "hand_over is one of smuggling, clearance, legal, other")],
    );
    refused(
        &format!("{HEAD}[[target]]\nid = \"none\"\nlane = \"red\"\nexpected_ppm = 1"),
        &[(4, 6, "is the id of another rule")],
    );
    refused(&"# \n".repeat(4 << 20), &[(1, 1, "at most 262144 bytes")]);
    let many = (0..501).fold(HEAD.to_owned(), |mut text, n| {
        write!(text, "{}", rule(&format!("r{n}"), "")).unwrap();
        text
    });
    refused(&many, &[(3_003, 1, "there are 501 rules, at most 500 are allowed")]);
    let all = many.rsplit_once("[[rule]]").unwrap().0;
    assert_eq!(read(all).unwrap().rules.len(), 500);
    for taken in ["none", "score", "forced"] {
        refused(&format!("{HEAD}{}", rule(taken, "")), &[(4, 6, "is the id of another rule")]);
    }
}

#[test]
fn files_are_read_no_further_than_they_may_be_long() {
    let folder = std::env::temp_dir().join(format!("tongguan-profiles-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("profile.toml");
    std::fs::write(&file, vec![b'#'; 10 << 20]).unwrap();
    assert!(load(&file).unwrap_err().to_string().contains("1:1: a profile has at most 262144 bytes"));
    std::fs::write(&file, b"name = \"\xff\"").unwrap();
    assert!(load(&file).unwrap_err().to_string().contains("not text in UTF-8"));
    assert!(matches!(load(&folder.join("none.toml")), Err(Unusable::Unreadable(_))));
    std::fs::write(&file, format!("\u{feff}{HEAD}")).unwrap();
    assert_eq!(load(&file).unwrap().profile.label(), "mine-1");
    std::fs::remove_dir_all(&folder).unwrap();
}

/// What is wrong all over is refused as soon as as much is found as anybody is told; the places are those of the file.
#[test]
fn of_what_is_wrong_all_over_so_much_is_told() {
    let rules = |expression: &str| {
        (0..limits::RISK_PROFILE_RULES).fold(HEAD.to_owned(), |mut text, number| {
            let one = rule(&format!("r{number}"), "").replace("has_payment", expression);
            write!(text, "{one}").unwrap();
            text
        })
    };
    let chain = |name: &str, count| vec![name; count].join("&&");
    let began = Instant::now();
    assert!(read(&rules(&chain("true", 60))).is_ok());
    let good = began.elapsed();
    let keys = (0..20_000).fold(HEAD.to_owned(), |text, number| text + &format!("k{number} = 1\n"));
    let codes = (0..20_000)
        .fold(format!("{HEAD}[[random]]\nid = \"x\"\n[random.offices]\n"), |text, number| {
            text + &format!("x{number} = 1\n")
        });
    let one_line = format!(
        "{HEAD}x = {{ {} }}",
        (0..20_000).map(|number| format!("k{number} = 1")).collect::<Vec<_>>().join(", ")
    );
    for (what, text, least) in [
        ("names", rules(&chain("qq", 90)), limits::FAULTS),
        ("keys", keys, limits::FAULTS),
        ("codes", codes, limits::FAULTS),
        ("no TOML", "a = 1\n".repeat(40_000), limits::FAULTS),
        ("one line", one_line, 1),
    ] {
        assert!(text.len() <= limits::RISK_PROFILE_BYTES, "{what}: {}", text.len());
        let began = Instant::now();
        let faults = read(&text).unwrap_err();
        // It is a third of that, and was twenty times as much: the machine may be as slow as it likes.
        let bad = began.elapsed();
        assert!(bad < 4 * good, "{what}: {bad:?}, and {good:?} for as much that is right");
        assert!((least..=limits::FAULTS).contains(&faults.len()), "{what}: {}", faults.len());
        let places: Vec<_> = faults.iter().map(|fault| (fault.line, fault.column)).collect();
        assert!(places.is_sorted(), "{what}: in the order of the file");
        assert!(places.last().unwrap().0 <= text.lines().count(), "{what}");
    }
}
