//! Why a document stands where it stands.

use crate::decide::{is_tallied, partners};
use crate::lifecycle::{Phase, Step};
use crate::links::Links;
use crate::state::{Filed, Mark, State};
use crate::view::Summary;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::limits;
use tongguan_domain::names::DocumentId;
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::time::Moment;

/// One step of a document's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExplainedStep {
    /// When.
    pub at: Moment,
    /// Phase after it.
    pub phase: Phase,
    /// Code of the receipt that told it.
    pub code: Option<ReturnCode>,
    /// What happened.
    pub text: String,
    /// Why.
    pub reasons: Vec<String>,
}

/// A document's way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explained {
    /// Where it stands.
    pub summary: Summary,
    /// Its steps, oldest first.
    pub steps: Vec<ExplainedStep>,
    /// What it waits for.
    pub waiting_for: Vec<String>,
}

impl State {
    /// What happened to a document, and why.
    #[must_use]
    pub fn explain(&self, id: DocumentId) -> Option<Explained> {
        let filed = self.filed(id)?;
        let steps = filed.history.iter().take(limits::EXPLANATION_STEPS);
        Some(Explained {
            summary: self.summary(id)?,
            steps: steps.map(|mark| self.explained(filed, mark)).collect(),
            waiting_for: self.waiting_for(filed),
        })
    }

    fn explained(&self, filed: &Filed, mark: &Mark) -> ExplainedStep {
        let code = match mark.step {
            None if mark.phase == Phase::Draft => Some(ReturnCode::PORT_STORED),
            None => Some(ReturnCode::PORT_DECLARING),
            Some(step) => step.return_code(),
        };
        let text = mark.step.map_or("taken by the electronic port", Step::text).to_owned();
        let mut reasons: Vec<_> = mark.grounds.iter().map(|g| format!("{}: {}", g.rule, g.text)).collect();
        if filed.kind == DocumentKind::Declaration {
            reasons.extend(self.more_reasons(filed, mark));
        }
        ExplainedStep { at: mark.at, phase: mark.phase, code, text, reasons }
    }

    /// What the documents, the score and the screening had to do with a step of a declaration.
    fn more_reasons(&self, filed: &Filed, mark: &Mark) -> Vec<String> {
        match mark.step {
            Some(Step::Store) => {
                let partner = |id: &DocumentId| {
                    self.filed(*id).map(|p| format!("agrees with {} {id} ({})", p.kind.names().1, p.key))
                };
                let partners = filed.partners.iter().filter_map(partner);
                partners.chain(credit_reasons(filed)).chain(screening_reasons(filed)).collect()
            }
            Some(Step::Inspect | Step::Review) => screening_reasons(filed).collect(),
            Some(Step::Release) => match self.arrival_of(filed) {
                Some(arrival) => vec![format!("the goods are at the site: arrival {arrival}")],
                None => Vec::new(),
            },
            Some(
                Step::Send
                | Step::FailSending
                | Step::Reject
                | Step::FinishReview
                | Step::Accept
                | Step::Detain(_)
                | Step::ShipBack
                | Step::Close
                | Step::Replace
                | Step::Delete
                | Step::ConfirmDeletion
                | Step::Suspend
                | Step::HandOver
                | Step::Cancel,
            )
            | None => Vec::new(),
        }
    }

    fn waiting_for(&self, filed: &Filed) -> Vec<String> {
        match (filed.kind, filed.phase) {
            (_, Phase::Draft) => vec!["the same document with appStatus 2".to_owned()],
            (_, Phase::Received) => vec!["the electronic port to send it to customs".to_owned()],
            (_, Phase::SendingFailed) => vec!["the sender to send it again".to_owned()],
            (_, Phase::Rejected) => vec!["the sender to correct it and send it again".to_owned()],
            (_, Phase::Sent) if filed.under_way => vec!["customs to decide".to_owned()],
            (DocumentKind::Declaration, Phase::Sent) => partners(self, filed)
                .into_iter()
                .filter(|partner| partner.needed && partner.found.is_none())
                .map(|partner| {
                    format!("{} {} ({})", partner.kind.names().1, partner.key, partner.kind.message())
                })
                .collect(),
            (
                DocumentKind::Arrival
                | DocumentKind::Departure
                | DocumentKind::Manifest
                | DocumentKind::SummaryApplication,
                Phase::Sent,
            ) => {
                let Links::Movement { group, parts, .. } = &filed.links else {
                    return Vec::new();
                };
                let missing = self.missing_parts(filed.kind, group, *parts);
                let missing: Vec<_> = missing.iter().map(u32::to_string).collect();
                vec![format!("of {parts} parts of the split message: {}", missing.join(", "))]
            }
            (DocumentKind::ReturnApplication, Phase::Stored) if !is_tallied(self, filed) => {
                vec!["the tally of the goods (215)".to_owned()]
            }
            (_, Phase::Sent) => vec![format!("a declaration that names {}", filed.key)],
            (DocumentKind::Declaration, Phase::Stored) => vec!["the review".to_owned()],
            (_, Phase::InReview) => vec!["a person's review".to_owned()],
            (DocumentKind::Declaration, Phase::Reviewed) if !filed.under_way => {
                let arrival = self.arrival_of(filed).is_none().then_some("the arrival of the goods (507)");
                let manifest = (!self.has_transport(filed)).then_some(
                    "the manifest (607): the declaration does not say with what the goods will leave",
                );
                arrival.into_iter().chain(manifest).map(str::to_owned).collect()
            }
            (DocumentKind::Declaration, Phase::Reviewed) => vec!["release or inspection".to_owned()],
            (_, Phase::InInspection) => vec!["the end of the inspection".to_owned()],
            (_, Phase::Released) => vec!["the departure of the goods (509)".to_owned()],
            (_, Phase::Suspended) => vec!["customs to go on".to_owned()],
            (_, Phase::Stored | Phase::Reviewed | Phase::Closed | Phase::Detained | Phase::ShippedBack)
            | (_, Phase::Withdrawn | Phase::HandedOver | Phase::Cancelled) => Vec::new(),
        }
    }
}

fn credit_reasons(filed: &Filed) -> impl Iterator<Item = String> {
    filed.credit.iter().flat_map(|score| {
        let head = format!("credit: class {}, grade {}, {}", score.class.names().1, score.grade, score.model);
        std::iter::once(head).chain(score.reasons.iter().map(|r| format!("credit {}: {}", r.rule, r.text)))
    })
}

fn screening_reasons(filed: &Filed) -> impl Iterator<Item = String> {
    filed.screening.iter().flat_map(|decision| {
        let head = format!(
            "screening: {} ({}), {}",
            decision.lane.names().1,
            decision.lane.names().0,
            decision.profile
        );
        std::iter::once(head)
            .chain(decision.reasons.iter().map(|r| format!("screening {}: {}", r.rule, r.text)))
    })
}
