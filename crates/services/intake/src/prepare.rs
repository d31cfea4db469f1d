//! From messages to a submission: every fault of every document at once.

use std::sync::Arc;
use tongguan_clearance::{Command, Origin, Paper, Submission, SubmittedRecord, Tag};
use tongguan_domain::document::Document;
use tongguan_domain::fault::Fault;
use tongguan_domain::names::{MailboxName, RequestId};
use tongguan_domain::process::Outcome;
use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion;
use tongguan_engine::{Basis, Lasting, Verdict, fingerprint};
use tongguan_rules::RuleContext;
use tongguan_wire::status::DocumentFaults;

/// A document of a call, its form already checked.
pub(crate) struct Named {
    /// The name that the request gives it.
    pub(crate) name: &'static str,
    pub(crate) document: Document,
    pub(crate) faults: Vec<Fault>,
    /// By which version its form was checked.
    pub(crate) version: MessageVersion,
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

/// A call: what it says, and its documents as they will be stored.
pub(crate) struct Case {
    envelope: Envelope,
    sheets: Vec<Sheet>,
}

struct Sheet {
    name: &'static str,
    paper: Arc<Paper>,
    /// What is wrong with its form.
    form: Vec<Fault>,
}

impl Case {
    pub(crate) fn new(envelope: Envelope, documents: Vec<Named>) -> Self {
        let sheet = |named: Named| {
            let Named { name, document, faults: form, .. } = named;
            Sheet { name, paper: Arc::new(Paper::new(document)), form }
        };
        Self { envelope, sheets: documents.into_iter().map(sheet).collect() }
    }

    pub(crate) fn names(&self) -> Vec<&'static str> {
        self.sheets.iter().map(|sheet| sheet.name).collect()
    }

    /// The command that submits the documents; or every fault of all of them.
    pub(crate) fn judge(&self, basis: &Basis) -> Verdict<Vec<DocumentFaults>> {
        let holds = Lasting::day_of(basis.now);
        let mut faulty = Vec::new();
        for (index, Sheet { name, paper, form }) in (0u32..).zip(&self.sheets) {
            let (document, mut faults) = (paper.document(), form.clone());
            check(document, basis.now, basis.version, &mut faults);
            if !faults.is_empty() {
                faulty.push(DocumentFaults::new(*name, index, document.kind(), &faults));
            }
        }
        let command = faulty.is_empty().then(|| Command::Submit(self.submission()));
        Verdict { command, holds, told: faulty }
    }

    fn submission(&self) -> Submission {
        let Envelope { request_id, mailbox, outcome } = &self.envelope;
        let record =
            |sheet: &Sheet| SubmittedRecord { document: Arc::clone(&sheet.paper), faults: Vec::new() };
        let records: Vec<_> = self.sheets.iter().map(record).collect();
        let parts = [mailbox.as_str().as_bytes(), outcome.map_or("", Outcome::name).as_bytes()];
        let papers = records.iter().map(|record| record.document.stored());
        let tag = Tag { id: request_id.clone(), fingerprint: fingerprint(parts.into_iter().chain(papers)) };
        Submission {
            tag,
            mailbox: mailbox.clone(),
            subscribers: Vec::new(),
            records,
            origin: Origin::Native,
            outcome: *outcome,
        }
    }
}
