//! Every field of every message in both versions, with everything that can be wrong with its form, sent as XML: the one
//! rule that is broken is named, at its place, and nothing else is.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test may fail at any line"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use support::{every_message, request_of};
use tongguan_ceb::read;
use tongguan_domain::record::{Field, Form};
use tongguan_domain::version::MessageVersion;
use tongguan_testkit::coverage::{FormCase, FormFault, form_cases};

/// What came out: code, line and element of each fault.
fn found(case: &FormCase) -> Vec<(&'static str, Option<u32>, &'static str)> {
    let message = read(&request_of(case), case.version).unwrap();
    assert!(message.structure.is_empty(), "{}: {:?}", case.name(), message.structure);
    let place = |fault: &tongguan_domain::fault::Fault| {
        (fault.rule.code, fault.place.line, fault.place.field.map_or("", |field| field.element))
    };
    message.records[0].faults.iter().map(place).collect()
}

#[test]
fn every_fault_of_every_field_is_named() {
    for case in form_cases() {
        let expected: Vec<_> = case
            .expected
            .map(|rule| (rule.code, case.line.then_some(0), case.field.element))
            .into_iter()
            .collect();
        assert_eq!(found(&case), expected, "{}", case.name());
    }
}

/// What has to be tried on a field, said once more and without the generator.
fn due(field: &Field, version: MessageVersion) -> BTreeSet<FormFault> {
    use FormFault::*;
    let facets = field.facets(version);
    let mut due = BTreeSet::from([Missing, Empty, AtLimit]);
    if facets.fixed.is_some() {
        due.insert(NotFixed);
        return due;
    }
    due.insert(TooLong);
    match facets.form {
        Form::Text { min, max } => {
            due.extend((min > 1).then_some(TooShort));
            due.extend((min > 0 && min != max).then_some(AtLeast));
        }
        Form::Decimal | Form::Integer { .. } => due.extend([Letters, TooFine, Negative]),
    }
    due
}

#[test]
fn every_field_is_covered() {
    let cases = form_cases();
    let mut fields = 0;
    for (version, kind) in every_message() {
        for (line, described) in [(false, kind.head_fields()), (true, kind.line_fields())] {
            for field in described {
                let tried = cases.iter().filter(|case| {
                    (case.version, case.kind, case.line) == (version, kind, line)
                        && case.field.name == field.name
                });
                let tried: BTreeSet<FormFault> = tried.map(|case| case.fault).collect();
                assert_eq!(tried, due(field, version), "{kind:?} {version:?} {}", field.name);
                fields += 1;
            }
        }
    }
    let mut totals: BTreeMap<FormFault, (usize, usize)> = BTreeMap::new();
    for case in &cases {
        let (sent, refused) = totals.entry(case.fault).or_default();
        *sent += 1;
        *refused += usize::from(case.expected.is_some());
    }
    println!("{fields} fields in both versions, {} cases", cases.len());
    for (fault, (sent, refused)) in &totals {
        println!("{:<10} {sent:>5} sent {refused:>5} refused", format!("{fault:?}"));
    }
    assert_eq!(totals.len(), FormFault::ALL.len(), "a fault that is never tried");
    assert!(fields > 500, "both versions together have more fields than {fields}");
}
