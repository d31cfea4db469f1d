//! What is told of a parcel once more, too much, or after its end.

use super::{NOW, after, begun, receipt};
use tongguan_load::desk::{Answer, Desk};
use tongguan_load::told::Told;
use tongguan_proto::document::v1::{DocumentKind, Receipt};

/// A receipt that the mailbox brings once more, with a number of its own: of every paper, and after the last one, too.
#[test]
fn a_receipt_that_comes_once_more_is_seen() {
    let order = |number: u64| {
        let keys = [("orderNo".to_owned(), "HZ0000000001".to_owned())].into();
        Receipt { kind: DocumentKind::SalesOrder.into(), document_id: 1, keys, ..receipt(number, 2) }
    };
    let whole = [(1, 2), (2, 3), (3, 120), (4, 399), (5, 800), (6, 899)];
    for (extra, twice) in
        [(vec![order(7)], 0), (vec![order(7), order(8), receipt(9, 899), receipt(10, 2)], 3)]
    {
        let mut desk = begun(true);
        for (number, code) in whole {
            for next in desk.told(Told::of(&receipt(number, code)), NOW) {
                desk.answered(1, next.submission, Answer::Taken { replayed: false }, NOW);
            }
        }
        assert_eq!((desk.in_flight(), desk.tally().right), (0, 1));
        for receipt in extra {
            desk.told(Told::of(&receipt), NOW);
        }
        let tally = desk.close(NOW);
        assert_eq!((tally.twice, tally.gaps, tally.right), (twice, 0, 1));
    }
    let mut desk = begun(true);
    for number in 1..=3 {
        desk.told(Told::of(&order(number)), NOW);
    }
    assert_eq!(desk.close(NOW).twice, 2, "before its end");
}

/// The last thing that is told of a declaration is 899: what is told after it of a parcel that had ended makes it wrong, once.
#[test]
fn what_is_told_after_the_end_counts() {
    let whole = [(1, 2), (2, 3), (3, 120), (4, 399), (5, 800), (6, 899)];
    let cases: [(&[(u64, i32)], _); 6] = [
        (&[(7, 100)], (0, 1, 0, Some("declaration 100"))),
        (&[(7, 500)], (0, 1, 0, Some("declaration 500"))),
        (&[(7, -604_002)], (0, 1, 0, Some("declaration -604002"))),
        (&[(7, 899)], (1, 0, 1, None)),
        (&[(7, 500), (8, 100), (9, 500)], (0, 1, 1, Some("declaration 500"))),
        (&[], (1, 0, 0, None)),
    ];
    for (later, expected) in cases {
        let tally = after(true, &[&whole[..], later].concat());
        let found = tally.wrong_ones.first().map(|wrong| wrong.found.as_str());
        assert_eq!((tally.right, tally.wrong, tally.twice, found), expected, "{later:?}");
    }
    // One that was told on the way, and comes late, is what is told of such a parcel.
    let late = after(true, &[(1, 2), (2, 3), (4, 399), (5, 800), (6, 899), (3, 120)]);
    assert_eq!((late.right, late.wrong, late.out_of_order), (1, 0, 1));
}

/// Where every receipt has a number, one without is a gap: what else is missing cannot be known.
#[test]
fn a_receipt_without_a_number_is_a_gap_where_all_have_one() {
    let gaps = |desk: Desk| {
        let mut desk = desk;
        for code in [2, 3] {
            desk.told(Told::of(&receipt(0, code)), NOW);
        }
        desk.close(NOW).gaps
    };
    assert_eq!((gaps(Desk::new(1, true)), gaps(Desk::new(1, true).numbered())), (0, 2));
}

/// Whoever it is that the run speaks to may say a lot.
#[test]
fn what_was_found_is_cut() {
    let mut desk = begun(true);
    let long = Receipt { return_info: "\u{8d27}".repeat(1_000_000), ..receipt(1, 600) };
    let told = Told::of(&long);
    assert!(told.info.chars().count() <= 4_097, "{}", told.info.len());
    desk.told(told, NOW);
    let tally = desk.close(NOW);
    let found = &tally.wrong_ones[0].found;
    assert!(found.starts_with("declaration 600 ") && found.ends_with('\u{2026}'), "{found}");
    assert_eq!(found.chars().count(), 301);
}
