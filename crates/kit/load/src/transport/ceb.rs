//! The papers of a step as CEB messages, as an enterprise sends them: one message for each paper, since a message has records of one
//! kind. The same step gives the same bytes.

use crate::desk::Outgoing;
use crate::workload::StepName;
use tongguan_ceb::{Transfer, write_request};
use tongguan_domain::document::Document;
use tongguan_domain::names::MailboxName;
use tongguan_domain::process::Outcome;
use tongguan_wire::document::take;
use tongguan_wire::process::read_outcome;

/// The papers of a step, in the order in which they have to arrive.
pub(super) struct Messages {
    /// Each as XML.
    pub(super) xml: Vec<Vec<u8>>,
    /// What is forced, for those who can say it beside the message.
    pub(super) outcome: Option<Outcome>,
}

/// Where the outcome of a step is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Forced {
    /// Beside the message.
    Beside,
    /// In the note of each paper.
    InNotes,
}

/// Writes the messages; `None` where a paper cannot be written: then it is no paper of the version of the schema that is in force.
pub(super) fn messages(outgoing: Outgoing, forced: Forced) -> Option<Messages> {
    let Outgoing { number, step, .. } = outgoing;
    let outcome = read_outcome("outcome", step.outcome.into()).ok()?;
    let mut xml = Vec::new();
    for message in step.documents() {
        let (mut document, _) = take(message, step.version).ok()?;
        if let (Forced::InNotes, Some(outcome)) = (forced, outcome) {
            force(&mut document, outcome);
        }
        let kind = document.kind();
        let guid = format!("{:04X}{:04X}-2026-4106-8900-{number:012X}", place(step.name), kind.message());
        xml.push(write_request(step.version, &guid, &[document], &transfer(), &[])?);
    }
    Some(Messages { xml, outcome })
}

/// Which submission of its parcel it is.
const fn place(name: StepName) -> u16 {
    match name {
        StepName::Papers => 0,
        StepName::Change => 1,
        StepName::Arrival => 2,
        StepName::Departure => 3,
        StepName::Cancellation => 4,
        StepName::Return => 5,
        StepName::Act(act) => act.saturating_add(16),
    }
}

/// Of which parcel a message is that was refused whole: its guid says it.
pub(crate) fn parcel_of(guid: &str) -> Option<u32> {
    u32::from_str_radix(guid.rsplit('-').next()?, 16).ok()
}

/// Who sends: nobody has registered this id, so it is everybody's.
fn transfer() -> Transfer {
    Transfer {
        cop_code: "3301980AGT".to_owned(),
        cop_name: "杭州示例报关有限公司".to_owned(),
        dxp_mode: "DXP".to_owned(),
        dxp_id: MailboxName::default().as_str().to_owned(),
        note: None,
    }
}

/// Writes `[outcome:NAME]` behind what stands in the note.
fn force(document: &mut Document, outcome: Outcome) {
    let note = note(document);
    let before = note.take().unwrap_or_default();
    *note = Some(format!("{before}[outcome:{}]", outcome.name()));
}

const fn note(document: &mut Document) -> &mut Option<String> {
    match document {
        Document::SalesOrder(paper) => &mut paper.head.note,
        Document::PaymentReceipt(paper) => &mut paper.note,
        Document::Waybill(paper) => &mut paper.note,
        Document::Declaration(paper) => &mut paper.head.note,
        Document::Arrival(paper) => &mut paper.head.note,
        Document::Departure(paper) => &mut paper.head.note,
        Document::Cancellation(paper) => &mut paper.note,
        Document::Manifest(paper) => &mut paper.head.note,
        Document::SummaryApplication(paper) => &mut paper.head.note,
        Document::ReturnApplication(paper) => &mut paper.head.note,
        Document::ReturnTally(paper) => &mut paper.note,
    }
}
