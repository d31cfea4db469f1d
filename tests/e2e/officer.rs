//! Goal: officers order and say what they found, over the wire, and what they say decides.

use crate::support::{Caller, Station, reason};
use tongguan_domain::document::DocumentKind;
use tongguan_proto::document::v1::control_instruction::Target;
use tongguan_proto::document::v1::{
    Accepted, CivilDate, ControlAction, ControlInstruction, CreditCause, CreditClass, CreditEvent,
    Disposition, Finding, FindingKind, State,
};
use tongguan_proto::intake::v1 as intake;
use tongguan_proto::officer::v1 as pb;
use tongguan_proto::risk::v1 as risk;
use tongguan_proto::sandbox::v1::UpdateSandboxRequest;
use tongguan_testkit::{AGENT, EXPORTER, Parcel};

fn key(id: u64) -> Option<intake::DocumentKey> {
    Some(intake::DocumentKey { key: Some(intake::document_key::Key::DocumentId(id)) })
}

/// Order, waybill, declaration and arrival; the declaration as it stands then.
async fn sent(caller: &Caller, number: u32) -> Accepted {
    let parcel = Parcel::number(number);
    let kinds =
        [DocumentKind::SalesOrder, DocumentKind::Waybill, DocumentKind::Declaration, DocumentKind::Arrival];
    let mut declaration = 0;
    for kind in kinds {
        let id = format!("{number}-{}", kind.message());
        let accepted = caller.submit(id, parcel.document(kind)).await.unwrap();
        if kind == DocumentKind::Declaration {
            declaration = accepted.document_id;
        }
    }
    standing(caller, declaration).await
}

async fn explained(caller: &Caller, id: u64) -> intake::ExplainDocumentResponse {
    let request = intake::ExplainDocumentRequest { key: key(id), ..Default::default() };
    caller.intake().explain_document(request).await.unwrap().into_inner()
}

async fn standing(caller: &Caller, id: u64) -> Accepted {
    explained(caller, id).await.summary.unwrap().accepted.unwrap()
}

async fn instruct(caller: &Caller, id: &str, target: Target, action: ControlAction) {
    let instruction = ControlInstruction {
        id: id.to_owned(),
        target: Some(target),
        action: action.into(),
        until: Some(CivilDate { year: 2026, month: 1, day: 31 }),
        reason: "线索".to_owned(),
    };
    let request = pb::AddInstructionRequest {
        request_id: format!("r-{id}"),
        instruction: Some(instruction.clone()),
        ..Default::default()
    };
    let told = caller.officer().add_instruction(request.clone()).await.unwrap().into_inner();
    assert_eq!((told.instruction.as_ref(), told.replayed), (Some(&instruction), false));
    assert!(caller.officer().add_instruction(request).await.unwrap().into_inner().replayed);
}

/// From this moment on, and no longer than it says: everything of an enterprise, or one parcel.
#[tokio::test]
async fn what_an_officer_orders_is_done() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    assert_eq!(sent(&caller, 1).await.state(), State::Released);
    let of_agent = Target::Enterprise(AGENT.code.to_owned());
    instruct(&caller, "stop", of_agent, ControlAction::Stop).await;
    let stopped = sent(&caller, 2).await;
    assert_eq!((stopped.state(), stopped.return_code), (State::Detained, 502));
    let told = format!("{:?}", explained(&caller, stopped.document_id).await.steps);
    // Whoever declares reads this: the reason is for officers.
    assert!(told.contains("instruction.stop") && !told.contains("线索"), "{told}");

    let withdraw = pb::WithdrawInstructionRequest { id: "stop".to_owned(), ..Default::default() };
    caller.officer().withdraw_instruction(withdraw.clone()).await.unwrap();
    let twice = caller.officer().withdraw_instruction(withdraw).await.unwrap_err();
    assert_eq!(reason(&twice), "NOT_FOUND");
    assert_eq!(sent(&caller, 3).await.state(), State::Released);

    let waybill = Parcel::number(4).waybill.logistics_no;
    instruct(&caller, "parcel", Target::Waybill(waybill), ControlAction::Inspect).await;
    instruct(&caller, "all", Target::Rule("value.per_kg".to_owned()), ControlAction::Inspect).await;
    let inspected = sent(&caller, 4).await;
    let told = format!("{:?}", explained(&caller, inspected.document_id).await.steps);
    assert!(told.contains("instruction.parcel") && !told.contains("instruction.all"), "{told}");
    let listed = caller.officer().list_instructions(pb::ListInstructionsRequest::default()).await.unwrap();
    let ids: Vec<_> = listed.into_inner().instructions.into_iter().map(|known| known.id).collect();
    assert_eq!(ids, ["all", "parcel"]);
    station.stop().await;
}

