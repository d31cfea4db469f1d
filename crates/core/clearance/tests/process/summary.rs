//! Goal: closed declarations become declaration forms, and each form is told until it has its number (701, 702, 792).

use crate::play::{Player, play};
use crate::sandbox::Sandbox;
use tongguan_clearance::{Key, State};
use tongguan_domain::document::SummaryResult;
use tongguan_domain::process::Settings;
use tongguan_domain::receipt::{Content, ReceiptKeys};
use tongguan_domain::version::MessageVersion;
use tongguan_testkit::Parcel;

fn results(player: &Player) -> Vec<SummaryResult> {
    let letters = player.sandbox.letters().into_iter();
    letters
        .filter_map(|letter| match letter.content {
            Content::SummaryResult(result) => Some(*result),
            _ => None,
        })
        .collect()
}

fn closed(numbers: &[u32]) -> Player {
    let mut player = play("");
    for number in numbers {
        assert_eq!(player.perform(&format!("closed {number}")), "closed");
    }
    player.perform("wait 1");
    player
}

/// Each form first with its list, then with one number more each time and no list.
#[test]
fn one_declaration_becomes_one_form() {
    let mut player = closed(&[1]);
    player.perform("summary 1");
    let results = results(&player);
    assert_eq!(results.len(), 4);
    let numbers: Vec<_> = results
        .iter()
        .map(|r| {
            [&r.head.dec_tmp_no, &r.head.dec_pre_no, &r.head.entry_id].map(|n| n.clone().unwrap_or_default())
        })
        .collect();
    let [tmp, pre, entry] = ["D20260105000000001", "E20260105000000001", "292420260000000001"];
    assert_eq!(numbers[0], ["", "", ""]);
    assert_eq!(numbers[1], [tmp, "", ""]);
    assert_eq!(numbers[2], [tmp, pre, ""]);
    assert_eq!(numbers[3], [tmp, pre, entry]);
    let heads: Vec<_> =
        results.iter().map(|r| (r.head.sum_no.as_str(), r.head.decl_seq_no.as_str())).collect();
    assert_eq!(heads, [("S20260105000000001", "S20260105000000002"); 4]);
    let lines: Vec<_> = results.iter().map(|result| result.items.len()).collect();
    assert_eq!(lines, [3, 0, 0, 0]);
    assert_eq!(results[0].items[0].invt_no, "29242026E000000001");
    assert_eq!(results[0].items[0].logistics_no, "LP000000000001");
    assert!(results.windows(2).all(|pair| pair[0].head.op_date < pair[1].head.op_date));
    // 702 carries the number from 399 on.
    let sums: Vec<_> = player
        .sandbox
        .receipts()
        .into_iter()
        .filter_map(|receipt| match receipt.keys {
            ReceiptKeys::SummaryApplication { sum_no, .. } => Some((receipt.code.number(), sum_no)),
            _ => None,
        })
        .collect();
    assert_eq!(sums, [(2, None), (3, None), (399, Some("S20260105000000001".to_owned()))]);
}

/// The number of a summary is found, also after a restart, and a declaration says which summary took it.
#[test]
fn a_summary_is_found_by_its_number() {
    let mut player = closed(&[1]);
    player.perform("summary 1");
    let key = Key::Number("S20260105000000001".to_owned());
    let bytes = player.sandbox.state.to_snapshot().unwrap();
    let found = player.sandbox.state.find(&key).unwrap();
    assert_eq!(State::from_snapshot(&bytes).unwrap().find(&key), Some(found));
    let declaration = player.sandbox.state.find(&Key::Number("29242026E000000001".to_owned())).unwrap();
    let explained = player.sandbox.state.explain(declaration).unwrap();
    let reasons: Vec<String> = explained.steps.into_iter().flat_map(|step| step.reasons).collect();
    let wanted = format!("summed up by summary application {found} (S20260105000000001)");
    assert!(reasons.contains(&wanted), "{reasons:#?}");
}

/// Goods of the same kind become one line; another destination is another form.
#[test]
fn what_agrees_is_merged() {
    let mut player = closed(&[1, 2]);
    for line in ["order 3", "waybill 3", "declaration 3 country=116", "arrival 3", "departure 3"] {
        player.perform(line);
    }
    player.perform("summary 1 lines=0 start_time=20260101000000 end_time=20260131235959");
    let results = results(&player);
    let lists: Vec<_> = results.iter().filter(|result| !result.items.is_empty()).collect();
    assert_eq!(lists.len(), 2, "one form to each country");
    let merged = lists.iter().find(|result| result.items.len() == 6).unwrap();
    let lines: Vec<_> =
        merged.items.iter().map(|item| (item.invt_no.ends_with('1'), item.gnum, item.gseqno)).collect();
    let of = |first| [(first, 1, 1), (first, 2, 2), (first, 3, 3)];
    assert_eq!(lines, [of(true), of(false)].concat());
    assert_ne!(lists[0].head.decl_seq_no, lists[1].head.decl_seq_no);
}

