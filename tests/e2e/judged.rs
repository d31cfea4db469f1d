//! Everything that customs ever sends, before the official schema of its version.
//!
//! Every provocation of the catalogue is played in both versions, and whole lives besides; each letter is written and
//! judged. What only a server sends (CEB900, copies for subscribers) comes from a server.

use crate::message::message;
use crate::script::play;
use crate::support::caller::{envelope, transfer};
use crate::support::judge::{Schema, refused_by_schema};
use crate::support::{Caller, Station};
use std::collections::BTreeMap;
use tongguan::catalogue::{Kind, of};
use tongguan_ceb::{STRUCTURE_CODES, Subscriber, UNREADABLE_CODES, write_letter, write_request};
use tongguan_clearance::catalogue::PROCESSING_RULES;
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::fault::FORM_RULES;
use tongguan_domain::process::{Outcome, Settings};
use tongguan_domain::receipt::Letter;
use tongguan_domain::subscription::Subscription;
use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion;
use tongguan_proto::exchange::v1::CebMessage;
use tongguan_proto::sandbox::v1::CreateSandboxRequest;
use tongguan_rehearsal::Rehearsal;
use tongguan_rules::RULES;
use tongguan_testkit::{INVT_NO, Parcel, provoked};
use tongguan_wire::settings::write_version;

/// A message as it was sent.
struct Sent {
    version: MessageVersion,
    /// Such as `CEB604Message`.
    root: String,
    /// `returnStatus`; `-` where a message has none.
    code: String,
    bytes: Vec<u8>,
}

impl Sent {
    fn new(version: MessageVersion, bytes: Vec<u8>) -> Self {
        let text = std::str::from_utf8(&bytes).unwrap();
        let after = |mark: &str| text.split_once(mark).map(|(_, rest)| rest);
        let until = |rest: &str, end: &[char]| rest.split(end).next().unwrap_or_default().to_owned();
        let root = until(after("<ceb:").unwrap(), &[' ']);
        let code = after("<ceb:returnStatus>").map_or_else(|| "-".to_owned(), |rest| until(rest, &['<']));
        Self { version, root, code, bytes }
    }
}

fn written(version: MessageVersion, letters: Vec<Letter>) -> impl Iterator<Item = Sent> {
    letters.into_iter().filter_map(move |letter| Some(Sent::new(version, write_letter(version, &letter)?)))
}

const OUT: &str = "order 1; payment 1; waybill 1; declaration 1; manifest 1; arrival 1; departure 1";
const LIVES: [&str; 4] = [
    "order 1; payment 1; waybill 1; declaration 1 traf_name=~ voyage_no=~ bill_no=~; arrival 1; manifest 1; departure 1; summary 1",
    "order 1; waybill 1; declaration 1; cancellation 1; order 1 app_type=3; order 2; order 2 app_type=2",
    "chances sending_fails=300000; order 1; order 2; order 3; order 4; waybill 1; declaration 1",
    "chances receipts_repeated=500000; order 1; waybill 1; declaration 1; arrival 1; departure 1; summary 1",
];

/// Every script of the catalogue, whole lives, and every outcome on the way out, back and in a cancellation.
fn scripts() -> Vec<String> {
    let told = of(Kind::Return).into_iter().chain(of(Kind::Finding));
    let told = told.filter(|row| row.simulated).map(|row| row.provoke.to_owned());
    let process = PROCESSING_RULES.iter().map(|rule| rule.provoke.to_owned());
    let lives = LIVES.into_iter().map(str::to_owned);
    let outcomes = Outcome::ALL.into_iter().flat_map(|(_, name, _)| {
        [
            format!("outcome {name}; {OUT}; summary 1; return 1; tally 1"),
            format!("{OUT}; outcome {name}; return 1; tally 1; summary 1"),
            format!("order 1; waybill 1; declaration 1; outcome {name}; cancellation 1"),
            format!("order 1 app_status=1; outcome {name}; tally 1; departure 1; summary 1; manifest 1"),
        ]
    });
    told.chain(process).chain(lives).chain(outcomes).collect()
}

/// The steps of a script that the older version knows.
fn in_2018(script: &str) -> String {
    let returns = |step: &&str| !["return ", "tally "].iter().any(|word| step.trim().starts_with(word));
    let steps: Vec<_> = script.split(';').filter(returns).collect();
    format!("version 2018-113; {}", steps.join(";"))
}

fn of_scripts() -> Vec<Sent> {
    let mut sent = Vec::new();
    for script in scripts() {
        for script in [in_2018(&script), script] {
            let rehearsal = play(&script).rehearsal;
            sent.extend(written(rehearsal.state().settings().version, rehearsal.letters(0)));
        }
    }
    sent
}

/// The receipts below zero: each fault that one document can show.
fn of_faults() -> Vec<Sent> {
    let mut sent = Vec::new();
    let provocations = FORM_RULES.iter().chain(RULES).filter_map(|rule| provoked(rule.provoke)).flatten();
    for one in provocations {
        let ((year, month, day), version) = (one.day, one.version);
        if !one.slots.kind.is_in(version) {
            // Refused as a message, not by a receipt.
            continue;
        }
        let start = Moment::from_rfc3339(&format!("{year:04}-{month:02}-{day:02}T09:00:00+08:00")).unwrap();
        let mut rehearsal = Rehearsal::new(Settings { start, version, ..Settings::default() });
        let (document, faults) = one.slots.take(version);
        rehearsal.send(document, faults, None).unwrap();
        sent.extend(written(version, rehearsal.letters(0)));
    }
    sent
}

