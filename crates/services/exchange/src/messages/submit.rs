//! Taking a business message: the schema first, then who sends it, then every rule, then the process; each record for
//! itself.

use crate::messages::case::{Case, Incoming};
use crate::messages::taken::{Business, Failed, Parsed, Record, Submitted, Taken, Taking, unreadable_text};
use crate::messages::{Gateway, MessageRefusal, format_fault, identity};
use std::sync::Arc;
use tongguan_ceb::dxp::{self, is_envelope};
use tongguan_ceb::{Message, Unreadable};
use tongguan_clearance::command::RefuseMessage;
use tongguan_clearance::query::EarlierAnswer;
use tongguan_clearance::{Admission, Earlier, Origin, Submission, Submitted as Answered, Tag};
use tongguan_domain::fault::Fault;
use tongguan_domain::names::{MailboxName, RequestId, SandboxName};
use tongguan_domain::process::{Outcome, RecordResult, Refusal};
use tongguan_domain::receipt::FormatFault;
use tongguan_engine::{Basis, HostError, fingerprint};

/// Above this size a message is read beside the threads that serve connections.
const READ_INLINE_BYTES: usize = 64 * 1024;

/// Why a message is not submitted.
#[derive(Debug)]
pub enum NotSubmitted {
    /// It is refused whole.
    Refused(MessageRefusal),
    /// It was refused whole before, and its sender has the CEB900.
    RefusedBefore {
        /// Whose mailbox.
        recipient: MailboxName,
        /// What the CEB900 says.
        fault: Box<FormatFault>,
    },
    /// The sandbox cannot take it.
    Failed(Failed),
}

