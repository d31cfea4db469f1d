//! The service itself: one short method per RPC.

use crate::mailbox::Reader;
use crate::watch::follow;
use crate::{envelope, receive};
use std::pin::Pin;
use tokio_stream::{Stream, StreamExt};
use tongguan_domain::limits;
use tongguan_gateway::Gateway;
use tongguan_proto::exchange::v1 as pb;
use tongguan_proto::exchange::v1::clearance_exchange_server::{ClearanceExchange, ClearanceExchangeServer};
use tongguan_serve::{DrainSignal, Limits};
use tongguan_wire::status::Refused;
use tongguan_wire::{caller, page, settings};
use tonic::{Request, Response, Status};

/// The largest request: an envelope and what stands beside it.
const ENVELOPE_BYTES: usize = limits::DXP_BYTES + 4 * 1024;

/// Clearance exchange over a gateway.
#[derive(Clone)]
pub struct Exchange {
    gateway: Gateway,
    drain: DrainSignal,
}

impl Exchange {
    /// A service over a gateway; its streams end when the server drains.
    #[must_use]
    pub const fn new(gateway: Gateway, drain: DrainSignal) -> Self {
        Self { gateway, drain }
    }

    /// The service with its message limits.
    #[must_use]
    pub fn into_server(self, limits: &Limits) -> ClearanceExchangeServer<Self> {
        ClearanceExchangeServer::new(self)
            // An envelope, and the id of its request.
            .max_decoding_message_size(limits.batch_message_bytes.max(ENVELOPE_BYTES))
            // One letter may be a copy of a long document.
            .max_encoding_message_size(limits.batch_message_bytes)
    }

    fn reader<T>(&self, request: &Request<T>, recipient: &str) -> Result<Reader, Status> {
        let sandbox = tongguan_serve::sandbox(request.metadata())?;
        Ok(Reader::new(&self.gateway, &sandbox, &caller::mailbox(recipient.to_owned())?))
    }
}

type Boxed<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl ClearanceExchange for Exchange {
    async fn list_receipts(
        &self,
        request: Request<pb::ListReceiptsRequest>,
    ) -> Result<Response<pb::ListReceiptsResponse>, Status> {
        let reader = self.reader(&request, &request.get_ref().recipient)?;
        let message = request.into_inner();
        let size = page::size(message.page_size)?;
        let after = reader.start(&message.cursor).await?;
        let page = reader.page(after, size).await?;
        Ok(Response::new(pb::ListReceiptsResponse {
            receipts: page.letters,
            next_cursor: reader.cursor(page.after),
            more: page.more,
        }))
    }

    type WatchReceiptsStream = Boxed<pb::WatchReceiptsResponse>;

    async fn watch_receipts(
        &self,
        request: Request<pb::WatchReceiptsRequest>,
    ) -> Result<Response<Self::WatchReceiptsStream>, Status> {
        let reader = self.reader(&request, &request.get_ref().recipient)?;
        let after = reader.start(&request.get_ref().cursor).await?;
        let stream = follow(reader, after, self.drain.clone());
        let stream =
            stream.map(|item| item.map(|receipt| pb::WatchReceiptsResponse { receipt: Some(receipt) }));
        Ok(Response::new(Box::pin(stream)))
    }

    async fn acknowledge_receipts(
        &self,
        request: Request<pb::AcknowledgeReceiptsRequest>,
    ) -> Result<Response<pb::AcknowledgeReceiptsResponse>, Status> {
        let reader = self.reader(&request, &request.get_ref().recipient)?;
        let acknowledged =
            reader.mailbox.acknowledge(request.into_inner().up_to).await.map_err(Refused::from)?;
        Ok(Response::new(pb::AcknowledgeReceiptsResponse { acknowledged }))
    }

    async fn set_receipt_form(
        &self,
        request: Request<pb::SetReceiptFormRequest>,
    ) -> Result<Response<pb::SetReceiptFormResponse>, Status> {
        let sandbox = tongguan_serve::sandbox(request.metadata())?;
        let message = request.into_inner();
        let mailbox = caller::mailbox(message.recipient)?;
        let form = settings::read_form("receipt_form", message.receipt_form)?;
        self.gateway.set_receipt_form(&sandbox, mailbox, form).await.map_err(Refused::from)?;
        Ok(Response::new(pb::SetReceiptFormResponse { receipt_form: settings::write_form(form).into() }))
    }

    async fn send_ceb_message(
        &self,
        request: Request<pb::SendCebMessageRequest>,
    ) -> Result<Response<pb::SendCebMessageResponse>, Status> {
        let sandbox = tongguan_serve::sandbox(request.metadata())?;
        let outcome = caller::outcome(request.metadata())?;
        let message = request.into_inner();
        let id = caller::request_id(message.request_id)?;
        Ok(Response::new(receive::receive(&self.gateway, &sandbox, id, outcome, message.xml).await?))
    }

    async fn send_dxp_message(
        &self,
        request: Request<pb::SendDxpMessageRequest>,
    ) -> Result<Response<pb::SendDxpMessageResponse>, Status> {
        let sandbox = tongguan_serve::sandbox(request.metadata())?;
        let outcome = caller::outcome(request.metadata())?;
        let message = request.into_inner();
        // The sender's own id of the envelope does as well.
        let id = match message.request_id.is_empty() {
            true => None,
            false => Some(caller::request_id(message.request_id)?),
        };
        Ok(Response::new(envelope::receive(&self.gateway, &sandbox, id, outcome, message.envelope).await?))
    }

    async fn list_ceb_messages(
        &self,
        request: Request<pb::ListCebMessagesRequest>,
    ) -> Result<Response<pb::ListCebMessagesResponse>, Status> {
        let reader = self.reader(&request, &request.get_ref().recipient)?;
        let message = request.into_inner();
        let form = settings::read_form("receipt_form", message.receipt_form)?;
        let reader = reader.in_envelopes(message.enveloped).in_form(form);
        let size = page::size(message.page_size)?;
        let after = reader.start(&message.cursor).await?;
        let page = reader.page(after, size).await?;
        Ok(Response::new(pb::ListCebMessagesResponse {
            messages: page.letters,
            next_cursor: reader.cursor(page.after),
            more: page.more,
        }))
    }

    type WatchCebMessagesStream = Boxed<pb::WatchCebMessagesResponse>;

    async fn watch_ceb_messages(
        &self,
        request: Request<pb::WatchCebMessagesRequest>,
    ) -> Result<Response<Self::WatchCebMessagesStream>, Status> {
        let reader = self.reader(&request, &request.get_ref().recipient)?;
        let form = settings::read_form("receipt_form", request.get_ref().receipt_form)?;
        let reader = reader.in_envelopes(request.get_ref().enveloped).in_form(form);
        let after = reader.start(&request.get_ref().cursor).await?;
        let stream = follow(reader, after, self.drain.clone());
        let stream =
            stream.map(|item| item.map(|message| pb::WatchCebMessagesResponse { message: Some(message) }));
        Ok(Response::new(Box::pin(stream)))
    }
}
