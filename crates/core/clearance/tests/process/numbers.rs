//! Goal: numbers have the form of the real system, and none is given twice.

use crate::play::play;
use crate::sandbox::Sandbox;
use std::collections::BTreeSet;
use tongguan_clearance::{Key, Origin};
use tongguan_domain::process::Settings;
use tongguan_domain::receipt::{Receipt, ReceiptKeys};
use tongguan_domain::time::Moment;
use tongguan_testkit::{Parcel, changed};

fn pre_no(receipt: &Receipt) -> &str {
    match &receipt.keys {
        ReceiptKeys::Declaration { pre_no, .. }
        | ReceiptKeys::Arrival { pre_no, .. }
        | ReceiptKeys::Departure { pre_no, .. } => pre_no,
        _ => "",
    }
}

fn invt_no(receipt: &Receipt) -> &str {
    if let ReceiptKeys::Declaration { invt_no, .. } = &receipt.keys { invt_no } else { "" }
}

#[test]
fn the_port_numbers_by_day_and_customs_by_district_and_year() {
    let player = play(
        "start 2026-12-31T23:00:00+08:00
         declaration 1 => declaration 1 2, declaration 1 3
         declaration 2 => declaration 2 2, declaration 2 3
         arrival 1 => arrival 1 2, arrival 1 3, arrival 1 399
         order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399, declaration 1 800
         wait 7200
         declaration 3 customs_code=2901 => declaration 3 2, declaration 3 3
         order 3 => order 3 2, order 3 3
         waybill 3 => waybill 3 2, waybill 3 3, order 3 120, waybill 3 120, declaration 3 120, declaration 3 399
         order 2 => order 2 2, order 2 3
         waybill 2 => waybill 2 2, waybill 2 3, order 2 120, waybill 2 120, declaration 2 120, declaration 2 399
         declaration 4 => declaration 4 2, declaration 4 3
         order 4 => order 4 2, order 4 3
         waybill 4 => waybill 4 2, waybill 4 3, order 4 120, waybill 4 120, declaration 4 120, declaration 4 399",
    );
    let mut pre_nos: Vec<String> = Vec::new();
    let mut invt_nos: Vec<String> = Vec::new();
    for receipt in player.sandbox.receipts() {
        let new = |seen: &Vec<String>, number: &str| !number.is_empty() && !seen.contains(&number.to_owned());
        if new(&pre_nos, pre_no(&receipt)) {
            pre_nos.push(pre_no(&receipt).to_owned());
        }
        if new(&invt_nos, invt_no(&receipt)) {
            invt_nos.push(invt_no(&receipt).to_owned());
        }
    }
    assert_eq!(
        pre_nos,
        [
            "B20261231000000001",
            "B20261231000000002",
            "P20261231000000003",
            "B20270101000000001",
            "B20270101000000002",
        ]
    );
    assert_eq!(
        invt_nos,
        ["29242026E000000001", "29012027E000000001", "29242027E000000001", "29242027E000000002"]
    );
    let state = &player.sandbox.state;
    let by = |number: &str| state.find(&Key::Number(number.to_owned())).map(|id| id.0);
    assert_eq!(by("B20261231000000002"), Some(2));
    assert_eq!(by("29242026E000000001"), Some(1));
    assert_eq!(by("29242026E000000099"), None);
}

/// `invtNo` is empty until the review is finished, also when older receipts are read later.
#[test]
fn the_customs_number_comes_with_the_review() {
    let player = play(
        "order 1 => order 1 2, order 1 3
         waybill 1 => waybill 1 2, waybill 1 3
         declaration 1 => declaration 1 2, declaration 1 3, order 1 120, waybill 1 120, declaration 1 120, declaration 1 399",
    );
    for receipt in player.sandbox.receipts().iter().filter(|r| r.keys.kind().message() == 603) {
        let expected = if receipt.code.number() < 399 { "" } else { "29242026E000000001" };
        assert_eq!(invt_no(receipt), expected, "{receipt:?}");
    }
}

/// The receipt of a refused record has a number of its own, too.
#[test]
fn refused_records_do_not_share_numbers() {
    let mut sandbox = Sandbox::new(Settings::default());
    let declaration = Parcel::number(1).declaration;
    let documents = [
        declaration.clone().into(),
        declaration.into(),
        changed(Parcel::number(2).declaration, "app_type=2"),
        Parcel::number(3).declaration.into(),
    ];
    sandbox.send(&documents, Origin::Ceb).unwrap();
    let numbers: BTreeSet<String> = sandbox.receipts().iter().map(|r| pre_no(r).to_owned()).collect();
    assert_eq!(numbers.len(), 4);
}

/// Two receipts of one document never carry the same time, however little time there is.
#[test]
fn return_time_increases() {
    let mut settings =
        Settings { start: Moment::from_rfc3339("2026-01-05T09:00:00+08:00").unwrap(), ..Settings::default() };
    let none = tongguan_domain::process::Span { least: 0, most: 0 };
    settings.pace.send = none;
    settings.pace.match_documents = none;
    settings.pace.automatic_review = none;
    settings.pace.release = none;
    settings.pace.accept_movement = none;
    let mut sandbox = Sandbox::new(settings);
    let parcel = Parcel::number(1);
    sandbox.take(&[parcel.order.into(), parcel.waybill.into(), parcel.declaration.into()]);
    sandbox.take(&[parcel.arrival.into()]);
    let times: Vec<String> = sandbox
        .receipts()
        .iter()
        .filter(|receipt| receipt.keys.kind().message() == 603)
        .map(|receipt| receipt.time.digits17().as_str().to_owned())
        .collect();
    assert_eq!(
        times,
        [
            "20260105090000000",
            "20260105090000001",
            "20260105090000002",
            "20260105090000003",
            "20260105090000004"
        ]
    );
}
