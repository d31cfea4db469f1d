//! Goal: every rule speaks when it should, at the right place, alone, and never for a true document.
//! Method: a row of a table is a valid document, changes to it, and the faults that follow, all of them.

use super::check_provocations;

const TABLES: &[&str] = &[TRUE, FIELDS, CODES, AMOUNTS, MODES, TRANSPORT, SILENCE, SEVERAL];

/// Documents without a fault.
const TRUE: &str = "
    303:                                         |
    403:                                         |
    505:                                         |
    603:                                         |
    507:                                         |
    509:                                         |
    603: trade_mode=9610 statistics_flag=A       |
    603: trade_mode=9610 statistics_flag=B ebp_code=无 license_no=L1 items[1].price=9000 items[1].total_price=27000 |
    603: trade_mode=1210 iac_code=3301960IAC iac_name=示例保税仓 ems_no=T2924W000001 items[0].item_record_no=1 items[1].item_record_no=2 items[2].item_record_no=3 |
    603: trade_mode=9710 ebp_code=无              |
    603: trade_mode=9810 statistics_flag=A ebp_name=ExampleWarehouse |
    603: traf_mode=6 traf_name=~ voyage_no=~ bill_no=~ |
    603: traf_mode=4 pod=110 country=110 traf_name= voyage_no= bill_no= total_package_no= loct_no=292401 |
    303: order_type=E                            |
    303: order_type=B                            |
    303: order_type=W                            |
";

