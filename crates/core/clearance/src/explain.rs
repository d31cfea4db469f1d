//! Why a document stands where it stands.

use crate::filed::{Filed, Mark};
use crate::lifecycle::Lifecycle;
use crate::links::Links;
use crate::readiness::Transport;
use crate::state::State;
use crate::stations::matching::{Partner, partners};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::limits;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{ClockMode, Explained, ExplainedStep, Outcome, Phase, Step};
use tongguan_domain::return_code::ReturnCode;

impl State {
    /// What happened to a document, and why.
    #[must_use]
    pub fn explain(&self, id: DocumentId) -> Option<Explained> {
        let filed = self.filed(id)?;
        let steps = filed.history.iter().take(limits::EXPLANATION_STEPS);
        Some(Explained {
            standing: self.standing(id)?,
            steps: steps.map(|mark| self.explained(filed, mark)).collect(),
            waiting_for: self.waiting_for(id, filed),
            goes_on: self.goes_on(id, filed),
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
        match (filed.kind, mark.step) {
            (DocumentKind::Declaration, _) => reasons.extend(self.more_reasons(filed, mark)),
            (DocumentKind::ReturnApplication, Some(Step::Inspect | Step::Release)) => {
                reasons.extend(self.way(filed));
            }
            _ => {}
        }
        ExplainedStep { at: mark.at, phase: mark.phase, code, text, reasons }
    }

    /// What the documents, the score and the screening had to do with a step of a declaration. Nothing is asked of the
    /// present: what came later had nothing to do with it.
    fn more_reasons(&self, filed: &Filed, mark: &Mark) -> Vec<String> {
        match mark.step {
            Some(Step::Store) => {
                // A payment receipt may have joined them since.
                let by_then = |papers: &&Filed| papers.made_at(Step::Store).is_some_and(|at| at <= mark.at);
                let papers = self.partners_of(filed).filter(|(_, partner)| by_then(partner));
                let agrees = |(id, partner): (DocumentId, &Filed)| {
                    format!("agrees with {} {id} ({})", partner.kind.names().1, partner.key)
                };
                papers.map(agrees).chain(credit_reasons(filed)).chain(screening_reasons(filed)).collect()
            }
            Some(Step::Inspect) => screening_reasons(filed).chain(self.way(filed)).collect(),
            Some(Step::Review) => screening_reasons(filed).collect(),
            Some(Step::Release) => self.way(filed).collect(),
            Some(Step::Close) => self.summed_up(filed).into_iter().collect(),
            Some(Step::Cancel) => self.cancelled_by(filed).into_iter().collect(),
            Some(
                Step::Send
                | Step::FailSending
                | Step::Reject
                | Step::Suspend
                | Step::Resume
                | Step::FinishReview
                | Step::Accept
                | Step::Detain(_)
                | Step::ShipBack
                | Step::HandOver
                | Step::Replace
                | Step::Delete
                | Step::ConfirmDeletion,
            )
            | None => Vec::new(),
        }
    }

    fn partners_of<'s>(&'s self, filed: &'s Filed) -> impl Iterator<Item = (DocumentId, &'s Filed)> {
        filed.partners.iter().filter_map(|id| self.filed(*id).map(|partner| (*id, partner)))
    }

    /// By which documents goods went on: kept when they did.
    fn way<'s>(&'s self, filed: &'s Filed) -> impl Iterator<Item = String> {
        self.partners_of(filed).filter_map(|(id, partner)| match partner.kind {
            DocumentKind::Arrival => Some(format!("the goods are at the site: arrival {id}")),
            DocumentKind::Manifest => Some(format!("bill, vehicle and voyage: manifest {id}")),
            DocumentKind::ReturnTally => Some(format!("the goods are at the site: tally {id}")),
            DocumentKind::SalesOrder
            | DocumentKind::PaymentReceipt
            | DocumentKind::Waybill
            | DocumentKind::Declaration
            | DocumentKind::Departure
            | DocumentKind::Cancellation
            | DocumentKind::SummaryApplication
            | DocumentKind::ReturnApplication => None,
        })
    }

    /// The summary that took a declaration.
    fn summed_up(&self, filed: &Filed) -> Option<String> {
        let id = filed.bound?;
        let number = self.filed(id).map(Filed::invt_no).unwrap_or_default();
        Some(format!("summed up by summary application {id} ({number})"))
    }

