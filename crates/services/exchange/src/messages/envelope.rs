//! Taking an envelope: what the exchange platform checks before it passes the data on.

use crate::messages::case::Incoming;
use crate::messages::submit::Known;
use crate::messages::taken::{Business, Failed, PlatformAnswer, Taken, Taking};
use crate::messages::{Gateway, identity, signature};
use std::sync::Arc;
use tongguan_ceb::Message;
use tongguan_ceb::dxp::{self, DxpCode, Envelope, EnvelopeFault, Head, Response, code, write_response};
use tongguan_clearance::Tag;
use tongguan_domain::limits;
use tongguan_domain::listing::fitted;
use tongguan_domain::names::{MailboxName, RequestId, SandboxName};
use tongguan_domain::process::{Outcome, Refusal};
use tongguan_engine::{HostError, fingerprint};

/// An objection of the platform.
struct Objection {
    code: &'static DxpCode,
    /// For `ResponseInfo`, behind the words of the code.
    details: Vec<String>,
    /// How many more there are.
    unlisted: u64,
    /// Whom it is about, if not the whole message.
    receivers: Vec<String>,
}

impl Objection {
    fn new(code: &'static DxpCode, detail: impl Into<String>) -> Self {
        Self { code, details: vec![detail.into()], unlisted: 0, receivers: Vec::new() }
    }

    /// What `ResponseInfo` or another text of so many characters says.
    fn words(&self, characters: usize) -> String {
        let words = self.code.zh;
        let room = characters.saturating_sub(words.chars().count());
        let more = |unlisted| format!("; 另有{unlisted}处错误未列出");
        format!("{words}{}", fitted(self.details.iter().cloned(), "; ", room, self.unlisted, more))
    }
}

impl Gateway {
    /// Takes bytes that have to be an envelope.
    ///
    /// # Errors
    /// [`Failed`]: try again later.
    pub async fn take_envelope(
        &self,
        sandbox: &SandboxName,
        bytes: Vec<u8>,
        taking: Taking,
    ) -> Result<Taken, Failed> {
        let envelope = match dxp::read(&bytes) {
            Ok(envelope) => envelope,
            Err(fault) => {
                let EnvelopeFault { code, faults: details, unlisted, head } = *fault;
                let objection = Objection { code, details, unlisted, receivers: Vec::new() };
                return Ok(self.object(sandbox, head, vec![objection], None, &bytes));
            }
        };
        let now = self.host.clock(sandbox);
        let policy = self.host.signatures(sandbox);
        if let Some(code) = signature::of_envelope(policy, &bytes, envelope.signed, now) {
            let (business, objections) = match self.passed_on_before(sandbox, &envelope, &taking).await? {
                Some(business) => (Some(business), Vec::new()),
                None => (None, vec![Objection::new(code, "")]),
            };
            return Ok(self.object(sandbox, envelope.head, objections, business, &bytes));
        }
        let (reached, unknown) = self.receivers(&envelope.head);
        if !reached {
            return Ok(self.object(sandbox, envelope.head, vec![unknown], None, &bytes));
        }
        let (business, objection) = self.pass_on(sandbox, &envelope, taking).await?;
        let unknown = Some(unknown).filter(|unknown| !unknown.receivers.is_empty());
        let objections = unknown.into_iter().chain(objection).collect();
        Ok(self.object(sandbox, envelope.head, objections, business, &bytes))
    }

    /// What became of the same envelope before, if it was passed on: a certificate that has expired since does not make
    /// it another one.
    async fn passed_on_before(
        &self,
        sandbox: &SandboxName,
        envelope: &Envelope,
        taking: &Taking,
    ) -> Result<Option<Business>, Failed> {
        let Ok(sender) = MailboxName::new(envelope.head.sender.as_str()) else {
            return Ok(None);
        };
        let Ok(mut message) = self.read(sandbox, envelope.data.clone()).await? else {
            return Ok(None);
        };
        identity::name_sender(&mut message, Some(&sender));
        let repeated = self.repeated(sandbox, &tag(envelope, taking), Incoming::of(message).parsed).await?;
        Ok(repeated.map(Business::Submitted))
    }

    /// Whether the message is for us, and the objection about the receivers that nobody knows.
    fn receivers(&self, head: &Head) -> (bool, Objection) {
        let (ours, others): (Vec<_>, Vec<_>) =
            head.receivers.iter().cloned().partition(|receiver| self.receivers.contains(receiver));
        let detail = format!("[{}]", others.join(","));
        (!ours.is_empty(), Objection { receivers: others, ..Objection::new(&code::RECEIVER_UNKNOWN, detail) })
    }

