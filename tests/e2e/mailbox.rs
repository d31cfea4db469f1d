//! Mailboxes: pages, cursors, acknowledgement.

use crate::support::receipts::assert_gapless;
use crate::support::{Station, reason};
use tongguan_testkit::Parcel;
use tongguan_wire::cursor::{self, Cursor};

#[tokio::test]
async fn pages_and_cursors() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    caller.submit_parcel(&Parcel::number(1)).await;
    let all = caller.mailbox().until_closed().await;
    let (mut paged, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = caller.mailbox().page(&cursor, 4).await.unwrap();
        assert!(page.receipts.len() <= 4);
        paged.extend(page.receipts);
        cursor = page.next_cursor;
        if !page.more {
            break;
        }
    }
    assert_eq!(paged, all);
    assert_gapless(&all, 1);
    for (at, receipt) in all.iter().enumerate() {
        assert_eq!(caller.mailbox().all_after(&receipt.cursor).await, all[at + 1..]);
    }
    let end = caller.mailbox().page(&cursor, 0).await.unwrap();
    assert_eq!((end.receipts.len(), end.more, end.next_cursor), (0, false, cursor));
    assert_eq!(caller.mailbox().page("", 9_999).await.unwrap().receipts, all, "500 at most");
    station.stop().await;
}

/// A watcher that came before the receipts sees the same as one that came after.
#[tokio::test]
async fn watching_before_there_is_anything() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let (mailbox, parcel) = (caller.mailbox(), Parcel::number(1));
    let (early, _) = tokio::join!(mailbox.until_closed(), caller.submit_parcel(&parcel));
    assert_eq!(early, mailbox.until_closed().await);
    station.stop().await;
}

#[tokio::test]
async fn cursors_that_are_none() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    caller.submit_parcel(&Parcel::number(1)).await;
    let other = caller.in_sandbox("other");
    other.submit_parcel(&Parcel::number(1)).await;
    let last = caller.mailbox().until_closed().await.pop().unwrap();
    let theirs = other.mailbox().until_closed().await.pop().unwrap();
    let epoch = cursor::read(&last.cursor).unwrap().unwrap().epoch;
    let other_digit = if last.cursor.starts_with('f') { '0' } else { 'f' };
    let tampered = format!("{other_digit}{}", &last.cursor[1..]);
    let rows = [
        ("x".to_owned(), "CURSOR_INVALID"),
        (tampered, "CURSOR_INVALID"),
        (format!("{}0", last.cursor), "CURSOR_INVALID"),
        ("0".repeat(10_000), "CURSOR_INVALID"),
        (cursor::write(Cursor { epoch, number: last.number + 1 }), "CURSOR_OF_ANOTHER_LIFE"),
        (cursor::write(Cursor { epoch: epoch + 9, number: 1 }), "CURSOR_OF_ANOTHER_LIFE"),
        (theirs.cursor, "CURSOR_OF_ANOTHER_LIFE"),
    ];
    for (text, expected) in rows {
        let status = caller.mailbox().page(&text, 0).await.unwrap_err();
        assert_eq!(reason(&status), expected, "{text:.50}");
    }
    station.stop().await;
}

#[tokio::test]
async fn acknowledgement_is_cumulative_and_never_goes_back() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    caller.submit_parcel(&Parcel::number(1)).await;
    let mailbox = caller.mailbox();
    let all = mailbox.until_closed().await;
    let last = all.last().unwrap().number;
    assert_eq!(mailbox.acknowledge(5).await.unwrap(), 5);
    assert_eq!(mailbox.acknowledge(3).await.unwrap(), 5);
    assert_eq!(mailbox.acknowledge(5).await.unwrap(), 5);
    let status = mailbox.acknowledge(last + 1).await.unwrap_err();
    assert_eq!(reason(&status), "NOTHING_TO_ACKNOWLEDGE");
    // Without a cursor one goes on after what is acknowledged; with one, from there.
    assert_eq!(mailbox.all().await, all[5..]);
    assert_eq!(mailbox.all_after(&all[1].cursor).await, all[2..]);
    assert_eq!(mailbox.acknowledge(last).await.unwrap(), last);
    assert_eq!(mailbox.all().await, []);
    station.stop().await;
}

/// Each sender has a mailbox of its own, and each sandbox has its own mailboxes.
#[tokio::test]
async fn mailboxes_and_sandboxes_are_apart() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    caller.submit_parcel(&Parcel::number(1)).await;
    assert_eq!(caller.mailbox_of("DXPENT0000000002").all().await, []);
    let other = caller.in_sandbox("other");
    assert_eq!(other.mailbox().all().await, []);
    assert_eq!(reason(&other.find_view().await.unwrap_err()), "NOT_FOUND", "looking creates nothing");
    let status = caller.mailbox_of("no such sender").page("", 0).await.unwrap_err();
    assert_eq!(reason(&status), "SENDER_INVALID");
    // The same documents are no duplicates there.
    other.submit_parcel(&Parcel::number(1)).await;
    let [ours, theirs] = [caller.mailbox().until_closed().await, other.mailbox().until_closed().await];
    assert_eq!(ours.len(), theirs.len());
    station.stop().await;
}
