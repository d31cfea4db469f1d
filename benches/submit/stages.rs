//! Where the time of one declaration goes: each stage alone, on one thread.

use crate::requests::Papers;
use prost::Message;
use std::hint::black_box;
use std::time::Instant;
use tongguan_clearance::{Admission, Event, Origin, Paper, State, Submission, SubmittedRecord, Tag, Went};
use tongguan_domain::document::Document;
use tongguan_domain::names::RequestId;
use tongguan_domain::process::{ClockMode, Settings};
use tongguan_domain::version::MessageVersion;
use tongguan_proto::intake::v1 as pb;
use tongguan_rehearsal::Standard;
use tongguan_wire::document;

const TIMES: u32 = 20_000;

fn time<T>(name: &str, mut stage: impl FnMut() -> T) {
    for _ in 0..TIMES / 10 {
        black_box(stage());
    }
    let begin = Instant::now();
    for _ in 0..TIMES {
        black_box(stage());
    }
    println!("  {name:<46} {:>7.0} ns", begin.elapsed().as_nanos() as f64 / f64::from(TIMES));
}

const VERSION: MessageVersion = MessageVersion::V202205;

pub(crate) fn measure() {
    println!("stages of one declaration with 3 lines, one thread:");
    let papers = Papers::template();
    let bytes = papers.alone(1).encode_to_vec();
    println!("  ({} bytes of protobuf)", bytes.len());
    time("decode protobuf (also in the floor)", || {
        pb::SubmitDeclarationRequest::decode(bytes.as_slice()).expect("a request")
    });
    let message = papers.declaration.clone();
    time("clone of the message (not on the path)", || message.clone());
    time("to the domain, forms checked (with that clone)", || {
        let mut faults = Vec::new();
        let declaration = document::take_declaration(message.clone(), VERSION, &mut faults);
        assert!(faults.is_empty());
        declaration
    });
    let declaration: Document = document::take_declaration(message, VERSION, &mut Vec::new()).into();
    let rules = tongguan_rules::at(Settings::START, VERSION);
    time("every rule", || {
        let mut faults = Vec::new();
        rules(&declaration, &mut faults);
        assert!(faults.is_empty());
    });
    time("stored form (with a clone of the document)", || Paper::new(declaration.clone()));
    let record = SubmittedRecord::new(declaration, Vec::new());
    let stored = record.document.stored();
    time("fingerprint", || tongguan_engine::fingerprint([stored]));
    let tag = Tag { id: RequestId::numbered(1), fingerprint: 1 };
    let admission = Admission::of(Submission::new(tag, Origin::Native, vec![record.clone()]));
    time("admission: every rule, and the submission", || {
        admission.admit(&rules).faultless().expect("a call")
    });
    decide(&papers, false);
    decide(&papers, true);
}

/// The sequential part: decide, apply, and the bytes of the journal entry.
fn decide(papers: &Papers, together: bool) {
    let mut submissions: Vec<_> = (0..u64::from(TIMES)).map(|n| submission(papers, n, together)).collect();
    submissions.reverse();
    let (mut state, _) = State::open(Settings { clock: ClockMode::Auto, ..Settings::default() });
    let (mut entry, mut events_in_all, mut bytes) = (Vec::new(), 0, 0);
    let standard = Standard::default();
    let begin = Instant::now();
    while let Some(submission) = submissions.pop() {
        entry.clear();
        let (_, events) = state.execute(submission).expect("taken");
        events_in_all += events.len();
        write(&mut entry, &events);
        loop {
            let beat = state.settle(&standard);
            for events in &beat.events {
                events_in_all += events.len();
                write(&mut entry, events);
            }
            if beat.went != Went::Fired {
                break;
            }
        }
        bytes += entry.len();
    }
    let name = if together { "decide, with order and waybill, to 399" } else { "decide, declaration alone" };
    let nanos = begin.elapsed().as_nanos() as f64 / f64::from(TIMES);
    println!(
        "  {name:<46} {nanos:>7.0} ns, {} events, {} journal bytes",
        events_in_all / TIMES as usize,
        bytes / TIMES as usize
    );
    let begin = Instant::now();
    let snapshot = state.to_snapshot().expect("a snapshot");
    println!(
        "    snapshot of {TIMES} such declarations: {} MiB in {:.0} ms",
        snapshot.len() >> 20,
        begin.elapsed().as_secs_f64() * 1e3
    );
}

fn write(entry: &mut Vec<u8>, events: &[Event]) {
    for event in events {
        minicbor::encode(event, &mut *entry).expect("written");
    }
}

fn submission(papers: &Papers, number: u64, together: bool) -> Submission {
    let papers = papers.of(number);
    let faults = &mut Vec::new();
    let mut documents: Vec<Document> = Vec::new();
    if together {
        documents.push(document::take_sales_order(papers.order, VERSION, faults).into());
        documents.push(document::take_waybill(papers.waybill, VERSION, faults).into());
    }
    documents.push(document::take_declaration(papers.declaration, VERSION, faults).into());
    let tag = Tag { id: RequestId::numbered(number), fingerprint: u128::from(number) };
    let record = |document| SubmittedRecord::new(document, Vec::new());
    let records = documents.into_iter().map(record).collect();
    let came = Admission::of(Submission::new(tag, Origin::Native, records));
    came.admit(tongguan_rules::at(Settings::START, VERSION)).faultless().expect("no faults")
}
