//! Goal: the papers that follow a declaration (605, 607, 701, 213, 215) are checked like the others.

use super::check_provocations;

#[test]
fn every_row() {
    check_provocations(
        "
        605:                                                    |
        605: invt_no=29242026E00000000001                       |
        605: invt_no=29242026E0000000001X                       | INVT_NO_INVALID invt_no
        605: reason=%20 agent_name=                             | MANDATORY_BLANK reason, MANDATORY_BLANK agent_name
        2018-113 605: reason=                                   | FIELD_TOO_SHORT reason
        605: ebc_code=NO customs_code=0000                      | ENTERPRISE_CODE_INVALID ebc_code, CUSTOMS_CODE_UNKNOWN customs_code
        607:                                                    |
        607: app_type=3 msg_count=0 msg_seq_no=0                |
        607: app_type=3                                         | SPLIT_OF_DELETION msg_count, SPLIT_OF_DELETION msg_seq_no
        607: msg_count=0 msg_seq_no=0                           | NUMBER_NOT_POSITIVE msg_count, NUMBER_NOT_POSITIVE msg_seq_no
        607: app_type=9 msg_count=0                             | APP_TYPE_INVALID app_type, NUMBER_NOT_POSITIVE msg_count
        607: app_type=3 msg_count=0 msg_seq_no=2                | SPLIT_OF_DELETION msg_seq_no
        607: msg_count=2 msg_seq_no=3                           | SPLIT_NUMBER_ABOVE_COUNT msg_seq_no
        607: lines=2 items[0].gnum=2 items[1].gnum=1            |
        607: lines=2 items[1].gnum=2 items[1].logistics_no=LP2  |
        607: lines=2 items[1].gnum=3 items[1].logistics_no=LP2  | GNUM_NOT_CONSECUTIVE items[1].gnum
        607: msg_count=2 msg_seq_no=2 items[0].gnum=101         |
        607: traf_name= bill_no=                                | MANDATORY_BLANK traf_name, MANDATORY_BLANK bill_no
        607: gross_weight=-1 traf_mode=?                        | NUMBER_NOT_POSITIVE gross_weight, TRANSPORT_MODE_UNKNOWN traf_mode
        607: items[0].invt_no=29242026E000000001                |
        607: items[0].invt_no=1                                 | INVT_NO_INVALID items[0].invt_no
        701:                                                    |
        701: lines=0                                            | SUMMARY_WITHOUT_SELECTION start_time
        701: lines=0 start_time=20260101000000 end_time=20260101000000 |
        701: start_time=20260101000000 end_time=20260131235959  |
        701: lines=0 start_time=20260101000000                  | SUMMARY_PERIOD_INCOMPLETE end_time
        701: end_time=20260131235959                            | SUMMARY_PERIOD_INCOMPLETE start_time
        701: start_time=20260201000000 end_time=20260131235959  | SUMMARY_PERIOD_REVERSED end_time
        701: start_time=20261301000000 end_time=20260131235959  | TIME_INVALID start_time
        701: lines=0 start_time=2026                            | FIELD_WRONG_LENGTH start_time
        701: lines=2                                            |
        701: lines=2 items[1].invt_no=29242026E000000002        |
        701: summary_flag=2 item_name_flag=0                    |
        701: summary_flag=0 item_name_flag=%20                  | SUMMARY_FLAG_INVALID summary_flag, MANDATORY_BLANK item_name_flag
        701: sum_no=S20260105000000001                          |
        701: sum_no=S20261305000000001                          |
        701: decl_agent_code=报关行                             | ENTERPRISE_CODE_INVALID decl_agent_code
        701: msg_count=3 msg_seq_no=4                           | SPLIT_NUMBER_ABOVE_COUNT msg_seq_no
        2018-113 701: lines=0 start_time=20260101000000 end_time=20260131235959 | LINES_MISSING
        213:                                                    |
        213: trade_mode=1261 ebp_code=无                        |
        213: trade_mode=~                                       | RETURN_MODE_MISSING trade_mode
        213: trade_mode=9610                                    | RETURN_MODE_INVALID trade_mode
        213: trade_mode=961                                     | FIELD_WRONG_LENGTH trade_mode
        @2020-03-26 213: trade_mode=1261                        | TRADE_MODE_NOT_IN_FORCE trade_mode
        @2020-03-27 213: trade_mode=1261                        |
        213: ie_flag=E country=142 port_code=9999               | RETURN_IE_FLAG_INVALID ie_flag, DESTINATION_IS_CHINA country, CUSTOMS_CODE_UNKNOWN port_code
        213: ie_flag= traf_mode= country= port_code=            | MANDATORY_BLANK ie_flag, MANDATORY_BLANK traf_mode, MANDATORY_BLANK country, MANDATORY_BLANK port_code
        213: items[0].gnum=3 items[1].gnum=7 items[2].gnum=1    |
        213: items[1].gnum=3                                    | GNUM_REPEATED items[2].gnum
        213: items[1].gnum=0                                    | NUMBER_NOT_POSITIVE items[1].gnum
        213: items[0].gcode=6911000000                          |
        213: items[0].gcode=69110                               | GOODS_CODE_INVALID items[0].gcode
        213: items[0].qty=0 items[1].unit1=999                  | NUMBER_NOT_POSITIVE items[0].qty, UNIT_UNKNOWN items[1].unit1
        213: items[1].qty=2                                     | FIRST_QUANTITY_MISMATCH items[1].qty1
        213: items[1].qty2=0                                    | NUMBER_NOT_POSITIVE items[1].qty2
        213: items[1].qty2=~                                    | SECOND_QUANTITY_INCOMPLETE items[1].qty2
        213: items[1].unit2=~                                   | SECOND_QUANTITY_INCOMPLETE items[1].unit2
        213: items[1].qty2=~ items[1].unit2=~                   |
        2018-113 213:                                           | NOT_IN_VERSION
        215:                                                    |
        215: invt_no=~ pre_no=O20260302000000001                |
        215: pre_no=B20260302000000001                          | PRE_NO_INVALID pre_no
        215: ie_flag=E                                          | RETURN_IE_FLAG_INVALID ie_flag
        215: operator_code=无 traf_mode=Q                       | ENTERPRISE_CODE_INVALID operator_code, TRANSPORT_MODE_UNKNOWN traf_mode
        215: co_el_no= bill_no= voyage_no=                      | MANDATORY_BLANK co_el_no, MANDATORY_BLANK bill_no, MANDATORY_BLANK voyage_no
        ",
    );
}
