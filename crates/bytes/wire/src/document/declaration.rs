//! 603: an export declaration list.

super::lined! {
    Declaration: take_declaration, write_declaration;
    DeclarationHead {
        guid, app_type, app_time, app_status, customs_code, ebp_code, ebp_name, order_no, logistics_code,
        logistics_name, logistics_no, cop_no, pre_no, invt_no, ie_flag, port_code, ie_date, statistics_flag,
        agent_code, agent_name, ebc_code, ebc_name, owner_code, owner_name, iac_code, iac_name, ems_no,
        trade_mode, traf_mode, traf_name, voyage_no, bill_no, total_package_no, loct_no, license_no,
        country, pod, freight, freight_currency, freight_flag, insured_fee, insurance_currency,
        insurance_flag, wrap_type, pack_no, gross_weight, net_weight, note,
    }
    DeclarationItem {
        gnum, item_no, item_record_no, item_name, gcode, gname, gmodel, bar_code, country, currency, qty,
        qty1, qty2, unit, unit1, unit2, price, total_price, note,
    }
}
