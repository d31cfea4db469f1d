//! What a step means beyond the document's own phase. Total, like [`State::apply`].

use crate::body::Body;
use crate::filed::Filed;
use crate::lifecycle::Lifecycle;
use crate::links::Links;
use crate::readiness::Transport;
use crate::reuse::MONTHS_BEFORE_REUSE;
use crate::state::State;
use tongguan_domain::document::{Course, DocumentKind};
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Phase, Step};

impl State {
    /// Draws the consequences of a step that was just made.
    pub(crate) fn follow(&mut self, id: DocumentId, step: Step) {
        self.leave_places(id, step);
        let Some(filed) = self.filed_mut(id) else { return };
        match filed.kind {
            DocumentKind::Declaration => self.follow_declaration(id, step),
            DocumentKind::Arrival => self.follow_arrival(id, step),
            DocumentKind::Manifest => self.follow_manifest(id, step),
            DocumentKind::PaymentReceipt => {
                if step == Step::Store && !self.is_still_compared(id) {
                    self.drop_body(id);
                }
                if step == Step::Reject {
                    self.note_payment_refused(id);
                }
            }
            DocumentKind::ReturnApplication => {
                if matches!(step, Step::Inspect | Step::Release) {
                    self.note_tally(id);
                }
                if step == Step::Release {
                    self.note_return(id);
                }
            }
            DocumentKind::SalesOrder
            | DocumentKind::Waybill
            | DocumentKind::Departure
            | DocumentKind::Cancellation
            | DocumentKind::SummaryApplication
            | DocumentKind::ReturnTally => {}
        }
        if is_forgotten(self.filed(id)) {
            self.drop_body(id);
        }
    }

    fn follow_declaration(&mut self, id: DocumentId, step: Step) {
        self.note_step(id, step);
        match step {
            Step::Store => {
                self.questions.push_back(id);
            }
            Step::FinishReview => self.keep_extract(id),
            Step::Inspect => self.note_way(id),
            Step::Release => {
                self.note_way(id);
                self.drop_partner_bodies(id);
                self.note_conduct(id, step);
            }
            Step::Detain(_) | Step::ShipBack => {
                self.drop_partner_bodies(id);
                self.note_conduct(id, step);
            }
            Step::Close => {
                if let Some(at) = crate::state::slot(id)
                    && let Some(filed) = self.documents.get(at)
                {
                    self.index.note_closed(id, filed);
                }
            }
            Step::Reject => {
                self.note_conduct(id, step);
                self.free_partners(id);
            }
            Step::Cancel => {
                self.note_conduct(id, step);
                self.free_partners(id);
            }
            Step::Replace | Step::Delete => self.free_partners(id),
            Step::Send
            | Step::FailSending
            | Step::Review
            | Step::Suspend
            | Step::Resume
            | Step::Accept
            | Step::HandOver
            | Step::ConfirmDeletion => {}
        }
    }

    /// Keeps by which arrival and which manifest goods go on, among their partners: others may come later.
    fn note_way(&mut self, id: DocumentId) {
        let Some(filed) = self.filed(id) else { return };
        let known = |partner: &DocumentId| {
            self.filed(*partner).is_some_and(|partner| partner.kind == DocumentKind::Arrival)
        };
        if filed.partners.iter().any(known) {
            return;
        }
        let manifest = match self.transport_of(filed) {
            Transport::Manifest(manifest) => Some(manifest),
            Transport::Declared | Transport::Unknown => None,
        };
        let way = [self.arrival_of(filed), manifest];
        if let Some(filed) = self.filed_mut(id) {
            filed.partners.extend(way.into_iter().flatten());
        }
    }

    /// The tally by which goods go on is used up. An older journal does not say which one it was.
    fn note_tally(&mut self, id: DocumentId) {
        let Some(filed) = self.filed(id).filter(|filed| filed.partners.is_empty()) else { return };
        let Some(tally) = self.tally_of(filed) else { return };
        if let Some(filed) = self.filed_mut(id) {
            filed.partners.push(tally);
        }
        if let Some(tally) = self.filed_mut(tally) {
            tally.bound = Some(id);
        }
    }

