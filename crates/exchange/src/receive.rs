//! Taking CEB XML: the schema first, then every rule, then the process; each record for itself.

use std::sync::Arc;
use tongguan_ceb::{Message, StructureFault, Unreadable};
use tongguan_clearance::{
    Answer, Command, Origin, Outcome, Paper, RecordResult, Submission, SubmittedRecord, Tag,
};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::fault::Level;
use tongguan_domain::names::{RequestId, SandboxName};
use tongguan_domain::time::Moment;
use tongguan_proto::document::v1 as document;
use tongguan_proto::exchange::v1 as pb;
use tongguan_rules::RuleContext;
use tongguan_sandbox::{Host, fingerprint};
use tongguan_wire::status::{DocumentFaults, Reason, Refused, faults_because};
use tongguan_wire::{caller, fault, process};
use tonic::Status;

/// Above this size a message is read beside the threads that serve connections.
const READ_INLINE_BYTES: usize = 64 * 1024;

/// Takes one message.
pub(crate) async fn receive(
    host: &Host,
    sandbox: &SandboxName,
    id: RequestId,
    outcome: Option<Outcome>,
    xml: impl AsRef<[u8]> + Send + 'static,
) -> Result<pb::SendCebMessageResponse, Status> {
    let fingerprint = fingerprint([xml.as_ref(), outcome.map_or("", Outcome::name).as_bytes()]);
    let message = read(xml).await?.map_err(unreadable)?;
    if message.breaks_schema() {
        return Err(breaks_schema(&message));
    }
    let mailbox = caller::mailbox(message.transfer.dxp_id.clone())?;
    let checked = check(message, host.clock(sandbox));
    let faults: Vec<_> = checked.iter().map(|r| fault::write_all(kind_of(r), &r.faults)).collect();
    let recipient = mailbox.as_str().to_owned();
    let tag = Tag { id, fingerprint };
    let submission = Submission { tag, mailbox, records: checked, origin: Origin::Ceb, outcome };
    let answer = host.execute(sandbox, Command::Submit(submission)).await.map_err(Refused::from)?;
    let Answer::Submitted { records, replayed } = answer else {
        return Err(Refused::plain(Reason::Failure).into());
    };
    let records = records.into_iter().zip(faults).map(|(record, faults)| result(record, faults)).collect();
    Ok(pb::SendCebMessageResponse { records, recipient, replayed })
}

async fn read(xml: impl AsRef<[u8]> + Send + 'static) -> Result<Result<Message, Unreadable>, Refused> {
    if xml.as_ref().len() <= READ_INLINE_BYTES {
        return Ok(tongguan_ceb::read(xml.as_ref()));
    }
    let reading = tokio::task::spawn_blocking(move || tongguan_ceb::read(xml.as_ref()));
    reading.await.map_err(|_| Refused::plain(Reason::Failure))
}

fn kind_of(record: &SubmittedRecord) -> DocumentKind {
    record.document.document().kind()
}

fn check(message: Message, now: Moment) -> Vec<SubmittedRecord> {
    let context = RuleContext::at(now);
    let records = message.records.into_iter().map(|record| {
        let mut faults = record.faults;
        tongguan_rules::check(&record.document, &context, &mut faults);
        SubmittedRecord { document: Arc::new(Paper::new(record.document)), faults }
    });
    records.collect()
}

fn result(record: RecordResult, faults: Vec<document::Fault>) -> pb::RecordResult {
    match record {
        RecordResult::Accepted(accepted) => pb::RecordResult {
            accepted: Some(process::write_accepted(accepted)),
            return_code: 0,
            return_info: String::new(),
            faults,
        },
        RecordResult::Refused { code, info } => {
            pb::RecordResult { accepted: None, return_code: code.number(), return_info: info, faults }
        }
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
        let record_path = |mut fault: document::Fault| {
            let element = message.kind.record_element();
            fault.path = format!("{element}[{}]/{}", index + 1, fault.element_path);
            fault.element_path.clone_from(&fault.path);
            fault
        };
        if !record.faults.is_empty() {
            let faults =
                fault::write_all(message.kind, &record.faults).into_iter().map(record_path).collect();
            lists.push(list(index, message.kind, faults));
        }
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
        level: Level::Schema.name().to_owned(),
        return_code: 0,
        text: fault.text.clone(),
        hint: known.map_or_else(String::new, |entry| entry.hint.to_owned()),
        ..Default::default()
    }
}
