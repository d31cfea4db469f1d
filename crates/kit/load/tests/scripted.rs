//! Scenarios as scripts: which of the repository a load can run, which it cannot, and in which line that is.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail at any line"
)]

use prost::Message;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tongguan_load::desk::{Answer, Desk};
use tongguan_load::workload::scenario::{Scripted, Unfit};
use tongguan_load::workload::spec::Unusable;
use tongguan_load::workload::{End, Workload};

const NOW: Duration = Duration::from_secs(1);

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../scenarios")
}

fn read(name: &str) -> Result<Scripted, Unusable> {
    Scripted::read(&std::fs::read_to_string(folder().join(name).with_extension("txt")).unwrap())
}

/// Of each that can be run: its parcels, the submissions of each, and how many lines are left out.
const CAN: [(&str, &[usize], usize); 8] = [
    ("9610-normal", &[6, 5], 5),
    ("correction", &[5, 6, 2, 1], 2),
    ("deletion", &[10], 3),
    ("inspection", &[5, 5, 4, 4, 4, 4, 4], 1),
    ("modes", &[5, 5, 5, 5, 5, 1], 0),
    ("registration", &[3], 1),
    ("send-failure", &[5, 3], 4),
    ("version-2018", &[6, 1, 6], 2),
];

/// Of each that cannot: the first line that is nothing for a load, what is done there, and why.
const CANNOT: [(&str, usize, &str, Unfit); 9] = [
    ("cancellation", 6, "cancellation 1", Unfit::NoNumber),
    ("chances", 4, "chances receipts_repeated=1000000", Unfit::Chances),
    ("manifest", 18, "arrival 2 lines=0", Unfit::Number),
    ("payment", 14, "wait 14d", Unfit::Clock),
    ("return", 6, "return 1", Unfit::NoNumber),
    ("review", 22, "clock manual", Unfit::Clock),
    ("split", 9, "arrival 3 cop_no=ARR msg_count=3 msg_seq_no=3", Unfit::Number),
    ("summary", 18, "summary 1", Unfit::Told),
    ("warehouses", 10, "overseas OWUSA00001 1", Unfit::Registry),
];

