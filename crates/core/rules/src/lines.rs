//! Numbers of lines.

use crate::catalogue::{GNUM_NOT_CONSECUTIVE, GNUM_REPEATED, NUMBER_NOT_POSITIVE};
use crate::findings::Findings;
use crate::spot::Row;
use std::collections::BTreeSet;
use tongguan_domain::document::{
    ArrivalItem, DeclarationItem, DepartureItem, ManifestItem, ReturnApplicationItem, SalesOrderItem,
};
use tongguan_domain::record::Record;

/// A record that has a line number.
pub(crate) trait Line: Record {
    /// `gnum`.
    fn gnum(&self) -> u32;
    /// `gnum` as a spot.
    const GNUM: &'static str = "gnum";
}

macro_rules! lines {
    ($($line:ident),*) => {
        $(impl Line for $line {
            fn gnum(&self) -> u32 {
                self.gnum
            }
        })*
    };
}
lines!(SalesOrderItem, DeclarationItem, ArrivalItem, DepartureItem, ManifestItem, ReturnApplicationItem);

/// Line numbers are 1 to n, each once, in any order. `continued` lines, those of a later part of a split message, may
/// go on from the part before.
pub(crate) fn check_numbers<L: Line>(lines: &[L], continued: bool, findings: &mut Findings<'_>) {
    let first =
        if continued { lines.iter().map(L::gnum).filter(|gnum| *gnum > 0).min().unwrap_or(1) } else { 1 };
    if (first..).zip(lines).all(|(number, line)| line.gnum() == number) {
        return;
    }
    let mut taken = vec![false; lines.len()];
    for row in Row::lines(lines) {
        let gnum = row.record.gnum();
        let slot = gnum
            .checked_sub(first)
            .and_then(|offset| usize::try_from(offset).ok())
            .and_then(|offset| taken.get_mut(offset));
        let rule = match slot {
            Some(taken) if *taken => &GNUM_REPEATED,
            Some(taken) => {
                *taken = true;
                continue;
            }
            None => &GNUM_NOT_CONSECUTIVE,
        };
        findings.add(rule, row.spot(L::GNUM), |fault| {
            fault.found(gnum.to_string()).allowed(format!("{} numbers from {first}, each once", lines.len()))
        });
    }
}

/// Line numbers are those of another document: from 1 on, each once, with gaps.
pub(crate) fn check_references<L: Line>(lines: &[L], findings: &mut Findings<'_>) {
    if lines.first().is_some_and(|line| line.gnum() > 0) && lines.is_sorted_by(|a, b| a.gnum() < b.gnum()) {
        return;
    }
    let mut seen = BTreeSet::new();
    for row in Row::lines(lines) {
        let gnum = row.record.gnum();
        let rule = match gnum {
            0 => &NUMBER_NOT_POSITIVE,
            gnum if seen.insert(gnum) => continue,
            _ => &GNUM_REPEATED,
        };
        findings.add(rule, row.spot(L::GNUM), |fault| {
            fault.found(gnum.to_string()).allowed("numbers of lines of the declaration, each once")
        });
    }
}
