//! Letters on their way out: XML, envelopes, copies, and time.

use crate::desk::{Desk, SENDER, message, subscribed, transfer};
use tongguan_ceb::Subscriber;
use tongguan_ceb::dxp;
use tongguan_domain::document::Document;
use tongguan_domain::names::MailboxName;
use tongguan_domain::process::{ClockMode, Settings};
use tongguan_domain::subscription::Subscription;
use tongguan_domain::version::MessageVersion;
use tongguan_exchange::messages::{Business, CUSTOMS, Carrier, Place};
use tongguan_testkit::{Parcel, changed};

async fn parcel(desk: &Desk) {
    for document in Parcel::number(1).documents() {
        desk.submit(message(document)).await;
    }
}

#[tokio::test]
async fn a_letter_in_its_envelope() {
    let desk = Desk::open();
    Box::pin(parcel(&desk)).await;
    let mailbox = desk.mailbox(SENDER);
    for letter in desk.letters(SENDER).await {
        let bare = mailbox.write(&letter).await.unwrap().unwrap();
        let envelope = dxp::read(&mailbox.write_enveloped(&letter).await.unwrap().unwrap()).unwrap();
        assert_eq!(envelope.data, bare);
        let head = &envelope.head;
        assert_eq!((head.sender.as_str(), head.receivers.as_slice()), (CUSTOMS, &[SENDER.to_owned()][..]));
        assert_eq!(
            (&head.cop_msg_id, head.message_type.as_str()),
            (&letter.message_guid, letter.content.root_element())
        );
        let keys: Vec<_> = envelope.add_info.keys.iter().map(|(name, _)| name.as_str()).collect();
        assert_eq!(keys, ["DealFlag", "RetType"]);
    }
}

#[tokio::test]
async fn subscribers_get_what_they_asked_for() {
    let desk = Desk::open();
    let subscriber = |wants: Subscription, address: &str| Subscriber {
        wants,
        dxp_mode: "DXP".to_owned(),
        dxp_address: address.to_owned(),
        note: None,
    };
    let subscribers = [
        subscriber(Subscription::All, "DXPENT0000000011"),
        subscriber(Subscription::Data, "DXPENT0000000012"),
        subscriber(Subscription::Receipts, "DXPENT0000000013"),
    ];
    let order = Parcel::number(1).order;
    desk.submit(subscribed(order.clone(), &subscribers)).await;
    let receipts = desk.told(SENDER).await;
    assert!(!receipts.is_empty());
    let copy = vec!["copy CEB303".to_owned()];
    assert_eq!(desk.told("DXPENT0000000011").await, [copy.clone(), receipts.clone()].concat());
    assert_eq!(desk.told("DXPENT0000000012").await, copy);
    assert_eq!(desk.told("DXPENT0000000013").await, receipts);

    let names = desk.gateway.mailboxes(&desk.sandbox, 0, 10).await.unwrap();
    let mut names: Vec<_> = names.iter().map(MailboxName::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, [SENDER, "DXPENT0000000011", "DXPENT0000000012", "DXPENT0000000013"]);
    assert_eq!(desk.gateway.mailboxes(&desk.sandbox, 3, 10).await.unwrap().len(), 1);

    // The copy is the document, field by field, sent by whoever sent it.
    let copied = desk.messages("DXPENT0000000012").await.remove(0);
    let read = tongguan_ceb::read(copied.as_bytes(), MessageVersion::V202205).unwrap();
    assert!(!read.breaks_schema(), "{read:?}");
    assert_eq!((read.records[0].document.clone(), read.transfer.dxp_id), (order.into(), transfer().dxp_id));
}

#[tokio::test]
async fn letters_since_a_moment() {
    let desk = Desk::open();
    Box::pin(parcel(&desk)).await;
    let (mailbox, all) = (desk.mailbox(SENDER), desk.letters(SENDER).await);
    for letter in &all {
        for since in [letter.time, letter.time.plus_millis(1)] {
            let expected: Vec<_> = all.iter().skip_while(|other| other.time < since).cloned().collect();
            assert_eq!(mailbox.letters_since(since, 0, usize::MAX).await.unwrap(), expected);
        }
        let later = mailbox.letters_since(all[0].time, letter.number, 2).await.unwrap();
        let expected: Vec<_> =
            all.iter().skip(usize::try_from(letter.number).unwrap()).take(2).cloned().collect();
        assert_eq!(later, expected);
    }
}

