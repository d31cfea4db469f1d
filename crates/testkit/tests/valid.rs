//! Goal: what a test takes from here is valid and the same every time.

use std::collections::BTreeSet;
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::enterprise::Enterprise;
use tongguan_rules::{RuleContext, check};
use tongguan_testkit::{ADVANCED_EXPORTER, Parcel, changed, departure_of, enterprises, split_arrival};

fn assert_valid(document: &Document) {
    let mut faults = Vec::new();
    check(document, &RuleContext::default(), &mut faults);
    assert!(faults.is_empty(), "{faults:#?}\n{document:#?}");
}

#[test]
fn every_paper_of_every_parcel_is_valid() {
    for number in [0, 1, 7, 99_999, u32::MAX] {
        for lines in [1, 2, 3, 50, 100] {
            for document in Parcel::with_lines(number, lines).documents() {
                assert_valid(&document);
            }
        }
    }
    for document in Parcel::number(1).of_exporter(&ADVANCED_EXPORTER).documents() {
        assert_valid(&document);
    }
}

#[test]
fn joint_movements_are_valid() {
    let parcels = [1, 2, 3].map(Parcel::number);
    for part in split_arrival(1, &parcels) {
        assert_valid(&part.into());
    }
    let departure = departure_of(1, &parcels);
    assert_eq!(departure.items.len(), 3);
    assert_valid(&departure.into());
}

#[test]
fn parcels_differ_and_stay_the_same() {
    assert_eq!(Parcel::number(7), Parcel::number(7));
    let guids: BTreeSet<String> = (0..100)
        .flat_map(|number| Parcel::number(number).documents())
        .map(|document| document.heading().guid.to_owned())
        .collect();
    assert_eq!(guids.len(), 600);
}

#[test]
fn changes_touch_only_what_they_name() {
    let parcel = Parcel::number(1);
    for kind in DocumentKind::ALL {
        assert_eq!(changed(parcel.document(kind), ""), parcel.document(kind));
    }
    let by_hand = parcel.clone().with(|parcel| {
        parcel.declaration.head.pack_no = 3;
        parcel.declaration.head.bill_no = None;
        parcel.declaration.items.truncate(2);
    });
    assert_eq!(changed(parcel.declaration, "pack_no=3 bill_no=~ lines=2"), by_hand.declaration.into());
}

#[test]
fn enterprises_have_codes_of_the_right_form() {
    for fixture in enterprises() {
        assert!(Enterprise::is_code(fixture.code) && fixture.code.len() == 10, "{}", fixture.code);
        assert_eq!(fixture.enterprise().code, fixture.code);
    }
}
