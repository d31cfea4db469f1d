//! Taking a business message: the schema first, then who sends it, then every rule, then the process; each record for
//! itself.

use crate::taken::{Business, Failed, Parsed, Record, Submitted, Taken, Taking, unreadable_text};
use crate::{Gateway, MessageRefusal, format_fault, identity, signature};
use std::sync::Arc;
use tongguan_ceb::dxp::is_envelope;
use tongguan_ceb::{Message, Unreadable};
use tongguan_clearance::{
    Answer, Command, Origin, Outcome, Paper, Refusal, SignaturePolicy, Submission, SubmittedRecord, Tag,
};
use tongguan_domain::fault::Fault;
use tongguan_domain::names::{MailboxName, RequestId, SandboxName};
use tongguan_domain::receipt::FormatFault;
use tongguan_rules::RuleContext;
use tongguan_sandbox::{HostError, fingerprint};

/// Above this size a message is read beside the threads that serve connections.
const READ_INLINE_BYTES: usize = 64 * 1024;

/// Why a message is not submitted.
#[derive(Debug)]
pub enum NotSubmitted {
    /// It is refused whole.
    Refused(MessageRefusal),
    /// The sandbox cannot take it.
    Failed(Failed),
}

/// How a message is known to its sender.
pub(crate) struct Known {
    pub(crate) tag: Tag,
    pub(crate) outcome: Option<Outcome>,
    /// `CopMsgId` of its envelope.
    pub(crate) transport_id: Option<String>,
    /// Sender of its envelope.
    pub(crate) sender: Option<MailboxName>,
}

impl Gateway {
    /// Takes a message as it comes: an envelope or a bare business message, told apart by the root.
    ///
    /// # Errors
    /// [`Failed`]: try again later, or correct the request id.
    pub async fn take(&self, sandbox: &SandboxName, bytes: Vec<u8>, taking: Taking) -> Result<Taken, Failed> {
        if is_envelope(&bytes) {
            return self.take_envelope(sandbox, bytes, taking).await;
        }
        let content = fingerprint([bytes.as_slice(), taking.outcome.map_or("", Outcome::name).as_bytes()]);
        let id = taking.id.or_else(|| RequestId::new(format!("xml-{content:032x}")).ok()).ok_or(internal())?;
        let tag = Tag { id, fingerprint: content };
        let known = Known { tag, outcome: taking.outcome, transport_id: None, sender: None };
        let business = self.take_business(sandbox, bytes, known).await?;
        Ok(Taken { platform: None, business: Some(business) })
    }

    /// Takes a business message; what is wrong with it as a whole becomes a CEB900 where there is a mailbox for it.
    pub(crate) async fn take_business(
        &self,
        sandbox: &SandboxName,
        bytes: Vec<u8>,
        known: Known,
    ) -> Result<Business, Failed> {
        let bytes: Arc<[u8]> = bytes.into();
        let message = match self.read(sandbox, Arc::clone(&bytes)).await? {
            Ok(message) => message,
            Err(why) => {
                let Some(recipient) = known.sender else {
                    return Ok(Business::Unanswerable { text: unreadable_text(&why) });
                };
                let fault = format_fault::unreadable(&why, known.transport_id, &bytes);
                return self.refuse(sandbox, known.tag, recipient, fault).await;
            }
        };
        let (kind, guid) = (message.kind, message.guid.clone());
        let told = known.sender.or_else(|| MailboxName::new(message.transfer.dxp_id.clone()).ok());
        let refusal = match MessageRefusal::of_schema(&message) {
            Some(refusal) => refusal,
            None => {
                let submitted = self.submit(sandbox, known.tag.clone(), known.outcome, &bytes, message).await;
                match submitted {
                    Ok(submitted) => return Ok(Business::Submitted(submitted)),
                    Err(NotSubmitted::Failed(failed)) => return Err(failed),
                    Err(NotSubmitted::Refused(refusal)) => refusal,
                }
            }
        };
        let Some(recipient) = told else {
            return Ok(Business::Unanswerable { text: refusal.text() });
        };
        let transport_id = known.transport_id.unwrap_or(guid);
        let fault = format_fault::of(kind, &refusal, transport_id, &bytes);
        self.refuse(sandbox, known.tag, recipient, fault).await
    }

