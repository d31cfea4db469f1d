//! Return applications (213).

use crate::catalogue::{
    DESTINATION_IS_CHINA, RETURN_IE_FLAG_INVALID, RETURN_MODE_INVALID, RETURN_MODE_MISSING,
};
use crate::findings::{Findings, quoted};
use crate::heading::check_heading;
use crate::spot::{Row, cell};
use crate::{RuleContext, codes, dates, lines, numbers, parties, statutory, texts};
use tongguan_domain::codes::hs::Depth;
use tongguan_domain::codes::trade_modes::{self, Direction};
use tongguan_domain::document::{ReturnApplication, ReturnApplicationHead, ReturnApplicationItem};

pub(crate) fn check(application: &ReturnApplication, context: &RuleContext, findings: &mut Findings<'_>) {
    check_head(Row::head(&application.head), context, findings);
    for row in Row::lines(&application.items) {
        check_line(row, findings);
    }
    findings.settle();
    lines::check_references(&application.items, findings);
    for row in Row::lines(&application.items) {
        statutory::check_across(row, findings);
    }
}

fn check_head(head: Row<'_, ReturnApplicationHead>, context: &RuleContext, findings: &mut Findings<'_>) {
    check_heading!(head, findings);
    codes::customs(cell!(head, customs_code), findings);
    parties::platform_code(cell!(head, ebp_code), context, findings);
    parties::code(cell!(head, ebc_code), findings);
    parties::code(cell!(head, logistics_code), findings);
    dates::pre_entry_number(cell!(head, pre_no), None, findings);
    dates::declaration_number(cell!(head, invt_no), findings);
    check_mode(head, context, findings);
    parties::code(cell!(head, agent_code), findings);
    codes::one_of(cell!(head, ie_flag), &["I"], &RETURN_IE_FLAG_INVALID, "I", findings);
    codes::transport_mode(cell!(head, traf_mode), findings);
    codes::port(cell!(head, port_code), findings);
    codes::destination(cell!(head, country), &DESTINATION_IS_CHINA, findings);
}

/// A mode of returned goods. The schema lets it be absent, the specification does not.
fn check_mode(head: Row<'_, ReturnApplicationHead>, context: &RuleContext, findings: &mut Findings<'_>) {
    let cell = cell!(head, trade_mode);
    let Some(code) = cell.given() else {
        return findings.add(&RETURN_MODE_MISSING, cell.spot, |fault| fault);
    };
    match trade_modes::find(code) {
        Some(mode) if mode.direction == Direction::Return => {
            codes::mode_in_force(mode, cell.spot, context, findings);
        }
        Some(_) | None => findings
            .add(&RETURN_MODE_INVALID, cell.spot, |fault| fault.found(quoted(code)).allowed("9661 or 1261")),
    }
}

fn check_line(row: Row<'_, ReturnApplicationItem>, findings: &mut Findings<'_>) {
    texts::check(row, findings);
    // What was declared in a simplified way comes back under the same code.
    codes::goods_code(cell!(row, gcode), Depth::Heading, findings);
    codes::unit(cell!(row, unit), findings);
    numbers::positive(cell!(row, qty), findings);
    statutory::check_own(row, findings);
}
