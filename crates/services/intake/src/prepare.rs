//! From the documents of a call to its submission.

use std::borrow::Cow;
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
    pub(crate) name: Cow<'static, str>,
    pub(crate) document: Document,
    pub(crate) faults: Vec<Fault>,
    /// By which version its form was checked.
    pub(crate) version: MessageVersion,
}

/// Whether the documents of a call are taken together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Together {
    /// All of them or none.
    AllOrNone,
    /// Each for itself.
    Each,
}

/// What a call says besides its documents.
pub(crate) struct Caller {
    pub(crate) request_id: Option<RequestId>,
    pub(crate) mailbox: MailboxName,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) together: Together,
}

/// The documents as they will be stored, with what the call says of them.
pub(crate) fn admission(caller: Caller, documents: Vec<Named>) -> Admission {
    let Caller { request_id, mailbox, outcome, together } = caller;
    let record = |Named { document, faults, .. }| SubmittedRecord::new(document, faults);
    let records: Vec<_> = documents.into_iter().map(record).collect();
    let (origin, said) = match together {
        Together::AllOrNone => (Origin::Native, ""),
        Together::Each => (Origin::Each, "each"),
    };
    let tag = request_id.map(|id| {
        let parts =
            [mailbox.as_str().as_bytes(), outcome.map_or("", Outcome::name).as_bytes(), said.as_bytes()];
        let parts = parts.into_iter().take(if said.is_empty() { 2 } else { 3 });
        Tag {
            id,
            fingerprint: fingerprint(parts.chain(records.iter().map(|record| record.document.stored()))),
        }
    });
    Admission::of(Submission { mailbox, outcome, ..Submission::new(tag, origin, records) })
}

/// What is submitted, with what is wrong with documents that are offered each for itself; or the records with every fault
/// of all of them.
pub(crate) fn judge(
    admission: &Admission,
    basis: &Basis,
) -> Verdict<Submission, Vec<SubmittedRecord>, Vec<SubmittedRecord>> {
    let checked = admission.admit(tongguan_rules::at(basis.now, basis.version));
    let judged = match checked.origin {
        Origin::Each => {
            let faulty = checked.records.iter().any(|record| !record.faults.is_empty());
            let told = if faulty { checked.records.clone() } else { Vec::new() };
            Ok((checked, told))
        }
        Origin::Native | Origin::Ceb => checked.faultless().map(|submission| (submission, Vec::new())),
    };
    Verdict { judged, holds: Lasting::day_of(basis.now) }
}
