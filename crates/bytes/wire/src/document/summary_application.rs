//! 701: a summary application.

super::lined! {
    SummaryApplication: take_summary_application, write_summary_application;
    SummaryApplicationHead {
        guid, app_type, app_time, app_status, customs_code, cop_no, pre_no, sum_no, agent_code, agent_name,
        ebc_code, ebc_name, decl_agent_code, decl_agent_name, start_time, end_time, loct_no, summary_flag,
        item_name_flag, msg_count, msg_seq_no, note,
    }
    SummaryApplicationItem {
        invt_no,
    }
}