    /// The cancellation that took a declaration back.
    fn cancelled_by(&self, filed: &Filed) -> Option<String> {
        let mut cancellations = self.declared(DocumentKind::Cancellation, filed.invt_no());
        let (id, cancellation) = cancellations.find(|(_, other)| other.phase == Phase::Reviewed)?;
        Some(format!("taken back by cancellation {id} ({})", cancellation.key))
    }

    /// Whether a document may be told more although nobody sends anything. Everything that happens by itself hangs on a timer
    /// or an answer of its sandbox, be it of another document: which of them leads here is not foreseen.
    pub(crate) fn goes_on(&self, id: DocumentId, filed: &Filed) -> bool {
        let moves = self.settings.clock == ClockMode::Auto;
        let may = !filed.is_told_all() || self.is_held(id);
        moves && may && (self.next_timer().is_some() || self.question().is_some())
    }

    pub(crate) fn waiting_for(&self, id: DocumentId, filed: &Filed) -> Vec<String> {
        let say = |text: &str| vec![text.to_owned()];
        match filed.phase {
            Phase::Draft => say("the same document with appStatus 2"),
            Phase::Received if !filed.has_timer() && !self.is_held(id) => {
                say("another version, on whose account it was taken, to be sent to customs")
            }
            Phase::Received => say("the electronic port to send it to customs"),
            Phase::SendingFailed => say("the sender to send it again"),
            Phase::Rejected => say("the sender to correct it and send it again"),
            Phase::Sent | Phase::Comparing if self.is_held(id) => {
                say("its next version to be sent to customs")
            }
            Phase::Comparing => say("customs to decide"),
            Phase::Sent if filed.outcome == Some(Outcome::PartnerMissing) => {
                say("a document that never comes: the sender forced this")
            }
            Phase::Sent => self.sent_waits_for(filed),
            Phase::InReview => say("a person's review"),
            Phase::Suspended => say("customs to go on"),
            Phase::InInspection => say("the end of the inspection"),
            Phase::Stored => match filed.kind {
                DocumentKind::Declaration => say("the review"),
                DocumentKind::ReturnApplication => say("the tally of the goods (215)"),
                DocumentKind::SalesOrder
                | DocumentKind::PaymentReceipt
                | DocumentKind::Waybill
                | DocumentKind::Arrival
                | DocumentKind::Departure
                | DocumentKind::Cancellation
                | DocumentKind::SummaryApplication
                | DocumentKind::ReturnTally => Vec::new(),
                DocumentKind::Manifest => self.undeclared(filed),
            },
            Phase::Leaving => say("release or inspection"),
            Phase::Reviewed if filed.kind == DocumentKind::Declaration => self.reviewed_waits_for(filed),
            Phase::Reviewed if filed.kind == DocumentKind::Arrival => self.undeclared(filed),
            Phase::Released if filed.kind == DocumentKind::Declaration => {
                say("the departure of the goods (509)")
            }
            Phase::Reviewed
            | Phase::Released
            | Phase::Closed
            | Phase::Detained
            | Phase::ShippedBack
            | Phase::HandedOver
            | Phase::Withdrawn
            | Phase::Cancelled => Vec::new(),
        }
    }

    fn sent_waits_for(&self, filed: &Filed) -> Vec<String> {
        match &filed.links {
            Links::Declaration { .. } => self.missing_partners(filed).collect(),
            Links::Movement { group, .. } if self.a_part_never_comes(filed.kind, group) => {
                vec!["a part that never comes: the sender forced this".to_owned()]
            }
            Links::Movement { group, parts, .. } => {
                let missing = self.missing_parts(filed.kind, group, *parts);
                vec![missing.unwrap_or_else(|| "customs to decide".to_owned())]
            }
            Links::Partner(key) => vec![self.partner_waits_for(filed, key.as_deref())],
            Links::Declared { .. } => vec!["customs to decide".to_owned()],
        }
    }

    fn a_part_never_comes(&self, kind: DocumentKind, group: &str) -> bool {
        let mut parts = self.parts(kind, group).filter(|(_, part)| part.phase.is_undecided());
        parts.any(|(_, part)| part.outcome == Some(Outcome::PartnerMissing))
    }

