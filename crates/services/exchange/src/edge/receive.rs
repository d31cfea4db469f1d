//! Taking a bare CEB message: a message that breaks the schema is refused at once, and nothing changes.

use crate::messages::{Gateway, MessageRefusal, NotSubmitted, Record, Submitted, TRANSMITTER_MISMATCH};
use tongguan_ceb::{Message, StructureFault, Unreadable};
use tongguan_clearance::Tag;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::fault::Level;
use tongguan_domain::names::{RequestId, SandboxName};
use tongguan_domain::process::{Outcome, RecordResult};
use tongguan_engine::fingerprint;
use tongguan_proto::document::v1 as document;
use tongguan_proto::exchange::v1 as pb;
use tongguan_serve::refused;
use tongguan_wire::status::{DocumentFaults, Reason, Refused, faults_because};
use tongguan_wire::{fault, process};
use tonic::Status;

/// Takes one message.
pub(crate) async fn receive(
    gateway: &Gateway,
    sandbox: &SandboxName,
    id: RequestId,
    outcome: Option<Outcome>,
    xml: impl AsRef<[u8]> + Clone + Send + 'static,
) -> Result<pb::SendCebMessageResponse, Status> {
    let fingerprint = fingerprint([xml.as_ref(), outcome.map_or("", Outcome::name).as_bytes()]);
    let read = gateway.read(sandbox, xml.clone()).await.map_err(refused)?;
    let message = read.map_err(unreadable)?;
    if message.breaks_schema() {
        return Err(breaks_schema(&message));
    }
    let submitting = gateway.submit(sandbox, Tag { id, fingerprint }, outcome, xml.as_ref(), message);
    let submitted = submitting.await.map_err(not_submitted)?;
    let (recipient, replayed) = (submitted.recipient.as_str().to_owned(), submitted.replayed);
    Ok(pb::SendCebMessageResponse { records: results(submitted), recipient, replayed })
}

fn not_submitted(why: NotSubmitted) -> Status {
    match why {
        NotSubmitted::Failed(failed) => refused(failed.error).into(),
        NotSubmitted::Refused(refusal) => {
            let reason = match &refusal {
                MessageRefusal::Schema { .. } => Reason::XmlBreaksSchema,
                MessageRefusal::Sender(_) | MessageRefusal::Subscriber(..) => Reason::SenderInvalid,
                MessageRefusal::Transmitter => Reason::TransmitterMismatch,
            };
            Refused::new(reason, refusal.text()).into()
        }
        NotSubmitted::RefusedBefore { fault, .. } => {
            let reason = match fault.code {
                TRANSMITTER_MISMATCH => Reason::TransmitterMismatch,
                _ => Reason::XmlBreaksSchema,
            };
            Refused::new(reason, fault.info).into()
        }
    }
}

/// What became of every record.
pub(crate) fn results(submitted: Submitted) -> Vec<pb::RecordResult> {
    let kind = submitted.parsed.kind;
    submitted.records.into_iter().map(|record| result(kind, record)).collect()
}

fn result(kind: DocumentKind, record: Record) -> pb::RecordResult {
    let faults = fault::write_all(kind, &record.faults);
    match record.result {
        RecordResult::Accepted(accepted) => pb::RecordResult {
            accepted: Some(process::write_accepted(accepted)),
            return_code: 0,
            return_info: String::new(),
            faults,
        },
        RecordResult::Refused { code, info, .. } => {
            pb::RecordResult { accepted: None, return_code: code.number(), return_info: info, faults }
        }
        // Only documents of native calls are declined: what is wrong with a record is told by a receipt.
        RecordResult::Declined(_) => pb::RecordResult { faults, ..Default::default() },
    }
}

fn unreadable(why: Unreadable) -> Status {
    Refused::new(Reason::XmlUnreadable, format!("{}: {} (byte {})", why.code, why.text, why.offset))
        .with("xml_code", why.code)
        .with("offset", why.offset.to_string())
        .status()
}

/// Everything that the official schema has against a message: first what is outside the records, then the records.
fn breaks_schema(message: &Message) -> Status {
    let mut lists = Vec::new();
    if !message.structure.is_empty() {
        let faults = message.structure.iter().map(structure_fault).collect();
        lists.push(list(0, message.kind, faults));
    }
    for (index, record) in (0u32..).zip(&message.records) {
        let element = message.kind.record_element();
        let record_path = |mut fault: document::Fault| {
            fault.path = match fault.element_path.as_str() {
                "" => format!("{element}[{}]", index + 1),
                inside if inside == element => format!("{element}[{}]", index + 1),
                inside => format!("{element}[{}]/{inside}", index + 1),
            };
            fault.element_path.clone_from(&fault.path);
            fault
        };
        if !record.faults.is_empty() {
            let faults =
                fault::write_all(message.kind, &record.faults).into_iter().map(record_path).collect();
            lists.push(list(index, message.kind, faults));
        }
    }
    if let Some(more) = fault::more_faults(message.unlisted) {
        lists.push(list(0, message.kind, vec![more]));
    }
    faults_because(Reason::XmlBreaksSchema, &lists)
}

fn list(index: u32, kind: DocumentKind, faults: Vec<document::Fault>) -> DocumentFaults {
    let kind = tongguan_wire::document::write_kind(kind).into();
    document::FaultList { document_index: index, kind, faults }.into()
}

/// A fault outside the fields of the records. No receipt carries it, so it has no return code.
fn structure_fault(fault: &StructureFault) -> document::Fault {
    let known = tongguan_ceb::STRUCTURE_CODES.iter().find(|entry| entry.code == fault.code);
    document::Fault {
        code: fault.code.to_owned(),
        path: fault.path.clone(),
        element_path: fault.path.clone(),
        level: fault::write_level(Level::Schema).into(),
        return_code: 0,
        text: fault.text.clone(),
        text_zh: fault.zh().to_owned(),
        hint: known.map_or_else(String::new, |entry| entry.hint.to_owned()),
        hint_zh: known.map_or_else(String::new, |entry| entry.hint_zh.to_owned()),
        ..Default::default()
    }
}
