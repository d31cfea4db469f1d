//! Goal: who gets which receipts, under which guid, and how they are acknowledged.

use crate::play::play;
use crate::sandbox::{Sandbox, receipts_in};
use tongguan_clearance::command::{Acknowledge, Carry};
use tongguan_clearance::{Place, State};
use tongguan_domain::limits;
use tongguan_domain::names::MailboxName;
use tongguan_domain::process::{Pace, Refusal, Settings};
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
        |name: &MailboxName, up_to| sandbox.execute(Acknowledge { mailbox: name.clone(), up_to });
    assert_eq!(acknowledge(&name, 1).unwrap(), 1);
    assert_eq!(acknowledge(&name, 0).unwrap(), 1, "an older one changes nothing");
    assert_eq!(acknowledge(&name, 2).unwrap(), 2);
    let refusal = acknowledge(&name, 3).unwrap_err();
    assert!(matches!(refusal, Refusal::NothingToAcknowledge { last: 2 }));
    assert_eq!(acknowledge(&mailbox("NEW"), 0).unwrap(), 0);
    assert!(matches!(acknowledge(&mailbox("NEW"), 1), Err(Refusal::NothingToAcknowledge { last: 0 })));
    assert_eq!(sandbox.state.mailbox_ends(name.as_str()), (2, 2));
    assert_eq!(sandbox.receipts().len(), 2, "what is acknowledged can still be read");
}

/// What one reader has got, another has not; and the owner is one more reader.
#[test]
fn each_reader_has_a_place_of_its_own() {
    let mut sandbox = Sandbox::new(Settings::default());
    sandbox.take(&[Parcel::number(1).order.into()]);
    let name = sandbox.mailbox.clone();
    let place = |carried, tries| Place { carried, tries };
    let carry = |sandbox: &mut Sandbox, reader: &str, place| {
        sandbox.execute(Carry { mailbox: name.clone(), reader: reader.to_owned(), place })
    };
    for (reader, told, stands) in [
        ("folders", place(1, 0), place(1, 0)),
        ("folders", place(1, 2), place(1, 2)),
        ("folders", place(0, 9), place(1, 2)),
        ("folders", place(2, 0), place(2, 0)),
        ("folders", place(1, 3), place(2, 0)),
        ("amqp", place(0, 1), place(0, 1)),
    ] {
        carry(&mut sandbox, reader, told).unwrap();
        assert_eq!(sandbox.state.place(name.as_str(), reader), stands, "{reader} {told:?}");
    }
    let ahead = carry(&mut sandbox, "amqp", place(3, 0)).unwrap_err();
    assert!(matches!(ahead, Refusal::NothingToAcknowledge { last: 2 }));
    assert_eq!(sandbox.state.mailbox_ends(name.as_str()), (2, 0), "the owner has acknowledged nothing");
    sandbox.execute(Acknowledge { mailbox: name.clone(), up_to: 2 }).unwrap();
    assert_eq!(sandbox.state.place(name.as_str(), "amqp"), place(0, 1), "nobody else has got it");
    let again = State::from_snapshot(&sandbox.state.to_snapshot().unwrap()).unwrap();
    assert_eq!(again.place(name.as_str(), "folders"), place(2, 0));
    for reader in 0..limits::MAILBOX_READERS - 2 {
        carry(&mut sandbox, &reader.to_string(), place(1, 0)).unwrap();
    }
    let many = carry(&mut sandbox, "one more", place(1, 0)).unwrap_err();
    assert!(matches!(many, Refusal::LimitReached { limit: "MAILBOX_READERS" }));
}

/// Reordered receipts let the times of a mailbox go back; a time is found all the same, also after a restart.
#[test]
fn a_time_is_found_among_reordered_receipts() {
    let pace = Pace { receipts_reordered_ppm: 500_000, receipts_repeated_ppm: 100_000, ..Pace::default() };
    let mut sandbox = Sandbox::new(Settings { pace, ..Settings::default() });
    for number in 1..=300 {
        sandbox.take(&[Parcel::number(number).order.into()]);
    }
    let name = sandbox.mailbox.as_str().to_owned();
    let letters = sandbox.state.letters(&name, 0, usize::MAX);
    assert!(letters.len() > 600 && letters.windows(2).any(|pair| pair[0].time > pair[1].time));
    let again = State::from_snapshot(&sandbox.state.to_snapshot().unwrap()).unwrap();
    for letter in &letters {
        for since in [letter.time, letter.time.plus_millis(1)] {
            let earlier = letters.iter().take_while(|other| other.time < since).count() as u64;
            assert_eq!(sandbox.state.letters_before(&name, since), earlier);
            assert_eq!(again.letters_before(&name, since), earlier);
        }
    }
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
