//! Waybill numbers that come round: after six months a number stands for another parcel.

use crate::filed::Filed;
use crate::lifecycle::Lifecycle;
use crate::state::State;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::process::Phase;
use tongguan_domain::time::Moment;

/// A logistics company may not use a waybill number again within so many months (202205, note on `logisticsNo`).
pub(crate) const MONTHS_BEFORE_REUSE: u16 = 6;

impl Filed {
    /// Since when the number of a waybill is free, if it stands for a parcel.
    pub(crate) fn number_free_since(&self) -> Option<Moment> {
        let used = self.kind == DocumentKind::Waybill && self.phase != Phase::Withdrawn;
        // A change names the same parcel: the months go on from its first version.
        let since = self.first_received.unwrap_or(self.received);
        used.then(|| day_after(since.plus_months(MONTHS_BEFORE_REUSE)))
    }

    /// Whether the number of a waybill is free on a moment, if its goods are no longer under way.
    pub(crate) fn number_is_free(&self, on: Moment) -> bool {
        self.number_free_since().is_some_and(|free| free <= on)
    }

    /// Of a declared waybill that began a new parcel: since when its number stands for that parcel.
    pub(crate) fn new_parcel_since(&self) -> Option<Moment> {
        self.free_since.filter(|free| *free <= self.received && !self.deletes && !self.began_as_draft())
    }

    /// Whether it is the waybill of another parcel than the one whose number was free since then: it stands for goods
    /// that have left.
    pub(crate) fn is_of_parcel_before(&self, free_since: Option<Moment>) -> bool {
        free_since.is_some_and(|free| self.received < free) && self.is_at_customs()
    }
}

/// A period of months ends with its last day.
fn day_after(last: Moment) -> Moment {
    let end = Moment::from_digits14(&format!("{}235959", last.digits8()));
    end.map_or(last, |end| end.plus_millis(1_000))
}

impl State {
    /// Whether the number of a waybill may be used again now: the months are over, and its goods have left. While they
    /// are under way, what is said of the number is said of them.
    pub(crate) fn is_free(&self, waybill: &Filed) -> bool {
        waybill.number_is_free(self.now) && !self.is_under_way(waybill)
    }

    /// Whether the number of a waybill may be named by a new one. What is only saved takes no number.
    pub(crate) fn is_free_for(&self, waybill: &Filed, saved: bool) -> bool {
        if saved { waybill.number_is_free(self.now) } else { self.is_free(waybill) }
    }

    /// Whether a declaration uses the waybill, and its goods have not left.
    pub(crate) fn is_under_way(&self, waybill: &Filed) -> bool {
        waybill.bound.and_then(|user| self.filed(user)).is_some_and(|user| user.phase.is_open())
    }
}
