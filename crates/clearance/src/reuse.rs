//! Waybill numbers that come round: after six months a number stands for another parcel.

use crate::lifecycle::Phase;
use crate::state::Filed;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::time::Moment;

/// A logistics company may not use a waybill number again within so many months (202205, note on `logisticsNo`).
const MONTHS_BEFORE_REUSE: u16 = 6;

impl Filed {
    /// Since when the number of a waybill is free, if it stands for a parcel.
    pub(crate) fn number_free_since(&self) -> Option<Moment> {
        let used = self.kind == DocumentKind::Waybill && self.phase != Phase::Withdrawn;
        // A change names the same parcel: the months go on from its first version.
        let since = self.first_received.unwrap_or(self.received);
        used.then(|| since.plus_months(MONTHS_BEFORE_REUSE))
    }

    /// Whether the number of a waybill is free on a moment.
    pub(crate) fn number_is_free(&self, on: Moment) -> bool {
        self.number_free_since().is_some_and(|free| free <= on)
    }
}
