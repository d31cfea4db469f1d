//! Goal: every rule speaks when it should, at the right place, alone, and never for a true document.
//! Method: a row of a table is a valid document, changes to it, and the faults that follow, all of them.

mod catalogue;
mod coverage;
mod documents;
mod follow_up;
mod modes;

use crate::{RuleContext, check};
use documents::document;
use proptest::prelude::*;
use std::collections::BTreeSet;
use tongguan_domain::codes::{currencies, exchange_rates};
use tongguan_domain::decimal::Decimal;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::fault::{Fault, Level, Rule};
use tongguan_domain::limits;
use tongguan_domain::version::MessageVersion;
use tongguan_testkit::{Parcel, Provocation, Slots, provoked};

const TABLES: &[&str] = &[FIELDS, CODES, AMOUNTS, MODES, TRANSPORT, SILENCE, SEVERAL];

/// Rules of one field.
const FIELDS: &str = "
    order       | order_no=                           | MANDATORY_BLANK order_no
    order       | ebc_code=__                         | MANDATORY_BLANK ebc_code
    order       | items[1].item_name=\u{3000}         | MANDATORY_BLANK items[1].item_name
    order       | currency=___                        | MANDATORY_BLANK currency
    receipt     | pay_name=                           | MANDATORY_BLANK pay_name
    waybill     | goods_info=_                        | MANDATORY_BLANK goods_info
    declaration | ebp_name=                           | MANDATORY_BLANK ebp_name
    declaration | ebc_name=                           | MANDATORY_BLANK ebc_name
    declaration | owner_code=                         | MANDATORY_BLANK owner_code
    declaration | items[2].gmodel=                    | MANDATORY_BLANK items[2].gmodel
    arrival     | items[2].logistics_no=              | MANDATORY_BLANK items[2].logistics_no
    arrival     | items[0].logistics_no= items[1].logistics_no= | MANDATORY_BLANK items[0].logistics_no, MANDATORY_BLANK items[1].logistics_no
    departure   | cop_no=                             | MANDATORY_BLANK cop_no
    declaration | items[0].bar_code=                  | BAR_CODE_BLANK items[0].bar_code
    order       | items[0].bar_code=                  |
    declaration | app_type=0                          | APP_TYPE_INVALID app_type
    declaration | app_type=3                          |
    waybill     | app_type=４                         | APP_TYPE_INVALID app_type
    arrival     | app_status=3                        | APP_STATUS_INVALID app_status
    departure   | app_status=1                        |
    order       | app_time=20260230090000             | TIME_INVALID app_time
    receipt     | accounting_date=2026010508550x      | TIME_INVALID accounting_date
    departure   | leave_time=20260106250000           | TIME_INVALID leave_time
    declaration | ie_date=20250229                    | DATE_INVALID ie_date
    declaration | ie_date=20240229                    |
    order       | ebc_code=3301960abc                 | ENTERPRISE_CODE_INVALID ebc_code
    receipt     | pay_code=123                        | ENTERPRISE_CODE_INVALID pay_code
    waybill     | logistics_code=无                   | ENTERPRISE_CODE_INVALID logistics_code
    waybill     | ebc_code=330196                     | ENTERPRISE_CODE_INVALID ebc_code
    waybill     | ebc_code=_                          |
    declaration | agent_code=NO                       | ENTERPRISE_CODE_INVALID agent_code
    declaration | iac_code=12                         | ENTERPRISE_CODE_INVALID iac_code
    arrival     | operator_code=33019800              | ENTERPRISE_CODE_INVALID operator_code
    departure   | logistics_code=3301980LGS1          | ENTERPRISE_CODE_INVALID logistics_code
    order       | ebp_code=NO                         | PLATFORM_CODE_INVALID ebp_code
    order       | ebp_code=无                         |
    declaration | owner_code=无                       | OWNER_CODE_INVALID owner_code
    declaration | owner_code=3301960ABC               |
    order       | order_type=C                        | ORDER_TYPE_INVALID order_type
    declaration | ie_flag=I                           | IE_FLAG_INVALID ie_flag
    arrival     | ie_flag=e                           | IE_FLAG_INVALID ie_flag
    declaration | statistics_flag=C                   | STATISTICS_FLAG_INVALID statistics_flag
    declaration | freight_flag=1 insurance_flag=2     | NOT_THE_FIXED_VALUE freight_flag, NOT_THE_FIXED_VALUE insurance_flag
    declaration | pod=L-X                             | POD_INVALID pod
    declaration | pod=1101                            |
    declaration | items[0].gcode=61091000.0           | GOODS_CODE_INVALID items[0].gcode
    declaration | pre_no=B20260105000000001           |
    declaration | pre_no=020260105000000001           | PRE_NO_INVALID pre_no
    arrival     | pre_no=P20261305000000001           | PRE_NO_INVALID pre_no
    departure   | pre_no=b20260105000000001           | PRE_NO_INVALID pre_no
    declaration | invt_no=29242026E000000001          |
    declaration | invt_no=29242026E00000000001        |
    declaration | invt_no=                            |
    declaration | invt_no=29242026I000000001          | INVT_NO_INVALID invt_no
    declaration | invt_no=29242026E00000001           | INVT_NO_INVALID invt_no
    order       | goods_value=0 items[0].qty=-3 items[0].total_price=-29.97 | NUMBER_NOT_POSITIVE goods_value, NUMBER_NOT_POSITIVE items[0].qty, NUMBER_NOT_POSITIVE items[0].total_price
    receipt     | charge=0                            | NUMBER_NOT_POSITIVE charge
    waybill     | gross_weight=0 pack_no=0            | NUMBER_NOT_POSITIVE gross_weight, NUMBER_NOT_POSITIVE pack_no
    declaration | pack_no=0                           | NUMBER_NOT_POSITIVE pack_no
    declaration | gross_weight=0                      | NUMBER_NOT_POSITIVE gross_weight
    declaration | net_weight=0                        | NUMBER_NOT_POSITIVE net_weight
    declaration | items[1].qty1=0                     | NUMBER_NOT_POSITIVE items[1].qty1
    declaration | items[0].qty2=0                     | NUMBER_NOT_POSITIVE items[0].qty2
    declaration | items[2].price=0                    | NUMBER_NOT_POSITIVE items[2].price
    arrival     | msg_count=0 msg_seq_no=0            | NUMBER_NOT_POSITIVE msg_count, NUMBER_NOT_POSITIVE msg_seq_no
    departure   | msg_seq_no=0                        | NUMBER_NOT_POSITIVE msg_seq_no
    order       | freight=-1                          | NUMBER_NEGATIVE freight
    waybill     | freight=-0.1 insured_fee=-0.1       | NUMBER_NEGATIVE freight, NUMBER_NEGATIVE insured_fee
    declaration | freight=-1                          | NUMBER_NEGATIVE freight
    declaration | insured_fee=-1                      | NUMBER_NEGATIVE insured_fee