/// With `summaryFlag` 2 each producer gets a form of its own.
#[test]
fn producers_may_stay_apart() {
    for (flag, forms) in [(1, 1), (2, 2)] {
        let mut player = closed(&[1]);
        for line in
            ["order 2", "waybill 2", "declaration 2 owner_code=3301960AEO", "arrival 2", "departure 2"]
        {
            player.perform(line);
        }
        player.perform(&format!(
            "summary 1 lines=0 start_time=20260101000000 end_time=20260131235959 summary_flag={flag}"
        ));
        let made = results(&player).iter().filter(|result| !result.items.is_empty()).count();
        assert_eq!(made, forms, "summaryFlag {flag}");
    }
}

/// A period takes what was closed in it and is not summed up yet; a second one finds nothing.
#[test]
fn a_period_takes_everything_once() {
    let mut player = closed(&[1, 2]);
    let period = "lines=0 start_time=20260101000000 end_time=20260131235959";
    assert!(player.perform(&format!("summary 1 {period} customs_code=2901")).ends_with("summary 1 100"));
    assert!(player.perform(&format!("summary 1 {period}")).contains("summary 1 399"));
    assert!(player.perform(&format!("summary 2 {period}")).ends_with("summary 2 100"));
    assert_eq!(player.last_rejection(), "[Code:2890;Desc:无可汇总清单]");
}

/// Everything that keeps a declaration out is told.
#[test]
fn what_cannot_be_summed_up_is_a_reason() {
    for (lines, reasons) in [
        (&["summary 1"][..], &["2891"][..]),
        (&["released 1", "summary 1"], &["2892"]),
        (&["closed 1", "summary 1 ebc_code=3301960AEO"], &["2894"]),
        (&["released 1", "summary 1 ebc_code=3301960AEO"], &["2894", "2892"]),
        (&["closed 1", "summary 1", "summary 1 cop_no=SUM2"], &["2895"]),
        (
            &[
                "order 1",
                "waybill 1",
                "declaration 1 statistics_flag=A",
                "arrival 1",
                "departure 1",
                "summary 1",
            ],
            &["2893"],
        ),
        (
            &[
                "order 1 order_type=B",
                "waybill 1",
                "declaration 1 trade_mode=9710",
                "arrival 1",
                "departure 1",
                "summary 1",
            ],
            &["2893"],
        ),
        (&["closed 1", "outcome review-reject", "summary 1"], &["1300"]),
    ] {
        let mut player = play("");
        for line in lines {
            player.perform(line);
        }
        let told = player.last_rejection();
        let codes: Vec<_> = told.split("[Code:").skip(1).map(|part| &part[..4]).collect();
        assert_eq!(codes, reasons, "{lines:?}: {told}");
    }
}

/// The parts of a split application are one list, under one number; their sender finds it by either.
#[test]
fn parts_are_summed_up_together() {
    let mut player = closed(&[1, 2]);
    player.perform("summary 2 cop_no=SUM msg_count=2 msg_seq_no=2");
    assert_eq!(player.phase("summary", "2"), "sent");
    let told = player.perform("summary 1 cop_no=SUM msg_count=2 msg_seq_no=1");
    assert!(told.starts_with("summary 1 2, summary 1 3, summary 1 399, summary 2 399"), "{told}");
    assert_eq!(results(&player)[0].items.len(), 6);
}

/// A list of 2018-113 has at most 100 lines, so a long one comes in several messages.
#[test]
fn a_long_list_is_split() {
    for (version, messages) in [(MessageVersion::V2018113, 2), (MessageVersion::V202205, 1)] {
        let mut sandbox = Sandbox::new(Settings { version, ..Settings::default() });
        for number in [1, 2] {
            for document in Parcel::with_lines(number, 60).documents() {
                sandbox.take(&[document]);
            }
        }
        let numbers = ["29242026E000000001", "29242026E000000002"];
        sandbox.take(&[Parcel::number(1).summary(&numbers).into()]);
        let letters = sandbox.letters().into_iter();
        let made: Vec<_> = letters
            .filter_map(|letter| match letter.content {
                Content::SummaryResult(result) if result.head.dec_tmp_no.is_none() => Some(*result),
                _ => None,
            })
            .collect();
        assert_eq!(made.len(), messages, "{version:?}");
        assert_eq!(made.iter().map(|result| result.items.len()).sum::<usize>(), 120);
        for (part, result) in (1..).zip(&made) {
            assert_eq!((result.head.msg_count as usize, result.head.msg_seq_no), (messages, part));
            assert!(result.items.len() <= if messages == 2 { 100 } else { 120 });
        }
    }
}
