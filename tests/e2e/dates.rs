//! A sandbox clock that crosses a date changes what is taken, and what becomes of it.

use crate::support::{Caller, Station, reason, told};
use tokio_stream::StreamExt;
use tongguan_domain::document::Document;
use tongguan_proto::document::v1::FaultLevel;
use tongguan_proto::intake::v1 as intake;
use tongguan_proto::registry::v1 as registry;
use tongguan_proto::sandbox::v1::ClockMode::{Auto, Manual};
use tongguan_proto::sandbox::v1::CreateSandboxRequest;
use tongguan_proto::sandbox::v1::advance_clock_request::To;
use tongguan_testkit::{EXPORTER, Parcel, changed};
use tongguan_wire::document as wire;

fn moment(text: &str) -> prost_types::Timestamp {
    text.parse().unwrap()
}

/// Shortly before midnight of the day in Beijing.
fn evening(day: &str) -> prost_types::Timestamp {
    moment(&format!("{day}T23:59:00+08:00"))
}

/// A sandbox whose clock stands in the evening of a day.
async fn in_the_evening(station: &Station, day: &str) -> Caller {
    let caller = station.caller().in_sandbox(&format!("since-{day}"));
    let start = Some(evening(day));
    caller.create_as(CreateSandboxRequest { start, clock_mode: Manual.into(), ..Default::default() }).await;
    caller
}

async fn until(caller: &Caller, moment: prost_types::Timestamp) {
    caller.advance(To::Until(moment)).await.unwrap();
}

/// Lets everything happen that is due within twenty minutes.
async fn a_while(caller: &Caller) {
    caller.advance(To::By(prost_types::Duration { seconds: 20 * 60, nanos: 0 })).await.unwrap();
}

/// Sends documents under ids that begin with `mark`.
async fn send(caller: &Caller, mark: &str, documents: impl IntoIterator<Item = Document>) -> Vec<u64> {
    let mut ids = Vec::new();
    for document in documents {
        let id = format!("{mark}-{:?}", document.kind());
        ids.push(caller.forcing("release").submit(id, document).await.unwrap().document_id);
    }
    ids
}

async fn explain(caller: &Caller, id: u64) -> intake::ExplainDocumentResponse {
    let key = Some(intake::DocumentKey { key: Some(intake::document_key::Key::DocumentId(id)) });
    caller
        .intake()
        .explain_document(intake::ExplainDocumentRequest { key, ..Default::default() })
        .await
        .unwrap()
        .into_inner()
}

fn without_payment(number: u32) -> [Document; 3] {
    let parcel = Parcel::number(number);
    [parcel.order.into(), parcel.waybill.into(), parcel.declaration.into()]
}

/// 2024-12-15: Announcement 167/2024. What was received before is judged by the law of its day.
#[tokio::test]
async fn the_payment_receipt_is_needed_for_one_minute_more() {
    let station = Station::ephemeral().await;
    let caller = in_the_evening(&station, "2024-12-14").await;
    let before = send(&caller, "before", without_payment(1)).await[2];
    until(&caller, moment("2024-12-15T00:00:00+08:00")).await;
    let after = send(&caller, "after", without_payment(2)).await[2];
    a_while(&caller).await;
    let receipts = caller.mailbox().all().await;
    let codes = |id| told(&receipts.iter().filter(|r| r.document_id == id).cloned().collect::<Vec<_>>());
    assert_eq!(codes(before), "DECLARATION 2 3\n");
    assert_eq!(codes(after), "DECLARATION 2 3 120 399\n");
    let waiting = explain(&caller, before).await.waiting_for;
    assert!(waiting.len() == 1 && waiting[0].contains("403"), "{waiting:?}");

    send(&caller, "late", [Parcel::number(1).payment.into()]).await;
    a_while(&caller).await;
    assert_eq!(explain(&caller, before).await.steps.last().unwrap().return_code, 399);
    station.stop().await;
}

async fn warehouse(caller: &Caller, id: &str) -> String {
    let declaration = changed(Parcel::number(1).declaration, "trade_mode=9810");
    match caller.submit(id, declaration).await {
        Ok(_) => "taken".to_owned(),
        Err(status) => format!("{} {}", reason(&status), status.message()),
    }
}

