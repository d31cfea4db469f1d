//! What a call says of itself, in its metadata and in its message, and its documents.

use crate::prepare::{Caller, Named, Together};
use crate::service::Intake;
use tongguan_domain::document::Document;
use tongguan_domain::fault::Fault;
use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_domain::process::Outcome;
use tongguan_domain::version::MessageVersion;
use tongguan_proto::document::v1 as pb;
use tongguan_serve::Head;
use tongguan_wire::status::{Reason, Refused};
use tongguan_wire::{caller, document};

/// Where a call goes, and what it forces.
pub(crate) struct Call {
    pub(crate) sandbox: SandboxName,
    pub(crate) outcome: Option<Outcome>,
}

impl Call {
    pub(crate) fn of(head: &Head, sandbox: &str, outcome: i32) -> Result<Self, Refused> {
        Ok(Self { sandbox: head.sandbox(sandbox)?, outcome: head.outcome(outcome)? })
    }

    pub(crate) fn caller(
        &self,
        request_id: String,
        sender: String,
        together: Together,
    ) -> Result<Caller, Refused> {
        Ok(Caller {
            request_id: caller::optional_request_id(request_id)?,
            mailbox: caller::mailbox(sender)?,
            outcome: self.outcome,
            together,
        })
    }
}

pub(crate) const fn together(all_or_none: bool) -> Together {
    if all_or_none { Together::AllOrNone } else { Together::Each }
}

/// Takes a document out of its message.
pub(crate) type Take<M, D> = fn(M, MessageVersion, &mut Vec<Fault>) -> D;

/// A document under the name of the field that holds it.
pub(crate) fn named<M, D: Into<Document>>(
    name: &'static str,
    message: Option<M>,
    version: MessageVersion,
    take: Take<M, D>,
) -> Option<Named> {
    let mut faults = Vec::new();
    let document = take(message?, version, &mut faults).into();
    Some(Named { name: name.into(), document, faults, version })
}

impl Intake {
    /// Every document of a list.
    pub(crate) fn take_all(
        &self,
        sandbox: &SandboxName,
        messages: Vec<pb::Document>,
    ) -> Result<Vec<Named>, Refused> {
        if messages.len() > limits::BATCH_DOCUMENTS {
            let text = format!("a call carries at most {} documents", limits::BATCH_DOCUMENTS);
            return Err(Refused::new(Reason::TooManyDocuments, text));
        }
        let version = self.host.version(sandbox);
        let take = |(at, message)| {
            let (document, faults) = document::take(message, version)?;
            Ok(Named { name: format!("documents[{at}]").into(), document, faults, version })
        };
        messages.into_iter().enumerate().map(take).collect()
    }
}
