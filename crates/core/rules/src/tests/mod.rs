//! Helpers of the tests of the rules, and what is true of all faults.

mod catalogue;
mod coverage;
mod follow_up;
mod modes;
mod tables;
mod warnings;

use crate::{RuleContext, check, check_and_warn};
use proptest::prelude::*;
use std::collections::BTreeSet;
use tongguan_domain::codes::{currencies, exchange_rates};
use tongguan_domain::decimal::Decimal;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::fault::{Fault, Level, MORE_FAULTS, Rule};
use tongguan_domain::limits;
use tongguan_domain::version::MessageVersion;
use tongguan_testkit::{Parcel, Provocation, Slots, provoked};

/// The faults of one provocation, such as `603: gross_weight=0`.
fn faults(text: &str, price_tolerance: Decimal) -> Vec<Fault> {
    let all = provoked(text).unwrap_or_else(|| panic!("{text}"));
    let [provocation] = &all[..] else { panic!("one provocation: {text}") };
    check_provocation(provocation, price_tolerance)
}

fn provoked_faults(provocation: &Provocation) -> Vec<Fault> {
    check_provocation(provocation, Decimal::ZERO)
}

/// What only warns.
fn provoked_warnings(provocation: &Provocation) -> Vec<Fault> {
    let Provocation { slots, version, day } = provocation.clone();
    let (document, mut faults) = slots.take(version);
    let context = RuleContext { today: day, version, ..RuleContext::default() };
    let warnings = check_and_warn(&document, &context, &mut faults);
    assert!(faults.iter().all(|fault| fault.rule.refuses()), "{faults:?}");
    let warns = |warning: &Fault| !warning.rule.refuses() || warning.rule.code == MORE_FAULTS;
    assert!(warnings.iter().all(warns), "{warnings:?}");
    warnings
}

fn check_provocation(provocation: &Provocation, price_tolerance: Decimal) -> Vec<Fault> {
    let Provocation { slots, version, day } = provocation.clone();
    let (document, mut faults) = slots.take(version);
    check(&document, &RuleContext { today: day, version, price_tolerance }, &mut faults);
    faults
}

/// The documents that a rule says break it.
fn provocations(rule: &Rule) -> impl Iterator<Item = (&'static str, Provocation)> {
    let all = provoked(rule.provoke).unwrap_or_else(|| panic!("{}: {}", rule.code, rule.provoke));
    rule.provoke.split(';').zip(all)
}

fn shown(faults: &[Fault]) -> Vec<String> {
    let mut shown: Vec<String> = faults
        .iter()
        .map(|fault| format!("{} {}", fault.rule.code, fault.path()).trim_end().to_owned())
        .collect();
    shown.sort();
    shown
}

fn codes(faults: &[Fault]) -> impl Iterator<Item = &'static str> {
    faults.iter().map(|fault| fault.rule.code)
}

