//! From the documents of a call to its submission.

use tongguan_clearance::{Admission, Origin, Submission, SubmittedRecord, Tag};
use tongguan_domain::document::Document;
use tongguan_domain::fault::Fault;
use tongguan_domain::names::{MailboxName, RequestId};
use tongguan_domain::process::Outcome;
use tongguan_domain::version::MessageVersion;
use tongguan_engine::{Basis, Lasting, Verdict, fingerprint};

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
pub(crate) struct Caller {
    pub(crate) request_id: RequestId,
    pub(crate) mailbox: MailboxName,
    pub(crate) outcome: Option<Outcome>,
}

/// The documents as they will be stored, with what the call says of them.
pub(crate) fn admission(caller: Caller, documents: Vec<Named>) -> Admission {
    let Caller { request_id, mailbox, outcome } = caller;
    let record = |Named { document, faults, .. }| SubmittedRecord::new(document, faults);
    let records: Vec<_> = documents.into_iter().map(record).collect();
    let parts = [mailbox.as_str().as_bytes(), outcome.map_or("", Outcome::name).as_bytes()];
    let papers = records.iter().map(|record| record.document.stored());
    let tag = Tag { id: request_id, fingerprint: fingerprint(parts.into_iter().chain(papers)) };
    Admission::of(Submission { mailbox, outcome, ..Submission::new(tag, Origin::Native, records) })
}

/// What is submitted; or the records with every fault of all of them.
pub(crate) fn judge(admission: &Admission, basis: &Basis) -> Verdict<Submission, (), Vec<SubmittedRecord>> {
    let checked = admission.admit(tongguan_rules::at(basis.now, basis.version));
    Verdict {
        judged: checked.faultless().map(|submission| (submission, ())),
        holds: Lasting::day_of(basis.now),
    }
}
