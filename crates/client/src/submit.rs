//! Submitting: every call has a request id, and every repeat has the same one.

use crate::Client;
use crate::proto::document::v1::Document;
use crate::proto::exchange::v1::{SendCebMessageRequest, SendCebMessageResponse};
use crate::proto::intake::v1 as intake;
use crate::proto::registry::v1::{Enterprise, RegisterEnterpriseRequest, RegisterEnterpriseResponse};
use crate::retry::{Pauses, reason_may_pass, retried};
use bytes::Bytes;
use tokio::time::sleep;
use tonic::{Response, Status};

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
            /// What the server says, after retries.
            pub async fn $name(&self, mut request: intake::$request) -> Result<intake::$response, Status> {
                if request.request_id.is_empty() {
                    request.request_id = request_id();
                }
                if request.sender.is_empty() {
                    request.sender.clone_from(&self.sender);
                }
                retried(async || self.intake().$name(request.clone()).await).await
            })*
        }
    };
}

submit! {
    /// Submits a declaration, alone or together with its partner documents.
    submit_declaration(SubmitDeclarationRequest) -> SubmitDeclarationResponse;
    /// Submits an order (303).
    submit_sales_order(SubmitSalesOrderRequest) -> SubmitSalesOrderResponse;
    /// Submits a receipt of payment (403).
    submit_payment_receipt(SubmitPaymentReceiptRequest) -> SubmitPaymentReceiptResponse;
    /// Submits a waybill (505).
    submit_waybill(SubmitWaybillRequest) -> SubmitWaybillResponse;
    /// Submits an arrival (507).
    submit_arrival(SubmitArrivalRequest) -> SubmitArrivalResponse;
    /// Submits a departure (509).
    submit_departure(SubmitDepartureRequest) -> SubmitDepartureResponse;
}

impl Client {
    /// Submits 1 to 6 documents of any kind: all of them or none. A refusal is in the answer, with every fault.
    ///
    /// # Errors
    /// What the server says of the call itself, after retries.
    pub async fn submit(&self, documents: Vec<Document>) -> Result<intake::SubmitStreamResponse, Status> {
        self.submit_request(intake::SubmitStreamRequest { documents, ..Default::default() }).await
    }

    /// The same, with a request id and a sender of the caller's choice; what is empty is filled in.
    ///
    /// # Errors
    /// What the server says of the call itself, after retries.
    pub async fn submit_request(
        &self,
        mut request: intake::SubmitStreamRequest,
    ) -> Result<intake::SubmitStreamResponse, Status> {
        if request.request_id.is_empty() {
            request.request_id = request_id();
        }
        if request.sender.is_empty() {
            request.sender.clone_from(&self.sender);
        }
        let mut pauses = Pauses::new();
        for _ in 0..REPEATS {
            let answer = retried(async || self.submit_one(request.clone()).await).await?;
            match &answer.refused {
                Some(refused) if reason_may_pass(&refused.reason) => sleep(pauses.next()).await,
                _ => return Ok(answer),
            }
        }
        retried(async || self.submit_one(request.clone()).await).await
    }

    async fn submit_one(
        &self,
        request: intake::SubmitStreamRequest,
    ) -> Result<Response<intake::SubmitStreamResponse>, Status> {
        let stream = tokio_stream::once(request);
        let mut answers = self.intake().submit_stream(stream).await?.into_inner();
        let answer = answers.message().await?;
        answer.map(Response::new).ok_or_else(|| Status::unavailable("the stream ended without an answer"))
    }

    /// Sends one CEB message. The sender is in the message.
    ///
    /// # Errors
    /// What the server says, after retries.
    pub async fn send_ceb_message(&self, xml: impl Into<Bytes>) -> Result<SendCebMessageResponse, Status> {
        let request = SendCebMessageRequest { request_id: request_id(), xml: xml.into() };
        retried(async || self.exchange().send_ceb_message(request.clone()).await).await
    }

    /// Registers an enterprise, or changes one.
    ///
    /// # Errors
    /// What the server says, after retries.
    pub async fn register(&self, enterprise: Enterprise) -> Result<RegisterEnterpriseResponse, Status> {
        let request = RegisterEnterpriseRequest { request_id: request_id(), enterprise: Some(enterprise) };
        retried(async || self.registry().register_enterprise(request.clone()).await).await
    }
}
