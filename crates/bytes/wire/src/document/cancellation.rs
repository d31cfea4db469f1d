//! 605: a cancellation of a declaration.

super::flat! {
    Cancellation: take_cancellation, write_cancellation;
    {
        guid, app_type, app_time, app_status, customs_code, cop_no, pre_no, invt_no, reason, agent_code,
        agent_name, ebc_code, ebc_name, note,
    }
}
