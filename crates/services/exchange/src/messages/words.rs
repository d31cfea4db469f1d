//! The Chinese words of what a CEB900 reports.

use tongguan_domain::document::DocumentKind;
use tongguan_domain::fault::Fault;

/// A fault of a record, with the code that a receipt would carry.
pub(crate) fn of_fault(kind: DocumentKind, record: usize, fault: &Fault) -> String {
    let found = fault.found.as_deref().unwrap_or_default();
    let place = fault.message_path(kind, record);
    format!("[Code:{};Desc:{}],[{place}:{found}]", fault.return_code(kind), fault.rule.zh)
}