#[tokio::test]
async fn what_an_officer_finds_ends_reviews_and_inspections() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    sent(&caller, 9).await;
    let update = UpdateSandboxRequest {
        name: "default".to_owned(),
        officers_decide: Some(true),
        ..Default::default()
    };
    assert!(
        caller.control().update_sandbox(update).await.unwrap().into_inner().sandbox.unwrap().officers_decide
    );
    instruct(&caller, "look", Target::Enterprise(EXPORTER.code.to_owned()), ControlAction::Inspect).await;
    let result = |id, kind: FindingKind, disposition: Disposition| pb::RecordResultRequest {
        key: key(id),
        finding: Some(Finding { kind: kind.into(), disposition: disposition.into(), rule: String::new() }),
        note: "开箱".to_owned(),
        ..Default::default()
    };
    for (number, kind, disposition, state, code) in [
        (1, FindingKind::Conforming, Disposition::Release, State::Released, 800),
        (2, FindingKind::Quantity, Disposition::Reject, State::Rejected, 100),
        (3, FindingKind::Packing, Disposition::ShipBack, State::ShippedBack, 700),
        (4, FindingKind::Infringement, Disposition::DetainLegal, State::Detained, 503),
    ] {
        let waiting = sent(&caller, number).await;
        assert_eq!((waiting.state(), waiting.return_code), (State::InInspection, 500), "{number}");
        let explained = explained(&caller, waiting.document_id).await;
        assert_eq!(explained.waiting_for, ["the result of an officer"], "{number}");
        // What contradicts itself is nobody's result: nothing has changed.
        for (kind, disposition) in [
            (FindingKind::Conforming, Disposition::Reject),
            (FindingKind::Conforming, Disposition::DetainSmuggling),
            (FindingKind::Prohibited, Disposition::Release),
            (FindingKind::Restricted, Disposition::Release),
            (FindingKind::FalseTrade, Disposition::Release),
        ] {
            let told = result(waiting.document_id, kind, disposition);
            let refused = caller.officer().record_result(told).await.unwrap_err();
            assert_eq!(reason(&refused), "FINDING_CONTRADICTS", "{kind:?} {disposition:?}");
        }
        let told = result(waiting.document_id, kind, disposition);
        let told = caller.officer().record_result(told).await.unwrap().into_inner();
        let now = told.summary.unwrap().accepted.unwrap();
        assert_eq!((now.state(), now.return_code), (state, code), "{number}");
        // It is over: there is nothing to find any more.
        let again = result(waiting.document_id, FindingKind::Conforming, Disposition::Release);
        let again = caller.officer().record_result(again).await.unwrap_err();
        assert_eq!(reason(&again), "NOT_UNDER_CONTROL", "{number}");
    }
    let nobody = caller.officer().record_result(result(999, FindingKind::Name, Disposition::Reject)).await;
    assert_eq!(reason(&nobody.unwrap_err()), "NOT_FOUND");
    station.stop().await;
}