/// Rules of one field.
const FIELDS: &str = "
    303: order_no=                               | MANDATORY_BLANK order_no
    303: ebc_code=%20%20                         | MANDATORY_BLANK ebc_code
    303: items[1].item_name=%20                  | MANDATORY_BLANK items[1].item_name
    303: currency=%20%20%20                      | MANDATORY_BLANK currency
    403: pay_name=                               | MANDATORY_BLANK pay_name
    505: goods_info=%20                          | MANDATORY_BLANK goods_info
    603: ebp_name=                               | MANDATORY_BLANK ebp_name
    603: ebc_name=                               | MANDATORY_BLANK ebc_name
    603: owner_code=                             | MANDATORY_BLANK owner_code
    603: items[2].gmodel=                        | MANDATORY_BLANK items[2].gmodel
    507: items[0].logistics_no=                  | MANDATORY_BLANK items[0].logistics_no
    507: lines=2 items[1].gnum=2 items[0].logistics_no= items[1].logistics_no= | MANDATORY_BLANK items[0].logistics_no, MANDATORY_BLANK items[1].logistics_no
    509: cop_no=                                 | MANDATORY_BLANK cop_no
    603: items[0].bar_code=                      | BAR_CODE_BLANK items[0].bar_code
    303: items[0].bar_code=                      |
    603: app_type=0                              | APP_TYPE_INVALID app_type
    603: app_type=3                              |
    505: app_type=４                              | APP_TYPE_INVALID app_type
    507: app_status=3                            | APP_STATUS_INVALID app_status
    509: app_status=1                            |
    303: app_time=20260230090000                 | TIME_INVALID app_time
    403: accounting_date=2026010508550x          | TIME_INVALID accounting_date
    509: leave_time=20260106250000               | TIME_INVALID leave_time
    603: ie_date=20250229                        | DATE_INVALID ie_date
    603: ie_date=20240229                        |
    303: ebc_code=3301960abc                     | ENTERPRISE_CODE_INVALID ebc_code
    403: pay_code=123                            | ENTERPRISE_CODE_INVALID pay_code
    505: logistics_code=无                        | ENTERPRISE_CODE_INVALID logistics_code
    505: ebc_code=330196                         | ENTERPRISE_CODE_INVALID ebc_code
    505: ebc_code=%20                            |
    603: agent_code=NO                           | ENTERPRISE_CODE_INVALID agent_code
    603: iac_code=12                             | ENTERPRISE_CODE_INVALID iac_code
    507: operator_code=33019800                  | ENTERPRISE_CODE_INVALID operator_code
    509: logistics_code=3301980LGS1              | ENTERPRISE_CODE_INVALID logistics_code
    303: ebp_code=NO                             | PLATFORM_CODE_INVALID ebp_code
    303: ebp_code=无                              |
    603: owner_code=无                            | OWNER_CODE_INVALID owner_code
    603: owner_code=3301960ABC                   |
    303: order_type=C                            | ORDER_TYPE_INVALID order_type
    603: ie_flag=I                               | IE_FLAG_INVALID ie_flag
    507: ie_flag=e                               | IE_FLAG_INVALID ie_flag
    603: statistics_flag=C                       | STATISTICS_FLAG_INVALID statistics_flag
    603: freight_flag=1 insurance_flag=2         | NOT_THE_FIXED_VALUE freight_flag, NOT_THE_FIXED_VALUE insurance_flag
    603: pod=L-X                                 |
    603: pod=1101                                |
    603: items[0].gcode=61091000.0               | GOODS_CODE_INVALID items[0].gcode
    603: pre_no=B20260105000000001               |
    603: pre_no=020260105000000001               | PRE_NO_INVALID pre_no
    507: pre_no=P20261305000000001               | PRE_NO_INVALID pre_no
    509: pre_no=b20260105000000001               | PRE_NO_INVALID pre_no
    603: invt_no=29242026E000000001              |
    603: invt_no=29242026E00000000001            |
    603: invt_no=                                |
    603: invt_no=29242026I000000001              | INVT_NO_INVALID invt_no
    603: invt_no=29242026E00000001               | INVT_NO_INVALID invt_no
    303: goods_value=0 items[0].qty=-3 items[0].total_price=-29.97 | NUMBER_NOT_POSITIVE goods_value, NUMBER_NOT_POSITIVE items[0].qty, NUMBER_NOT_POSITIVE items[0].total_price
    403: charge=0                                | NUMBER_NOT_POSITIVE charge
    505: gross_weight=0 pack_no=0                | NUMBER_NOT_POSITIVE gross_weight, NUMBER_NOT_POSITIVE pack_no
    603: pack_no=0                               | NUMBER_NOT_POSITIVE pack_no
    603: gross_weight=0                          | NUMBER_NOT_POSITIVE gross_weight
    603: net_weight=0                            | NUMBER_NOT_POSITIVE net_weight
    603: items[1].qty1=0                         | NUMBER_NOT_POSITIVE items[1].qty1
    603: items[0].qty2=0                         | NUMBER_NOT_POSITIVE items[0].qty2
    603: items[2].price=0                        | NUMBER_NOT_POSITIVE items[2].price
    507: msg_count=0 msg_seq_no=0                | NUMBER_NOT_POSITIVE msg_count, NUMBER_NOT_POSITIVE msg_seq_no
    509: msg_seq_no=0                            | NUMBER_NOT_POSITIVE msg_seq_no
    303: freight=-1                              | NUMBER_NEGATIVE freight
    505: freight=-0.1 insured_fee=-0.1           | NUMBER_NEGATIVE freight, NUMBER_NEGATIVE insured_fee
    603: freight=-1                              | NUMBER_NEGATIVE freight
    603: insured_fee=-1                          | NUMBER_NEGATIVE insured_fee
";

