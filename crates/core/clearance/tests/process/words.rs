//! Goal: receivers read our words with plain patterns: `\[Code:(\d+);Desc:([^\]]*)\]`.

use crate::play::play;
use crate::sandbox::Sandbox;
use std::collections::BTreeSet;
use tongguan_clearance::catalogue::{FINDINGS, PROCESSING_RULES};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::process::Settings;
use tongguan_testkit::{Parcel, changed};

/// Numbers of public texts of the same product line that mean something else than anything of ours.
const TAKEN: [&str; 10] = ["1200", "1322", "1327", "1800", "2300", "2500", "2600", "2700", "13127", "130126"];

#[test]
fn no_number_of_ours_means_something_else_to_a_receiver() {
    let ours: BTreeSet<&str> = FINDINGS.iter().map(|finding| finding.code).collect();
    assert_eq!(ours.len(), FINDINGS.len(), "each number once");
    assert!(TAKEN.iter().all(|taken| !ours.contains(taken)), "{ours:?}");
    let words = |code: &str| FINDINGS.iter().find(|finding| finding.code == code).map(|finding| finding.zh);
    assert_eq!(words("1300"), Some("人工退单"));
    assert_eq!(words("1320"), Some("清单表体商品项与订单表体商品项的项数不一致"));
}

#[test]
fn no_bracket_stands_inside_the_words() {
    let all = FINDINGS.iter().map(|finding| finding.zh).chain(PROCESSING_RULES.iter().map(|rule| rule.zh));
    let wrong: Vec<&str> = all.filter(|zh| zh.contains(['[', ']', '；', ';'])).collect();
    assert_eq!(wrong, [""; 0]);
}

/// What a pattern finds: code and words, again and again.
fn read(info: &str) -> Vec<(&str, &str)> {
    let pieces = info.split("[Code:").skip(1);
    pieces
        .map(|piece| {
            let (code, rest) = piece.split_once(";Desc:").unwrap();
            (code, rest.split_once(']').unwrap().0)
        })
        .collect()
}

#[test]
fn values_stand_behind_the_words() {
    for (lines, info) in [
        (
            &["order 1", "waybill 1 pack_no=1", "declaration 1 pack_no=2"][..],
            "[Code:1342;Desc:清单与运单件数不一致],[packNo:2,运单:1]",
        ),
        (
            &["order 1", "waybill 1", "declaration 1 items[0].item_no=A[1]"],
            "[Code:1361;Desc:清单与订单企业商品货号不一致],[gnum:1,itemNo:A(1),订单:SKU-1]",
        ),
        (&["outcome review-reject", "order 1", "waybill 1", "declaration 1"], "[Code:1300;Desc:人工退单]"),
        (&["departure 1"], "[Code:2791;Desc:运单无对应清单],[运单:3301980LGS+LP000000000001]"),
        (&["summary 1"], "[Code:2891;Desc:汇总清单不存在],[清单:29242026E000000001]"),
    ] {
        let mut player = play("");
        for line in lines {
            player.perform(line);
        }
        let told = player.last_rejection();
        let same = if info.contains("SKU") {
            told.split(",订单:").next() == info.split(",订单:").next()
        } else {
            told == info
        };
        assert!(same, "{told} instead of {info}");
        for (code, words) in read(&told) {
            let finding = FINDINGS.iter().find(|finding| finding.code == code).unwrap();
            assert_eq!(words, finding.zh);
        }
    }
}

/// A receipt that cannot hold every ground ends with a whole one.
#[test]
fn a_long_receipt_is_cut_between_grounds() {
    let parcel = Parcel::with_lines(1, 100);
    let mut sandbox = Sandbox::new(Settings::default());
    for document in parcel.documents().iter().take(4) {
        let other = (0..100).map(|line| format!("items[{line}].item_no={}{line}", "X".repeat(15)));
        let document = match document.kind() {
            DocumentKind::Declaration => changed(document.clone(), &other.collect::<Vec<_>>().join(" ")),
            _ => document.clone(),
        };
        sandbox.take(&[document]);
    }
    let receipts = sandbox.receipts();
    let told = receipts.iter().find(|receipt| receipt.code.number() == 100).unwrap();
    assert!(told.info.chars().count() <= 1_000);
    assert!(told.info.ends_with("]…"), "{}", told.info);
    assert!(told.info.matches("[Code:1361;").count() > 10, "{}", told.info);
}

/// What the sender can force is described as it happens, of a return, too.
#[test]
fn forced_outcomes_do_what_they_say() {
    for (_, name, words) in tongguan_domain::process::Outcome::ALL {
        let Some((_, of_return)) = words.split_once("a return: ") else { continue };
        let mut player = play("");
        player.perform("released 1");
        player.perform("wait 1");
        for line in [&format!("outcome {name}"), "return 1", "outcome none", "tally 1"] {
            player.perform(line);
        }
        let receipts = player.sandbox.receipts().into_iter();
        let told: Vec<String> =
            receipts.filter(|r| r.keys.kind().message() == 213).map(|r| r.code.to_string()).collect();
        let said: Vec<&str> =
            of_return.split(|c: char| !c.is_ascii_digit()).filter(|s| !s.is_empty()).collect();
        let ends: Vec<&str> = told.iter().map(String::as_str).filter(|code| said.contains(code)).collect();
        assert_eq!(ends, said, "{name}: {told:?}");
    }
}
