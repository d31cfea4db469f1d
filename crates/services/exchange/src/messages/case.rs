//! A message that can be judged: beside the writer, and again by it if the first verdict does not hold any more.

use crate::messages::taken::Parsed;
use crate::messages::{MessageRefusal, identity, signature};
use std::sync::Arc;
use tongguan_ceb::{Message, Transfer};
use tongguan_clearance::{Admission, Submission, SubmittedRecord};
use tongguan_domain::fault::Fault;
use tongguan_domain::names::MailboxName;
use tongguan_domain::process::SignaturePolicy;
use tongguan_engine::{Basis, HostError, Lasting, Verdict};

/// A message, its documents as they will be stored.
pub(crate) struct Incoming {
    pub(crate) parsed: Parsed,
    /// The records with what is wrong with their form.
    pub(crate) records: Vec<SubmittedRecord>,
    pub(crate) transfer: Transfer,
    pub(crate) signed: bool,
}

impl Incoming {
    pub(crate) fn of(message: Message) -> Self {
        let records = message.records.into_iter();
        let records: Vec<_> =
            records.map(|record| SubmittedRecord::new(record.document, record.faults)).collect();
        let papers = records.iter().map(|record| Arc::clone(&record.document)).collect();
        let recipient = MailboxName::new(message.transfer.dxp_id.as_str()).ok();
        let parsed = Parsed { kind: message.kind, guid: message.guid, recipient, papers };
        Self { parsed, records, transfer: message.transfer, signed: message.signed }
    }
}

/// A message with everything that its verdict needs but the basis.
pub(crate) struct Case {
    pub(crate) admission: Admission,
    /// The message as it came, if it is signed.
    pub(crate) bytes: Arc<[u8]>,
    pub(crate) transfer: Transfer,
    pub(crate) signed: bool,
}

impl Case {
    /// What is to be said about the signature.
    pub(crate) fn signature(&self, basis: &Basis) -> (signature::Finding, Lasting) {
        signature::check(basis.signatures, basis.version, &self.bytes, self.signed, basis.now)
    }

    /// The same, checked beside the threads that serve connections.
    pub(crate) async fn signature_beside(
        &self,
        basis: &Basis,
    ) -> Result<(signature::Finding, Lasting), HostError> {
        if !self.signed || basis.signatures == SignaturePolicy::Off {
            return Ok(self.signature(basis));
        }
        let (policy, version, now) = (basis.signatures, basis.version, basis.now);
        let bytes = Arc::clone(&self.bytes);
        let checking =
            tokio::task::spawn_blocking(move || signature::check(policy, version, &bytes, true, now));
        // Only a runtime that ends gives a task up.
        checking.await.map_err(|_| HostError::Stopping)
    }

    /// Who sends it, then every rule; each record for itself. It remembers what is to be said about every record.
    pub(crate) fn judge(
        &self,
        basis: &Basis,
        finding: &signature::Finding,
        lasting: Lasting,
    ) -> Verdict<Submission, Vec<Vec<Fault>>, MessageRefusal> {
        let rules = tongguan_rules::at(basis.now, basis.version);
        let admitted = |()| {
            let submission = self.admission.admit(|document, faults| {
                faults.extend(signature::fault(finding, document, &self.transfer.cop_code));
                rules(document, faults);
            });
            let faults = submission.records.iter().map(|record| record.faults.clone()).collect();
            (submission, faults)
        };
        let judged = identity::transmitter(basis, &self.transfer).map(admitted);
        Verdict { judged, holds: Lasting::day_of(basis.now).and(lasting) }
    }
}