";

/// Rules of code tables.
const CODES: &str = "
    declaration | customs_code=9999                   | CUSTOMS_CODE_UNKNOWN customs_code
    declaration | customs_code=2998 port_code=5399    |
    declaration | port_code=29A4                      | CUSTOMS_CODE_UNKNOWN port_code
    arrival     | customs_code=0000                   | CUSTOMS_CODE_UNKNOWN customs_code
    departure   | customs_code=9999                   | CUSTOMS_CODE_UNKNOWN customs_code
    declaration | country=USA                         | COUNTRY_UNKNOWN country
    declaration | items[1].country=998                | COUNTRY_UNKNOWN items[1].country
    declaration | items[1].country=304                |
    declaration | country=142                         | DESTINATION_IS_CHINA country
    declaration | items[0].country=142                | DESTINATION_IS_CHINA items[0].country
    order       | currency=USD                        | CURRENCY_UNKNOWN currency
    order       | items[0].currency=999               | CURRENCY_UNKNOWN items[0].currency
    receipt     | currency=840                        | CURRENCY_UNKNOWN currency
    waybill     | currency=CNY                        | CURRENCY_UNKNOWN currency
    declaration | freight_currency=156                | CURRENCY_UNKNOWN freight_currency
    declaration | insurance_currency=156              | CURRENCY_UNKNOWN insurance_currency
    declaration | items[1].currency=999               | CURRENCY_UNKNOWN items[1].currency
    order       | items[0].unit=000                   | UNIT_UNKNOWN items[0].unit
    declaration | items[0].unit=PCE                   | UNIT_UNKNOWN items[0].unit
    declaration | items[0].unit1=999                  | UNIT_UNKNOWN items[0].unit1
    declaration | items[0].unit2=999                  | UNIT_UNKNOWN items[0].unit2
    declaration | traf_mode=Q                         | TRANSPORT_MODE_UNKNOWN traf_mode
    arrival     | traf_mode=Q                         | TRANSPORT_MODE_UNKNOWN traf_mode
    departure   | traf_mode=Q                         | TRANSPORT_MODE_UNKNOWN traf_mode
    declaration | wrap_type=8                         | PACKAGING_UNKNOWN wrap_type
    declaration | items[0].gcode=7701000000           | GOODS_HEADING_UNKNOWN items[0].gcode
    declaration | items[0].gcode=6199100000           | GOODS_HEADING_UNKNOWN items[0].gcode
    declaration | trade_mode=0110                     | TRADE_MODE_UNKNOWN trade_mode
    declaration | trade_mode=1239                     | TRADE_MODE_NOT_ACCEPTED trade_mode
    declaration | trade_mode=9661                     | TRADE_MODE_NOT_ACCEPTED trade_mode
    order       | order_type=I                        | ORDER_TYPE_IMPORT order_type
