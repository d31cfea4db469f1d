//! Goal: what a test takes from here is valid and the same every time.

use std::collections::BTreeSet;
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::version::MessageVersion;
use tongguan_rules::{RuleContext, check};
use tongguan_testkit::{
    ADVANCED_EXPORTER, INVT_NO, Parcel, Slots, changed, departure_of, enterprises, manifest_of, provoked,
    split_arrival, split_manifest,
};

/// Valid in every version that has such a document: the form of its fields, and every rule.
fn assert_valid(document: &Document) {
    for version in MessageVersion::ALL.into_iter().filter(|version| document.kind().is_in(*version)) {
        let (taken, mut faults) = Slots::of(document).take(version);
        check(document, &RuleContext { version, ..RuleContext::default() }, &mut faults);
        assert!(faults.is_empty(), "{}: {faults:#?}\n{document:#?}", version.name());
        assert_eq!(&taken, document);
    }
}

#[test]
fn every_paper_of_every_parcel_is_valid() {
    for number in [0, 1, 7, 99_999, u32::MAX] {
        for lines in [1, 2, 3, 50, 100] {
            let parcel = Parcel::with_lines(number, lines);
            for kind in DocumentKind::ALL {
                assert_valid(&parcel.document(kind));
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
    for part in split_manifest(&parcels) {
        assert_valid(&part.into());
    }
    let manifest = manifest_of(&parcels);
    assert_eq!(manifest.items.len(), 3);
    assert_valid(&manifest.into());
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

#[test]
fn provocations_are_text() {
    let found = provoked("603: pack_no=0; 2018-113 @2020-06-30 605: reason=a%20b").unwrap();
    let [first, second] = &found[..] else { panic!("{found:#?}") };
    assert_eq!((first.slots.kind, first.version), (DocumentKind::Declaration, MessageVersion::V202205));
    assert_eq!(first.day, (2026, 1, 5));
    assert_eq!((second.slots.kind, second.version), (DocumentKind::Cancellation, MessageVersion::V2018113));
    assert_eq!(second.day, (2020, 6, 30));
    let (document, faults) = second.slots.clone().take(second.version);
    assert!(faults.is_empty());
    assert_eq!(document, changed(Parcel::number(1).cancellation(INVT_NO), "reason=a%20b"));
    for sentence in
        ["send the same order twice", "999: pack_no=0", "2017 603: pack_no=0", "@2020 603: pack_no=0"]
    {
        assert!(provoked(sentence).is_none(), "{sentence}");
    }
}
