//! In which form receipts go out: mailbox, transport, sandbox, habit; and that a setting survives the process.

use crate::desk::{Desk, SENDER, message};
use std::sync::Arc;
use tongguan_ceb::ReceiptForm::{self, Plain, Prefixed};
use tongguan_domain::names::MailboxName;
use tongguan_domain::process::Settings;
use tongguan_domain::receipt_form::Habit;
use tongguan_exchange::messages::{Business, Gateway};
use tongguan_journal::MemoryJournal;
use tongguan_testkit::Parcel;

fn sender() -> MailboxName {
    MailboxName::new(SENDER).unwrap()
}

/// The form of the first letter of the sender, as a way out with a habit writes it.
async fn form(desk: &Desk, gateway: &Gateway) -> ReceiptForm {
    let mailbox = gateway.mailbox(&desk.sandbox, &sender());
    let letter = desk.letters(SENDER).await.remove(0);
    let text = String::from_utf8(mailbox.write(&letter).await.unwrap().unwrap()).unwrap();
    if text.contains("<CEB304Message xmlns=") { Plain } else { Prefixed }
}

#[tokio::test]
async fn the_nearest_to_the_receiver_counts() {
    for (mailbox, told, sandbox, usual, expected) in [
        (None, None, None, Prefixed, Prefixed),
        (None, None, None, Plain, Plain),
        (None, None, Some(Prefixed), Plain, Prefixed),
        (None, Some(Plain), Some(Prefixed), Prefixed, Plain),
        (Some(Prefixed), Some(Plain), Some(Plain), Plain, Prefixed),
    ] {
        let desk = Desk::with(Settings { receipts: sandbox, ..Settings::default() });
        desk.submit(message(Parcel::number(1).order)).await;
        let gateway = desk.gateway.clone().writing(Habit::usually(usual).told(told));
        gateway.set_receipt_form(&desk.sandbox, None, sender(), mailbox).await.unwrap();
        assert_eq!(form(&desk, &gateway).await, expected);
    }
}

#[tokio::test]
async fn a_setting_is_taken_away_and_survives_the_process() {
    let journal = Arc::new(MemoryJournal::new());
    let desk = Desk::on(Arc::clone(&journal), Settings::default());
    desk.submit(message(Parcel::number(1).order)).await;
    let set = async |form| desk.gateway.set_receipt_form(&desk.sandbox, None, sender(), form).await.unwrap();
    set(Some(Plain)).await;
    assert_eq!(form(&desk, &desk.gateway).await, Plain);
    set(None).await;
    assert_eq!(form(&desk, &desk.gateway).await, Prefixed);
    set(Some(Plain)).await;
    desk.gateway.host().stop().await.unwrap();
    let again = Desk::on(journal, Settings::default());
    assert_eq!(form(&again, &again.gateway).await, Plain);
}

/// A reader that asks gets what it asks for, bare and in an envelope.
#[tokio::test]
async fn a_reader_may_ask() {
    let desk = Desk::open();
    desk.submit(message(Parcel::number(1).order)).await;
    let letter = desk.letters(SENDER).await.remove(0);
    for asked in ReceiptForm::ALL {
        let mailbox = desk.mailbox(SENDER).in_form(Some(asked));
        let bare = mailbox.write(&letter).await.unwrap().unwrap();
        assert_eq!(String::from_utf8_lossy(&bare).contains("<CEB304Message "), asked == Plain);
        let enveloped = mailbox.write_enveloped(&letter).await.unwrap().unwrap();
        assert_eq!(tongguan_ceb::dxp::read(&enveloped).unwrap().data, bare);
    }
}

#[tokio::test]
async fn nobody_is_told_nothing_about_a_wrong_subscription() {
    for status in ["XXX", "all", "RET,DATA", ""] {
        let desk = Desk::open();
        let sent = String::from_utf8(message(Parcel::number(1).order)).unwrap();
        let subscribe = format!(
            "</ceb:BaseTransfer><ceb:BaseSubscribe><ceb:status>{status}</ceb:status><ceb:dxpMode>DXP</ceb:dxpMode>\
             <ceb:dxpAddress>DXPENT0000000011</ceb:dxpAddress></ceb:BaseSubscribe>"
        );
        let taken = desk.take(sent.replace("</ceb:BaseTransfer>", &subscribe)).await.unwrap();
        assert!(matches!(taken.business, Some(Business::Refused { .. })), "{taken:?}");
        assert!(taken.trouble().unwrap().contains("BaseSubscribe[1]/status"), "{:?}", taken.trouble());
        assert_eq!(desk.told(SENDER).await, ["CEB900 -302999"], "{status}");
    }
}