    fn follow_arrival(&mut self, id: DocumentId, step: Step) {
        if step != Step::Accept {
            return;
        }
        let Some(Filed { links: Links::Movement { parcels, bill_no, .. }, .. }) = self.filed(id) else {
            return;
        };
        let (parcels, bill_no) = (parcels.clone(), bill_no.clone());
        if let (true, Some(bill)) = (parcels.is_empty(), bill_no) {
            let stands = self
                .arrived_bills
                .get(&bill)
                .and_then(|first| self.filed(*first))
                .is_some_and(|first| self.now < first.received.plus_months(MONTHS_BEFORE_REUSE));
            if !stands {
                self.arrived_bills.insert(bill, id);
            }
        }
        for parcel in parcels {
            // The first arrival stands, until the number is free for another parcel.
            let is_free = || {
                let waybill = self.in_force(DocumentKind::Waybill, &parcel);
                waybill.is_some_and(|(_, waybill)| self.is_free(waybill))
            };
            if !self.arrived_parcels.contains_key(&parcel) || is_free() {
                self.arrived_parcels.insert(parcel, id);
            }
        }
    }

    fn follow_manifest(&mut self, id: DocumentId, step: Step) {
        let Some(Filed { links: Links::Movement { parcels, .. }, .. }) = self.filed(id) else { return };
        match step {
            Step::Store => {
                for parcel in parcels.clone() {
                    self.manifested.insert(parcel, id);
                }
                self.drop_body(id);
            }
            Step::Delete | Step::Replace => {
                for parcel in parcels.clone() {
                    if self.manifested.get(&parcel) == Some(&id) {
                        self.manifested.remove(&parcel);
                    }
                }
            }
            Step::Send
            | Step::FailSending
            | Step::Reject
            | Step::Review
            | Step::Suspend
            | Step::Resume
            | Step::FinishReview
            | Step::Accept
            | Step::Inspect
            | Step::Release
            | Step::Detain(_)
            | Step::ShipBack
            | Step::HandOver
            | Step::Close
            | Step::Cancel
            | Step::ConfirmDeletion => {}
        }
    }

    /// From its review on, a declaration is asked for no more than a summary or a return needs. Its partners stay:
    /// should it be rejected or cancelled, they are compared with the next one.
    fn keep_extract(&mut self, id: DocumentId) {
        let Some(filed) = self.filed_mut(id) else { return };
        let described = matches!(filed.links, Links::Declaration { retail: true, .. });
        filed.body = filed.document().filter(|_| described).and_then(|document| Body::extract(&document));
    }

    fn free_partners(&mut self, declaration: DocumentId) {
        let Some(filed) = self.filed_mut(declaration) else { return };
        filed.body = None;
        // Which they were stays known; by now another declaration may use them.
        for partner in filed.partners.clone() {
            if let Some(partner) =
                self.filed_mut(partner).filter(|partner| partner.bound == Some(declaration))
            {
                partner.bound = None;
            }
        }
    }

    fn drop_body(&mut self, id: DocumentId) {
        if let Some(filed) = self.filed_mut(id) {
            filed.body = None;
        }
    }

    /// Nobody compares the partners any more, but for the order: a payment receipt may still come.
    fn drop_partner_bodies(&mut self, declaration: DocumentId) {
        let partners = self.filed(declaration).map(|filed| filed.partners.clone()).unwrap_or_default();
        for partner in partners {
            if let Some(filed) = self.filed_mut(partner) {
                filed.body = filed.document().and_then(|document| Body::order_extract(&document));
            }
        }
    }

    /// Whether the declaration of a payment receipt may still be compared anew.
    fn is_still_compared(&self, payment: DocumentId) -> bool {
        let declaration = self.filed(payment).and_then(|filed| self.filed(filed.bound?));
        declaration.is_none_or(|filed| !filed.phase.is_settled())
    }
}

/// Whether nobody will look into the document again.
fn is_forgotten(filed: Option<&Filed>) -> bool {
    filed.is_some_and(|filed| match filed.phase {
        Phase::Withdrawn | Phase::Cancelled => true,
        Phase::Reviewed | Phase::Rejected | Phase::Stored => match filed.kind.course() {
            Course::Split => true,
            // An application for return says later how much came back.
            Course::Ruling => filed.kind != DocumentKind::ReturnApplication,
            Course::Partner | Course::Declaration => false,
        },
        Phase::Draft
        | Phase::Received
        | Phase::Sent
        | Phase::Comparing
        | Phase::SendingFailed
        | Phase::InReview
        | Phase::Suspended
        | Phase::Leaving
        | Phase::InInspection
        | Phase::Released
        | Phase::Closed
        | Phase::Detained
        | Phase::ShippedBack
        | Phase::HandedOver => false,
    })
}