/// Rows of `provocation | faults`, each complete.
fn check_provocations(table: &str) {
    let mut wrong = Vec::new();
    for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let Some((text, expected)) = row.split_once(" |") else { panic!("two columns: {row}") };
        let mut expected: Vec<&str> = expected.split(',').map(str::trim).filter(|e| !e.is_empty()).collect();
        expected.sort_unstable();
        let found = faults(text, Decimal::ZERO);
        if shown(&found) != expected {
            wrong.push(format!("{row}\n    found {}", shown(&found).join(", ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Whatever stands in a field: no rule panics, and a form fault stays alone at its field.
#[test]
fn any_field_may_hold_anything() {
    for kind in DocumentKind::ALL {
        let valid = Slots::of(&Parcel::number(1).document(kind));
        let head = kind.head_fields().iter().map(|field| field.name.to_owned());
        let lines = kind.line_fields().iter().map(|field| format!("items[0].{}", field.name));
        for path in head.chain(lines) {
            for value in
                ["~", "", "%20", "0", "-1", "é", "无无无", "99999999999999", "9999999999999999999999"]
            {
                for version in MessageVersion::ALL.into_iter().filter(|version| kind.is_in(*version)) {
                    let slots = valid.clone().changed(&format!("{path}={value}"));
                    let found = provoked_faults(&Provocation { slots, version, day: (2026, 1, 5) });
                    if found.iter().any(|fault| fault.rule.level == Level::Schema) {
                        assert_eq!(found.len(), 1, "{kind:?} {path}={value}: {found:#?}");
                    }
                }
            }
        }
    }
}

#[test]
fn sums_have_a_tolerance() {
    let sums = |changes| shown(&faults(&format!("303: {changes}"), Decimal::parse("0.01").unwrap()));
    assert_eq!(sums("items[0].total_price=65.01"), [""; 0]);
    assert_eq!(sums("goods_value=449.01"), [""; 0]);
    assert_eq!(sums("items[0].total_price=65.02"), ["TOTAL_PRICE_MISMATCH items[0].total_price"]);
}

#[test]
fn the_list_of_faults_has_a_limit() {
    // Of 600 equal lines, 599 line numbers are repeated.
    let found = faults("507: lines=600", Decimal::ZERO);
    assert_eq!(found.len(), limits::FAULTS);
    let last = found.last().unwrap();
    assert_eq!(last.rule.code, "MORE_FAULTS");
    assert_eq!(last.found.as_deref(), Some("100"));
    assert!(codes(&faults("507: lines=200", Decimal::ZERO)).all(|code| code != "MORE_FAULTS"));
}

#[test]
fn faults_say_what_was_found_and_allowed_but_no_names() {
    let told = |text| {
        let found = faults(text, Decimal::ZERO);
        let fault = found.first().unwrap().clone();
        (fault.found.unwrap_or_default(), fault.allowed.unwrap_or_default())
    };
    let is = |found: &str, allowed: &str| (found.to_owned(), allowed.to_owned());
    assert_eq!(told("603: items[2].total_price=2"), is("2", "120"));
    assert_eq!(told("507: bill_no=~"), is("", "empty only with trafMode 6 (mail)"));
    assert_eq!(told("603: country=USA"), is("USA", ""));
    assert_eq!(told("505: pack_no=0"), is("0", "1 or above"));
    assert_eq!(
        told("603: trade_mode=9710 items[2].price=5000.5 items[2].total_price=5000.5"),
        is("5329.5 CNY", "at most 5000 CNY")
    );
    assert_eq!(
        told("701: start_time=20260201000000 end_time=20260131235959"),
        is("20260131235959", "from 20260201000000 on")
    );
    assert_eq!(
        told("603: trade_mode=9710 items[0].gcode=8711101000"),
        is("8711101000", "no goods under export licence")
    );
    assert_eq!(told("303: ebc_code=张三").0, "");
    assert_eq!(told("303: ebc_name=").0, "");
}

#[test]
fn every_currency_has_a_rate() {
    for currency in currencies::CURRENCIES {
        let rate = exchange_rates::find(currency.entry.code).unwrap();
        assert!(Decimal::parse(rate.yuan_per_unit).unwrap().is_positive());
    }
}

proptest! {
    /// Of n lines, those that bring a new number from 1 to n are right, and all others wrong.
    #[test]
    fn line_numbers(gnums in prop::collection::vec(0_u32..12, 1..10)) {
        let lines = gnums.len();
        let mut text = format!("303: lines={lines}");
        for (line, gnum) in gnums.iter().enumerate() {
            text += &format!(" items[{line}].gnum={gnum}");
        }
        let found = faults(&text, Decimal::ZERO);
        let right: BTreeSet<u32> = (1..).take(lines).filter(|number| gnums.contains(number)).collect();
        let wrong = codes(&found).filter(|code| code.starts_with("GNUM_")).count();
        prop_assert_eq!(wrong, lines - right.len(), "{:?}", found);
    }
}
