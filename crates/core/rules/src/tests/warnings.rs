//! Goal: what no official text forbids is taken, and its sender is warned.
//! Method: a row is a valid document, changes to it, and its warnings, all of them; it never has a fault.

use super::{faults, provoked_warnings, shown};
use tongguan_domain::decimal::Decimal;
use tongguan_testkit::provoked;

fn check_warnings(table: &str) {
    for row in table.lines().map(str::trim).filter(|row| !row.is_empty()) {
        let Some((text, expected)) = row.split_once(" |") else { panic!("two columns: {row}") };
        let mut expected: Vec<&str> = expected.split(',').map(str::trim).filter(|e| !e.is_empty()).collect();
        expected.sort_unstable();
        assert_eq!(shown(&faults(text, Decimal::ZERO)), [""; 0], "{row}");
        let provocations = provoked(text).unwrap_or_else(|| panic!("{text}"));
        let [provocation] = &provocations[..] else { panic!("one provocation: {text}") };
        let found = shown(&provoked_warnings(provocation));
        assert_eq!(found, expected, "{row}");
    }
}

/// Simplified goods are classified by four digits, and no text compares the units of an export.
#[test]
fn units_of_an_export_are_not_compared() {
    check_warnings(
        "
        603: statistics_flag=A lines=1 items[0].gcode=6109000000 items[0].unit=011 items[0].unit1=035 items[0].qty1=0.3 items[0].unit2=~ items[0].qty2=~ | STATUTORY_UNIT_MISMATCH items[0].unit1, STATUTORY_UNIT_MISMATCH items[0].unit2
        603: statistics_flag=A lines=1 items[0].gcode=6402992900 items[0].unit=011 items[0].unit1=011 items[0].qty1=2 items[0].unit2=~ items[0].qty2=~ | STATUTORY_UNIT_MISMATCH items[0].unit1, STATUTORY_UNIT_MISMATCH items[0].unit2
        603: statistics_flag=B lines=1 items[0].gcode=6402992900 items[0].unit=011 items[0].unit1=011 items[0].qty1=2 items[0].unit2=~ items[0].qty2=~ | STATUTORY_UNIT_MISMATCH items[0].unit1, STATUTORY_UNIT_MISMATCH items[0].unit2
        213: items[0].unit1=011 items[0].qty1=2             | STATUTORY_UNIT_MISMATCH items[0].unit1
        603: items[0].qty1=99                               | KILOGRAMS_ABOVE_NET_WEIGHT net_weight
        603: items[0].qty1=2.12651                          | KILOGRAMS_ABOVE_NET_WEIGHT net_weight
        603: items[0].qty1=2.1265                           |
        ",
    );
}

#[test]
fn sums_currencies_and_repetitions_only_warn() {
    check_warnings(
        "
        303: goods_value=461.5                              | GOODS_VALUE_MISMATCH goods_value
        303: items[1].currency=502                          | LINE_CURRENCY_DIFFERS items[1].currency
        507: lines=2 items[1].gnum=2                        | PARCEL_REPEATED items[1].logistics_no
        509: lines=2 items[1].gnum=2                        | PARCEL_REPEATED items[1].logistics_no
        607: lines=2 items[1].gnum=2                        | PARCEL_REPEATED items[1].logistics_no
        701: lines=2                                        | DECLARATION_REPEATED items[1].invt_no
        701: sum_no=20260105000000001S                      | SUM_NO_INVALID sum_no
        403: pay_code=91330100MA2ABCDE1X pay_no=~           | PAY_NO_MISSING pay_no
        403: pay_code=91330100MA2ABCDE1X pay_name=现金支付   | CASH_WITH_PAY_CODE pay_code
        603: pod=L-X                                        | POD_INVALID pod
        ",
    );
}

