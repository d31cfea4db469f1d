//! The service itself: one short method per RPC.

use crate::prepare::{Caller, Named};
use crate::submit::{Refusal, Taken};
use std::pin::Pin;
use std::sync::Arc;
use tokio_stream::Stream;
use tongguan_domain::document::Document;
use tongguan_domain::fault::Fault;
use tongguan_domain::names::SandboxName;
use tongguan_domain::process::Outcome;
use tongguan_domain::version::MessageVersion;
use tongguan_engine::Host;
use tongguan_proto::intake::v1 as pb;
use tongguan_proto::intake::v1::declaration_intake_server::{DeclarationIntake, DeclarationIntakeServer};
use tongguan_serve::{Arriving, DrainSignal, Limits};
use tongguan_wire::status::{Reason, Refused};
use tongguan_wire::{caller, document};
use tonic::{Request, Response, Status, Streaming};

/// Declaration intake over a host.
#[derive(Clone)]
pub struct Intake {
    pub(crate) host: Host,
    pub(crate) drain: DrainSignal,
}

/// What metadata says of a call.
struct Call {
    sandbox: SandboxName,
    outcome: Option<Outcome>,
}

impl Call {
    fn of<T>(request: &Request<T>) -> Result<Self, Status> {
        let sandbox = tongguan_serve::sandbox(request.metadata())?;
        Ok(Self { sandbox, outcome: caller::outcome(request.metadata())? })
    }

    fn caller(&self, request_id: String, sender: String) -> Result<Caller, Refused> {
        Ok(Caller {
            request_id: caller::request_id(request_id)?,
            mailbox: caller::mailbox(sender)?,
            outcome: self.outcome,
        })
    }
}

impl Intake {
    /// A service over a host; its streams end when the server drains.
    #[must_use]
    pub const fn new(host: Host, drain: DrainSignal) -> Self {
        Self { host, drain }
    }

    /// The service with its message limits.
    #[must_use]
    pub fn into_server(self, limits: &Limits) -> DeclarationIntakeServer<Self> {
        DeclarationIntakeServer::new(self)
            // What fits a CEB message fits a call: the same documents take less room here than in XML.
            .max_decoding_message_size(limits.batch_message_bytes)
            .max_encoding_message_size(limits.reply_message_bytes)
    }

    /// The one document of a call.
    fn one<M, D: Into<Document>>(
        &self,
        call: Call,
        caller: Caller,
        name: &'static str,
        message: Option<M>,
        take: Take<M, D>,
    ) -> Result<Sent, Refusal> {
        let named = named(name, message, self.host.version(&call.sandbox), take)
            .ok_or_else(|| Refused::plain(Reason::DocumentMissing))?;
        Ok(Sent { sandbox: call.sandbox, caller, documents: vec![named] })
    }

    /// A declaration, and the partners that came with it: they go first, as their senders would have sent them.
    fn with_partners(&self, call: Call, message: pb::SubmitDeclarationRequest) -> Result<Sent, Refusal> {
        let caller = call.caller(message.request_id, message.sender)?;
        let version = self.host.version(&call.sandbox);
        let declaration = named("declaration", message.declaration, version, document::take_declaration)
            .ok_or_else(|| Refused::plain(Reason::DocumentMissing))?;
        let documents = [
            named("sales_order", message.sales_order, version, document::take_sales_order),
            named("payment_receipt", message.payment_receipt, version, document::take_payment_receipt),
            named("waybill", message.waybill, version, document::take_waybill),
            Some(declaration),
        ];
        Ok(Sent { sandbox: call.sandbox, caller, documents: documents.into_iter().flatten().collect() })
    }

    async fn submit_sent(&self, sent: Sent) -> Result<Taken, Refusal> {
        self.submit(&sent.sandbox, sent.caller, sent.documents).await
    }
}

/// What a call sends. It is made before anything is waited for, so that the future of the call, which is moved and kept,
/// holds no message besides.
struct Sent {
    sandbox: SandboxName,
    caller: Caller,
    documents: Vec<Named>,
}

/// Takes a document out of its message.
type Take<M, D> = fn(M, MessageVersion, &mut Vec<Fault>) -> D;

fn named<M, D: Into<Document>>(
    name: &'static str,
    message: Option<M>,
    version: MessageVersion,
    take: Take<M, D>,
) -> Option<Named> {
    let mut faults = Vec::new();
    let document = take(message?, version, &mut faults).into();
    Some(Named { name, document, faults, version })
}

/// A method that submits one document.
macro_rules! submit_one {
    ($self:ident, $request:ident, $field:ident, $take:path, $response:ident) => {{
        let sent = {
            let call = Call::of(&$request)?;
            let message = $request.into_inner();
            let caller = call.caller(message.request_id, message.sender)?;
            $self.one(call, caller, stringify!($field), message.$field, $take)?
        };
        let Taken { accepted, replayed } = $self.submit_sent(sent).await?;
        Ok(Response::new(pb::$response { $field: accepted.into_iter().next(), replayed }))
    }};
}

