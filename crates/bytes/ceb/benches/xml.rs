//! What a message costs, against quick-xml reading the same bytes and doing nothing with them:
//! `cargo bench -p tongguan-ceb`. Ratios count: everything is measured in one run, in rounds that alternate.

#![expect(
    clippy::unwrap_used,
    clippy::float_arithmetic,
    reason = "a benchmark: a failure ends it, and its figures are no customs values"
)]

use quick_xml::Reader;
use quick_xml::events::Event;
use std::hint::black_box;
use std::time::{Duration, Instant};
use tongguan_ceb::{Transfer, read, write_receipts, write_request, write_summary_result};
use tongguan_domain::document::{
    Document, DocumentKind, SummaryResult, SummaryResultHead, SummaryResultItem,
};
use tongguan_domain::receipt::{Receipt, ReceiptKeys};
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion::V202205;
use tongguan_testkit::Parcel;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const GUID: &str = "0D5C1B3E-7A43-4D1E-9C58-2F6B8E0A1111";
const ROUNDS: usize = 31;
/// How long one measurement of one round takes.
const ROUND: Duration = Duration::from_millis(4);
/// At most so many times the bare parser, for reading and for writing.
const TARGET: f64 = 3.0;

fn main() {
    println!(
        "one message each; ratio to quick-xml over the same bytes (median of {ROUNDS} alternating rounds)"
    );
    println!(
        "{:<26} {:>7} {:>13} {:>9} {:>6} {:>9} {:>6}",
        "message", "bytes", "quick-xml ns", "read ns", "ratio", "write ns", "ratio"
    );
    let mut worst = 0.0_f64;
    for kind in DocumentKind::ALL {
        let one = [Parcel::number(1).document(kind)];
        worst = worst.max(request(&format!("{} {}", kind.message(), kind.names().1), &one));
    }
    let hundred: Vec<Document> =
        (0..100).map(|number| Parcel::number(number).document(DocumentKind::Declaration)).collect();
    worst = worst.max(request("603 of 100 declarations", &hundred));
    let receipts = vec![receipt(); 100];
    let write = || write_receipts(DocumentKind::Waybill, V202205, GUID, &receipts);
    worst = worst.max(outgoing("506 of 100 receipts", write));
    let results = [summary_result()];
    worst = worst.max(outgoing("792 of 100 lines", || write_summary_result(V202205, GUID, &results)));
    println!("worst ratio {worst:.2}, target at most {TARGET:.1}");
}

fn request(name: &str, documents: &[Document]) -> f64 {
    let transfer = Transfer {
        cop_code: "330196T001".to_owned(),
        cop_name: "杭州传输有限公司".to_owned(),
        dxp_mode: "DXP".to_owned(),
        dxp_id: "DXPENT0000012345".to_owned(),
        note: None,
    };
    let write = || write_request(V202205, GUID, documents, &transfer, &[]).unwrap();
    let bytes = write();
    assert!(read(&bytes, V202205).is_ok_and(|message| !message.breaks_schema()));
    let [parser, reader, writer] = measure([
        &mut || black_box(events(&bytes)),
        &mut || black_box(read(&bytes, V202205)).map_or(0, |message| message.records.len()),
        &mut || black_box(write()).len(),
    ]);
    let (read_ratio, write_ratio) = (reader / parser, writer / parser);
    println!(
        "{name:<26} {:>7} {parser:>13.0} {reader:>9.0} {read_ratio:>6.2} {writer:>9.0} {write_ratio:>6.2}",
        bytes.len()
    );
    read_ratio.max(write_ratio)
}

fn outgoing(name: &str, write: impl Fn() -> Vec<u8>) -> f64 {
    let bytes = write();
    let [parser, writer] = measure([&mut || black_box(events(&bytes)), &mut || black_box(write()).len()]);
    let ratio = writer / parser;
    println!("{name:<26} {:>7} {parser:>13.0} {:>9} {:>6} {writer:>9.0} {ratio:>6.2}", bytes.len(), "-", "-");
    ratio
}

/// The yardstick: every event of the message, looked at by nobody.
fn events(bytes: &[u8]) -> usize {
    let mut reader = Reader::from_str(std::str::from_utf8(bytes).unwrap());
    let mut count = 0;
    loop {
        match black_box(reader.read_event()).unwrap() {
            Event::Eof => return count,
            _ => count += 1,
        }
    }
}

/// Median nanoseconds of one call of each.
fn measure<const N: usize>(mut jobs: [&mut dyn FnMut() -> usize; N]) -> [f64; N] {
    let mut rounds = [const { Vec::new() }; N];
    for _ in 0..ROUNDS {
        for (job, times) in jobs.iter_mut().zip(&mut rounds) {
            let begin = Instant::now();
            let mut calls = 0.0;
            while begin.elapsed() < ROUND {
                for _ in 0..8 {
                    black_box(job());
                }
                calls += 8.0;
            }
            times.push(begin.elapsed().as_secs_f64() * 1e9 / calls);
        }
    }
    rounds.map(|mut times| {
        times.sort_by(f64::total_cmp);
        times.get(times.len() / 2).copied().unwrap_or_default()
    })
}

fn receipt() -> Receipt {
    Receipt {
        document: None,
        guid: GUID.to_owned(),
        keys: ReceiptKeys::Waybill {
            logistics_code: "330196L001".to_owned(),
            logistics_no: "LP000000000001".to_owned(),
        },
        code: ReturnCode::STORED,
        time: Moment::from_millis(1_767_575_400_007),
        info: "[Code:1800;Desc:逻辑校验通过]".to_owned(),
    }
}

fn summary_result() -> SummaryResult {
    let item = SummaryResultItem {
        invt_no: "29242026E000000001".to_owned(),
        logistics_no: "LP000000000001".to_owned(),
        gseqno: 1,
        gnum: 1,
        gcode: "6109100010".to_owned(),
    };
    let head = SummaryResultHead {
        guid: GUID.to_owned(),
        customs_code: "2924".to_owned(),
        dec_state: "0".to_owned(),
        ..SummaryResultHead::default()
    };
    SummaryResult { head, items: vec![item; 100] }
}