/// A note is free text: what forces nothing is no fault, but no silence either.
#[test]
fn a_marker_that_forces_nothing_warns() {
    check_warnings(
        "
        603: note=谢谢[outcome:inspct]                       | OUTCOME_UNKNOWN note
        603: note=[outcome:INSPECT]                         | OUTCOME_UNKNOWN note
        505: note=[outcome:inspect                          | OUTCOME_UNKNOWN note
        507: note=[Outcome:inspect]                         | OUTCOME_UNKNOWN note
        603: note=[outcom:inspect]                          | OUTCOME_UNKNOWN note
        603: note=[outcome=inspect]                         | OUTCOME_UNKNOWN note
        603: note=[outcome:inspect]                         |
        603: note=[batch:7][income:1]                       |
        603: note=[                                         |
        ",
    );
}

#[test]
fn doubtful_codes_only_warn() {
    check_warnings(
        "
        303: currency=344 items[0].currency=344 items[1].currency=344 items[2].currency=344 | CODE_UNCONFIRMED currency, CODE_UNCONFIRMED items[0].currency, CODE_UNCONFIRMED items[1].currency, CODE_UNCONFIRMED items[2].currency
        303: currency=143 items[0].currency=143 items[1].currency=143 items[2].currency=143 |
        603: country=260                                    | CODE_UNCONFIRMED country
        603: country=702                                    |
        603: country=142                                    | EXPORT_TO_CHINA country
        603: traf_mode=S                                    | CODE_UNCONFIRMED traf_mode, TRANSPORT_IS_A_PLACE traf_mode
        603: traf_mode=P                                    | TRANSPORT_IS_A_PLACE traf_mode
        603: traf_mode=2                                    |
        603: customs_code=2999                              | CUSTOMS_OFFICE_NOT_LISTED customs_code
        603: customs_code=2928                              |
        603: port_code=2233                                 |
        603: port_code=2999                                 | CUSTOMS_OFFICE_NOT_LISTED port_code
        @2018-10-10 603: items[0].gcode=8517121000          | GOODS_CODE_NOT_JUDGED items[0].gcode
        603: items[0].gcode=9801009000                      | GOODS_CODE_NOT_JUDGED items[0].gcode
        @2015-03-03 603: statistics_flag=A                  | ZONE_UNCERTAIN statistics_flag
        603: statistics_flag=A customs_code=8800            | ZONE_UNCERTAIN statistics_flag
        ",
    );
}

/// Which certificate, from when, and for which part of a heading.
#[test]
fn goods_under_control_know_the_day() {
    check_warnings(
        "
        603: items[0].gcode=8711101000                      | LICENCE_NUMBER_MISSING license_no
        603: items[0].gcode=8711101000 license_no=L1        |
        @2023-07-31 603: items[0].gcode=8112929010          |
        @2023-08-01 603: items[0].gcode=8112929010          | LICENCE_NUMBER_MISSING license_no
        @2020-06-01 603: statistics_flag=A items[0].gcode=8112929010 |
        @2023-08-01 603: items[0].gcode=8112922000          | GOODS_CONTROL_POSSIBLE items[0].gcode
        603: items[0].gcode=8806220000                      | GOODS_CONTROL_POSSIBLE items[0].gcode
        603: items[0].gcode=8806220000 license_no=L1        |
        603: items[0].gcode=9706100000                      | LICENCE_NUMBER_MISSING license_no
        603: statistics_flag=A items[0].gcode=4601290000    | GOODS_CONTROL_POSSIBLE items[0].gcode
        603: statistics_flag=A items[0].gcode=9613100000    | SIMPLIFIED_GOODS_UNDER_INSPECTION items[0].gcode, STATUTORY_UNIT_MISMATCH items[0].unit1
        603: items[0].gcode=3604100000                      |
        ",
    );
}

/// A warning never counts as a fault, and takes nothing from the list of faults.
#[test]
fn a_warning_is_silent_where_the_field_is_wrong() {
    let provocations = provoked("603: country=USA items[0].unit1=999 items[0].gcode=6109100000").unwrap();
    let found = shown(&provoked_warnings(&provocations[0]));
    assert!(
        !found.iter().any(|warning| warning.contains("country") || warning.contains("unit1")),
        "{found:?}"
    );
}