";

/// Rules between lines, quantities, sums and weights.
const AMOUNTS: &str = "
    order       | items[0].gnum=2 items[1].gnum=1     |
    order       | items[1].gnum=1                     | GNUM_REPEATED items[1].gnum
    order       | items[0].gnum=0                     | GNUM_NOT_CONSECUTIVE items[0].gnum
    declaration | items[2].gnum=4                     | GNUM_NOT_CONSECUTIVE items[2].gnum
    declaration | items[1].gnum=1 items[2].gnum=9     | GNUM_REPEATED items[1].gnum, GNUM_NOT_CONSECUTIVE items[2].gnum
    arrival     | items[0].gnum=7 items[1].gnum=8 items[2].gnum=9 | GNUM_NOT_CONSECUTIVE items[0].gnum, GNUM_NOT_CONSECUTIVE items[1].gnum, GNUM_NOT_CONSECUTIVE items[2].gnum
    arrival     | msg_count=3 msg_seq_no=2 items[0].gnum=7 items[1].gnum=8 items[2].gnum=9 |
    departure   | msg_count=3 msg_seq_no=2 items[0].gnum=7 items[1].gnum=9 | GNUM_NOT_CONSECUTIVE items[1].gnum
    departure   | items[1].gnum=1                     | GNUM_REPEATED items[1].gnum
    order       | items[1].currency=142               | LINE_CURRENCY_DIFFERS items[1].currency
    order       | currency=142                        | LINE_CURRENCY_DIFFERS items[0].currency, LINE_CURRENCY_DIFFERS items[1].currency
    declaration | items[0].currency=142               | LINE_CURRENCY_DIFFERS items[1].currency, LINE_CURRENCY_DIFFERS items[2].currency
    order       | items[0].total_price=29.98 goods_value=77.98 | TOTAL_PRICE_MISMATCH items[0].total_price
    declaration | items[2].total_price=1.00001        | TOTAL_PRICE_MISMATCH items[2].total_price
    declaration | items[2].qty=9999999999999999999 items[2].qty1=9999999999999999999 items[2].price=9999999999999999999 | TOTAL_PRICE_MISMATCH items[2].total_price
    declaration | items[1].qty=0.12345 items[1].price=1.11111 items[1].total_price=0.13717 |
    declaration | items[1].qty=0.12345 items[1].price=1.11111 items[1].total_price=0.13716 | TOTAL_PRICE_MISMATCH items[1].total_price
    order       | goods_value=77.96                   | GOODS_VALUE_MISMATCH goods_value
    order       | goods_value=90.47 freight=12.5      | GOODS_VALUE_MISMATCH goods_value
    order       | items[0].total_price=30             | TOTAL_PRICE_MISMATCH items[0].total_price, GOODS_VALUE_MISMATCH goods_value
    declaration | items[0].qty1=2                     | FIRST_QUANTITY_MISMATCH items[0].qty1
    declaration | items[0].unit=035 items[0].unit1=011 items[0].qty1=5 | SECOND_QUANTITY_MISMATCH items[0].qty2
    declaration | items[0].qty2=~                     | SECOND_QUANTITY_INCOMPLETE items[0].qty2
    declaration | items[0].unit2=                     | SECOND_QUANTITY_INCOMPLETE items[0].unit2
    declaration | items[0].unit2=~ items[0].qty2=~    |
    declaration | net_weight=1.2                      |
    declaration | net_weight=1.21                     | NET_WEIGHT_ABOVE_GROSS net_weight
    declaration | items[1].qty1=1.2025                |
    declaration | items[1].qty1=1.20251               | KILOGRAMS_ABOVE_NET_WEIGHT net_weight
";