/// What happens to an enterprise decides its class by the law of the day, and that what is screened next.
#[tokio::test]
async fn a_smuggler_is_inspected_until_it_is_repaired() {
    let station = Station::ephemeral().await;
    let caller = station.caller();
    caller.register(&EXPORTER).await;
    let class = async || {
        let request =
            pb::GetCreditFactsRequest { enterprise: EXPORTER.code.to_owned(), ..Default::default() };
        let facts = caller.officer().get_credit_facts(request).await.unwrap().into_inner().facts.unwrap();
        let scored = caller.scoring().score(facts).await.unwrap().into_inner();
        (scored.credit_class(), scored.inspection_ppm)
    };
    assert_eq!(class().await, (CreditClass::Other, 30_000));
    let event = |cause: CreditCause, (year, month, day)| pb::RecordCreditEventRequest {
        request_id: format!("{cause:?}"),
        enterprise: EXPORTER.code.to_owned(),
        event: Some(CreditEvent {
            on: Some(CivilDate { year, month, day }),
            cause: cause.into(),
            amount_yuan: 80_000,
            ..Default::default()
        }),
        ..Default::default()
    };
    let punished = event(CreditCause::SmugglingPunished, (2025, 1, 4));
    assert!(!caller.officer().record_credit_event(punished.clone()).await.unwrap().into_inner().replayed);
    assert!(caller.officer().record_credit_event(punished).await.unwrap().into_inner().replayed);
    assert_eq!(class().await, (CreditClass::Dishonest, 850_000));
    let declared = sent(&caller, 1).await;
    let told = format!("{:?}", explained(&caller, declared.document_id).await.steps);
    assert!(told.contains("class dishonest") && told.contains("law.smuggling"), "{told}");
    // A year and a day after it, repair is granted; the day of the sandbox is 2026-01-05.
    caller.officer().record_credit_event(event(CreditCause::RepairGranted, (2026, 1, 4))).await.unwrap();
    assert_eq!(class().await, (CreditClass::Other, 30_000));
    let wrong = pb::RecordCreditEventRequest {
        enterprise: EXPORTER.code.to_owned(),
        event: Some(CreditEvent::default()),
        ..Default::default()
    };
    let refused = caller.officer().record_credit_event(wrong).await.unwrap_err();
    assert_eq!(refused.message(), "on: a day of the calendar; cause: one of the known causes");
    station.stop().await;
}

/// A decision is taken apart over the wire: what fired, what was drawn, and what would have changed it.
#[tokio::test]
async fn a_decision_is_explained_by_the_least_that_would_change_it() {
    let station = Station::ephemeral().await;
    let facts = risk::ScreenRequest {
        declaration: 1,
        seed: 7,
        at: Some(prost_types::Timestamp { seconds: 1_767_574_800, nanos: 0 }),
        trade_mode: "9610".to_owned(),
        country: "109".to_owned(),
        credit_class: tongguan_proto::document::v1::CreditClass::Other.into(),
        value_cny: "200".to_owned(),
        gross_weight: "0.5".to_owned(),
        net_weight: "0.4".to_owned(),
        packages: 1,
        hs_codes: vec!["8807300000".to_owned()],
        goods_names: vec!["飞控板".to_owned()],
        ..Default::default()
    };
    let request = risk::ExplainRequest { facts: Some(facts) };
    let told = station.caller().screening().explain(request).await.unwrap().into_inner();
    let decision = told.decision.unwrap();
    assert_eq!(decision.lane(), risk::Lane::Stop);
    assert_eq!(decision.handed_to(), Disposition::DetainLegal);
    let changes: Vec<_> = told.changes.iter().map(|c| (c.fact.as_str(), c.from.as_str())).collect();
    assert_eq!(changes, [("country", "\"109\"")]);
    assert_eq!(risk::Lane::try_from(told.changed_lane), Ok(risk::Lane::Green));
    assert!(told.draws.iter().any(|draw| draw.rule == "random.inspection"));
    assert!(told.facts.iter().any(|fact| fact.fact == "country"));
    station.stop().await;
}