#[tokio::test]
async fn time_passes_by_itself_or_is_waited_for() {
    let auto = Desk::open();
    auto.submit(message(Parcel::number(1).order)).await;
    let until = auto.gateway.clock(&auto.sandbox).plus_millis(60_000);
    assert!(auto.gateway.pass(&auto.sandbox, until).await.unwrap());
    assert_eq!(auto.gateway.clock(&auto.sandbox), until);

    let manual = Desk::with(Settings { clock: ClockMode::Manual, ..Settings::default() });
    manual.submit(message(Parcel::number(1).order)).await;
    let until = manual.gateway.clock(&manual.sandbox).plus_millis(60_000);
    assert!(!manual.gateway.pass(&manual.sandbox, until).await.unwrap());
    manual.gateway.host().advance(&manual.sandbox, Some(until)).await.unwrap();
    assert!(manual.gateway.pass(&manual.sandbox, until).await.unwrap());
}

#[tokio::test]
async fn the_answer_of_a_city_platform() {
    let desk = Desk::open();
    let taken = desk.take(message(Parcel::number(1).declaration)).await.unwrap();
    let Some(Business::Submitted(submitted)) = taken.business else { panic!("{taken:?}") };
    let (taken, failed) = (
        desk.gateway.pre_receipt(&desk.sandbox, &submitted),
        desk.gateway.system_error(&desk.sandbox, &submitted.parsed),
    );
    for (answer, status) in [(taken, "5"), (failed, "-1")] {
        let answer = String::from_utf8(answer).unwrap();
        assert!(answer.contains("<ceb:CEB604Message "), "{answer}");
        assert!(answer.contains(&format!("<ceb:returnStatus>{status}</ceb:returnStatus>")), "{answer}");
        let number = &Parcel::number(1).declaration.head.cop_no;
        assert!(answer.contains(&format!("<ceb:copNo>{number}</ceb:copNo>")), "{answer}");
    }
}

/// Readers keep the receipt with the latest time, and an automatic clock has run on to the end before the answer is
/// written.
#[tokio::test]
async fn the_answer_at_once_is_earlier_than_every_receipt() {
    let desk = Desk::open();
    let parcel = Parcel::number(1);
    let broken = changed(parcel.order.clone(), "goods_value=2");
    for document in [parcel.order.into(), parcel.waybill.into(), parcel.declaration.into(), broken] {
        let document: Document = document;
        let before = desk.letters(SENDER).await.len();
        let taken = desk.take(message(document)).await.unwrap();
        let Some(Business::Submitted(submitted)) = taken.business else { panic!("{taken:?}") };
        let answer = String::from_utf8(desk.gateway.pre_receipt(&desk.sandbox, &submitted)).unwrap();
        let time = answer.split_once("returnTime>").unwrap().1[..17].to_owned();
        let first = &desk.letters(SENDER).await[before];
        assert!(time.as_str() < first.time.digits17().as_str(), "{time}: {first:?}");
    }
}

/// What one carrier has delivered, another one has not; a URL is one carrier, and its key is not kept.
#[tokio::test]
async fn carriers_have_places_of_their_own() {
    let desk = Desk::open();
    desk.submit(message(Parcel::number(1).order)).await;
    let mailbox = desk.mailbox(SENDER);
    let url = |key: &str| Carrier::callback(&format!("http://127.0.0.1/?key={key}"));
    let carriers = [Carrier::folders(), Carrier::queues(), url("1"), url("2")];
    for (at, carrier) in carriers.iter().enumerate() {
        assert_eq!(mailbox.place(carrier).await.unwrap(), Place::default(), "{carrier:?}");
        assert!(!format!("{carrier:?}").contains("key"));
        mailbox.carried(carrier, Place { carried: 2, tries: 0 }).await.unwrap();
        for (other, carrier) in carriers.iter().enumerate() {
            let carried = if other <= at { 2 } else { 0 };
            assert_eq!(mailbox.place(carrier).await.unwrap().carried, carried);
        }
    }
    assert_eq!(mailbox.ends().await.unwrap(), (2, 0));
}
