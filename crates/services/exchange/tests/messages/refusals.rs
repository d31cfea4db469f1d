//! Messages that are refused whole: CEB900.

use crate::desk::{Desk, SENDER, TRANSMITTER, envelope, message, subscribed};
use std::sync::Arc;
use tongguan_ceb::Subscriber;
use tongguan_ceb::dxp::write;
use tongguan_clearance::Tag;
use tongguan_clearance::command::Register;
use tongguan_domain::names::RequestId;
use tongguan_domain::process::{RecordResult, Settings};
use tongguan_domain::receipt::{Content, FormatFault};
use tongguan_domain::subscription::Subscription;
use tongguan_exchange::messages::{Business, HostError};
use tongguan_journal::MemoryJournal;
use tongguan_testkit::{EXPORTER, Parcel};

/// The one CEB900 of the sender.
async fn format_fault(desk: &Desk) -> FormatFault {
    let letters = desk.letters(SENDER).await;
    let [letter] = letters.as_slice() else { panic!("{letters:?}") };
    let Content::FormatFault(fault) = &letter.content else { panic!("{letter:?}") };
    fault.as_ref().clone()
}

fn order() -> String {
    String::from_utf8(message(Parcel::number(1).order)).unwrap()
}

#[tokio::test]
async fn a_message_that_breaks_the_schema() {
    let desk = Desk::open();
    let broken = order()
        .replace("<ceb:currency>", "<ceb:currency>X")
        .replace("<ceb:appType>1</ceb:appType>", "")
        .replace("<ceb:BaseTransfer>", "<ceb:foo/><ceb:BaseTransfer>");
    let taken = desk.take(broken.clone()).await.unwrap();
    assert!(
        matches!(&taken.business, Some(Business::Refused { recipient, .. }) if recipient.as_str() == SENDER)
    );
    let fault = format_fault(&desk).await;
    for part in [
        "未定义的元素[/CEB303Message/foo]（<foo> is not known in <CEB303Message>）",
        "必填项缺失",
        "[Order[1]/appType:]",
        "长度不正确",
    ] {
        assert!(fault.info.contains(part), "{part}: {}", fault.info);
    }
    assert_eq!(
        fault.info.matches("[Code:").count(),
        5,
        "one in the head, and each of the lines: {}",
        fault.info
    );
    assert_eq!(fault.code.number() / 1_000, -302);
    assert_eq!(fault.message_type, "CEB303Message");
    assert_eq!(fault.transport_id, "0D5C1B3E-7A43-4D1E-9C58-2F6B8E0A1111", "a bare message has its guid");
    assert_eq!(fault.original, broken);
    assert_eq!(fault.guid.len(), 36);
    assert!(taken.trouble().unwrap().contains("CEB900"));
}

/// A CEB900 holds 5,000 characters: whole faults, then how many others there are, listed or not.
#[tokio::test]
async fn what_a_ceb900_has_no_room_for_is_counted() {
    let desk = Desk::open();
    let broken = order().replace("<ceb:BaseTransfer>", &("<ceb:foo/>".repeat(700) + "<ceb:BaseTransfer>"));
    desk.take(broken).await.unwrap();
    let info = format_fault(&desk).await.info;
    let (listed, last) = info.rsplit_once(';').unwrap();
    let told = listed.split("）;").count();
    assert!(listed.ends_with('）') && info.chars().count() <= 5_000 && told > 50, "{info}");
    assert_eq!(last, format!("另有{}处错误未列出", 700 - told));
}

#[tokio::test]
async fn the_same_in_an_envelope_names_the_transport_message() {
    let desk = Desk::open();
    let broken = order().replace("<ceb:currency>", "<ceb:currency>X");
    desk.take(write(&envelope("M-7", "CEB303Message", broken.into_bytes()))).await.unwrap();
    assert_eq!(format_fault(&desk).await.transport_id, "M-7");
}

#[tokio::test]
async fn data_that_nobody_can_read() {
    let desk = Desk::open();
    let bare = desk.take(b"<a/>".to_vec()).await.unwrap();
    assert!(matches!(bare.business, Some(Business::Unanswerable { .. })), "nobody is named: {bare:?}");
    let taken = desk.take(write(&envelope("M-8", "CEB303Message", b"<a/>".to_vec()))).await.unwrap();
    assert!(taken.platform.is_none(), "the envelope is good");
    let fault = format_fault(&desk).await;
    assert_eq!((fault.code.number(), fault.message_type.as_str()), (-900, "Unknown"));
    assert_eq!((fault.transport_id.as_str(), fault.original.as_str()), ("M-8", "<a/>"));
    assert!(fault.info.contains("报文类型不正确"), "{}", fault.info);
}

#[tokio::test]
async fn a_refused_message_that_comes_again_is_refused_once() {
    let desk = Desk::open();
    let broken = order().replace("<ceb:currency>", "<ceb:currency>X");
    desk.take(broken.clone()).await.unwrap();
    desk.take(broken).await.unwrap();
    assert_eq!(desk.letters(SENDER).await.len(), 1);
}

/// Registers an enterprise under the DXP id of the sender.
fn register(code: &str, dxp_id: &str, request: &str) -> Register {
    let mut enterprise = EXPORTER.enterprise();
    (enterprise.code, enterprise.dxp_id) = (code.to_owned(), Some(dxp_id.to_owned()));
    Register { tag: Some(Tag { id: RequestId::new(request).unwrap(), fingerprint: 0 }), enterprise }
}