#[test]
fn every_scenario_of_the_repository_can_or_cannot_be_run() {
    let mut names: Vec<_> = std::fs::read_dir(folder())
        .unwrap()
        .map(|file| file.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    let mut known: Vec<_> = CAN.iter().map(|row| row.0).chain(CANNOT.iter().map(|row| row.0)).collect();
    known.sort_unstable();
    assert_eq!(names, known);
    for (name, submissions, left_out) in CAN {
        let scripted = read(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        let workload = Workload::scripted(scripted.clone(), 1);
        let parcels = 1..=u32::try_from(scripted.parcels()).unwrap();
        let counts: Vec<_> =
            parcels.map(|number| workload.script(number).unwrap().submissions().count()).collect();
        assert_eq!(counts, submissions, "{name}");
        assert_eq!(scripted.left_out().len(), left_out, "{name}");
    }
    for (name, expected, doing, reason) in CANNOT {
        match read(name).map(drop).unwrap_err() {
            Unusable::Unscripted { line, words, why } => {
                assert_eq!((line, words.as_str(), why), (expected, doing, reason), "{name}");
            }
            other => panic!("{name}: {other}"),
        }
    }
}

#[test]
fn a_line_that_is_nothing_for_a_load_is_refused_by_name() {
    let papers = "order 1; waybill 1 => order 1 2, order 1 3, waybill 1 2, waybill 1 3";
    for (line, why) in [
        ("lane red", Unfit::Lane),
        ("register 3301960NEW", Unfit::Registry),
        ("xml order 1 => order 1 2, order 1 3", Unfit::Xml),
        ("outcome whale", Unfit::Outcome),
        ("order 1 order_no=X1 => order 1 2, order 1 3", Unfit::Number),
        ("declaration 1 invt_no=#2 => declaration 1 2", Unfit::Named),
        ("cancellation 1 invt_no=29242026E000009999 => refused CANCELLATION_UNKNOWN", Unfit::Number),
        ("order 1", Unfit::Told),
        ("order 1 => order 2 2, order 2 3", Unfit::Told),
        ("order 1 => order 1 2, order 1 3, waybill 2 120", Unfit::Told),
        ("order 1 => declaration -604001", Unfit::Told),
        ("order 1; order 2 => order 1 2, refused DUPLICATE", Unfit::Told),
        ("order 1 => order 1 2, order 1 2", Unfit::Twice),
        ("closed 1 => released", Unfit::Phase),
        ("order 1; phase order 1 => order 1 2, order 1 3, sent", Unfit::Question),
    ] {
        let unusable = Scripted::read(&format!("# A note.\n{papers}\n{line}\n")).map(drop).unwrap_err();
        let Unusable::Unscripted { line: at, words, why: found } = &unusable else {
            panic!("{line}: {unusable}")
        };
        assert_eq!((*at, *found), (3, why), "{line}");
        assert!(line.starts_with(words.as_str()), "{line}: {words}");
        assert!(unusable.to_string().starts_with(&format!("line 3: {words}: ")), "{unusable}");
    }
    let nothing = Scripted::read("outcome release\n").map(drop).unwrap_err();
    assert!(matches!(nothing, Unusable::Unscripted { why: Unfit::Nothing, .. }));
    let word = Scripted::read("whale 1\n").map(drop).unwrap_err();
    assert!(word.to_string().starts_with("line 1: \"whale\""), "{word}");
}

/// Every request of the first parcels, as bytes.
fn bytes(seed: u64) -> Vec<u8> {
    let workload = Workload::scripted(read("correction").unwrap(), seed);
    let mut bytes = Vec::new();
    for number in 1..=40 {
        for step in workload.script(number).unwrap().submissions() {
            step.clone().unary().encode_length_delimited(&mut bytes).unwrap();
        }
    }
    bytes
}

#[test]
fn each_parcel_has_its_number_and_the_same_seed_gives_the_same_bytes() {
    assert!(bytes(7) == bytes(7) && bytes(7) != bytes(8));
    let workload = Workload::scripted(read("correction").unwrap(), 1);
    // Parcels of the file take turns: 4 of them, so the 10th of a run is as its second.
    let script = workload.script(10).unwrap();
    assert_eq!(script.label.end, End::Scenario(2));
    let mut ids: Vec<_> = script.submissions().map(|step| step.request_id.clone()).collect();
    for step in script.submissions() {
        let papers = format!("{:?}", step.documents());
        assert!(papers.contains("HZ0000000010") || papers.contains("LP000000000010"), "{papers}");
        assert!(!papers.contains("HZ0000000002"), "{papers}");
    }
    ids.dedup();
    assert_eq!(ids.len(), 6);
}

/// Where nobody reads receipts the answer has every rule all the same.
#[test]
fn a_refusal_by_several_rules_needs_all_of_them_without_receipts() {
    let text = "order 1 app_type=4 app_status=3 => refused APP_TYPE_INVALID CURRENCY_UNKNOWN\n";
    let workload = Workload::scripted(Scripted::read(text).unwrap(), 1);
    for (codes, right) in
        [(vec!["APP_TYPE_INVALID", "FAULTS"], 0), (vec!["APP_TYPE_INVALID", "CURRENCY_UNKNOWN", "FAULTS"], 1)]
    {
        let mut desk = Desk::new(1, true);
        let first = desk.start(workload.script(1).unwrap().without_receipts(), NOW, NOW).unwrap();
        let codes = codes.into_iter().map(str::to_owned).collect();
        assert_eq!(desk.answered(1, first.submission, Answer::Refused(codes), NOW), None);
        let tally = desk.close(NOW);
        assert_eq!((tally.right, tally.wrong), (right, 1 - right));
    }
}
