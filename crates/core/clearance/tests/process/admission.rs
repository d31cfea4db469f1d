//! Goal: documents are admitted once, by whatever rules hold when their turn comes.

use crate::sandbox::tag;
use std::sync::Arc;
use tongguan_clearance::catalogue::PROCESSING_RULES;
use tongguan_clearance::{Admission, Origin, Submission, SubmittedRecord};
use tongguan_domain::document::Document;
use tongguan_domain::fault::{Fault, Place};
use tongguan_domain::process::Settings;
use tongguan_domain::version::MessageVersion;
use tongguan_testkit::{Parcel, changed};

fn admission(documents: [Document; 2], form: Vec<Fault>) -> Admission {
    let [first, second] = documents;
    let records = vec![SubmittedRecord::new(first, Vec::new()), SubmittedRecord::new(second, form)];
    Admission::of(Submission::new(tag("call", 1), Origin::Native, records))
}

/// The codes of what is wrong with each record.
fn codes(records: &[SubmittedRecord]) -> Vec<Vec<&'static str>> {
    let of = |record: &SubmittedRecord| record.faults.iter().map(|fault| fault.rule.code).collect();
    records.iter().map(of).collect()
}

#[test]
fn a_call_goes_further_only_without_faults() {
    let rules = tongguan_rules::at(Settings::START, MessageVersion::default());
    let Parcel { order, waybill, .. } = Parcel::number(1);
    let sound = admission([order.clone().into(), waybill.clone().into()], Vec::new());
    let submission = sound.admit(&rules).faultless().unwrap();
    assert!(codes(&submission.records).iter().all(Vec::is_empty));
    assert_eq!(submission.records[0].document.document(), &order.clone().into());
    // All of them are told, not only the first.
    let faulty = [changed(order, "order_type=X"), changed(waybill, "app_type=9")];
    let records = admission(faulty, Vec::new()).admit(&rules).faultless().unwrap_err();
    assert!(codes(&records).iter().all(|codes| !codes.is_empty()), "{:?}", codes(&records));
}

#[test]
fn it_is_judged_anew_and_encoded_once() {
    let (form, ours) = (PROCESSING_RULES[0], tongguan_rules::RULES[0]);
    let fault = |rule| Fault::new(rule, Place::default());
    let Parcel { order, waybill, .. } = Parcel::number(1);
    let admission = admission([order.into(), waybill.into()], vec![fault(form)]);
    let found = |_: &Document, faults: &mut Vec<Fault>| faults.push(fault(ours));
    let first = admission.admit(found);
    assert_eq!(codes(&first.records), [vec![ours.code], vec![form.code, ours.code]]);
    // What other rules found before is forgotten, what is wrong with the form is not.
    let second = admission.admit(|_, _| {});
    assert_eq!(codes(&second.records), [vec![], vec![form.code]]);
    for (first, second) in first.records.iter().zip(&second.records) {
        assert!(Arc::ptr_eq(&first.document, &second.document));
    }
}
