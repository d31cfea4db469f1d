//! Goal: who gets which receipts, under which guid, and how they are acknowledged.

use crate::play::play;
use crate::sandbox::{Sandbox, receipts_in};
use tongguan_clearance::{Answer, Command, Refusal, Settings};
use tongguan_domain::names::MailboxName;
use tongguan_domain::receipt::Content;
use tongguan_domain::return_code::Tier;
use tongguan_testkit::Parcel;

fn mailbox(name: &str) -> MailboxName {
    MailboxName::new(name).unwrap()
}

#[test]
fn each_sender_gets_the_receipts_of_what_it_sent() {
    let mut sandbox = Sandbox::new(Settings::default());
    let parcel = Parcel::number(1);
    for (name, document) in ["PLATFORM", "LOGISTICS", "AGENT"].into_iter().zip([
        parcel.order.into(),
        parcel.waybill.into(),
        parcel.declaration.into(),
    ]) {
        sandbox.mailbox = mailbox(name);
        sandbox.take(&[document]);
    }
    let codes = |name: &str| -> Vec<i32> {
        let receipts = receipts_in(sandbox.state.letters(name, 0, 100));
        receipts.iter().map(|receipt| receipt.code.number()).collect()
    };
    assert_eq!(codes("PLATFORM"), [2, 3, 120]);
    assert_eq!(codes("LOGISTICS"), [2, 3, 120]);
    assert_eq!(codes("AGENT"), [2, 3, 120, 399]);
    assert_eq!(codes("NOBODY"), [0; 0]);
    assert_eq!(sandbox.state.letters("AGENT", 1, 2).iter().map(|r| r.number).collect::<Vec<_>>(), [2, 3]);
    assert_eq!(sandbox.state.letters("AGENT", 9, 2), []);
    assert_eq!(sandbox.state.letters("AGENT", u64::MAX, 2), []);
}

#[test]
fn receipts_are_acknowledged_once_and_never_ahead() {
    let mut sandbox = Sandbox::new(Settings::default());
    sandbox.take(&[Parcel::number(1).order.into()]);
    let name = sandbox.mailbox.clone();
    let mut acknowledge =
        |name: &MailboxName, up_to| sandbox.execute(Command::Acknowledge(name.clone(), up_to));
    assert_eq!(acknowledge(&name, 1).unwrap(), Answer::Acknowledged(1));
    assert_eq!(acknowledge(&name, 0).unwrap(), Answer::Acknowledged(1), "an older one changes nothing");
    assert_eq!(acknowledge(&name, 2).unwrap(), Answer::Acknowledged(2));
    let refusal = acknowledge(&name, 3).unwrap_err();
    assert!(matches!(refusal, Refusal::NothingToAcknowledge { last: 2 }));
    assert_eq!(acknowledge(&mailbox("NEW"), 0).unwrap(), Answer::Acknowledged(0));
    assert!(matches!(acknowledge(&mailbox("NEW"), 1), Err(Refusal::NothingToAcknowledge { last: 0 })));
    assert_eq!(sandbox.state.mailbox_ends(name.as_str()), (2, 2));
    assert_eq!(sandbox.receipts().len(), 2, "what is acknowledged can still be read");
}

/// Section 5.1: the electronic port repeats the sender's guid, customs has its own.
#[test]
fn guids_tell_the_tiers_apart() {
    let player = play(
        "order 1 => order 1 2, order 1 3
         xml order 1 => order -304001
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399",
    );
    let parcel = Parcel::number(1);
    let guids = [&parcel.order.head.guid, &parcel.waybill.guid, &parcel.declaration.head.guid];
    let mut own = std::collections::BTreeSet::new();
    for letter in player.sandbox.letters() {
        assert!(own.insert(letter.message_guid.clone()), "{letter:?}");
        let Content::Receipt(receipt) = letter.content else { panic!("{letter:?}") };
        let repeated = guids.contains(&&receipt.guid);
        assert_eq!(repeated, receipt.code.tier() == Tier::ElectronicPort, "{receipt:?}");
        if !repeated {
            assert!(own.insert(receipt.guid.clone()), "{receipt:?}");
        }
        assert_eq!(receipt.guid.len(), 36);
    }
}