#[tonic::async_trait]
impl DeclarationIntake for Intake {
    async fn submit_declaration(
        &self,
        request: Request<pb::SubmitDeclarationRequest>,
    ) -> Result<Response<pb::SubmitDeclarationResponse>, Status> {
        let sent = self.with_partners(Call::of(&request)?, request.into_inner())?;
        let Taken { mut accepted, replayed } = self.submit_sent(sent).await?;
        let declaration = accepted.pop();
        Ok(Response::new(pb::SubmitDeclarationResponse { declaration, partners: accepted, replayed }))
    }

    async fn submit_sales_order(
        &self,
        request: Request<pb::SubmitSalesOrderRequest>,
    ) -> Result<Response<pb::SubmitSalesOrderResponse>, Status> {
        submit_one!(self, request, sales_order, document::take_sales_order, SubmitSalesOrderResponse)
    }

    async fn submit_payment_receipt(
        &self,
        request: Request<pb::SubmitPaymentReceiptRequest>,
    ) -> Result<Response<pb::SubmitPaymentReceiptResponse>, Status> {
        submit_one!(
            self,
            request,
            payment_receipt,
            document::take_payment_receipt,
            SubmitPaymentReceiptResponse
        )
    }

    async fn submit_waybill(
        &self,
        request: Request<pb::SubmitWaybillRequest>,
    ) -> Result<Response<pb::SubmitWaybillResponse>, Status> {
        submit_one!(self, request, waybill, document::take_waybill, SubmitWaybillResponse)
    }

    async fn submit_arrival(
        &self,
        request: Request<pb::SubmitArrivalRequest>,
    ) -> Result<Response<pb::SubmitArrivalResponse>, Status> {
        submit_one!(self, request, arrival, document::take_arrival, SubmitArrivalResponse)
    }

    async fn submit_departure(
        &self,
        request: Request<pb::SubmitDepartureRequest>,
    ) -> Result<Response<pb::SubmitDepartureResponse>, Status> {
        submit_one!(self, request, departure, document::take_departure, SubmitDepartureResponse)
    }

    async fn submit_cancellation(
        &self,
        request: Request<pb::SubmitCancellationRequest>,
    ) -> Result<Response<pb::SubmitCancellationResponse>, Status> {
        submit_one!(self, request, cancellation, document::take_cancellation, SubmitCancellationResponse)
    }

    async fn submit_manifest(
        &self,
        request: Request<pb::SubmitManifestRequest>,
    ) -> Result<Response<pb::SubmitManifestResponse>, Status> {
        submit_one!(self, request, manifest, document::take_manifest, SubmitManifestResponse)
    }

    async fn submit_summary_application(
        &self,
        request: Request<pb::SubmitSummaryApplicationRequest>,
    ) -> Result<Response<pb::SubmitSummaryApplicationResponse>, Status> {
        submit_one!(
            self,
            request,
            summary_application,
            document::take_summary_application,
            SubmitSummaryApplicationResponse
        )
    }

    async fn submit_return_application(
        &self,
        request: Request<pb::SubmitReturnApplicationRequest>,
    ) -> Result<Response<pb::SubmitReturnApplicationResponse>, Status> {
        submit_one!(
            self,
            request,
            return_application,
            document::take_return_application,
            SubmitReturnApplicationResponse
        )
    }

    async fn submit_return_tally(
        &self,
        request: Request<pb::SubmitReturnTallyRequest>,
    ) -> Result<Response<pb::SubmitReturnTallyResponse>, Status> {
        submit_one!(self, request, return_tally, document::take_return_tally, SubmitReturnTallyResponse)
    }

    type SubmitStreamStream = Pin<Box<dyn Stream<Item = Result<pb::SubmitStreamResponse, Status>> + Send>>;

    async fn submit_stream(
        &self,
        request: Request<Streaming<pb::SubmitStreamRequest>>,
    ) -> Result<Response<Self::SubmitStreamStream>, Status> {
        let Call { sandbox, outcome } = Call::of(&request)?;
        let arriving = request.extensions().get::<Arc<Arriving>>().cloned();
        let stream = self.clone().stream(sandbox, outcome, request.into_inner(), arriving);
        Ok(Response::new(Box::pin(stream)))
    }

    async fn validate_document(
        &self,
        request: Request<pb::ValidateDocumentRequest>,
    ) -> Result<Response<pb::ValidateDocumentResponse>, Status> {
        let call = Call::of(&request)?;
        Ok(Response::new(self.validate(&call.sandbox, request.into_inner())?))
    }

    async fn get_document(
        &self,
        request: Request<pb::GetDocumentRequest>,
    ) -> Result<Response<pb::GetDocumentResponse>, Status> {
        let call = Call::of(&request)?;
        Ok(Response::new(self.get(&call.sandbox, request.into_inner()).await?))
    }

    async fn list_documents(
        &self,
        request: Request<pb::ListDocumentsRequest>,
    ) -> Result<Response<pb::ListDocumentsResponse>, Status> {
        let call = Call::of(&request)?;
        Ok(Response::new(self.list(&call.sandbox, request.into_inner()).await?))
    }

    async fn explain_document(
        &self,
        request: Request<pb::ExplainDocumentRequest>,
    ) -> Result<Response<pb::ExplainDocumentResponse>, Status> {
        let call = Call::of(&request)?;
        Ok(Response::new(self.explain(&call.sandbox, request.into_inner()).await?))
    }
}
