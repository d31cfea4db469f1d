//! 215: a return tally.

super::flat! {
    ReturnTally: take_return_tally, write_return_tally;
    {
        guid, app_type, app_time, app_status, customs_code, operator_code, operator_name, logistics_code,
        logistics_name, logistics_no, invt_no, co_el_no, pre_no, bill_no, ie_flag, traf_mode, traf_name,
        voyage_no, location, note,
    }
}
