//! 509: a departure.

super::lined! {
    Departure: take_departure, write_departure;
    DepartureHead {
        guid, app_type, app_time, app_status, customs_code, cop_no, pre_no, logistics_code, logistics_name,
        traf_mode, traf_name, voyage_no, bill_no, leave_time, msg_count, msg_seq_no, note,
    }
    DepartureItem {
        gnum, total_package_no, logistics_no, note,
    }
}
