//! A message that can be judged: beside the writer, and again by it if the first verdict does not hold any more.

use crate::messages::taken::Parsed;
use crate::messages::{MessageRefusal, identity, signature};
use std::sync::Arc;
use tongguan_ceb::{Message, Transfer};
use tongguan_clearance::{Command, Origin, Paper, Submission, SubmittedRecord, Subscriber, Tag};
use tongguan_domain::fault::Fault;
use tongguan_domain::names::MailboxName;
use tongguan_domain::process::{Outcome, SignaturePolicy};
use tongguan_engine::{Basis, HostError, Lasting, Verdict};
use tongguan_rules::RuleContext;

/// A message, its documents as they will be stored.
pub(crate) struct Incoming {
    pub(crate) parsed: Parsed,
    transfer: Transfer,
    signed: bool,
    /// What is wrong with the form of each record.
    forms: Vec<Vec<Fault>>,
}

impl Incoming {
    pub(crate) fn of(message: Message) -> Self {
        let (mut papers, mut forms) = (Vec::new(), Vec::new());
        for record in message.records {
            papers.push(Arc::new(Paper::new(record.document)));
            forms.push(record.faults);
        }
        let recipient = MailboxName::new(message.transfer.dxp_id.as_str()).ok();
        let parsed = Parsed { kind: message.kind, guid: message.guid, recipient, papers };
        Self { parsed, transfer: message.transfer, signed: message.signed, forms }
    }
}

/// A message with everything that its verdict needs but the basis.
pub(crate) struct Case {
    pub(crate) tag: Tag,
    pub(crate) outcome: Option<Outcome>,
    pub(crate) mailbox: MailboxName,
    pub(crate) subscribers: Vec<Subscriber>,
    /// The message as it came, if it is signed.
    pub(crate) bytes: Arc<[u8]>,
    pub(crate) incoming: Incoming,
}

/// What is to be said about every record; or why the message is refused whole.
pub(crate) type Told = Result<Vec<Vec<Fault>>, MessageRefusal>;

impl Case {
    /// What is to be said about the signature.
    pub(crate) fn signature(&self, basis: &Basis) -> (signature::Finding, Lasting) {
        signature::check(basis.signatures, basis.version, &self.bytes, self.incoming.signed, basis.now)
    }

    /// The same, checked beside the threads that serve connections.
    pub(crate) async fn signature_beside(
        &self,
        basis: &Basis,
    ) -> Result<(signature::Finding, Lasting), HostError> {
        if !self.incoming.signed || basis.signatures == SignaturePolicy::Off {
            return Ok(self.signature(basis));
        }
        let (policy, version, now) = (basis.signatures, basis.version, basis.now);
        let bytes = Arc::clone(&self.bytes);
        let checking =
            tokio::task::spawn_blocking(move || signature::check(policy, version, &bytes, true, now));
        // Only a runtime that ends gives a task up.
        checking.await.map_err(|_| HostError::Stopping)
    }

    /// Who sends it, then every rule; each record for itself.
    pub(crate) fn judge(
        &self,
        basis: &Basis,
        finding: &signature::Finding,
        lasting: Lasting,
    ) -> Verdict<Told> {
        let holds = Lasting::day_of(basis.now).and(lasting);
        if let Err(refusal) = identity::transmitter(basis, &self.incoming.transfer) {
            return Verdict { command: None, holds, told: Err(refusal) };
        }
        let context = RuleContext::at(basis.now, basis.version);
        let papers = &self.incoming.parsed.papers;
        let faults = papers.iter().zip(&self.incoming.forms).map(|(paper, form)| {
            let mut faults = form.clone();
            let document = paper.document();
            faults.extend(signature::fault(finding, document, &self.incoming.transfer.cop_code));
            tongguan_rules::check(document, &context, &mut faults);
            faults
        });
        let faults: Vec<Vec<Fault>> = faults.collect();
        let records = papers
            .iter()
            .zip(&faults)
            .map(|(paper, faults)| SubmittedRecord { document: Arc::clone(paper), faults: faults.clone() });
        let submission = Submission {
            tag: self.tag.clone(),
            mailbox: self.mailbox.clone(),
            records: records.collect(),
            subscribers: self.subscribers.clone(),
            origin: Origin::Ceb,
            outcome: self.outcome,
        };
        Verdict { command: Some(Command::Submit(submission)), holds, told: Ok(faults) }
    }
}
