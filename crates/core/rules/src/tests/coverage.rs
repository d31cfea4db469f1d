//! Goal: every field of every document is accounted for: rules speak of it, or it is said why none does.
//! Method: the rules' own provocations are carried out, and the fields of the faults are collected.

use super::{provocations, provoked_faults, provoked_warnings};
use crate::RULES;
use crate::catalogue::MANDATORY_BLANK;
use std::collections::{BTreeMap, BTreeSet};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::record::{Field, Form};
use tongguan_domain::version::MessageVersion;
use tongguan_testkit::{Parcel, Provocation, Slots};

/// Message number and path without index, such as `603 items.gcode`.
fn key(kind: DocumentKind, in_line: bool, field: &Field) -> String {
    format!("{} {}{}", kind.message(), if in_line { "items." } else { "" }, field.name)
}

fn every_field() -> impl Iterator<Item = (DocumentKind, bool, &'static Field)> {
    DocumentKind::ALL.into_iter().flat_map(|kind| {
        let head = kind.head_fields().iter().map(move |field| (kind, false, field));
        head.chain(kind.line_fields().iter().map(move |field| (kind, true, field)))
    })
}

/// Which rules speak of which field, beyond form and blank.
fn spoken_of() -> BTreeMap<String, BTreeSet<&'static str>> {
    let mut spoken: BTreeMap<String, BTreeSet<&'static str>> = BTreeMap::new();
    for rule in RULES.iter().filter(|rule| **rule != &MANDATORY_BLANK) {
        for (_, provocation) in provocations(rule) {
            for fault in provoked_faults(&provocation).into_iter().chain(provoked_warnings(&provocation)) {
                if let Some(field) = fault.place.field
                    && fault.rule == *rule
                {
                    let key = key(provocation.slots.kind, fault.place.line.is_some(), field);
                    spoken.entry(key).or_default().insert(rule.code);
                }
            }
        }
    }
    spoken
}

/// Fields, the messages in which they have no rule beyond their form, and why.
const WITHOUT_RULES: &str = "
    item_name_flag           | 701                                         | 1 keeps the names, anything else sums up by class
    agent_name               | 213 603 605 607 701                         | a name
    decl_agent_name          | 701                                         | a name
    ebc_name                 | 213 303 403 505 603 605 701                 | a name
    items.gname              | 213 603                                     | a name
    items.item_name          | 303 603                                     | a name
    logistics_name           | 213 215 505 507 509 603 607                 | a name
    operator_name            | 215 507                                     | a name
    owner_name               | 603                                         | a name
    traf_name                | 213 215 603 607                             | a name
    ebp_name                 | 213 403                                     | a name; of a warehouse it is checked in 303 and 603
    pay_name                 | 403                                         | a name; 现金支付 is compared with payCode, where the fault lies
    bill_no                  | 213 215 603 607                             | a number of the carrier, in no common form
    items.total_package_no   | 507 509 607                                 | a number of the carrier, in no common form
    total_package_no         | 603                                         | a number of the carrier, in no common form
    voyage_no                | 213 215 603 607                             | a number of the carrier, in no common form
    logistics_no             | 213 215 505 603                             | a number of the logistics company; its uniqueness takes other documents
    order_no                 | 303 403 603                                 | a number of the platform; its uniqueness takes other documents
    domestic_traf_no         | 507 607                                     | a number plate or a name, in no common form
    ebc_telephone            | 505                                         | free text
    goods_info               | 505                                         | free text
    items.gmodel             | 213 603                                     | free text
    items.item_describe      | 303                                         | free text
    items.note               | 213 303 507 509 603 607                     | free text
    location                 | 215                                         | free text
    reason                   | 213 605                                     | free text
    loct_no                  | 213 507 603 607 701                         | no list of supervised sites is public, and no form is stated
    items.bar_code           | 303                                         | optional in an order, and not only of one standard
    guid                     | 213 215 303 403 505 507 509 603 605 607 701 | the sender's own id; only its length is checked, as real ones are not all UUIDs
    items.item_no            | 303 603                                     | the sender's own number; compared with the other document
    co_el_no                 | 213 215                                     | the sender's own number; its uniqueness takes other documents
    cop_no                   | 507 509 603 605 607 701                     | the sender's own number; its uniqueness takes other documents
";

#[test]
fn every_field_has_rules_or_a_reason() {
    let mut excused = BTreeSet::new();
    for row in WITHOUT_RULES.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let [field, messages, reason] = row.split(" | ").collect::<Vec<_>>()[..] else {
            panic!("three columns: {row}")
        };
        assert!(!reason.is_empty(), "{row}");
        let keys = messages.split_whitespace().map(|message| format!("{message} {}", field.trim()));
        excused.extend(keys);
    }
    let spoken = spoken_of();
    let silent: BTreeSet<String> = every_field()
        .map(|(kind, in_line, field)| key(kind, in_line, field))
        .filter(|key| !spoken.contains_key(key))
        .collect();
    assert_eq!(silent, excused);
}

/// No mandatory text may be blank, whatever its least length.
#[test]
fn every_mandatory_text_must_be_filled() {
    for (kind, in_line, field) in every_field().filter(|(_, _, field)| field.mandatory) {
        let Form::Text { min, .. } = field.facets.form else { continue };
        let path = if in_line { format!("items[0].{}", field.name) } else { field.name.to_owned() };
        let blank = "%20".repeat(usize::from(min));
        let slots = Slots::of(&Parcel::number(1).document(kind)).changed(&format!("{path}={blank}"));
        let version = MessageVersion::V202205;
        let found = provoked_faults(&Provocation { slots, version, day: (2026, 1, 5) });
        assert!(found.iter().any(|fault| fault.path() == path), "{kind:?} {path}: {found:#?}");
    }
}