/// 9810: the exporter's warehouse has to be on record up to the same day.
#[tokio::test]
async fn the_warehouse_record() {
    let station = Station::ephemeral().await;
    let caller = in_the_evening(&station, "2024-12-14").await;
    let refused = warehouse(&caller, "before").await;
    assert!(refused.starts_with("STATE_DOES_NOT_MATCH") && refused.contains("on record"), "{refused}");
    until(&caller, moment("2024-12-15T00:00:00+08:00")).await;
    assert_eq!(warehouse(&caller, "after").await, "taken");

    let recorded = in_the_evening(&station, "2024-12-13").await;
    let enterprise =
        tongguan_domain::enterprise::Enterprise { warehouse_record: true, ..EXPORTER.enterprise() };
    let enterprise = Some(tongguan_wire::registry::write(&enterprise));
    let request =
        registry::RegisterEnterpriseRequest { request_id: "r".to_owned(), enterprise, ..Default::default() };
    recorded.registry().register_enterprise(request).await.unwrap();
    assert_eq!(warehouse(&recorded, "on-record").await, "taken");
    station.stop().await;
}

async fn faults(caller: &Caller, changes: &str) -> Vec<String> {
    let document = Some(wire::write(&changed(Parcel::number(1).declaration, changes)));
    let request = intake::ValidateDocumentRequest { document, ..Default::default() };
    let answer = caller.intake().validate_document(request).await.unwrap().into_inner();
    answer.faults.into_iter().map(|fault| fault.code).collect()
}

async fn warnings(caller: &Caller, changes: &str) -> Vec<String> {
    let document = Some(wire::write(&changed(Parcel::number(1).declaration, changes)));
    let request = intake::ValidateDocumentRequest { document, ..Default::default() };
    let answer = caller.intake().validate_document(request).await.unwrap().into_inner();
    assert!(answer.warnings.iter().all(|one| one.level() == FaultLevel::Warning && one.return_code == 0));
    answer.warnings.into_iter().map(|warning| warning.code).collect()
}

/// What no text forbids is taken; validation and explanation say what is worth a look.
#[tokio::test]
async fn what_only_warns() {
    let station = Station::ephemeral().await;
    let caller = station.caller().in_sandbox("warned");
    let changes = "port_code=2233 items[0].unit1=011 items[0].qty1=2";
    assert_eq!(faults(&caller, changes).await, [""; 0]);
    assert_eq!(warnings(&caller, changes).await, ["STATUTORY_UNIT_MISMATCH"]);
    let document = changed(Parcel::number(1).declaration, changes);
    let id = caller.submit("d", document).await.unwrap().document_id;
    let told: Vec<_> = explain(&caller, id).await.warnings.into_iter().map(|one| one.code).collect();
    assert_eq!(told, ["STATUTORY_UNIT_MISMATCH"]);
    station.stop().await;
}

/// The goods code of an earlier year is not called unknown on its days.
#[tokio::test]
async fn goods_codes_of_an_earlier_year() {
    let station = Station::ephemeral().await;
    let (old, new) = ("port_code=2233 items[0].gcode=8517121000", "GOODS_SUBHEADING_UNKNOWN");
    let then = in_the_evening(&station, "2021-12-30").await;
    assert_eq!(faults(&then, old).await, [""; 0]);
    assert_eq!(warnings(&then, old).await, ["GOODS_CODE_NOT_JUDGED"]);
    until(&then, evening("2022-01-01")).await;
    assert_eq!(faults(&then, old).await, [new]);
    station.stop().await;
}

/// 9710 began in ten districts, then in 22, then everywhere.
#[tokio::test]
async fn business_export_spreads_over_the_districts() {
    let station = Station::ephemeral().await;
    let caller = in_the_evening(&station, "2020-06-29").await;
    let (hangzhou, shanghai, dalian) = ("2924", "2233", "0900");
    let (early, elsewhere, fine) =
        (vec!["TRADE_MODE_NOT_IN_FORCE"], vec!["TRADE_MODE_NOT_IN_DISTRICT"], vec![]);
    let days = [
        ("2020-06-30", [&early, &early, &early]),
        ("2020-07-01", [&fine, &elsewhere, &elsewhere]),
        ("2020-08-31", [&fine, &elsewhere, &elsewhere]),
        ("2020-09-01", [&fine, &fine, &elsewhere]),
        ("2021-06-30", [&fine, &fine, &elsewhere]),
        ("2021-07-01", [&fine, &fine, &fine]),
    ];
    for (day, expected) in days {
        until(&caller, evening(day)).await;
        for (customs, expected) in [hangzhou, shanghai, dalian].into_iter().zip(expected) {
            let found = faults(&caller, &format!("trade_mode=9710 customs_code={customs}")).await;
            assert_eq!(&found, expected, "{day} {customs}");
        }
    }
    station.stop().await;
}

