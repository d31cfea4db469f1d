//! Goal: a request that is repeated has no second effect.

use crate::sandbox::{Sandbox, tag};
use tongguan_clearance::command::{Elapse, Register, RegisterAll, Registered, Screened};
use tongguan_clearance::{Origin, Submitted};
use tongguan_domain::process::{RecordResult, Refusal, Settings, Unfit};
use tongguan_testkit::{ADVANCED_EXPORTER, EXPORTER, Parcel, changed};

#[test]
fn the_same_request_gets_the_same_answer_and_does_nothing() {
    let mut sandbox = Sandbox::new(Settings::default());
    let parcel = Parcel::number(1);
    let documents = [parcel.order.into(), parcel.waybill.into(), parcel.declaration.into()];
    let submission = sandbox.submission(&documents, Origin::Native);
    let Submitted { records: first, .. } = sandbox.execute(submission.clone()).unwrap();
    sandbox.settle();
    assert_eq!(sandbox.state.view().receipts, 10, "it went on until the review");
    let (again, events) = sandbox.state.execute(submission.clone()).unwrap();
    assert_eq!(again, Submitted { records: first, replayed: true });
    assert!(events.is_empty());
    let mut other = submission;
    other.tag.as_mut().unwrap().fingerprint += 1;
    assert!(matches!(sandbox.execute(other), Err(Refusal::RequestIdReused)));
}

#[test]
fn over_xml_a_repeat_gets_the_same_refusals() {
    let mut sandbox = Sandbox::new(Settings::default());
    let order = Parcel::number(1).order;
    let submission = sandbox.submission(&[order.clone().into(), order.into()], Origin::Ceb);
    let Submitted { records: first, replayed } = sandbox.execute(submission.clone()).unwrap();
    assert!(!replayed);
    assert!(matches!(&first[..], [RecordResult::Accepted(_), RecordResult::Refused { .. }]));
    let receipts = sandbox.receipts();
    assert_eq!(sandbox.execute(submission).unwrap(), Submitted { records: first, replayed: true });
    assert_eq!(sandbox.receipts(), receipts);
}

#[test]
fn a_native_submission_is_taken_whole_or_not_at_all() {
    let mut sandbox = Sandbox::new(Settings::default());
    let parcel = Parcel::number(1);
    let wrong = changed(parcel.waybill.clone(), "app_type=2");
    let documents = [parcel.order.clone().into(), wrong];
    let before = sandbox.state.to_snapshot().unwrap();
    let submission = sandbox.submission(&documents, Origin::Native);
    let refusal = sandbox.execute(submission.clone()).unwrap_err();
    let Refusal::Document { index: 1, unfit: Unfit { rule, .. } } = refusal else { panic!("{refusal:?}") };
    assert_eq!(rule.code, "NOTHING_TO_CHANGE");
    assert_eq!(sandbox.state.to_snapshot().unwrap(), before, "a refusal changes nothing");
    // Nor is its id used up.
    let mut corrected = sandbox.submission(&[parcel.order.clone().into()], Origin::Native);
    corrected.tag = submission.tag;
    sandbox.execute(corrected).unwrap();
    let twice = [parcel.waybill.clone().into(), parcel.waybill.into()];
    let submission = sandbox.submission(&twice, Origin::Native);
    assert!(matches!(sandbox.execute(submission), Err(Refusal::Document { index: 1, .. })));
    let faulty = changed(parcel.order, "order_type=X");
    let submission = sandbox.submission(&[faulty], Origin::Native);
    assert!(matches!(sandbox.execute(submission), Err(Refusal::Faulty)));
}

#[test]
fn a_registration_is_repeated_like_a_submission() {
    let mut sandbox = Sandbox::new(Settings::default());
    let register = |fixture: tongguan_testkit::Fixture, fingerprint| Register {
        tag: Some(tag("register", fingerprint)),
        enterprise: fixture.enterprise(),
    };
    let first = sandbox.execute(register(EXPORTER, 1)).unwrap();
    assert_eq!(first, Registered { enterprise: EXPORTER.enterprise(), replayed: false });
    let again = sandbox.execute(register(EXPORTER, 1)).unwrap();
    assert_eq!(again, Registered { enterprise: EXPORTER.enterprise(), replayed: true });
    assert!(matches!(sandbox.execute(register(ADVANCED_EXPORTER, 2)), Err(Refusal::RequestIdReused)));
    assert_eq!(sandbox.state.enterprises("", 10), [EXPORTER.enterprise()]);
    assert_eq!(sandbox.state.enterprise(ADVANCED_EXPORTER.code), None);
}

#[test]
fn many_are_registered_at_once_and_only_once() {
    let mut sandbox = Sandbox::new(Settings::default());
    let both = vec![EXPORTER.enterprise(), ADVANCED_EXPORTER.enterprise()];
    let register = |fingerprint, enterprises: &[_]| RegisterAll {
        tag: Some(tag("batch", fingerprint)),
        enterprises: enterprises.to_vec(),
        credit_events: Vec::new(),
    };
    assert!(!sandbox.execute(register(1, &both)).unwrap());
    let (again, events) = sandbox.state.execute(register(1, &both)).unwrap();
    assert!(again && events.is_empty());
    assert!(matches!(sandbox.execute(register(2, &both)), Err(Refusal::RequestIdReused)));
    assert_eq!(sandbox.state.enterprises("", 10).len(), 2);
    let too_many = vec![EXPORTER.enterprise(); tongguan_domain::limits::REGISTERED_AT_ONCE + 1];
    let refused =
        sandbox.execute(RegisterAll { tag: None, enterprises: too_many, credit_events: Vec::new() });
    assert!(matches!(refused, Err(Refusal::LimitReached { limit: "REGISTERED_AT_ONCE" })));
}

#[test]
fn answers_that_nobody_asked_for_are_refused() {
    use crate::sandbox::decision;
    use tongguan_domain::names::DocumentId;
    use tongguan_domain::screening::Lane;
    let mut sandbox = Sandbox::new(Settings::default());
    let parcel = Parcel::number(1);
    let ids = sandbox.take(&[parcel.order.into(), parcel.waybill.into(), parcel.declaration.into()]);
    for id in ids.into_iter().chain([DocumentId(0), DocumentId(99), DocumentId(u64::MAX)]) {
        let screened = sandbox.execute(Screened(id, decision(Lane::Red)));
        assert!(matches!(screened, Err(Refusal::NotAsked)), "{id}");
    }
}

#[test]
fn the_clock_does_not_go_back() {
    let mut sandbox = Sandbox::new(Settings::default());
    sandbox.elapse(1_000);
    let now = sandbox.state.now();
    let refusal = sandbox.execute(Elapse(Settings::START)).unwrap_err();
    assert!(matches!(refusal, Refusal::ClockGoesBack { now: shown } if shown == now));
}
