//! Split messages: how many there are, and which of them this is.

use crate::catalogue::{SPLIT_NUMBER_ABOVE_COUNT, SPLIT_OF_DELETION};
use crate::findings::Findings;
use crate::numbers;
use crate::spot::{Cell, Row, cell};
use tongguan_domain::document::ManifestHead;

/// The own rules of `msgCount` and `msgSeqNo`.
pub(crate) fn check(count: Cell<'_, u32>, number: Cell<'_, u32>, findings: &mut Findings<'_>) {
    numbers::count(count, findings);
    numbers::count(number, findings);
}

/// The same for a manifest, whose deletion (`appType` 3) is no message of a split one: it is 0 of 0.
pub(crate) fn check_manifest(head: Row<'_, ManifestHead>, findings: &mut Findings<'_>) {
    let (count, number) = (cell!(head, msg_count), cell!(head, msg_seq_no));
    if head.record.app_type != "3" {
        return check(count, number, findings);
    }
    for cell in [count, number] {
        if *cell.value != 0 {
            findings.add(&SPLIT_OF_DELETION, cell.spot, |fault| {
                fault.found(cell.value.to_string()).allowed("0 in a deletion")
            });
        }
    }
}

/// `msgSeqNo` ≤ `msgCount`.
pub(crate) fn check_order(count: Cell<'_, u32>, number: Cell<'_, u32>, findings: &mut Findings<'_>) {
    if number.value > count.value {
        findings.add_across(&SPLIT_NUMBER_ABOVE_COUNT, number.spot, &[count.spot], |fault| {
            fault.found(number.value.to_string()).allowed(format!("1 to {}", count.value))
        });
    }
}
