//! Goal: nothing that one command makes happen grows with a product of bounds (parts times grounds, parts times lines).

use crate::play::play;
use crate::sandbox::Sandbox;
use tongguan_clearance::{Event, Origin};
use tongguan_domain::document::{Departure, Document, SummaryApplication, SummaryApplicationItem};
use tongguan_domain::limits;
use tongguan_domain::process::{RecordResult, Settings};
use tongguan_domain::receipt::Receipt;
use tongguan_testkit::Parcel;

/// One event fits into a journal entry (16 MiB) many times.
const EVENT_BYTES: usize = 2 * 1024 * 1024;
/// What one command may make happen here, so that it does not grow with a product.
const COMMAND_BYTES: usize = 2 * 1024 * 1024;

/// The sizes of the events since there were so many.
fn sizes(sandbox: &Sandbox, since: usize) -> Vec<usize> {
    sandbox.events[since..].iter().map(|event: &Event| minicbor::to_vec(event).unwrap().len()).collect()
}

/// A departure of parcels that nobody knows, in parts; the first names many.
fn departure(parts: u32, many: u32) -> Vec<Document> {
    let part = |number: u32| {
        let mut departure: Departure = Parcel::number(1).departure;
        departure.head.cop_no = "DEP".to_owned();
        (departure.head.msg_count, departure.head.msg_seq_no) = (parts, number);
        let line = departure.items[0].clone();
        let lines = if number == 1 { many } else { 1 };
        let named = |at: u32| {
            let mut line = line.clone();
            (line.gnum, line.logistics_no) = (at, format!("X{number:06}{at:06}"));
            line
        };
        departure.items = (1..=lines).map(named).collect();
        Document::from(departure)
    };
    (1..=parts).map(part).collect()
}

fn rejections(sandbox: &Sandbox) -> Vec<Receipt> {
    sandbox.receipts().into_iter().filter(|receipt| receipt.code.number() == 100).collect()
}

#[test]
fn grounds_are_kept_once_however_many_parts() {
    let mut sandbox = Sandbox::new(Settings::default());
    let parts = departure(limits::SPLIT_PARTS, 600);
    let (last, first) = parts.split_last().unwrap();
    for part in first.chunks(100) {
        sandbox.send(part, Origin::Ceb).unwrap();
    }
    let before = sandbox.events.len();
    sandbox.send(std::slice::from_ref(last), Origin::Ceb).unwrap();
    let sizes = sizes(&sandbox, before);
    assert!(sizes.iter().all(|size| *size < EVENT_BYTES));
    let all: usize = sizes.iter().sum();
    assert!(all < COMMAND_BYTES, "{all} bytes");
    let told = rejections(&sandbox);
    assert_eq!(told.len(), limits::SPLIT_PARTS as usize);
    assert!(
        told[0]
            .info
            .starts_with("[Code:2791;Desc:运单无对应清单],[运单:3301980LGS+X000001000001],[Code:2791;")
    );
    let other = "[Code:1370;Desc:拆分报文的其他分报文被退单],[msgSeqNo:1],\
                 [Code:2791;Desc:运单无对应清单],[运单:3301980LGS+X000001000001]";
    assert_eq!(told[999].info, other);
    assert!(told.iter().all(|receipt| receipt.info.chars().count() <= limits::RETURN_INFO_CHARACTERS));
    assert!(told[0].info.ends_with("]…"), "cut between two grounds: {}", told[0].info);
}

/// Each part says what stands against itself, and the one that is right, which are not.
#[test]
fn each_part_is_told_its_own() {
    let mut player = play("released 1 => released");
    player.perform("departure 1 cop_no=D msg_count=3");
    player.perform("departure 2 cop_no=D msg_count=3 msg_seq_no=2");
    player.perform("departure 3 cop_no=D msg_count=3 msg_seq_no=3");
    let told: Vec<String> = rejections(&player.sandbox).into_iter().map(|receipt| receipt.info).collect();
    let of = |number| format!("[Code:2791;Desc:运单无对应清单],[运单:3301980LGS+LP00000000000{number}]");
    let others = format!("[Code:1370;Desc:拆分报文的其他分报文被退单],[msgSeqNo:2,3],{}", of(2));
    assert_eq!(told, [others, of(2), of(3)]);
    // All are sent again.
    player.perform("departure 1 cop_no=D");
    assert_eq!(player.phase("declaration", "1"), "closed");
}

/// Every kind of split message is refused by name when it has more parts than customs can decide on at once.
#[test]
fn the_number_of_parts_is_bounded() {
    for kind in ["arrival", "departure", "manifest", "summary"] {
        let mut player = play("");
        let most = limits::SPLIT_PARTS;
        let told = player.perform(&format!("{kind} 1 msg_count={most}"));
        assert!(told.ends_with(&format!("{kind} 1 3")), "{told}");
        for count in [most + 1, 999_999_999] {
            let told = player.perform(&format!("{kind} 1 cop_no=MORE msg_count={count}"));
            assert_eq!(told, "refused SPLIT_TOO_MANY_PARTS", "{kind}");
        }
    }
}

/// Parts of a summary that name what nobody knows.
#[test]
fn unknown_numbers_are_kept_once() {
    let mut sandbox = Sandbox::new(Settings::default());
    let parts = 300;
    let part = |number: u32| {
        let mut summary: SummaryApplication = Parcel::number(1).summary(&[]);
        summary.head.cop_no = "SUM".to_owned();
        (summary.head.msg_count, summary.head.msg_seq_no) = (parts, number);
        let item =
            |at: u32| SummaryApplicationItem { invt_no: format!("29242026E{:09}", number * 1_000 + at) };
        summary.items = (1..=600).map(item).collect();
        Document::from(summary)
    };
    let documents: Vec<Document> = (1..=parts).map(part).collect();
    let (last, first) = documents.split_last().unwrap();
    for part in first.chunks(100) {
        let results = sandbox.send(part, Origin::Ceb).unwrap();
        assert!(results.iter().all(|result| matches!(result, RecordResult::Accepted(_))));
    }
    let before = sandbox.events.len();
    sandbox.send(std::slice::from_ref(last), Origin::Ceb).unwrap();
    let all: usize = sizes(&sandbox, before).iter().sum();
    assert!(all < COMMAND_BYTES, "{all} bytes");
    assert_eq!(rejections(&sandbox).len(), 300);
}

/// What an honest summary leads to comes in events that stay small, whatever it sums up.
#[test]
fn a_large_summary_comes_in_small_events() {
    let mut sandbox = Sandbox::new(Settings::default());
    for number in 1..=150 {
        for document in Parcel::with_lines(number, 100).documents() {
            sandbox.take(&[document]);
        }
    }
    sandbox.elapse(1_000);
    let before = sandbox.events.len();
    let mut summary = Parcel::number(1).summary(&[]);
    summary.head.start_time = Some("20260101000000".to_owned());
    summary.head.end_time = Some("20270131235959".to_owned());
    sandbox.take(&[summary.into()]);
    let sizes = sizes(&sandbox, before);
    assert!(sizes.len() > 15 && sizes.iter().all(|size| *size < 200_000), "{sizes:?}");
    let told = sandbox.receipts().into_iter().filter(|receipt| receipt.keys.kind().message() == 701);
    assert_eq!(told.map(|receipt| receipt.code.number()).collect::<Vec<_>>(), [2, 3, 399]);
}