    fn missing_partners(&self, declaration: &Filed) -> impl Iterator<Item = String> {
        let missing = |partner: &Partner| partner.needed && partner.found.is_none();
        let name = |partner: Partner| {
            format!("{} {} ({})", partner.kind.names().1, partner.key, partner.kind.message())
        };
        partners(self, declaration).into_iter().filter(missing).map(name)
    }

    /// A partner waits for its declaration, and for what that one waits for.
    fn partner_waits_for(&self, filed: &Filed, key: Option<&str>) -> String {
        let waits =
            |(_, declaration): &(DocumentId, &Filed)| declaration.phase.is_expected() && !declaration.deletes;
        let named = match key {
            Some(key) => self.in_force(DocumentKind::Declaration, key).filter(waits),
            None => self.naming_waybill(&filed.key).find(waits),
        };
        let Some((id, declaration)) = named else { return format!("a declaration that names {}", filed.key) };
        let missing: Vec<String> = self.missing_partners(declaration).collect();
        match declaration.phase {
            Phase::Comparing => format!("the comparison with declaration {id}"),
            Phase::Sent if !missing.is_empty() => {
                format!("declaration {id}, which waits for {}", missing.join(", "))
            }
            _ => format!("declaration {id}"),
        }
    }

    /// Which parts of a split message are not there; the first of them by number. `None` if all are.
    fn missing_parts(&self, kind: DocumentKind, group: &str, parts: u32) -> Option<String> {
        let missing = parts.saturating_sub(self.index.sent_parts(kind, group));
        let is_missing = |part: &u32| {
            let there = self.index.part(kind, group, *part).and_then(|id| self.filed(id));
            there.is_none_or(|filed| !filed.phase.is_undecided())
        };
        let numbers: Vec<String> =
            (1..=parts).filter(is_missing).take(limits::MISSING_PARTS).map(|part| part.to_string()).collect();
        let more = if (missing as usize) > numbers.len() { ", …" } else { "" };
        let words =
            || format!("{missing} of {parts} parts of the split message: {}{more}", numbers.join(", "));
        (!numbers.is_empty()).then(words)
    }

    /// The parcels of an arrival or a manifest that nobody has declared; where it names none, its bill of lading.
    fn undeclared(&self, filed: &Filed) -> Vec<String> {
        let Links::Movement { parcels, bill_no, .. } = &filed.links else { return Vec::new() };
        let say = |what: &str| format!("a declaration (603): no declaration for {what} yet");
        let bill = bill_no.as_deref().filter(|_| parcels.is_empty());
        if let Some(bill) = bill.filter(|bill| self.declarations_of_bill(bill).is_empty()) {
            return vec![say(&format!("bill {bill}"))];
        }
        let unknown = |parcel: &&String| self.declarations_of_waybill(parcel).is_empty();
        let number =
            |parcel: &String| parcel.split_once('+').map_or(parcel.clone(), |(_, number)| number.to_owned());
        let mut numbers = parcels.iter().filter(unknown).map(number);
        let named: Vec<String> = numbers.by_ref().take(limits::UNDECLARED_PARCELS).collect();
        let more = numbers.count();
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        if named.is_empty() { Vec::new() } else { vec![say(&format!("{}{more}", named.join(", ")))] }
    }

    fn reviewed_waits_for(&self, filed: &Filed) -> Vec<String> {
        let arrival = self.arrival_of(filed).is_none().then_some("the arrival of the goods (507)");
        let unknown = self.transport_of(filed) == Transport::Unknown;
        let transport = unknown.then_some("a manifest (607) that says bill, vehicle and voyage");
        arrival.into_iter().chain(transport).map(str::to_owned).collect()
    }
}

fn credit_reasons(filed: &Filed) -> impl Iterator<Item = String> {
    filed.credit.iter().flat_map(|score| {
        let head = format!("credit: class {}, grade {}, {}", score.class.names().1, score.grade, score.model);
        std::iter::once(head).chain(score.grounds.iter().map(|r| format!("credit {}: {}", r.rule, r.text)))
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
            .chain(decision.grounds.iter().map(|r| format!("screening {}: {}", r.rule, r.text)))
    })
}