/// Rules of code tables.
const CODES: &str = "
    603: customs_code=9999                       | CUSTOMS_CODE_UNKNOWN customs_code
    603: customs_code=2998 port_code=5399        |
    603: port_code=29A4                          | CUSTOMS_CODE_UNKNOWN port_code
    507: customs_code=0000                       | CUSTOMS_CODE_UNKNOWN customs_code
    509: customs_code=9999                       | CUSTOMS_CODE_UNKNOWN customs_code
    603: country=USA                             | COUNTRY_UNKNOWN country
    603: items[1].country=998                    | COUNTRY_UNKNOWN items[1].country
    603: items[1].country=304                    |
    603: country=999                             | DESTINATION_NOT_A_PLACE country
    603: items[0].country=701                    | DESTINATION_NOT_A_PLACE items[0].country
    213: country=701                             | DESTINATION_NOT_A_PLACE country
    603: country=349                             | CODE_NOT_IN_USE country
    603: country=449                             | CODE_NOT_IN_USE country
    603: country=358                             |
    603: traf_mode=A                             | TRANSPORT_MODE_UNKNOWN traf_mode
    @2020-09-19 603: traf_mode=P                 | CODE_NOT_IN_USE traf_mode
    @2020-09-20 603: traf_mode=P                 |
    @2020-09-19 507: traf_mode=P                 | CODE_NOT_IN_USE traf_mode
    603: items[0].unit=164                       |
    603: items[0].unit=165                       | UNIT_UNKNOWN items[0].unit
    603: items[0].unit1=166                      | UNIT_UNKNOWN items[0].unit1
    213: items[1].unit2=167                      | UNIT_UNKNOWN items[1].unit2
    @2018-07-05 603: statistics_flag=A customs_code=7200 | SIMPLIFIED_OUTSIDE_ZONE statistics_flag
    @2018-07-24 603: statistics_flag=A customs_code=7200 |
    603: items[0].gcode=9303200000               | GOODS_PROHIBITED items[0].gcode
    603: trade_mode=9710 items[0].gcode=9303200000 | GOODS_PROHIBITED items[0].gcode
    603: country=142                             |
    603: items[0].country=142                    |
    303: currency=USD                            | CURRENCY_UNKNOWN currency
    303: items[0].currency=999                   | CURRENCY_UNKNOWN items[0].currency
    403: currency=840                            | CURRENCY_UNKNOWN currency
    505: currency=CNY                            | CURRENCY_UNKNOWN currency
    603: freight_currency=156                    | CURRENCY_UNKNOWN freight_currency
    603: insurance_currency=156                  | CURRENCY_UNKNOWN insurance_currency
    603: items[1].currency=999                   | CURRENCY_UNKNOWN items[1].currency
    303: items[0].unit=000                       | UNIT_UNKNOWN items[0].unit
    603: items[0].unit=PCE                       | UNIT_UNKNOWN items[0].unit
    603: items[0].unit1=999                      | UNIT_UNKNOWN items[0].unit1
    603: items[0].unit2=999                      | UNIT_UNKNOWN items[0].unit2
    603: traf_mode=Q                             | TRANSPORT_MODE_UNKNOWN traf_mode
    507: traf_mode=Q                             | TRANSPORT_MODE_UNKNOWN traf_mode
    509: traf_mode=Q                             | TRANSPORT_MODE_UNKNOWN traf_mode
    603: wrap_type=8                             | PACKAGING_UNKNOWN wrap_type
    603: items[0].gcode=7701000000               | GOODS_HEADING_UNKNOWN items[0].gcode
    603: items[0].gcode=6199100000               | GOODS_HEADING_UNKNOWN items[0].gcode
    603: trade_mode=0110                         | TRADE_MODE_UNKNOWN trade_mode
    603: trade_mode=1239                         | TRADE_MODE_NOT_ACCEPTED trade_mode
    603: trade_mode=9661                         | TRADE_MODE_NOT_ACCEPTED trade_mode
    303: order_type=I                            | ORDER_TYPE_IMPORT order_type
";

/// Rules between lines, quantities, sums and weights.
const AMOUNTS: &str = "
    303: items[0].gnum=2 items[1].gnum=1         |
    303: items[1].gnum=1                         | GNUM_REPEATED items[1].gnum
    303: items[0].gnum=0                         | GNUM_NOT_CONSECUTIVE items[0].gnum
    603: items[2].gnum=4                         | GNUM_NOT_CONSECUTIVE items[2].gnum
    603: items[1].gnum=1 items[2].gnum=9         | GNUM_REPEATED items[1].gnum, GNUM_NOT_CONSECUTIVE items[2].gnum
    507: lines=3 items[0].gnum=7 items[1].gnum=8 items[2].gnum=9 items[1].logistics_no=LP2 items[2].logistics_no=LP3 | GNUM_NOT_CONSECUTIVE items[0].gnum, GNUM_NOT_CONSECUTIVE items[1].gnum, GNUM_NOT_CONSECUTIVE items[2].gnum
    507: msg_count=3 msg_seq_no=2 lines=3 items[0].gnum=7 items[1].gnum=8 items[2].gnum=9 items[1].logistics_no=LP2 items[2].logistics_no=LP3 |
    509: msg_count=3 msg_seq_no=2 lines=2 items[0].gnum=7 items[1].gnum=9 items[1].logistics_no=LP2 | GNUM_NOT_CONSECUTIVE items[1].gnum
    509: lines=2 items[1].logistics_no=LP2       | GNUM_REPEATED items[1].gnum
    303: items[1].currency=502                   |
    303: currency=502                            |
    603: items[0].currency=502                   |
    303: items[0].total_price=65.01 goods_value=449.01 | TOTAL_PRICE_MISMATCH items[0].total_price
    603: items[2].total_price=1.00001            | TOTAL_PRICE_MISMATCH items[2].total_price
    603: items[2].qty=9999999999999999999 items[2].qty1=9999999999999999999 items[2].price=9999999999999999999 | TOTAL_PRICE_MISMATCH items[2].total_price
    603: items[0].qty=0.12345 items[0].price=1.11111 items[0].total_price=0.13717 |
    603: items[0].qty=0.12345 items[0].price=1.11111 items[0].total_price=0.13716 | TOTAL_PRICE_MISMATCH items[0].total_price
    303: goods_value=448.99                      |
    303: goods_value=461.5                       |
    303: items[0].total_price=30                 | TOTAL_PRICE_MISMATCH items[0].total_price
    603: items[1].qty1=2                         | FIRST_QUANTITY_MISMATCH items[1].qty1
    603: items[1].unit=035 items[1].unit1=011 items[1].qty1=5 |
    603: items[1].qty2=~                         | SECOND_QUANTITY_INCOMPLETE items[1].qty2
    603: items[1].unit2=                         | SECOND_QUANTITY_INCOMPLETE items[1].unit2
    603: items[1].unit2=~ items[1].qty2=~        |
    603: items[1].gcode=6109100000               |
    603: items[1].gcode=6403990000               |
    603: items[0].gcode=6109100000               |
    603: items[0].unit2=011 items[0].qty2=2      |
    213: items[0].unit1=011 items[0].qty1=2      |
    603: net_weight=2.08                         |
    603: net_weight=2.09                         | NET_WEIGHT_ABOVE_GROSS net_weight
    603: items[0].qty1=2.1265                    |
    603: items[0].qty1=2.12651                   |