async fn in_version(station: &Station, version: MessageVersion) -> Caller {
    let caller = station.caller().in_sandbox(version.name());
    let message_version = write_version(version).into();
    caller.create_as(CreateSandboxRequest { message_version, ..Default::default() }).await;
    caller
}

fn all(version: MessageVersion, messages: Vec<CebMessage>) -> impl Iterator<Item = Sent> {
    messages.into_iter().map(move |message| Sent::new(version, message.xml.to_vec()))
}

/// CEB900: every message that is wrong as a whole, in an envelope.
async fn of_broken_messages(station: &Station) -> Vec<Sent> {
    let mut sent = Vec::new();
    let callers = [
        in_version(station, MessageVersion::V202205).await,
        in_version(station, MessageVersion::V2018113).await,
    ];
    for (number, entry) in UNREADABLE_CODES.iter().chain(STRUCTURE_CODES).enumerate() {
        let (_, data) = message(entry.provoke);
        let envelope = tongguan_ceb::dxp::write(&envelope(&number.to_string(), data));
        for caller in &callers {
            caller.send_envelope(envelope.clone()).await;
        }
    }
    for (version, caller) in [MessageVersion::V202205, MessageVersion::V2018113].into_iter().zip(callers) {
        sent.extend(all(version, caller.mailbox().all_messages().await));
    }
    sent
}

/// Documents of every kind that are all taken, in this order, in a sandbox of their own.
fn one_of_each(version: MessageVersion) -> Vec<Document> {
    let (one, two) = (Parcel::number(1), Parcel::number(2));
    let second = INVT_NO.replace("01", "02");
    let kinds = DocumentKind::ALL.into_iter().filter(|kind| kind.is_in(version));
    let first = kinds.filter(|kind| *kind != DocumentKind::Cancellation).map(|kind| one.document(kind));
    let others: [Document; 4] = [
        two.order.clone().into(),
        two.waybill.clone().into(),
        two.declaration.clone().into(),
        two.cancellation(&second).into(),
    ];
    first.chain(others).collect()
}

/// What subscribers get: copies of every kind of document, and receipts.
async fn of_subscribers(station: &Station) -> Vec<Sent> {
    let mut sent = Vec::new();
    for version in MessageVersion::ALL {
        let caller =
            station.caller().in_sandbox(&format!("subscribed-{}", version.name())).forcing("release");
        let message_version = write_version(version).into();
        caller.create_as(CreateSandboxRequest { message_version, ..Default::default() }).await;
        let subscriber = Subscriber {
            wants: Subscription::All,
            dxp_mode: "DXP".to_owned(),
            dxp_address: "DXPENT0000000002".to_owned(),
            note: None,
        };
        for document in one_of_each(version) {
            let guid = document.heading().guid.to_owned();
            let subscribers = [subscriber.clone()];
            let xml = write_request(version, &guid, &[document], &transfer(), &subscribers).unwrap();
            let answer = caller.send_xml(&guid, xml).await.unwrap();
            assert!(answer.records[0].accepted.is_some(), "{answer:?}");
        }
        sent.extend(all(version, caller.mailbox_of("DXPENT0000000002").all_messages().await));
    }
    sent
}

/// How many messages with which codes, by version and root.
fn tell(sent: &[Sent]) {
    let mut kinds = BTreeMap::<_, BTreeMap<&str, u32>>::new();
    for one in sent {
        let codes = kinds.entry((one.version.name(), one.root.as_str())).or_default();
        *codes.entry(one.code.as_str()).or_default() += 1;
    }
    for ((version, root), codes) in &kinds {
        let count: u32 = codes.values().sum();
        let codes: Vec<_> = codes.keys().copied().collect();
        println!("{version} {root}: {count} messages, {} codes: {}", codes.len(), codes.join(" "));
    }
}

#[tokio::test]
async fn every_message_that_is_ever_sent_is_valid() {
    let station = Station::ephemeral().await;
    let mut sent = of_scripts();
    sent.extend(of_faults());
    sent.extend(of_broken_messages(&station).await);
    sent.extend(of_subscribers(&station).await);
    station.stop().await;
    tell(&sent);
    roots_are_complete(&sent);

    let mut refused = Vec::new();
    for version in MessageVersion::ALL {
        for schema in [Schema::Export, Schema::Import] {
            let judged = sent.iter().enumerate();
            let judged = judged.filter(|(_, one)| one.version == version && Schema::of(&one.root) == schema);
            let named: Vec<_> = judged
                .map(|(number, one)| (format!("{number}-{}{}.xml", one.root, one.code), one.bytes.clone()))
                .collect();
            assert!(!named.is_empty(), "{} {schema:?}", version.name());
            let Some(said) = refused_by_schema(version, schema, &named) else { return };
            println!("{} {schema:?}: {} messages judged", version.name(), named.len());
            refused.extend(said);
        }
    }
    assert!(refused.is_empty(), "{refused:#?}");
}

/// Every message that customs can send is among them.
fn roots_are_complete(sent: &[Sent]) {
    for version in MessageVersion::ALL {
        let kinds = DocumentKind::ALL.into_iter().filter(|kind| kind.is_in(version));
        let receipts = kinds.clone().map(|kind| format!("CEB{}Message", kind.receipt_message()));
        let copies = kinds.map(|kind| kind.root_element().to_owned());
        let others = ["CEB792Message", "CEB900Message"].map(str::to_owned);
        for root in receipts.chain(copies).chain(others) {
            let there = sent.iter().any(|one| one.version == version && one.root == root);
            assert!(there, "{} {root}", version.name());
        }
    }
}
