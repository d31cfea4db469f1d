//! 505: a waybill.

super::flat! {
    Waybill: take_waybill, write_waybill;
    {
        guid, app_type, app_time, app_status, logistics_code, logistics_name, logistics_no, freight,
        insured_fee, currency, gross_weight, pack_no, goods_info, ebc_code, ebc_name, ebc_telephone, note,
    }
}