/// Rules of the supervision modes and of payment.
const MODES: &str = "
    declaration | trade_mode=1210                     | BONDED_FIELD_MISSING iac_code, BONDED_FIELD_MISSING iac_name, BONDED_FIELD_MISSING ems_no, BONDED_FIELD_MISSING items[0].item_record_no, BONDED_FIELD_MISSING items[1].item_record_no, BONDED_FIELD_MISSING items[2].item_record_no
    declaration | lines=1 trade_mode=1210 iac_code=3301960IAC iac_name=_ ems_no=T2924W000001 items[0].item_record_no=1 | BONDED_FIELD_MISSING iac_name
    order       | order_type=W ebp_name=              | WAREHOUSE_NAME_MISSING ebp_name
    order       | order_type=W ebp_name=无            | WAREHOUSE_NAME_MISSING ebp_name
    declaration | trade_mode=9810 ebp_name=_          | WAREHOUSE_NAME_MISSING ebp_name
    declaration | statistics_flag=A license_no=L1     | SIMPLIFIED_WITH_LICENCE license_no
    declaration | statistics_flag=A license_no=       |
    declaration | license_no=L1                       |
    declaration | lines=1 items[0].currency=142 items[0].price=2500 items[0].qty=2 items[0].qty1=2 items[0].total_price=5000 statistics_flag=A |
    declaration | lines=1 items[0].currency=142 items[0].price=5000.00001 items[0].qty=1 items[0].qty1=1 items[0].total_price=5000.00001 statistics_flag=A | SIMPLIFIED_VALUE_ABOVE_LIMIT
    declaration | lines=1 items[0].currency=142 items[0].price=5000.00001 items[0].qty=1 items[0].qty1=1 items[0].total_price=5000.00001 | 
    declaration | lines=1 items[0].price=704.22535 items[0].qty=1 items[0].qty1=1 items[0].total_price=704.22535 statistics_flag=A |
    declaration | lines=1 items[0].price=704.22536 items[0].qty=1 items[0].qty1=1 items[0].total_price=704.22536 statistics_flag=A | SIMPLIFIED_VALUE_ABOVE_LIMIT
    declaration | trade_mode=9710 license_no=L1       | B2B_LIST_WITH_LICENCE license_no
    declaration | trade_mode=9710 items[2].price=700 items[2].total_price=700 | B2B_LIST_VALUE_ABOVE_LIMIT
    declaration | trade_mode=9810 statistics_flag=A items[2].price=700 items[2].total_price=700 | B2B_LIST_VALUE_ABOVE_LIMIT
    receipt     | pay_name=现金支付                   | CASH_WITH_PAY_CODE pay_code
    receipt     | pay_name=现金支付 pay_code=~ pay_no=~ |
    receipt     | pay_no=                             | PAY_NO_MISSING pay_no
    receipt     | pay_name=PayExample pay_code= pay_no=~ |
";

/// Rules of arrivals and departures.
const TRANSPORT: &str = "
    arrival     | msg_seq_no=2                        | SPLIT_NUMBER_ABOVE_COUNT msg_seq_no
    departure   | msg_count=2 msg_seq_no=3            | SPLIT_NUMBER_ABOVE_COUNT msg_seq_no
    arrival     | items[2].logistics_no=LP00000000000001 | PARCEL_REPEATED items[2].logistics_no
    departure   | items[0].logistics_no=LP00000000000002 | PARCEL_REPEATED items[1].logistics_no
    arrival     | items[0].logistics_no=LP00000000000009 |
    arrival     | lines=0                             |
    arrival     | lines=0 bill_no=_                   | ARRIVAL_WITHOUT_PARCELS bill_no
    arrival     | lines=0 bill_no=~ traf_mode=6       |
    arrival     | bill_no=~                           |
    departure   | traf_name=~ voyage_no= bill_no=_    | DEPARTURE_TRANSPORT_MISSING traf_name, DEPARTURE_TRANSPORT_MISSING voyage_no, DEPARTURE_TRANSPORT_MISSING bill_no
    departure   | traf_mode=6 traf_name=~ voyage_no=~ bill_no=~ |
";