    async fn pass_on(
        &self,
        sandbox: &SandboxName,
        envelope: &Envelope,
        taking: Taking,
    ) -> Result<(Option<Business>, Option<Objection>), Failed> {
        let head = &envelope.head;
        let Ok(sender) = MailboxName::new(head.sender.as_str()) else {
            return Ok((None, Some(Objection::new(&code::ADDRESS_MISMATCH, "[SenderId]"))));
        };
        // A message that cannot be read has neither type nor dxpId; its sender gets a CEB900.
        let data: Arc<[u8]> = envelope.data.as_slice().into();
        let message = self.read(sandbox, Arc::clone(&data)).await?;
        if let Ok(message) = &message
            && let Some(objection) = mismatch(head, message)
        {
            return Ok((None, Some(objection)));
        }
        let known = Known {
            tag: tag(envelope, &taking),
            outcome: taking.outcome,
            transport_id: Some(head.cop_msg_id.clone()),
            sender: Some(sender),
        };
        match self.take_business(sandbox, data, message, known).await {
            Ok(business) => Ok((Some(business), None)),
            Err(failed) => objection(failed).map(|objection| (None, Some(objection))),
        }
    }

    /// What became of an envelope, and the platform's answer if it objects to anything.
    fn object(
        &self,
        sandbox: &SandboxName,
        head: Head,
        objections: Vec<Objection>,
        business: Option<Business>,
        bytes: &[u8],
    ) -> Taken {
        let Some(first) = objections.first() else {
            return Taken { platform: None, business };
        };
        let (code, time) = (first.code, self.host.clock(sandbox));
        let words = |objection: &Objection| objection.words(limits::FORMAT_FAULT_INFO_CHARACTERS);
        let text = objections.iter().map(words).collect::<Vec<_>>().join("; ");
        let (recipient, id) =
            (MailboxName::new(head.sender.as_str()).ok(), format!("{:032x}", fingerprint([bytes])));
        let responses: Vec<_> = objections
            .iter()
            .map(|objection| Response {
                code: objection.code,
                info: objection.words(dxp::INFO_CHARACTERS),
                receivers: objection.receivers.clone(),
                time,
                original: head.clone(),
            })
            .collect();
        let xml = write_response(&responses).unwrap_or_default();
        Taken { platform: Some(PlatformAnswer { code, xml, recipient, id, text }), business }
    }
}

/// How a sandbox knows an envelope: by the two texts of its sender, and by what it holds.
fn tag(envelope: &Envelope, taking: &Taking) -> Tag {
    let Head { sender, cop_msg_id, .. } = &envelope.head;
    let by_head = || RequestId::of_envelope(fingerprint([sender.as_bytes(), cop_msg_id.as_bytes()]));
    let outcome = taking.outcome.map_or("", Outcome::name);
    Tag {
        id: taking.id.clone().unwrap_or_else(by_head),
        fingerprint: fingerprint([envelope.data.as_slice(), outcome.as_bytes()]),
    }
}

/// What in the head is not true of the data.
fn mismatch(head: &Head, message: &Message) -> Option<Objection> {
    let root = message.kind.root_element();
    if !head.message_type.is_empty() && !head.message_type.eq_ignore_ascii_case(root) {
        return Some(Objection::new(&code::FORMAT_OTHER, format!("[MsgType:{}]", head.message_type)));
    }
    let transfer = &message.transfer.dxp_id;
    if !transfer.is_empty() && *transfer != head.sender {
        return Some(Objection::new(
            &code::ADDRESS_MISMATCH,
            format!("[SenderId:{};dxpId:{transfer}]", head.sender),
        ));
    }
    None
}

/// What the platform says where a sandbox cannot take the message; what only waits stays a failure.
fn objection(failed: Failed) -> Result<Objection, Failed> {
    match failed.error {
        HostError::Refused(Refusal::RequestIdReused) => Ok(Objection::new(&code::LOGIC_OTHER, "[CopMsgId]")),
        HostError::Refused(_) | HostError::TooManySandboxes | HostError::TooLarge { .. } => {
            Ok(Objection::new(&code::SYSTEM_OTHER, ""))
        }
        HostError::SandboxExists
        | HostError::NoSandbox
        | HostError::QuestionOpen
        | HostError::TooManyWait { .. }
        | HostError::VersionChanged
        | HostError::Away(_)
        | HostError::Elsewhere(_)
        | HostError::Panicked
        | HostError::Stopping
        | HostError::Journal(_) => Err(failed),
    }
}
