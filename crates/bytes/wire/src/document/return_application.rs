//! 213: a return application.

super::lined! {
    ReturnApplication: take_return_application, write_return_application;
    ReturnApplicationHead {
        guid, app_type, app_time, app_status, customs_code, loct_no, ebp_code, ebp_name, ebc_code, ebc_name,
        logistics_no, logistics_code, logistics_name, co_el_no, pre_no, invt_no, trade_mode, agent_code,
        agent_name, bill_no, ie_flag, traf_mode, traf_name, port_code, reason, country, voyage_no, note,
    }
    ReturnApplicationItem {
        gnum, gcode, gname, gmodel, qty, qty1, unit, unit1, qty2, unit2, note,
    }
}