/// A field that is already wrong brings no further faults with it.
const SILENCE: &str = "
    order       | lines=0                             | LINES_MISSING
    order       | items[0].qty=x                      | NOT_A_DECIMAL items[0].qty
    order       | items[1].total_price=~              | FIELD_MISSING items[1].total_price
    order       | goods_value=                        | NOT_A_DECIMAL goods_value
    order       | items[0].gnum=one                   | NOT_AN_INTEGER items[0].gnum
    order       | currency=~                          | FIELD_MISSING currency
    order       | order_no=~                          | FIELD_MISSING order_no
    declaration | items[0].qty1=~                     | FIELD_MISSING items[0].qty1
    declaration | items[0].qty2=1e3                   | NOT_A_DECIMAL items[0].qty2
    declaration | net_weight=1,05                     | NOT_A_DECIMAL net_weight
    declaration | gross_weight=1,05                   | NOT_A_DECIMAL gross_weight
    declaration | items[0].item_no=123456789012345678901 | FIELD_TOO_LONG items[0].item_no
    declaration | items[0].unit=1 items[0].unit1=     | FIELD_WRONG_LENGTH items[0].unit, FIELD_WRONG_LENGTH items[0].unit1
    declaration | pre_no=                             | FIELD_WRONG_LENGTH pre_no
    declaration | items[0].currency=_                 | FIELD_WRONG_LENGTH items[0].currency
    departure   | traf_mode=55 bill_no=~              | FIELD_WRONG_LENGTH traf_mode
    arrival     | msg_count=~                         | FIELD_MISSING msg_count
    arrival     | traf_mode=~ lines=0 bill_no=~       | FIELD_MISSING traf_mode
";

/// Faults do not hide each other.
const SEVERAL: &str = "
    declaration | app_type=9 customs_code=9999 trade_mode=9999 items[0].qty=-3 items[1].unit=999 items[1].gnum=7 items[2].total_price=2 net_weight=9 | APP_TYPE_INVALID app_type, CUSTOMS_CODE_UNKNOWN customs_code, TRADE_MODE_UNKNOWN trade_mode, NUMBER_NOT_POSITIVE items[0].qty, UNIT_UNKNOWN items[1].unit, GNUM_NOT_CONSECUTIVE items[1].gnum, TOTAL_PRICE_MISMATCH items[2].total_price, NET_WEIGHT_ABOVE_GROSS net_weight
    order       | items[0].qty=4 items[1].qty=4       | TOTAL_PRICE_MISMATCH items[0].total_price, TOTAL_PRICE_MISMATCH items[1].total_price
    declaration | statistics_flag=A license_no=L1 items[2].price=5000 items[2].total_price=5000 | SIMPLIFIED_WITH_LICENCE license_no, SIMPLIFIED_VALUE_ABOVE_LIMIT
";

fn faults(name: &str, changes: &str, context: &RuleContext) -> Vec<Fault> {
    let (document, mut faults) = document(name, changes, context.version);
    check(&document, context, &mut faults);
    faults
}

fn shown(faults: &[Fault]) -> Vec<String> {
    let mut shown: Vec<String> = faults
        .iter()
        .map(|fault| format!("{} {}", fault.rule.code, fault.path()).trim_end().to_owned())
        .collect();
    shown.sort();
    shown
}

/// One row of a table.
fn check_row(row: &str) {
    let [name, changes, expected] = row.split(" | ").collect::<Vec<_>>()[..] else {
        panic!("three columns: {row}")
    };
    let found = faults(name.trim(), changes, &RuleContext::default());
    let mut expected: Vec<&str> = expected.split(',').map(str::trim).filter(|e| !e.is_empty()).collect();
    expected.sort_unstable();
    assert_eq!(shown(&found), expected, "{row}\n{found:#?}");
}

fn check_table(table: &str) {
    for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
        // A row without faults ends with its second bar.
        check_row(&format!("{row} "));
    }
}

#[test]
fn every_row() {
    for table in TABLES {
        check_table(table);
    }
}

/// The documents that a rule says break it.
fn provocations(rule: &Rule) -> impl Iterator<Item = (&'static str, Provocation)> {
    let all = provoked(rule.provoke).unwrap_or_else(|| panic!("{}: {}", rule.code, rule.provoke));
    rule.provoke.split(';').zip(all)
}

fn provoked_faults(provocation: &Provocation) -> Vec<Fault> {
    let Provocation { slots, version, day } = provocation.clone();
    let (document, mut faults) = slots.take(version);
    let context = RuleContext { today: day, version, ..RuleContext::default() };
    check(&document, &context, &mut faults);
    faults
}

