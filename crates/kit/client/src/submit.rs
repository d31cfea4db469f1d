//! Submitting: every call has a request id, and every repeat has the same one.

use crate::proto::document::v1::{Accepted, Document};
use crate::proto::exchange::v1::{SendCebMessageRequest, SendCebMessageResponse};
use crate::proto::intake::v1 as intake;
use crate::proto::intake::v1::declaration_intake_client::DeclarationIntakeClient;
use crate::proto::registry::v1::{Enterprise, RegisterEnterpriseRequest, RegisterEnterpriseResponse};
use crate::retry::{Pauses, reason_may_pass, retried};
use crate::{Client, Connection};
use bytes::Bytes;
use tokio::time::sleep;
use tonic::{Response, Status};

/// A call that changes something was not answered as hoped, also after retries. Whether it had its effect may be
/// unknown; who calls again with [`Unanswered::request_id`] and the same content finds out, and has one effect in all.
#[derive(Debug, thiserror::Error)]
#[error("request {request_id}: {status}")]
pub struct Unanswered {
    /// The id that every attempt had.
    pub request_id: String,
    /// What the server, or the connection, said last.
    #[source]
    pub status: Status,
}

impl From<Unanswered> for Status {
    fn from(unanswered: Unanswered) -> Self {
        unanswered.status
    }
}

fn unanswered(request_id: &str) -> impl FnOnce(Status) -> Unanswered {
    let request_id = request_id.to_owned();
    |status| Unanswered { request_id, status }
}

/// How often a submission is made again that a stream refused for now.
const REPEATS: u32 = 5;

fn request_id() -> String {
    uuid::Uuid::now_v7().to_string()
}

macro_rules! submit {
    ($($(#[$meta:meta])* $name:ident($request:ident) -> $response:ident;)*) => {
        impl Client {
            $($(#[$meta])*
            ///
            /// An empty `request_id` or `sender` is filled in.
            ///
            /// # Errors
            /// What the server says, after retries, with the request id.
            pub async fn $name(
                &self,
                mut request: intake::$request,
            ) -> Result<intake::$response, Unanswered> {
                if request.request_id.is_empty() {
                    request.request_id = request_id();
                }
                if request.sender.is_empty() {
                    request.sender.clone_from(&self.sender);
                }
                let call = || {
                    let (mut intake, request) = (self.intake(), request.clone());
                    async move { intake.$name(request).await }
                };
                retried(call).await.map_err(unanswered(&request.request_id))
            })*
        }
    };
}

submit! {
    /// Submits a declaration, alone or together with its partner documents.
    submit_declaration(SubmitDeclarationRequest) -> SubmitDeclarationResponse;
    /// Submits documents of any kinds, each for itself, and waits for the receipts if it is asked to.
    submit_documents(SubmitDocumentsRequest) -> SubmitDocumentsResponse;
}

impl Client {
    /// Submits 1 to 100 documents of any kinds: all of them or none. A refusal is in the answer, with every fault.
    ///
    /// # Errors
    /// What the server says of the call itself, after retries, with the request id.
    pub async fn submit(&self, documents: Vec<Document>) -> Result<intake::SubmitStreamResponse, Unanswered> {
        let request = intake::SubmitStreamRequest { documents, all_or_none: true, ..Default::default() };
        self.submit_request(request).await
    }

    /// The same, with a request id and a sender of the caller's choice; what is empty is filled in.
    ///
    /// # Errors
    /// What the server says of the call itself, after retries, with the request id.
    pub async fn submit_request(
        &self,
        mut request: intake::SubmitStreamRequest,
    ) -> Result<intake::SubmitStreamResponse, Unanswered> {
        if request.request_id.is_empty() {
            request.request_id = request_id();
        }
        if request.sender.is_empty() {
            request.sender.clone_from(&self.sender);
        }
        let mut pauses = Pauses::new();
        for _ in 0..REPEATS {
            let answer = retried(|| submit_one(self.intake(), request.clone())).await;
            let answer = answer.map_err(unanswered(&request.request_id))?;
            match &answer.refused {
                Some(refused) if reason_may_pass(&refused.reason) => sleep(pauses.next()).await,
                _ => return Ok(answer),
            }
        }
        let answer = retried(|| submit_one(self.intake(), request.clone())).await;
        answer.map_err(unanswered(&request.request_id))
    }

    /// Sends one CEB message. The sender is in the message.
    ///
    /// # Errors
    /// What the server says, after retries, with the request id.
    pub async fn send_ceb_message(
        &self,
        xml: impl Into<Bytes>,
    ) -> Result<SendCebMessageResponse, Unanswered> {
        let request = SendCebMessageRequest { xml: xml.into(), ..Default::default() };
        self.send_ceb_request(request).await
    }

    /// The same, with a request id of the caller's choice; an empty one is filled in.
    ///
    /// # Errors
    /// What the server says, after retries, with the request id.
    pub async fn send_ceb_request(
        &self,
        mut request: SendCebMessageRequest,
    ) -> Result<SendCebMessageResponse, Unanswered> {
        if request.request_id.is_empty() {
            request.request_id = request_id();
        }
        let call = || {
            let (mut exchange, request) = (self.exchange(), request.clone());
            async move { exchange.send_ceb_message(request).await }
        };
        retried(call).await.map_err(unanswered(&request.request_id))
    }

    /// Registers an enterprise, or changes one.
    ///
    /// # Errors
    /// What the server says, after retries, with the request id.
    pub async fn register(&self, enterprise: Enterprise) -> Result<RegisterEnterpriseResponse, Unanswered> {
        let enterprise = Some(enterprise);
        let request =
            RegisterEnterpriseRequest { request_id: request_id(), enterprise, ..Default::default() };
        let call = || {
            let (mut registry, request) = (self.registry(), request.clone());
            async move { registry.register_enterprise(request).await }
        };
        retried(call).await.map_err(unanswered(&request.request_id))
    }
}

/// What was taken of a submission, in the order of its documents.
pub fn accepted(results: Vec<intake::DocumentResult>) -> impl Iterator<Item = Accepted> {
    results.into_iter().filter_map(|result| match result.result {
        Some(intake::document_result::Result::Accepted(accepted)) => Some(accepted),
        Some(intake::document_result::Result::Refused(_)) | None => None,
    })
}

async fn submit_one(
    mut intake: DeclarationIntakeClient<Connection>,
    request: intake::SubmitStreamRequest,
) -> Result<Response<intake::SubmitStreamResponse>, Status> {
    let mut answers = intake.submit_stream(tokio_stream::once(request)).await?.into_inner();
    let answer = answers.message().await?;
    answer.map(Response::new).ok_or_else(|| Status::unavailable("the stream ended without an answer"))
}
