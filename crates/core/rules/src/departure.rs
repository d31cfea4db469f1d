//! Departures (509).

use crate::catalogue::DEPARTURE_TRANSPORT_MISSING;
use crate::findings::Findings;
use crate::heading::check_heading;
use crate::spot::{Row, cell, spot};
use crate::{codes, dates, lines, parties, repeated, split, texts};
use tongguan_domain::codes::transport_modes;
use tongguan_domain::document::{Departure, DepartureHead};

pub(crate) fn check(departure: &Departure, findings: &mut Findings<'_>) {
    let head = Row::head(&departure.head);
    check_head(head, findings);
    for row in Row::lines(&departure.items) {
        texts::check(row, findings);
    }
    findings.settle();
    split::check_order(cell!(head, msg_count), cell!(head, msg_seq_no), findings);
    if departure.head.traf_mode != transport_modes::MAIL {
        check_transport(head, findings);
    }
    lines::check_numbers(&departure.items, departure.head.msg_seq_no > 1, findings);
    repeated::check(&departure.items, findings);
}

fn check_head(head: Row<'_, DepartureHead>, findings: &mut Findings<'_>) {
    check_heading!(head, findings);
    codes::customs(cell!(head, customs_code), findings);
    dates::pre_entry_number(cell!(head, pre_no), None, findings);
    parties::code(cell!(head, logistics_code), findings);
    codes::transport_mode(cell!(head, traf_mode), findings);
    dates::time(cell!(head, leave_time), findings);
    split::check(cell!(head, msg_count), cell!(head, msg_seq_no), findings);
}

/// Vehicle, voyage and bill of lading are named.
fn check_transport(head: Row<'_, DepartureHead>, findings: &mut Findings<'_>) {
    let others = [spot!(head, traf_mode)];
    for cell in [cell!(head, traf_name), cell!(head, voyage_no), cell!(head, bill_no)] {
        if cell.given().is_none() {
            findings.add_across(&DEPARTURE_TRANSPORT_MISSING, cell.spot, &others, |fault| fault);
        }
    }
}
