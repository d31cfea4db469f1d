//! The names that kinds of documents have in a scenario.

use tongguan_domain::document::DocumentKind;

/// The name of a kind: one word, the shortest that is clear among the papers of a parcel.
#[must_use]
pub const fn name_of(kind: DocumentKind) -> &'static str {
    match kind {
        DocumentKind::SalesOrder => "order",
        DocumentKind::PaymentReceipt => "payment",
        DocumentKind::Waybill => "waybill",
        DocumentKind::Declaration => "declaration",
        DocumentKind::Arrival => "arrival",
        DocumentKind::Departure => "departure",
        DocumentKind::Cancellation => "cancellation",
        DocumentKind::Manifest => "manifest",
        DocumentKind::SummaryApplication => "summary",
        DocumentKind::ReturnApplication => "return",
        DocumentKind::ReturnTally => "tally",
    }
}

/// The kind of a name.
#[must_use]
pub fn kind_named(name: &str) -> Option<DocumentKind> {
    DocumentKind::ALL.into_iter().find(|kind| name_of(*kind) == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_by_its_name() {
        for kind in DocumentKind::ALL {
            assert_eq!(kind_named(name_of(kind)), Some(kind));
        }
        assert_eq!(kind_named("whale"), None);
    }
}
