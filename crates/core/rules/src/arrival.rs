//! Arrivals (507).

use crate::catalogue::{ARRIVAL_BILL_MISSING, ARRIVAL_WITHOUT_PARCELS, IE_FLAG_INVALID};
use crate::findings::Findings;
use crate::heading::check_heading;
use crate::spot::{Row, cell, spot};
use crate::{codes, dates, lines, parties, repeated, split, texts};
use tongguan_domain::codes::transport_modes;
use tongguan_domain::document::{Arrival, ArrivalHead};

pub(crate) fn check(arrival: &Arrival, findings: &mut Findings<'_>) {
    let head = Row::head(&arrival.head);
    check_head(head, findings);
    for row in Row::lines(&arrival.items) {
        texts::check(row, findings);
    }
    findings.settle();
    split::check_order(cell!(head, msg_count), cell!(head, msg_seq_no), findings);
    check_bill(arrival, findings);
    lines::check_numbers(&arrival.items, arrival.head.msg_seq_no > 1, findings);
    repeated::check(&arrival.items, findings);
}

/// Only mail may be without a bill of lading, which stands for the parcels where none is listed.
fn check_bill(arrival: &Arrival, findings: &mut Findings<'_>) {
    let head = Row::head(&arrival.head);
    let bill = cell!(head, bill_no);
    if bill.given().is_some() || arrival.head.traf_mode == transport_modes::MAIL {
        return;
    }
    let rule = match arrival.items.is_empty() {
        true => &ARRIVAL_WITHOUT_PARCELS,
        false => &ARRIVAL_BILL_MISSING,
    };
    findings.add_across(rule, bill.spot, &[spot!(head, traf_mode)], |fault| {
        fault.allowed("empty only with trafMode 6 (mail)")
    });
}

fn check_head(head: Row<'_, ArrivalHead>, findings: &mut Findings<'_>) {
    check_heading!(head, findings);
    codes::customs(cell!(head, customs_code), findings);
    dates::pre_entry_number(cell!(head, pre_no), None, findings);
    parties::code(cell!(head, operator_code), findings);
    codes::one_of(cell!(head, ie_flag), &["E"], &IE_FLAG_INVALID, "E", findings);
    codes::transport_mode(cell!(head, traf_mode), findings);
    parties::code(cell!(head, logistics_code), findings);
    split::check(cell!(head, msg_count), cell!(head, msg_seq_no), findings);
}
