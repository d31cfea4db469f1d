//! Goal: what a test takes from here is valid and the same every time.

use std::collections::BTreeSet;
use tongguan_domain::document::{Document, DocumentKind};
use tongguan_domain::enterprise::Enterprise;
use tongguan_domain::version::MessageVersion;
use tongguan_rules::{RuleContext, check};
use tongguan_testkit::{
    ADVANCED_EXPORTER, INVT_NO, NoChange, Parcel, Slots, changed, departure_of, enterprises, manifest_of,
    provoked, split_arrival, split_manifest,
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

/// A change may ask for one line more than a document can have, and no more: lists have a bound, whatever somebody wrote.
#[test]
fn a_change_makes_no_list_beyond_its_limit() {
    for (kind, most) in [
        (DocumentKind::SalesOrder, 101),
        (DocumentKind::Declaration, 101),
        (DocumentKind::Arrival, 10_001),
        (DocumentKind::Departure, 10_001),
    ] {
        let paper = Slots::of(&Parcel::number(1).document(kind));
        for lines in [0, 1, most] {
            assert_eq!(paper.clone().try_changed(&format!("lines={lines}")).unwrap().lines.len(), lines);
        }
        let huge = u64::MAX.to_string() + "0";
        for found in [(most + 1).to_string().as_str(), "4000000000", &huge, "-1", "many", "~", ""] {
            let no = paper.clone().try_changed(&format!("lines={found}")).unwrap_err();
            assert_eq!(no, NoChange::Lines { found: found.to_owned(), most });
            assert_eq!(no.to_string(), format!("lines: found {found}, allowed 0 to {most}"));
            assert_eq!(no.zh(), format!("lines：为 {found}，允许 0 至 {most}"));
        }
        // A place behind the end is none, however far behind.
        for at in ["99999", "4000000000", "99999999999999999999"] {
            let path = format!("items[{at}].gnum");
            let no = paper.clone().try_changed(&format!("{path}=1")).unwrap_err();
            assert_eq!(no, NoChange::Field { path, kind });
        }
    }
    let (kind, path) = (DocumentKind::Waybill, "lines".to_owned());
    let waybill = Slots::of(&Parcel::number(1).document(kind));
    assert_eq!(waybill.try_changed("lines=2").unwrap_err(), NoChange::Field { path, kind });
}
