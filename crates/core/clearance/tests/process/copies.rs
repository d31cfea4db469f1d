//! Goal: subscribers get their copies, refused messages are told (900), and customs may repeat the sender's guid.

use crate::sandbox::{Sandbox, tag};
use tongguan_clearance::command::RefuseMessage;
use tongguan_clearance::{Earlier, Origin, State, Subscriber};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::names::{DocumentId, MailboxName};
use tongguan_domain::process::{Refusal, Settings};
use tongguan_domain::receipt::{Content, FormatFault};
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::subscription::Subscription;
use tongguan_testkit::{Parcel, changed};

fn mailbox(name: &str) -> MailboxName {
    MailboxName::new(name).unwrap()
}

fn subscriber(name: &str, wants: Subscription) -> Subscriber {
    Subscriber { mailbox: mailbox(name), wants }
}

/// What a mailbox holds: codes of receipts, and `copy`.
fn letters(sandbox: &Sandbox, name: &str) -> Vec<String> {
    let letters = sandbox.state.letters(name, 0, 100).into_iter();
    let word = |content| match content {
        Content::Receipt(receipt) => receipt.code.to_string(),
        Content::Copy(DocumentId(1), DocumentKind::SalesOrder) => "copy".to_owned(),
        other => format!("{other:?}"),
    };
    letters.map(|letter| word(letter.content)).collect()
}

#[test]
fn subscribers_get_what_they_want() {
    let mut sandbox = Sandbox::new(Settings::default());
    sandbox.subscribers = vec![
        subscriber("ALL", Subscription::All),
        subscriber("DATA", Subscription::Data),
        subscriber("RET", Subscription::Receipts),
        subscriber(MailboxName::DEFAULT, Subscription::Receipts),
    ];
    let order = Parcel::number(1).order;
    sandbox.take(&[order.clone().into()]);
    sandbox.send(&[order.into()], Origin::Ceb).unwrap();
    assert_eq!(letters(&sandbox, "ALL"), ["copy", "2", "3", "-304001"]);
    assert_eq!(letters(&sandbox, "DATA"), ["copy"]);
    assert_eq!(letters(&sandbox, "RET"), ["2", "3", "-304001"]);
    assert_eq!(letters(&sandbox, MailboxName::DEFAULT), ["2", "3", "-304001"], "the sender gets one of each");
    let guids = |name| -> Vec<_> {
        let letters = sandbox.state.letters(name, 0, 100).into_iter();
        let guid = |content| if let Content::Receipt(receipt) = content { Some(receipt.guid) } else { None };
        letters.filter_map(|letter| guid(letter.content)).collect()
    };
    assert_eq!(guids("RET"), guids(MailboxName::DEFAULT), "a copy is the same receipt");
}

#[test]
fn a_refused_message_is_told_once() {
    let mut sandbox = Sandbox::new(Settings::default());
    let fault = FormatFault {
        code: ReturnCode::from_number(-301_008),
        info: "不符合规范".to_owned(),
        transport_id: "MSG1".to_owned(),
        message_type: "CEB303Message".to_owned(),
        original: "<x/>".to_owned(),
        ..FormatFault::default()
    };
    let refuse = |fingerprint| RefuseMessage {
        tag: tag("message", fingerprint),
        mailbox: mailbox("SENDER"),
        fault: fault.clone(),
    };
    sandbox.execute(refuse(1)).unwrap();
    sandbox.execute(refuse(1)).unwrap();
    assert!(matches!(sandbox.execute(refuse(2)), Err(Refusal::RequestIdReused)));
    let letters = sandbox.state.letters("SENDER", 0, 100);
    let [letter] = &letters[..] else { panic!("{letters:?}") };
    let Content::FormatFault(told) = &letter.content else { panic!("{letter:?}") };
    assert_eq!(told.guid.len(), 36, "it got a guid");
    // Whoever sends it again is told the same.
    let earlier = sandbox.state.earlier(&tag("message", 1)).unwrap();
    assert_eq!(earlier, Earlier::Refused { mailbox: mailbox("SENDER"), fault: told.clone() });
    let mut repeat = sandbox.submission(&[Parcel::number(1).order.into()], Origin::Ceb);
    repeat.tag = Some(tag("message", 1));
    let refusal = sandbox.execute(repeat).unwrap_err();
    assert!(matches!(&refusal, Refusal::MessageRefused { fault, .. } if fault == told), "{refusal:?}");
    assert!(
        sandbox.state.earlier(&tag("message", 2)).is_none()
            && sandbox.state.earlier(&tag("new", 1)).is_none()
    );
    let again = State::from_snapshot(&sandbox.state.to_snapshot().unwrap()).unwrap();
    assert_eq!(again.earlier(&tag("message", 1)), Some(earlier));
    assert_eq!(**told, FormatFault { guid: told.guid.clone(), ..fault });
}

/// Section 5.1: both habits were seen.
#[test]
fn customs_may_repeat_the_guid_of_the_sender() {
    let mut sandbox = Sandbox::new(Settings { echo_guid: true, ..Settings::default() });
    let parcel = Parcel::number(1);
    let guid = parcel.declaration.head.guid.clone();
    sandbox.take(&[parcel.order.into(), parcel.waybill.into(), changed(parcel.declaration, "")]);
    let receipts = sandbox.receipts().into_iter().filter(|receipt| receipt.document == Some(DocumentId(3)));
    let guids: Vec<_> = receipts.map(|receipt| receipt.guid).collect();
    assert_eq!(guids, vec![guid; 4]);
}

/// However often somebody subscribes, and be it the sender itself, nothing comes twice.
#[test]
fn nobody_gets_anything_twice() {
    let mut sandbox = Sandbox::new(Settings::default());
    sandbox.mailbox = mailbox("SENDER");
    sandbox.subscribers = vec![
        subscriber("TWICE", Subscription::All),
        subscriber("TWICE", Subscription::Receipts),
        subscriber("TWICE", Subscription::Data),
        subscriber("SENDER", Subscription::All),
    ];
    sandbox.take(&[Parcel::number(1).order.into()]);
    assert_eq!(letters(&sandbox, "TWICE").len(), 3, "a copy, 2, 3");
    assert_eq!(letters(&sandbox, "SENDER").len(), 3);
}
