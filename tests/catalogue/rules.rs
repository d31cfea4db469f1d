//! Faults that one document shows alone: each rule's own words break it, through the same checks as in the server.

use tongguan_domain::document::Document;
use tongguan_domain::fault::{FORM_RULES, Fault, Rule};
use tongguan_rules::{RULES, RuleContext};
use tongguan_testkit::{Provocation, Slots, provoked};

fn faults(provocation: Provocation) -> Vec<Fault> {
    let Provocation { slots, version, day } = provocation;
    let mut faults = Vec::new();
    let Slots { kind, mut head, mut lines } = slots;
    let document = Document::take(kind, &mut head, &mut lines, version, &mut faults);
    let context = RuleContext { today: day, version, ..RuleContext::default() };
    let warnings = tongguan_rules::check_and_warn(&document, &context, &mut faults);
    faults.extend(warnings);
    faults
}

fn shows(rule: &'static Rule) -> bool {
    let Some(provocations) = provoked(rule.provoke) else { return false };
    !provocations.is_empty()
        && provocations.into_iter().all(|one| faults(one).iter().any(|fault| fault.rule == rule))
}

#[test]
fn every_fault_of_one_document() {
    let rules = FORM_RULES.iter().chain(RULES).copied();
    let silent: Vec<_> =
        rules.filter(|rule| !shows(rule)).map(|rule| format!("{}: {}", rule.code, rule.provoke)).collect();
    assert_eq!(silent, [""; 0]);
}