    /// Puts a CEB900 into a mailbox.
    async fn refuse(
        &self,
        sandbox: &SandboxName,
        tag: Tag,
        mailbox: MailboxName,
        fault: FormatFault,
    ) -> Result<Business, Failed> {
        let told = Command::RefuseMessage { tag, mailbox: mailbox.clone(), fault: fault.clone() };
        self.host.execute(sandbox, told).await?;
        Ok(Business::Refused { recipient: mailbox, fault: Box::new(fault) })
    }

    /// Reads a business message as the version of the sandbox has it.
    ///
    /// # Errors
    /// The outer one: the machine fails. The inner one: the bytes are no message.
    pub async fn read(
        &self,
        sandbox: &SandboxName,
        xml: impl AsRef<[u8]> + Send + 'static,
    ) -> Result<Result<Message, Unreadable>, HostError> {
        let version = self.host.version(sandbox);
        if xml.as_ref().len() <= READ_INLINE_BYTES {
            return Ok(tongguan_ceb::read(xml.as_ref(), version));
        }
        let reading = tokio::task::spawn_blocking(move || tongguan_ceb::read(xml.as_ref(), version));
        // Only a runtime that ends gives a task up.
        reading.await.map_err(|_| HostError::Stopping)
    }

    /// Submits a message whose form is sound.
    ///
    /// # Errors
    /// [`NotSubmitted`]; nothing changed.
    pub async fn submit(
        &self,
        sandbox: &SandboxName,
        tag: Tag,
        outcome: Option<Outcome>,
        bytes: &[u8],
        message: Message,
    ) -> Result<Submitted, NotSubmitted> {
        let refused = NotSubmitted::Refused;
        let (mailbox, subscribers) = identity::addresses(&message).map_err(refused)?;
        identity::transmitter(&self.host, sandbox, &message).map_err(refused)?;
        let signature = self.signature(sandbox, bytes, message.signed).await.map_err(NotSubmitted::Failed)?;
        let (parsed, faults) = self.check(sandbox, &signature, message);
        let records = parsed
            .papers
            .iter()
            .zip(&faults)
            .map(|(paper, faults)| SubmittedRecord { document: Arc::clone(paper), faults: faults.clone() });
        let submission = Submission {
            tag,
            mailbox: mailbox.clone(),
            records: records.collect(),
            subscribers,
            origin: Origin::Ceb,
            outcome,
        };
        let failed = |error| NotSubmitted::Failed(Failed { error, parsed: Some(Box::new(parsed.clone())) });
        let answer = self.host.execute(sandbox, Command::Submit(submission)).await.map_err(failed)?;
        let Answer::Submitted { records, replayed } = answer else {
            return Err(NotSubmitted::Failed(internal()));
        };
        let records = records.into_iter().zip(faults).map(|(result, faults)| Record { result, faults });
        Ok(Submitted { records: records.collect(), recipient: mailbox, replayed, parsed })
    }

    /// What is to be said about the signature; checked beside the threads that serve connections.
    async fn signature(
        &self,
        sandbox: &SandboxName,
        bytes: &[u8],
        signed: bool,
    ) -> Result<signature::Finding, Failed> {
        let (policy, now) = (self.host.signatures(sandbox), self.host.clock(sandbox));
        let version = self.host.version(sandbox);
        if !signed || policy == SignaturePolicy::Off {
            return Ok(signature::check(policy, version, bytes, signed, now));
        }
        let bytes = bytes.to_vec();
        let checking =
            tokio::task::spawn_blocking(move || signature::check(policy, version, &bytes, signed, now));
        // Only a runtime that ends gives a task up.
        checking.await.map_err(|_| HostError::Stopping.into())
    }

    /// Every fault of every record.
    fn check(
        &self,
        sandbox: &SandboxName,
        signature: &signature::Finding,
        message: Message,
    ) -> (Parsed, Vec<Vec<Fault>>) {
        let context = RuleContext::at(self.host.clock(sandbox), self.host.version(sandbox));
        let mut papers = Vec::with_capacity(message.records.len());
        let mut all_faults = Vec::with_capacity(message.records.len());
        for record in message.records {
            let mut faults = record.faults;
            faults.extend(signature::fault(signature, &record.document, &message.transfer.cop_code));
            tongguan_rules::check(&record.document, &context, &mut faults);
            papers.push(Arc::new(Paper::new(record.document)));
            all_faults.push(faults);
        }
        let recipient = MailboxName::new(message.transfer.dxp_id).ok();
        (Parsed { kind: message.kind, guid: message.guid, recipient, papers }, all_faults)
    }
}

/// An answer of another kind than was asked for: a defect of this program.
fn internal() -> Failed {
    HostError::Refused(Refusal::Faulty).into()
}