";

/// Rules of the supervision modes and of payment.
const MODES: &str = "
    603: trade_mode=1210                         | BONDED_FIELD_MISSING iac_code, BONDED_FIELD_MISSING iac_name, BONDED_FIELD_MISSING ems_no, BONDED_FIELD_MISSING items[0].item_record_no, BONDED_FIELD_MISSING items[1].item_record_no, BONDED_FIELD_MISSING items[2].item_record_no
    603: lines=1 trade_mode=1210 iac_code=3301960IAC iac_name=%20 ems_no=T2924W000001 items[0].item_record_no=1 | BONDED_FIELD_MISSING iac_name
    303: order_type=W ebp_name=                  | WAREHOUSE_NAME_MISSING ebp_name
    303: order_type=W ebp_name=无                 | WAREHOUSE_NAME_MISSING ebp_name
    603: trade_mode=9810 ebp_name=%20            | WAREHOUSE_NAME_MISSING ebp_name
    603: statistics_flag=A license_no=L1         | SIMPLIFIED_WITH_LICENCE license_no
    603: statistics_flag=A license_no=           |
    603: license_no=L1                           |
    603: lines=1 items[0].currency=142 items[0].price=2500 items[0].qty=2 items[0].qty1=2 items[0].total_price=5000 statistics_flag=A |
    603: lines=1 items[0].currency=142 items[0].price=5000.00001 items[0].qty=1 items[0].qty1=1 items[0].total_price=5000.00001 statistics_flag=A | SIMPLIFIED_VALUE_ABOVE_LIMIT
    603: lines=1 items[0].currency=142 items[0].price=5000.00001 items[0].qty=1 items[0].qty1=1 items[0].total_price=5000.00001 |
    603: lines=1 items[0].currency=502 items[0].price=704.22535 items[0].qty=1 items[0].qty1=1 items[0].total_price=704.22535 statistics_flag=A |
    603: lines=1 items[0].currency=502 items[0].price=704.22536 items[0].qty=1 items[0].qty1=1 items[0].total_price=704.22536 statistics_flag=A | SIMPLIFIED_VALUE_ABOVE_LIMIT
    603: trade_mode=9710 license_no=L1           | B2B_LIST_WITH_LICENCE license_no
    603: trade_mode=9710 items[2].price=7000 items[2].total_price=7000 | B2B_LIST_VALUE_ABOVE_LIMIT
    603: trade_mode=9810 statistics_flag=A items[2].price=7000 items[2].total_price=7000 | B2B_LIST_VALUE_ABOVE_LIMIT
    403: pay_name=现金支付 pay_code=91330100MA2ABCDE1X |
    403: pay_name=现金支付 pay_no=~                  |
    403: pay_code=91330100MA2ABCDE1X pay_no=     |
    403: pay_name=PayExample pay_no=~            |
