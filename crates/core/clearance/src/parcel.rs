//! Which declaration is meant by a waybill number.
//!
//! Several declarations may name one waybill: one by mistake, one that was corrected since, one of an older parcel
//! that had the number before. Whatever becomes of one of them, the others still stand.

use crate::filed::Filed;
use crate::lifecycle::Lifecycle;
use crate::state::State;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::names::DocumentId;
use tongguan_domain::time::Moment;

impl State {
    /// Every declaration that names this waybill and was not withdrawn, oldest first.
    pub(crate) fn naming_waybill<'s>(
        &'s self,
        waybill: &str,
    ) -> impl DoubleEndedIterator<Item = (DocumentId, &'s Filed)> {
        self.index.naming_waybill(waybill).filter_map(|id| self.filed(id).map(|filed| (id, filed)))
    }

    /// The declarations that a waybill number can mean now, oldest first: the one that uses the waybill; while none
    /// does, all that wait for it; and where none waits, the latest of those that came to nothing.
    pub(crate) fn declarations_of_waybill(&self, waybill: &str) -> Vec<(DocumentId, &Filed)> {
        let since = self.parcel_since(waybill);
        let of_this_parcel =
            |filed: &Filed| filed.phase.is_expected() || since.is_none_or(|since| filed.received >= since);
        let named = || self.naming_waybill(waybill).filter(|(_, filed)| of_this_parcel(filed));
        let user = named().rev().find(|(_, filed)| filed.phase.uses_papers());
        let is_free =
            || self.in_force(DocumentKind::Waybill, waybill).is_some_and(|(_, held)| self.is_free(held));
        if let Some((_, filed)) = user
            && (filed.phase.is_open() || !is_free())
        {
            return user.into_iter().collect();
        }
        let expected: Vec<_> = named().filter(|(_, filed)| filed.phase.is_expected()).collect();
        if expected.is_empty() {
            user.or_else(|| named().next_back()).into_iter().collect()
        } else {
            expected
        }
    }

    /// The first of them.
    pub(crate) fn declaration_of_waybill(&self, waybill: &str) -> Option<(DocumentId, &Filed)> {
        self.declarations_of_waybill(waybill).into_iter().next()
    }

    /// Since when a waybill number stands for another parcel than before; `None` if it was never used again.
    pub(crate) fn parcel_since(&self, waybill: &str) -> Option<Moment> {
        self.in_force(DocumentKind::Waybill, waybill)?.1.new_parcel_since()
    }
}
