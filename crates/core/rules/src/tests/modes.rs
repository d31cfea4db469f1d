//! Goal: what a declaration may hold depends on its mode, on the day, on the district and on the message version.

use super::check_provocations;

#[test]
fn modes_begin_on_their_day_in_their_district() {
    check_provocations(
        "
        @2014-02-09 603: trade_mode=9610                      | TRADE_MODE_NOT_IN_FORCE trade_mode
        @2014-02-10 603: trade_mode=9610                      |
        @2020-06-30 603: trade_mode=9710                      | TRADE_MODE_NOT_IN_FORCE trade_mode
        @2020-07-01 603: trade_mode=9710                      |
        @2020-07-01 603: trade_mode=9710 customs_code=2233    | TRADE_MODE_NOT_IN_DISTRICT customs_code
        @2020-08-31 603: trade_mode=9810 customs_code=2233    | TRADE_MODE_NOT_IN_DISTRICT customs_code
        @2020-09-01 603: trade_mode=9810 customs_code=2233    |
        @2021-06-30 603: trade_mode=9710 customs_code=0900    | TRADE_MODE_NOT_IN_DISTRICT customs_code
        @2021-07-01 603: trade_mode=9710 customs_code=0900    |
        @2020-07-01 603: trade_mode=9710 customs_code=9999    | CUSTOMS_CODE_UNKNOWN customs_code
        603: trade_mode=9610 customs_code=0900                |
        ",
    );
}

#[test]
fn the_version_of_2018_has_other_codes() {
    check_provocations(
        "
        2018-113 603: trade_mode=1239 iac_code=3301960IAC iac_name=仓 ems_no=T1 items[0].item_record_no=1 items[1].item_record_no=2 items[2].item_record_no=3 |
        2018-113 603: trade_mode=1210 lines=1 gross_weight=2 iac_code=3301960IAC iac_name=仓 items[0].item_record_no=1 | BONDED_FIELD_MISSING ems_no
        2018-113 603: trade_mode=9710          | TRADE_MODE_NOT_ACCEPTED trade_mode
        2018-113 603: trade_mode=9810          | TRADE_MODE_NOT_ACCEPTED trade_mode
        603: trade_mode=1239                   | TRADE_MODE_NOT_ACCEPTED trade_mode
        2018-113 603: freight_flag=1 insurance_flag=2 |
        2018-113 603: freight_flag=4           | CHARGE_FLAG_INVALID freight_flag
        603: freight_flag=1                    | NOT_THE_FIXED_VALUE freight_flag
        2018-113 303: order_type=E             |
        2018-113 303: order_type=B             | ORDER_TYPE_NOT_IN_VERSION order_type
        2018-113 303: order_type=W             | ORDER_TYPE_NOT_IN_VERSION order_type
        2018-113 303: order_type=I             | ORDER_TYPE_IMPORT order_type
        2018-113 303: order_type=X             | ORDER_TYPE_INVALID order_type
        303: order_type=B                      |
        2018-113 303: ebp_code=AMAZON-US       |
        303: ebp_code=AMAZON-US                | PLATFORM_CODE_INVALID ebp_code
        2018-113 605: invt_no=29242026E00000000001 | FIELD_WRONG_LENGTH invt_no
        ",
    );
}

#[test]
fn simplified_declarations_are_for_pilot_zones_and_free_goods() {
    check_provocations(
        "
        603: statistics_flag=A                                         |
        @2015-02-28 603: statistics_flag=A                             | SIMPLIFIED_OUTSIDE_ZONE statistics_flag
        @2015-03-01 603: statistics_flag=A                             |
        @2018-12-31 603: statistics_flag=A customs_code=9700           | SIMPLIFIED_OUTSIDE_ZONE statistics_flag
        603: statistics_flag=A customs_code=9700                       |
        603: statistics_flag=A customs_code=9999                       | CUSTOMS_CODE_UNKNOWN customs_code
        603: statistics_flag=A items[0].gcode=6911000000               |
        603: statistics_flag=A items[0].gcode=6999000000               | GOODS_HEADING_UNKNOWN items[0].gcode
        @2015-02-28 603: statistics_flag=A items[0].gcode=6911000000   | SIMPLIFIED_OUTSIDE_ZONE statistics_flag
        603: items[0].gcode=6911000000                                 | GOODS_SUBHEADING_UNKNOWN items[0].gcode
        603: statistics_flag=A license_no=L1                           | SIMPLIFIED_WITH_LICENCE license_no
        603: statistics_flag=A items[0].gcode=8711101000               | SIMPLIFIED_GOODS_UNDER_LICENCE items[0].gcode
        603: statistics_flag=A items[1].gcode=9613100000               |
        603: statistics_flag=A items[0].gcode=2902200000               | SIMPLIFIED_GOODS_UNDER_DUTY items[0].gcode
        603: statistics_flag=A items[0].gcode=2611000000               | SIMPLIFIED_GOODS_UNDER_LICENCE items[0].gcode, SIMPLIFIED_GOODS_UNDER_DUTY items[0].gcode
        603: items[0].gcode=8711101000                                 |
        603: items[0].gcode=8711101000 license_no=L1                   |
        603: items[0].gcode=9613100000                                 |
        603: items[0].gcode=7601101000                                 |
        603: statistics_flag=C items[0].gcode=8711101000               | STATISTICS_FLAG_INVALID statistics_flag
        ",
    );
}

#[test]
fn lists_between_businesses_are_for_free_goods_of_low_value() {
    check_provocations(
        "
        603: trade_mode=9710                                            |
        603: trade_mode=9710 statistics_flag=A                          |
        603: trade_mode=9710 items[0].gcode=6911100000                  |
        603: trade_mode=9710 items[0].gcode=6911000000                  | GOODS_SUBHEADING_UNKNOWN items[0].gcode
        603: trade_mode=9710 statistics_flag=A items[0].gcode=6911000000 | GOODS_SUBHEADING_UNKNOWN items[0].gcode
        603: trade_mode=9810 items[0].gcode=8711101000                  | B2B_LIST_GOODS_UNDER_LICENCE items[0].gcode
        603: trade_mode=9710 items[0].gcode=9613100000                  | B2B_LIST_GOODS_UNDER_INSPECTION items[0].gcode
        603: trade_mode=9710 items[0].gcode=0506900000                  | B2B_LIST_GOODS_UNDER_INSPECTION items[0].gcode, B2B_LIST_GOODS_UNDER_DUTY items[0].gcode
        603: trade_mode=9710 license_no=L1                              | B2B_LIST_WITH_LICENCE license_no
        603: trade_mode=9710 lines=1 items[0].price=2500 items[0].total_price=5000 |
        603: trade_mode=9710 lines=1 items[0].price=2500.5 items[0].total_price=5001 | B2B_LIST_VALUE_ABOVE_LIMIT
        603: trade_mode=9810 ebp_name=无                                | WAREHOUSE_NAME_MISSING ebp_name
        303: order_type=W ebp_name=ExampleWarehouse                     |
        303: order_type=W ebp_name=                                     | WAREHOUSE_NAME_MISSING ebp_name
        ",
    );
}

/// Whoever is sent away is told where to go.
#[test]
fn hints_name_the_other_declaration_system() {
    let lists = crate::RULES.iter().filter(|rule| rule.code.starts_with("B2B_LIST_"));
    assert_eq!(lists.clone().count(), 5);
    for rule in lists {
        assert!(rule.hint.contains("报关单") && rule.hint.contains("H2018"), "{}", rule.code);
    }
}
