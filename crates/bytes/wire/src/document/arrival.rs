//! 507: an arrival.

super::lined! {
    Arrival: take_arrival, write_arrival;
    ArrivalHead {
        guid, app_type, app_time, app_status, customs_code, cop_no, pre_no, operator_code, operator_name,
        loct_no, ie_flag, traf_mode, bill_no, domestic_traf_no, logistics_code, logistics_name, msg_count,
        msg_seq_no, note,
    }
    ArrivalItem {
        gnum, logistics_no, total_package_no, note,
    }
}