/// Which classes there are changed with Orders 251 and 282: the same registered class counts for something else.
#[tokio::test]
async fn what_a_credit_class_counts_for() {
    let station = Station::ephemeral().await;
    let caller = in_the_evening(&station, "2021-10-30").await;
    let mut enterprise = tongguan_wire::registry::write(&EXPORTER.enterprise());
    enterprise.set_credit_class(tongguan_proto::document::v1::CreditClass::Certified);
    let request = registry::RegisterEnterpriseRequest {
        request_id: "r".to_owned(),
        enterprise: Some(enterprise),
        ..Default::default()
    };
    caller.registry().register_enterprise(request).await.unwrap();
    let days = [
        ("2021-10-31", "credit: class certified"),
        ("2021-11-01", "credit: class other"),
        ("2026-03-31", "credit: class other"),
        ("2026-04-01", "credit: class certified"),
    ];
    for (number, (day, expected)) in (1..).zip(days) {
        until(&caller, moment(&format!("{day}T12:00:00+08:00"))).await;
        let parcel = Parcel::number(number);
        let documents = [parcel.payment.into()].into_iter().chain(without_payment(number));
        let declaration = send(&caller, day, documents).await[3];
        a_while(&caller).await;
        let steps = explain(&caller, declaration).await.steps;
        let reasons: Vec<_> = steps.into_iter().flat_map(|step| step.reasons).collect();
        assert!(reasons.iter().any(|reason| reason.starts_with(expected)), "{day}: {reasons:?}");
    }
    station.stop().await;
}

/// Parcels that move the clock over midnight, and between them declarations of a mode that begins then.
fn over_midnight() -> Vec<intake::SubmitStreamRequest> {
    let request = |id: String, documents: &[Document]| intake::SubmitStreamRequest {
        request_id: id,
        documents: documents.iter().map(wire::write).collect(),
        all_or_none: true,
        ..Default::default()
    };
    let pair = |number: u32| {
        let business = changed(Parcel::number(1_000 + number).declaration, "trade_mode=9710");
        let parcel = Parcel::number(number).documents();
        [request(format!("parcel-{number}"), &parcel[..4]), request(format!("9710-{number}"), &[business])]
    };
    (1..=60).flat_map(pair).collect()
}

/// A stream is judged ahead of its turn, and yet by the day on which it is executed: always the same declarations are
/// taken, whether they come one by one or all at once.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_stream_over_midnight() {
    let station = Station::ephemeral().await;
    // Half of the parcels take so many seconds.
    let probe = station.caller().in_sandbox("probe");
    let start = Some(evening("2020-06-01"));
    probe.create_as(CreateSandboxRequest { start, clock_mode: Auto.into(), ..Default::default() }).await;
    let half = over_midnight().into_iter().take(60);
    let answers = probe.intake().submit_stream(tokio_stream::iter(half)).await.unwrap().into_inner();
    let answers: Vec<_> = answers.map(Result::unwrap).collect().await;
    assert_eq!(answers.iter().filter(|answer| answer.refused.is_some()).count(), 30);
    let seconds = probe.view().await.now.unwrap().seconds - evening("2020-06-01").seconds;
    let mut seen = Vec::new();
    for run in 0..10 {
        let caller = station.caller().in_sandbox(&format!("run-{run}"));
        let midnight = moment("2020-07-01T00:00:00+08:00");
        let start = Some(prost_types::Timestamp { seconds: midnight.seconds - seconds, nanos: 0 });
        caller.create_as(CreateSandboxRequest { start, clock_mode: Auto.into(), ..Default::default() }).await;
        // The first time one by one, then all at once.
        let calls = if run == 0 {
            over_midnight().into_iter().map(|r| vec![r]).collect()
        } else {
            vec![over_midnight()]
        };
        let mut refused = Vec::new();
        for requests in calls {
            let answers =
                caller.intake().submit_stream(tokio_stream::iter(requests)).await.unwrap().into_inner();
            let answers: Vec<_> = answers.map(Result::unwrap).collect().await;
            refused.extend(
                answers.into_iter().filter(|answer| answer.refused.is_some()).map(|answer| answer.request_id),
            );
        }
        seen.push(refused);
    }
    assert!((1..60).contains(&seen[0].len()), "{:?}", seen[0]);
    for (run, refused) in seen.iter().enumerate() {
        assert_eq!(refused, &seen[0], "run {run}");
    }
    station.stop().await;
}
