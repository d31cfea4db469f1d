//! 792: a summary result. Customs sends it; it is only ever written.

use super::Shown;
use tongguan_domain::document::{SummaryResult, SummaryResultHead, SummaryResultItem};
use tongguan_proto::document::v1 as pb;

/// Writes the result.
#[must_use]
pub fn write_summary_result(result: &SummaryResult) -> pb::SummaryResult {
    let SummaryResultHead {
        guid,
        customs_code,
        sum_no,
        op_date,
        decl_seq_no,
        dec_tmp_no,
        dec_pre_no,
        entry_id,
        dec_state,
        agent_code,
        agent_name,
        ebc_code,
        ebc_name,
        decl_agent_code,
        decl_agent_name,
        gross_weight,
        net_weight,
        msg_count,
        msg_seq_no,
        note,
    } = &result.head;
    let items = result.items.iter().map(|item| {
        let SummaryResultItem { invt_no, logistics_no, gseqno, gnum, gcode } = item;
        pb::SummaryResultItem {
            invt_no: Shown::shown(invt_no),
            logistics_no: Shown::shown(logistics_no),
            gseqno: Shown::shown(gseqno),
            gnum: Shown::shown(gnum),
            gcode: Shown::shown(gcode),
        }
    });
    pb::SummaryResult {
        guid: Shown::shown(guid),
        customs_code: Shown::shown(customs_code),
        sum_no: Shown::shown(sum_no),
        op_date: Shown::shown(op_date),
        decl_seq_no: Shown::shown(decl_seq_no),
        dec_tmp_no: Shown::shown(dec_tmp_no),
        dec_pre_no: Shown::shown(dec_pre_no),
        entry_id: Shown::shown(entry_id),
        dec_state: Shown::shown(dec_state),
        agent_code: Shown::shown(agent_code),
        agent_name: Shown::shown(agent_name),
        ebc_code: Shown::shown(ebc_code),
        ebc_name: Shown::shown(ebc_name),
        decl_agent_code: Shown::shown(decl_agent_code),
        decl_agent_name: Shown::shown(decl_agent_name),
        gross_weight: Shown::shown(gross_weight),
        net_weight: Shown::shown(net_weight),
        msg_count: Shown::shown(msg_count),
        msg_seq_no: Shown::shown(msg_seq_no),
        note: Shown::shown(note),
        items: items.collect(),
    }
}