/// How a message is known to its sender.
#[derive(Clone)]
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
        if let Some(remote) = &self.remote {
            return remote.take(self, sandbox, bytes, taking).await;
        }
        if is_envelope(&bytes) {
            return self.take_envelope(sandbox, bytes, taking).await;
        }
        let content = fingerprint([bytes.as_slice(), taking.outcome.map_or("", Outcome::name).as_bytes()]);
        let id = taking.id.unwrap_or_else(|| RequestId::of_message(content));
        let tag = Tag { id, fingerprint: content };
        let known = Known { tag, outcome: taking.outcome, transport_id: None, sender: None };
        let bytes: Arc<[u8]> = bytes.into();
        let message = self.read(sandbox, Arc::clone(&bytes)).await?;
        let business = self.take_business(sandbox, bytes, message, known).await?;
        Ok(Taken { platform: None, business: Some(business) })
    }

    /// What a message is that was taken elsewhere; `None` where it cannot be read.
    pub(crate) async fn parsed(
        &self,
        sandbox: &SandboxName,
        bytes: Vec<u8>,
    ) -> Result<Option<Parsed>, HostError> {
        let (data, sender) = match is_envelope(&bytes) {
            false => (bytes, None),
            true => match dxp::read(&bytes) {
                Ok(envelope) => (envelope.data, MailboxName::new(envelope.head.sender).ok()),
                Err(_) => return Ok(None),
            },
        };
        let Ok(mut message) = self.read(sandbox, data).await? else { return Ok(None) };
        identity::name_sender(&mut message, sender.as_ref());
        Ok(Some(Incoming::of(message).parsed))
    }

    /// Takes a business message that was read; what is wrong with it as a whole becomes a CEB900 where there is a
    /// mailbox for it.
    pub(crate) async fn take_business(
        &self,
        sandbox: &SandboxName,
        bytes: Arc<[u8]>,
        message: Result<Message, Unreadable>,
        known: Known,
    ) -> Result<Business, Failed> {
        match self.take_once(sandbox, Arc::clone(&bytes), message, known.clone()).await {
            // A sandbox is created once, so once more is enough.
            Err(Failed { error: HostError::VersionChanged, .. }) => {
                let message = self.read(sandbox, Arc::clone(&bytes)).await?;
                self.take_once(sandbox, bytes, message, known).await
            }
            taken => taken,
        }
    }

    async fn take_once(
        &self,
        sandbox: &SandboxName,
        bytes: Arc<[u8]>,
        message: Result<Message, Unreadable>,
        known: Known,
    ) -> Result<Business, Failed> {
        let mut message = match message {
            Ok(message) => message,
            Err(why) => {
                let Some(recipient) = known.sender else {
                    return Ok(Business::Unanswerable { text: unreadable_text(&why) });
                };
                let fault = format_fault::unreadable(&why, known.transport_id, &bytes);
                return self.refuse(sandbox, known.tag, recipient, fault).await;
            }
        };
        identity::name_sender(&mut message, known.sender.as_ref());
        let (kind, guid) = (message.kind, message.guid.clone());
        let told = known.sender.or_else(|| MailboxName::new(message.transfer.dxp_id.as_str()).ok());
        let refusal = match MessageRefusal::of_schema(&message) {
            Some(refusal) => match self.repeated(sandbox, &known.tag, Incoming::of(message).parsed).await? {
                Some(submitted) => return Ok(Business::Submitted(submitted)),
                None => refusal,
            },
            None => {
                let submitted = self.submit(sandbox, known.tag.clone(), known.outcome, &bytes, message).await;
                match submitted {
                    Ok(submitted) => return Ok(Business::Submitted(submitted)),
                    Err(NotSubmitted::Failed(failed)) => return Err(failed),
                    Err(NotSubmitted::RefusedBefore { recipient, fault }) => {
                        return Ok(Business::Refused { recipient, fault });
                    }
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

    /// What became of the same message before, if it was submitted. This stands before every objection that a message
    /// meets later: registry, certificates and rules of the day change nothing about what was taken.
    pub(crate) async fn repeated(
        &self,
        sandbox: &SandboxName,
        tag: &Tag,
        parsed: Parsed,
    ) -> Result<Option<Submitted>, HostError> {
        let earlier = self.host.ask(sandbox, EarlierAnswer(tag.clone())).await?;
        let (Some(Earlier::Submitted(results)), Some(recipient)) = (earlier, parsed.recipient.clone()) else {
            return Ok(None);
        };
        let records = results.into_iter().map(|result| Record { result, faults: Vec::new() }).collect();
        Ok(Some(Submitted { parsed, records, recipient, replayed: true }))
    }

    /// Puts a CEB900 into a mailbox.
    async fn refuse(
        &self,
        sandbox: &SandboxName,
        tag: Tag,
        mailbox: MailboxName,
        fault: FormatFault,
    ) -> Result<Business, Failed> {
        let told = RefuseMessage { tag, mailbox: mailbox.clone(), fault: fault.clone() };
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
        mut message: Message,
    ) -> Result<Submitted, NotSubmitted> {
        identity::name_sender(&mut message, None);
        let (mailbox, subscribers) = identity::addresses(&message).map_err(NotSubmitted::Refused)?;
        let basis = self.host.basis(sandbox);
        let earlier = tag.clone();
        let Incoming { parsed, records, transfer, signed } = Incoming::of(message);
        let recipient = mailbox.clone();
        let came = Submission { mailbox, subscribers, outcome, ..Submission::new(tag, Origin::Ceb, records) };
        let bytes = if signed { bytes.into() } else { Arc::default() };
        let case = Case { admission: Admission::of(came), bytes, transfer, signed };
        let (finding, lasting) = case.signature_beside(&basis).await.map_err(machine)?;
        let (verdict, policy) = (case.judge(&basis, &finding, lasting), basis.signatures);
        let failed = |error| match error {
            HostError::Refused(Refusal::MessageRefused { mailbox, fault }) => {
                NotSubmitted::RefusedBefore { recipient: mailbox, fault }
            }
            error => NotSubmitted::Failed(Failed { error, parsed: Some(Box::new(parsed.clone())) }),
        };
        let again = move |present: &Basis| {
            // A signature takes long to check, and the clock seldom decides about it.
            let same = lasting.holds_at(present.now) && present.signatures == policy;
            let (finding, lasting) = if same { (finding, lasting) } else { case.signature(present) };
            case.judge(present, &finding, lasting)
        };
        let begun = self.host.begin_judged(sandbox, basis, verdict, again).await.map_err(failed)?;
        match begun.answer().await.map_err(failed)? {
            Ok((Answered { records, replayed }, faults)) => {
                let records = records.into_iter().zip(faults).map(|(result, faults)| record(result, faults));
                Ok(Submitted { records: records.collect(), recipient, replayed, parsed })
            }
            Err(refusal) => {
                let repeated = self.repeated(sandbox, &earlier, parsed).await.map_err(machine)?;
                repeated.ok_or(NotSubmitted::Refused(refusal))
            }
        }
    }
}

/// What became of a record. One that was taken has no faults, whatever a repeat finds by the rules of its day.
fn record(result: RecordResult, faults: Vec<Fault>) -> Record {
    let taken = matches!(result, RecordResult::Accepted(_));
    Record { result, faults: if taken { Vec::new() } else { faults } }
}

/// A failure of the machine.
fn machine(error: HostError) -> NotSubmitted {
    NotSubmitted::Failed(error.into())
}
