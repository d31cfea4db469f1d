//! A parcel from its order to the day it leaves the country, by the native API.

use crate::support::caller::SENDER;
use crate::support::receipts::assert_gapless;
use crate::support::{Station, by_document, reason, told};
use std::collections::BTreeMap;
use tongguan_proto::intake::v1 as intake;
use tongguan_testkit::{DISHONEST_EXPORTER, EXPORTER, Parcel, changed};
use tongguan_wire::document as wire;

/// What the senders of a parcel without trouble are told.
pub(crate) const CLEAN: &str = "\
SALES_ORDER 2 3 120
PAYMENT_RECEIPT 2 3 120
WAYBILL 2 3 120
DECLARATION 2 3 120 399 800 899
ARRIVAL 2 3 399
DEPARTURE 2 3 399
";

#[tokio::test]
async fn six_documents_one_by_one() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let accepted = caller.submit_parcel(&Parcel::number(1)).await;
    assert_eq!(accepted.iter().map(|a| a.document_id).collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
    assert!(
        accepted
            .iter()
            .all(|a| a.return_code == 2 && a.state() == tongguan_proto::document::v1::State::Received)
    );
    let pre_nos: Vec<_> = accepted.iter().map(|a| a.pre_no.as_str()).collect();
    assert!(pre_nos[..3].iter().all(|number| number.is_empty()), "{pre_nos:?}");
    assert!(pre_nos[3].starts_with("B20260105") && pre_nos[3].len() == 18, "{pre_nos:?}");

    let followed = caller.mailbox().until_closed().await;
    assert_eq!(told(&followed), CLEAN);
    assert_gapless(&followed, 1);
    assert_eq!(caller.mailbox().all().await, followed, "a list and a watch show the same");
    let times: Vec<_> = followed.iter().map(|r| r.return_time.map(|t| (t.seconds, t.nanos))).collect();
    assert!(times.is_sorted());
    let last: Vec<_> = followed.iter().filter(|r| r.last).map(|r| r.return_code).collect();
    assert_eq!(last, [120, 120, 120, 399, 399, 899]);

    let declaration = &followed.iter().rfind(|r| r.document_id == 4).unwrap().keys;
    assert_eq!(declaration["preNo"], accepted[3].pre_no);
    assert!(declaration["invtNo"].starts_with("29242026E"), "{declaration:?}");
    station.stop().await;
}

/// Whichever document comes last starts the comparison.
#[tokio::test]
async fn the_order_of_the_first_four_does_not_matter() {
    let station = Station::ephemeral().await;
    let orders = [[0, 1, 2, 3], [3, 2, 1, 0], [3, 0, 1, 2], [1, 3, 2, 0], [0, 3, 2, 1]];
    for (number, order) in (1..).zip(orders) {
        let caller = station.caller().in_sandbox(&format!("order-{number}"));
        let documents = Parcel::number(number).documents();
        for at in order.into_iter().chain([4, 5]) {
            caller.forcing("release").submit(format!("{at}"), documents[at].clone()).await.unwrap();
        }
        let receipts = told(&caller.mailbox().until_closed().await);
        let mut lines: Vec<_> = receipts.lines().collect();
        lines.sort_unstable();
        let mut expected: Vec<_> = CLEAN.lines().collect();
        expected.sort_unstable();
        assert_eq!(lines, expected, "{order:?}");
    }
    station.stop().await;
}

fn together(parcel: &Parcel) -> intake::SubmitDeclarationRequest {
    intake::SubmitDeclarationRequest {
        request_id: "all-at-once".to_owned(),
        sender: SENDER.to_owned(),
        declaration: Some(wire::write_declaration(&parcel.declaration)),
        sales_order: Some(wire::write_sales_order(&parcel.order)),
        payment_receipt: Some(wire::write_payment_receipt(&parcel.payment)),
        waybill: Some(wire::write_waybill(&parcel.waybill)),
        ..Default::default()
    }
}

#[tokio::test]
async fn a_declaration_with_its_partners_in_one_call() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let parcel = Parcel::number(1);
    let answer = caller.intake().submit_declaration(together(&parcel)).await.unwrap().into_inner();
    let partners: Vec<_> = answer.partners.iter().map(|a| a.kind().as_str_name()).collect();
    assert_eq!(
        partners,
        ["DOCUMENT_KIND_SALES_ORDER", "DOCUMENT_KIND_PAYMENT_RECEIPT", "DOCUMENT_KIND_WAYBILL"]
    );
    assert_eq!(answer.declaration.unwrap().document_id, 4);
    caller.submit("arrival", parcel.arrival).await.unwrap();
    caller.submit("departure", parcel.departure).await.unwrap();
    assert_eq!(told(&caller.mailbox().until_closed().await), CLEAN);
    station.stop().await;
}

