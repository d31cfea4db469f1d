//! From messages to a submission: every fault of every document at once.

use std::sync::Arc;
use tongguan_clearance::{Command, Origin, Outcome, Paper, Submission, SubmittedRecord, Tag};
use tongguan_domain::document::Document;
use tongguan_domain::fault::Fault;
use tongguan_domain::names::{MailboxName, RequestId};
use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion;
use tongguan_rules::RuleContext;
use tongguan_sandbox::fingerprint;
use tongguan_wire::status::DocumentFaults;

/// A document of a call, its form already checked.
pub(crate) struct Named {
    /// The name that the request gives it.
    pub(crate) name: &'static str,
    pub(crate) document: Document,
    pub(crate) faults: Vec<Fault>,
}

/// What a call says besides its documents.
pub(crate) struct Envelope {
    pub(crate) request_id: RequestId,
    pub(crate) mailbox: MailboxName,
    pub(crate) outcome: Option<Outcome>,
}

/// Checks a document by every rule.
pub(crate) fn check(document: &Document, now: Moment, version: MessageVersion, faults: &mut Vec<Fault>) {
    tongguan_rules::check(document, &RuleContext::at(now, version), faults);
}

/// [`check`], and what the rules only warn of.
pub(crate) fn check_and_warn(
    document: &Document,
    now: Moment,
    version: MessageVersion,
    faults: &mut Vec<Fault>,
) -> Vec<Fault> {
    tongguan_rules::check_and_warn(document, &RuleContext::at(now, version), faults)
}

/// The command that submits the documents, with their names; or every fault of all of them.
pub(crate) fn prepare(
    envelope: Envelope,
    now: Moment,
    version: MessageVersion,
    documents: Vec<Named>,
) -> Result<(Command, Vec<&'static str>), Vec<DocumentFaults>> {
    let mut faulty = Vec::new();
    let mut records = Vec::with_capacity(documents.len());
    let mut names = Vec::with_capacity(documents.len());
    for (index, Named { name, document, mut faults }) in (0u32..).zip(documents) {
        check(&document, now, version, &mut faults);
        if !faults.is_empty() {
            faulty.push(DocumentFaults::new(name, index, document.kind(), &faults));
        }
        records.push(SubmittedRecord { document: Arc::new(Paper::new(document)), faults: Vec::new() });
        names.push(name);
    }
    if !faulty.is_empty() {
        return Err(faulty);
    }
    let outcome = envelope.outcome.map_or("", Outcome::name);
    let parts = [envelope.mailbox.as_str().as_bytes(), outcome.as_bytes()];
    let papers = records.iter().map(|record| record.document.stored());
    let tag = Tag { id: envelope.request_id, fingerprint: fingerprint(parts.into_iter().chain(papers)) };
    let submission = Submission {
        tag,
        mailbox: envelope.mailbox,
        subscribers: Vec::new(),
        records,
        origin: Origin::Native,
        outcome: envelope.outcome,
    };
    Ok((Command::Submit(submission), names))
}
