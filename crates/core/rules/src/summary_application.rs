//! Summary applications (701).

use crate::catalogue::{
    SUMMARY_FLAG_INVALID, SUMMARY_PERIOD_INCOMPLETE, SUMMARY_PERIOD_REVERSED, SUMMARY_WITHOUT_SELECTION,
};
use crate::findings::{Findings, quoted};
use crate::heading::check_heading;
use crate::spot::{Row, cell};
use crate::{codes, dates, parties, repeated, split, texts};
use tongguan_domain::document::{SummaryApplication, SummaryApplicationHead};

pub(crate) fn check(application: &SummaryApplication, findings: &mut Findings<'_>) {
    let head = Row::head(&application.head);
    check_head(head, findings);
    for row in Row::lines(&application.items) {
        texts::check(row, findings);
        dates::declaration_number(cell!(row, invt_no), findings);
    }
    findings.settle();
    split::check_order(cell!(head, msg_count), cell!(head, msg_seq_no), findings);
    check_period(head, application.items.is_empty(), findings);
    repeated::check(&application.items, findings);
}

fn check_head(head: Row<'_, SummaryApplicationHead>, findings: &mut Findings<'_>) {
    check_heading!(head, findings);
    codes::customs(cell!(head, customs_code), findings);
    dates::pre_entry_number(cell!(head, pre_no), None, findings);
    dates::summary_number(cell!(head, sum_no), findings);
    parties::code(cell!(head, agent_code), findings);
    parties::code(cell!(head, ebc_code), findings);
    parties::code(cell!(head, decl_agent_code), findings);
    dates::time(cell!(head, start_time), findings);
    dates::time(cell!(head, end_time), findings);
    codes::one_of(cell!(head, summary_flag), &["1", "2"], &SUMMARY_FLAG_INVALID, "1 or 2", findings);
    split::check(cell!(head, msg_count), cell!(head, msg_seq_no), findings);
}

/// Declarations are chosen by number or by period. Beside a period the list counts for nothing, but may be there: in
/// 2018-113 it must.
fn check_period(head: Row<'_, SummaryApplicationHead>, no_list: bool, findings: &mut Findings<'_>) {
    let (start, end) = (cell!(head, start_time), cell!(head, end_time));
    match (start.given(), end.given()) {
        (None, None) if no_list => {
            findings.add_across(&SUMMARY_WITHOUT_SELECTION, start.spot, &[end.spot], |fault| fault);
        }
        (None, None) => {}
        (Some(_), None) => {
            findings.add_across(&SUMMARY_PERIOD_INCOMPLETE, end.spot, &[start.spot], |fault| fault);
        }
        (None, Some(_)) => {
            findings.add_across(&SUMMARY_PERIOD_INCOMPLETE, start.spot, &[end.spot], |fault| fault);
        }
        // Fourteen digits are in the order of time.
        (Some(from), Some(to)) if to < from => {
            findings.add_across(&SUMMARY_PERIOD_REVERSED, end.spot, &[start.spot], |fault| {
                fault.found(quoted(to)).allowed(format!("from {from} on"))
            });
        }
        (Some(_), Some(_)) => {}
    }
}