/// The same bytes get the same answer, and have one effect, bare or in an envelope, whatever the registry says now.
#[tokio::test]
async fn a_repeat_is_answered_like_the_first() {
    let order = || message(Parcel::number(1).order);
    for form in [|order: Vec<u8>| order, |order| write(&envelope("M-1", "CEB303Message", order))] {
        // Refused, then the registry is corrected.
        let desk = Desk::open();
        desk.execute(register("3301960XYZ", SENDER, "other")).await;
        for round in ["first", "again", "corrected"] {
            let taken = desk.take(form(order())).await.unwrap();
            let Some(Business::Refused { fault, .. }) = &taken.business else { panic!("{round}: {taken:?}") };
            assert_eq!(fault.code.number(), -10_101, "{round}");
            assert!(taken.trouble().is_some());
            if round == "again" {
                desk.execute(register(TRANSMITTER, SENDER, "own")).await;
            }
        }
        assert_eq!(desk.told(SENDER).await, ["CEB900 -10101"]);

        // Taken, then the id is registered for somebody else.
        let desk = Desk::open();
        desk.submit(form(order())).await;
        let told = desk.told(SENDER).await;
        desk.execute(register("3301960XYZ", SENDER, "other")).await;
        let taken = desk.take(form(order())).await.unwrap();
        let Some(Business::Submitted(again)) = taken.business else { panic!("{taken:?}") };
        assert!(again.replayed && matches!(again.records[0].result, RecordResult::Accepted(_)), "{again:?}");
        assert_eq!(desk.told(SENDER).await, told);
    }
}

/// The order of a message that does not say by which DXP id it is sent.
fn nameless() -> String {
    order().replace("<ceb:dxpId>DXPENT0000000001<", "<ceb:dxpId><")
}

const OTHER: &str = "DXPENT0000002222";

fn from_other(data: String) -> Vec<u8> {
    let mut sent = envelope("M-1", "CEB303Message", data.into_bytes());
    sent.head.sender = OTHER.to_owned();
    write(&sent)
}

/// Who sends is one question, and receipts, CEB900 and the registry get the same answer.
#[tokio::test]
async fn who_sends_a_message_without_a_dxp_id() {
    assert_ne!(nameless(), order());
    let broken = || nameless().replace("<ceb:currency>", "<ceb:currency>X");
    type Row = (&'static str, Vec<u8>, &'static str);
    let rows: [Row; 4] = [
        ("bare", nameless().into_bytes(), SENDER),
        ("bare, broken", broken().into_bytes(), SENDER),
        ("in an envelope", from_other(nameless()), OTHER),
        ("in an envelope, broken", from_other(broken()), OTHER),
    ];
    for (name, sent, recipient) in rows {
        let desk = Desk::open();
        let taken = desk.take(sent.clone()).await.unwrap();
        let told = match taken.business {
            Some(Business::Submitted(submitted)) => submitted.recipient,
            Some(Business::Refused { recipient, .. }) => recipient,
            other => panic!("{name}: {other:?}"),
        };
        assert_eq!(told.as_str(), recipient, "{name}");
        for mailbox in [SENDER, OTHER] {
            assert_eq!(desk.letters(mailbox).await.is_empty(), mailbox != recipient, "{name}: {mailbox}");
        }
        // Whoever has registered the id is asked for, although it is not written.
        let desk = Desk::open();
        desk.execute(register("3301960XYZ", recipient, "other")).await;
        desk.take(sent).await.unwrap();
        let code = desk.told(recipient).await.remove(0);
        assert_eq!(code, if name.ends_with("broken") { "CEB900 -302004" } else { "CEB900 -10101" }, "{name}");
    }
}

#[tokio::test]
async fn who_transmits_is_who_has_the_dxp_id() {
    let journal = Arc::new(MemoryJournal::new());
    let desk = Desk::on(Arc::clone(&journal), Settings::default());
    // Nobody has registered the id: it belongs to everybody.
    desk.submit(message(Parcel::number(1).order)).await;
    desk.execute(register("3301960XYZ", SENDER, "other")).await;
    let taken = desk.take(message(Parcel::number(2).order)).await.unwrap();
    let Some(Business::Refused { fault, .. }) = taken.business else { panic!("{taken:?}") };
    assert_eq!(fault.code.number(), -10_101);
    assert!(fault.info.contains("BaseTransfer/copCode"), "{}", fault.info);
    assert!(desk.told(SENDER).await.contains(&"CEB900 -10101".to_owned()));
    // The next process knows it, too.
    desk.gateway.host().stop().await.unwrap();
    let desk = Desk::on(journal, Settings::default());
    let taken = desk.take(message(Parcel::number(3).order)).await.unwrap();
    assert!(matches!(taken.business, Some(Business::Refused { .. })), "{taken:?}");
    desk.execute(register(TRANSMITTER, SENDER, "own")).await;
    desk.submit(message(Parcel::number(4).order)).await;
}

#[tokio::test]
async fn a_subscriber_that_is_no_dxp_id() {
    let desk = Desk::open();
    let subscriber = Subscriber {
        wants: Subscription::All,
        dxp_mode: "DXP".to_owned(),
        dxp_address: "https://shop.example".to_owned(),
        note: None,
    };
    desk.take(subscribed(Parcel::number(1).order, &[subscriber])).await.unwrap();
    let fault = format_fault(&desk).await;
    assert!(fault.info.contains("BaseSubscribe[1]/dxpAddress"), "{}", fault.info);
}

#[tokio::test]
async fn a_host_that_stops_refuses_nothing_for_good() {
    let desk = Desk::open();
    desk.gateway.host().stop().await.unwrap();
    let failed = desk.take(order()).await.unwrap_err();
    assert!(matches!(failed.error, HostError::Stopping));
    assert_eq!(failed.parsed.unwrap().guid, "0D5C1B3E-7A43-4D1E-9C58-2F6B8E0A1111");
}
