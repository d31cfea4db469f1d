//! The service itself: one short method per RPC.

use crate::call::{Call, named, together};
use crate::prepare::{Caller, Named, Together};
use crate::submit::{Refusal, Taken};
use std::pin::Pin;
use std::sync::Arc;
use tokio_stream::Stream;
use tongguan_domain::names::SandboxName;
use tongguan_engine::Host;
use tongguan_proto::intake::v1 as pb;
use tongguan_proto::intake::v1::declaration_intake_server::{DeclarationIntake, DeclarationIntakeServer};
use tongguan_serve::{Arriving, DrainSignal, Head, Limits};
use tongguan_wire::status::{Reason, Refused};
use tongguan_wire::{document, process};
use tonic::{Request, Response, Status, Streaming};

/// Declaration intake over a host.
#[derive(Clone)]
pub struct Intake {
    pub(crate) host: Host,
    pub(crate) drain: DrainSignal,
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

    /// A declaration, and the partners that came with it: they go first, as their senders would have sent them.
    fn with_partners(&self, head: &Head, message: pb::SubmitDeclarationRequest) -> Result<Sent, Refusal> {
        let call = Call::of(head, &message.sandbox, message.outcome)?;
        let caller = call.caller(message.request_id, message.sender, Together::AllOrNone)?;
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

    fn many(&self, head: &Head, message: pb::SubmitDocumentsRequest) -> Result<Sent, Refusal> {
        let call = Call::of(head, &message.sandbox, message.outcome)?;
        let caller = call.caller(message.request_id, message.sender, together(message.all_or_none))?;
        let documents = self.take_all(&call.sandbox, message.documents)?;
        Ok(Sent { sandbox: call.sandbox, caller, documents })
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

/// The sandbox of a call, and its message.
fn placed<T>(request: Request<T>, field: impl Fn(&T) -> &str) -> Result<(SandboxName, T), Refused> {
    let (head, message) = Head::split(request);
    Ok((head.sandbox(field(&message))?, message))
}

#[tonic::async_trait]
impl DeclarationIntake for Intake {
    async fn submit_documents(
        &self,
        request: Request<pb::SubmitDocumentsRequest>,
    ) -> Result<Response<pb::SubmitDocumentsResponse>, Status> {
        let settle = request.get_ref().settle;
        let (head, message) = Head::split(request);
        let sent = self.many(&head, message)?;
        let sandbox = settle.then(|| sent.sandbox.clone());
        let Taken { results, replayed } = self.submit_sent(sent).await?;
        let told = match sandbox {
            Some(sandbox) => self.settled(&sandbox, &results).await?,
            None => (Vec::new(), false),
        };
        let (receipts, more_receipts) = told;
        let results = Taken::write(results);
        Ok(Response::new(pb::SubmitDocumentsResponse { results, replayed, receipts, more_receipts }))
    }

    async fn submit_declaration(
        &self,
        request: Request<pb::SubmitDeclarationRequest>,
    ) -> Result<Response<pb::SubmitDeclarationResponse>, Status> {
        let (head, message) = Head::split(request);
        let sent = self.with_partners(&head, message)?;
        let Taken { results, replayed } = self.submit_sent(sent).await?;
        // Taken whole or not at all, so each is accepted.
        let mut accepted: Vec<_> = results.into_iter().flatten().map(process::write_accepted).collect();
        let declaration = accepted.pop();
        Ok(Response::new(pb::SubmitDeclarationResponse { declaration, partners: accepted, replayed }))
    }

    type SubmitStreamStream = Pin<Box<dyn Stream<Item = Result<pb::SubmitStreamResponse, Status>> + Send>>;

    async fn submit_stream(
        &self,
        request: Request<Streaming<pb::SubmitStreamRequest>>,
    ) -> Result<Response<Self::SubmitStreamStream>, Status> {
        let arriving = request.extensions().get::<Arc<Arriving>>().cloned();
        let (head, requests) = Head::split(request);
        // What the metadata says wrongly is wrong for every request.
        Call::of(&head, "", 0)?;
        Ok(Response::new(Box::pin(self.clone().stream(head, requests, arriving))))
    }

    async fn validate_document(
        &self,
        request: Request<pb::ValidateDocumentRequest>,
    ) -> Result<Response<pb::ValidateDocumentResponse>, Status> {
        let (sandbox, message) = placed(request, |message| &message.sandbox)?;
        Ok(Response::new(self.validate(&sandbox, message).await?))
    }

    async fn get_document(
        &self,
        request: Request<pb::GetDocumentRequest>,
    ) -> Result<Response<pb::GetDocumentResponse>, Status> {
        let (sandbox, message) = placed(request, |message| &message.sandbox)?;
        Ok(Response::new(self.get(&sandbox, message).await?))
    }

    async fn list_documents(
        &self,
        request: Request<pb::ListDocumentsRequest>,
    ) -> Result<Response<pb::ListDocumentsResponse>, Status> {
        let (sandbox, message) = placed(request, |message| &message.sandbox)?;
        Ok(Response::new(self.list(&sandbox, message).await?))
    }

    async fn wait_document(
        &self,
        request: Request<pb::WaitDocumentRequest>,
    ) -> Result<Response<pb::WaitDocumentResponse>, Status> {
        let (sandbox, message) = placed(request, |message| &message.sandbox)?;
        Ok(Response::new(self.wait(&sandbox, message).await?))
    }

    async fn list_screenings(
        &self,
        request: Request<pb::ListScreeningsRequest>,
    ) -> Result<Response<pb::ListScreeningsResponse>, Status> {
        let (sandbox, message) = placed(request, |message| &message.sandbox)?;
        Ok(Response::new(self.screenings(&sandbox, message).await?))
    }

    async fn explain_document(
        &self,
        request: Request<pb::ExplainDocumentRequest>,
    ) -> Result<Response<pb::ExplainDocumentResponse>, Status> {
        let (sandbox, message) = placed(request, |message| &message.sandbox)?;
        Ok(Response::new(self.explain(&sandbox, message).await?))
    }
}
