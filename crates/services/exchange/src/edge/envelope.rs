//! Taking a message in its envelope.

use crate::edge::receive::results;
use crate::messages::{Business, Gateway, Taking};
use tongguan_domain::names::{RequestId, SandboxName};
use tongguan_domain::process::Outcome;
use tongguan_proto::exchange::v1 as pb;
use tongguan_serve::refused;
use tonic::Status;

/// Takes one envelope.
pub(crate) async fn receive(
    gateway: &Gateway,
    sandbox: &SandboxName,
    id: Option<RequestId>,
    outcome: Option<Outcome>,
    envelope: impl Into<Vec<u8>>,
) -> Result<pb::SendDxpMessageResponse, Status> {
    let taking = Taking { id, outcome };
    let taken = gateway
        .take_envelope(sandbox, envelope.into(), taking)
        .await
        .map_err(|failed| refused(failed.error))?;
    let mut response = pb::SendDxpMessageResponse::default();
    if let Some(answer) = taken.platform {
        response.response_code = answer.code.code.to_owned();
        response.response = answer.xml.into();
    }
    match taken.business {
        None => {}
        Some(Business::Submitted(submitted)) => {
            response.recipient = submitted.recipient.as_str().to_owned();
            response.replayed = submitted.replayed;
            response.records = results(submitted);
        }
        Some(Business::Refused { recipient, fault }) => {
            response.recipient = recipient.as_str().to_owned();
            response.refused_code = fault.code.number();
            response.refused = fault.info;
        }
        Some(Business::Unanswerable { text }) => response.refused = text,
    }
    Ok(response)
}