";

/// Rules of arrivals and departures.
const TRANSPORT: &str = "
    507: msg_seq_no=2                            | SPLIT_NUMBER_ABOVE_COUNT msg_seq_no
    509: msg_count=2 msg_seq_no=3                | SPLIT_NUMBER_ABOVE_COUNT msg_seq_no
    507: lines=2 items[1].gnum=2                 |
    509: lines=2 items[1].gnum=2                 |
    507: lines=2 items[0].logistics_no=LP2 items[1].gnum=2 |
    507: lines=0                                 |
    507: lines=0 bill_no=%20                     | ARRIVAL_WITHOUT_PARCELS bill_no
    507: lines=0 bill_no=~ traf_mode=6           |
    507: bill_no=~                               | ARRIVAL_BILL_MISSING bill_no
    2018-113 507: traf_mode=2 bill_no=           | ARRIVAL_BILL_MISSING bill_no
    507: bill_no=~ traf_mode=6                   |
    509: traf_name=~ voyage_no= bill_no=%20      | DEPARTURE_TRANSPORT_MISSING traf_name, DEPARTURE_TRANSPORT_MISSING voyage_no, DEPARTURE_TRANSPORT_MISSING bill_no
    509: traf_mode=6 traf_name=~ voyage_no=~ bill_no=~ |
";

/// A field that is already wrong brings no further faults with it.
const SILENCE: &str = "
    303: lines=0                                 | LINES_MISSING
    303: items[0].qty=x                          | NOT_A_DECIMAL items[0].qty
    303: items[1].total_price=~                  | FIELD_MISSING items[1].total_price
    303: goods_value=                            | NOT_A_DECIMAL goods_value
    303: items[0].gnum=one                       | NOT_AN_INTEGER items[0].gnum
    303: currency=~                              | FIELD_MISSING currency
    303: order_no=~                              | FIELD_MISSING order_no
    603: items[0].qty1=~                         | FIELD_MISSING items[0].qty1
    603: items[0].qty2=1e3                       | NOT_A_DECIMAL items[0].qty2
    603: net_weight=1,05                         | NOT_A_DECIMAL net_weight
    603: gross_weight=1,05                       | NOT_A_DECIMAL gross_weight
    603: items[0].item_no=123456789012345678901  | FIELD_TOO_LONG items[0].item_no
    603: items[0].unit=1 items[0].unit1=         | FIELD_WRONG_LENGTH items[0].unit, FIELD_WRONG_LENGTH items[0].unit1
    603: pre_no=                                 | FIELD_WRONG_LENGTH pre_no
    603: items[0].currency=%20                   | FIELD_WRONG_LENGTH items[0].currency
    509: traf_mode=55 bill_no=~                  | FIELD_WRONG_LENGTH traf_mode
    507: msg_count=~                             | FIELD_MISSING msg_count
    507: traf_mode=~ lines=0 bill_no=~           | FIELD_MISSING traf_mode
";

/// Faults do not hide each other.
const SEVERAL: &str = "
    603: app_type=9 customs_code=9999 trade_mode=9999 items[0].qty=-3 items[1].unit=999 items[1].gnum=7 items[2].total_price=2 net_weight=9 | APP_TYPE_INVALID app_type, CUSTOMS_CODE_UNKNOWN customs_code, TRADE_MODE_UNKNOWN trade_mode, NUMBER_NOT_POSITIVE items[0].qty, UNIT_UNKNOWN items[1].unit, GNUM_NOT_CONSECUTIVE items[1].gnum, TOTAL_PRICE_MISMATCH items[2].total_price, NET_WEIGHT_ABOVE_GROSS net_weight
    303: items[0].qty=4 items[1].qty=4           | TOTAL_PRICE_MISMATCH items[0].total_price, TOTAL_PRICE_MISMATCH items[1].total_price
    603: statistics_flag=A license_no=L1 items[2].price=5000 items[2].total_price=5000 | SIMPLIFIED_WITH_LICENCE license_no, SIMPLIFIED_VALUE_ABOVE_LIMIT
";

#[test]
fn every_row() {
    TABLES.iter().for_each(|table| check_provocations(table));
}