/// Rows of `provocation | faults`, each complete.
fn check_provocations(table: &str) {
    for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let (text, expected) =
            format!("{row} ").split_once(" | ").map(|(a, b)| (a.to_owned(), b.to_owned())).unwrap();
        let mut expected: Vec<&str> = expected.split(',').map(str::trim).filter(|e| !e.is_empty()).collect();
        expected.sort_unstable();
        for provocation in provoked(&text).unwrap() {
            let found = provoked_faults(&provocation);
            assert_eq!(shown(&found), expected, "{row}\n{found:#?}");
        }
    }
}

fn codes(faults: &[Fault]) -> impl Iterator<Item = &'static str> {
    faults.iter().map(|fault| fault.rule.code)
}

#[test]
fn true_documents_have_no_faults() {
    for name in ["order", "receipt", "waybill", "declaration", "arrival", "departure"] {
        check_row(&format!("{name} |  | "));
    }
    for mode in [
        "trade_mode=9610 statistics_flag=A",
        "trade_mode=9610 statistics_flag=B ebp_code=无 license_no=L1 items[1].price=9000 items[1].total_price=18000",
        "trade_mode=1210 iac_code=3301960IAC iac_name=示例保税仓 ems_no=T2924W000001 items[0].item_record_no=1 items[1].item_record_no=2 items[2].item_record_no=3",
        "trade_mode=9710 ebp_code=无",
        "trade_mode=9810 statistics_flag=A ebp_name=ExampleWarehouse",
        "traf_mode=6 traf_name=~ voyage_no=~ bill_no=~",
        "traf_mode=4 pod=110 country=110 traf_name= voyage_no= bill_no= total_package_no= loct_no=292401",
    ] {
        check_row(&format!("declaration | {mode} | "));
    }
    for order_type in ["E", "B", "W"] {
        check_row(&format!("order | order_type={order_type} | "));
    }
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
    let context = RuleContext { price_tolerance: Decimal::parse("0.01").unwrap(), ..RuleContext::default() };
    let sums = |changes| shown(&faults("order", changes, &context));
    assert_eq!(sums("items[0].total_price=29.98"), [""; 0]);
    assert_eq!(sums("goods_value=77.98"), [""; 0]);
    assert_eq!(
        sums("items[0].total_price=29.99"),
        ["GOODS_VALUE_MISMATCH goods_value", "TOTAL_PRICE_MISMATCH items[0].total_price"]
    );
}

/// A document of `lines` equal lines, so that most of them are wrong twice.
fn overfull(name: &str, lines: usize) -> Vec<Fault> {
    faults(name, &format!("lines={lines}"), &RuleContext::default())
}

#[test]
fn the_list_of_faults_has_a_limit() {
    // 597 line numbers and 597 parcels are repeated.
    let found = overfull("arrival", 600);
    assert_eq!(found.len(), limits::FAULTS);
    let last = found.last().unwrap();
    assert_eq!(last.rule.code, "MORE_FAULTS");
    assert_eq!(last.found.as_deref(), Some("at most 695 more"));
    assert!(overfull("arrival", 200).iter().all(|fault| fault.rule.code != "MORE_FAULTS"));
}

#[test]
fn faults_say_what_was_found_and_allowed_but_no_names() {
    let told = |name, changes| {
        let found = faults(name, changes, &RuleContext::default());
        let fault = found.first().unwrap().clone();
        (fault.found.unwrap_or_default(), fault.allowed.unwrap_or_default())
    };
    let is = |found: &str, allowed: &str| (found.to_owned(), allowed.to_owned());
    assert_eq!(told("declaration", "items[2].total_price=2"), is("2", "1"));
    assert_eq!(told("order", "goods_value=70"), is("70", "77.97"));
    assert_eq!(told("declaration", "country=USA"), is("USA", ""));
    assert_eq!(told("waybill", "pack_no=0"), is("0", "1 or above"));
    assert_eq!(
        told("declaration", "trade_mode=9710 items[2].price=700 items[2].total_price=700"),
        is("5523.587 CNY", "at most 5000 CNY")
    );
    assert_eq!(told("order", "ebc_code=张三").0, "");
    assert_eq!(told("order", "ebc_name=").0, "");
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
        let mut changes = format!("lines={lines}");
        for (line, gnum) in gnums.iter().enumerate() {
            changes += &format!(" items[{line}].gnum={gnum}");
        }
        let found = faults("order", &changes, &RuleContext::default());
        let right: BTreeSet<u32> = (1..).take(lines).filter(|number| gnums.contains(number)).collect();
        let wrong = codes(&found).filter(|code| code.starts_with("GNUM_")).count();
        prop_assert_eq!(wrong, lines - right.len(), "{:?}", found);
    }
}
