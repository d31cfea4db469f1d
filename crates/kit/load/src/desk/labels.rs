//! What a label says, beside what a parcel was told.

use crate::workload::{Cue, End, Label};
use tongguan_domain::document::DocumentKind;
use tongguan_scenario::name_of;

/// Papers on whose receipts nothing hangs but in a scenario.
pub(super) const fn is_partner(kind: DocumentKind) -> bool {
    use DocumentKind::{Manifest, PaymentReceipt, SalesOrder, SummaryApplication, Waybill};
    matches!(kind, SalesOrder | PaymentReceipt | Waybill | Manifest | SummaryApplication)
}

/// Codes of the declaration that were told.
pub(super) trait ToldCodes {
    fn contains_code(&self, code: i32) -> bool;
}

impl ToldCodes for Vec<(u64, Cue)> {
    fn contains_code(&self, code: i32) -> bool {
        self.iter().any(|(_, cue)| *cue == Cue { kind: DocumentKind::Declaration, code })
    }
}

/// How a parcel must end, in words.
pub(super) fn expected(label: &Label) -> String {
    let end = match &label.end {
        End::Told(cue) => format!("{} {}", name_of(cue.kind), cue.code),
        End::Refused(code) => format!("refused: {code}"),
        End::Acknowledged => "taken".to_owned(),
        End::Scenario(parcel) => format!("as parcel {parcel} of the scenario"),
    };
    let passes: Vec<_> = label.passes.iter().map(i32::to_string).collect();
    if passes.is_empty() { end } else { format!("{end} by way of {}", passes.join(", ")) }
}
