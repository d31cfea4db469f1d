//! 607: a manifest (master and house list).

super::lined! {
    Manifest: take_manifest, write_manifest;
    ManifestHead {
        guid, app_type, app_time, app_status, customs_code, cop_no, pre_no, agent_code, agent_name, loct_no,
        traf_mode, traf_name, voyage_no, bill_no, domestic_traf_no, gross_weight, logistics_code,
        logistics_name, msg_count, msg_seq_no, note,
    }
    ManifestItem {
        gnum, total_package_no, logistics_no, invt_no, note,
    }
}