#[tokio::test]
async fn one_bad_partner_refuses_the_whole_call() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let mut request = together(&Parcel::number(1));
    request.sales_order.as_mut().unwrap().currency = Some("999".to_owned());
    request.waybill.as_mut().unwrap().pack_no = Some(0);
    let status = caller.intake().submit_declaration(request).await.unwrap_err();
    assert_eq!(reason(&status), "FAULTS");
    let lists = tongguan_wire::status::read_faults(&status);
    let places: Vec<_> = lists.iter().map(|list| (list.document_index, list.kind().as_str_name())).collect();
    assert_eq!(places, [(0, "DOCUMENT_KIND_SALES_ORDER"), (2, "DOCUMENT_KIND_WAYBILL")]);
    assert_eq!(reason(&caller.find_view().await.unwrap_err()), "NOT_FOUND", "nobody has used the sandbox");
    station.stop().await;
}

#[tokio::test]
async fn a_difference_is_rejected_with_every_reason_and_corrected() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    let parcel = Parcel::number(1);
    let wrong = changed(parcel.declaration.clone(), "pack_no=3 gross_weight=9.5");
    for (id, document) in
        [("o", parcel.order.clone().into()), ("w", parcel.waybill.clone().into()), ("d", wrong)]
    {
        caller.submit(id, document).await.unwrap();
    }
    let rejected = caller.mailbox().until("", |r| r.return_code == 100).await;
    let why = &rejected.last().unwrap().return_info;
    assert!(why.contains("[Code:1342;") && why.contains("[Code:1343;"), "{why}");
    let cursor = rejected.last().unwrap().cursor.clone();
    caller.submit("again", parcel.declaration).await.unwrap();
    caller.submit("a", parcel.arrival).await.unwrap();
    caller.submit("l", parcel.departure).await.unwrap();
    let rest = caller.mailbox().until(&cursor, |r| r.return_code == 899).await;
    assert!(told(&rest).contains("DECLARATION 2 3 120 399 800 899\n"), "{}", told(&rest));
    station.stop().await;
}

#[tokio::test]
async fn every_outcome_can_be_forced() {
    let station = Station::ephemeral().await;
    let rows = [
        ("release", "2 3 120 399 800 899"),
        ("review", "2 3 120 300 399 800 899"),
        ("review-reject", "2 3 120 300 100"),
        ("inspect", "2 3 120 399 500 800 899"),
        ("inspect-reject", "2 3 120 399 500 100"),
        ("ship-back", "2 3 120 399 500 700"),
        ("detain-501", "2 3 120 399 500 501"),
        ("detain-502", "2 3 120 399 500 502"),
        ("detain-503", "2 3 120 399 500 503"),
        ("detain-599", "2 3 120 399 500 599"),
        ("send-failure", "2 4"),
    ];
    for (outcome, expected) in rows {
        let caller = station.caller().in_sandbox(outcome);
        let [order, payment, waybill, declaration, arrival, departure] = Parcel::number(1).documents();
        for (id, document) in [("o", order), ("p", payment), ("w", waybill)] {
            caller.submit(id, document).await.unwrap();
        }
        caller.forcing(outcome).submit("d", declaration).await.unwrap();
        caller.submit("a", arrival).await.unwrap();
        caller.submit("l", departure).await.unwrap();
        let codes =
            by_document(&caller.mailbox().all().await)[&4].iter().map(i32::to_string).collect::<Vec<_>>();
        assert_eq!(codes.join(" "), expected, "{outcome}");
    }
    station.stop().await;
}

/// 85 % of the declarations of a dishonest exporter are inspected, 3 % of everybody else's.
#[tokio::test]
async fn a_dishonest_exporter_is_usually_inspected() {
    const PARCELS: u32 = 200;
    let station = Station::ephemeral().await;
    let mut inspected = BTreeMap::new();
    for exporter in [&DISHONEST_EXPORTER, &EXPORTER] {
        let caller = station.caller().in_sandbox(exporter.code);
        caller.register(exporter).await;
        for number in 1..=PARCELS {
            let parcel = Parcel::number(number).of_exporter(exporter);
            caller
                .intake()
                .submit_declaration(intake::SubmitDeclarationRequest {
                    request_id: format!("d{number}"),
                    ..together(&parcel)
                })
                .await
                .unwrap();
            caller.submit(format!("a{number}"), parcel.arrival).await.unwrap();
        }
        let receipts = caller.mailbox().all().await;
        inspected.insert(exporter.code, receipts.iter().filter(|r| r.return_code == 500).count());
    }
    println!("inspected of {PARCELS}: {inspected:?}");
    assert!((155..=185).contains(&inspected[DISHONEST_EXPORTER.code]), "{inspected:?}");
    assert!((1..=15).contains(&inspected[EXPORTER.code]), "{inspected:?}");
    station.stop().await;
}
