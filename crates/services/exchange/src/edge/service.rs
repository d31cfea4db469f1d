//! The service itself: one short method per RPC.

use crate::edge::mailbox::Reader;
use crate::edge::shown::Shown;
use crate::edge::watch::follow;
use crate::edge::watchers::{Seat, Watchers};
use crate::edge::{envelope, receive};
use crate::messages::Gateway;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;
use tokio_stream::{Stream, StreamExt};
use tongguan_clearance::Tag;
use tongguan_domain::limits::PAGE_BYTES;
use tongguan_domain::process::MailboxView;
use tongguan_domain::receipt_form::ReceiptForm;
use tongguan_engine::fingerprint;
use tongguan_proto::exchange::v1 as pb;
use tongguan_proto::exchange::v1::clearance_exchange_server::{ClearanceExchange, ClearanceExchangeServer};
use tongguan_serve::{DrainSignal, Head, Limits, refused};
use tongguan_wire::status::{Reason, Refused};
use tongguan_wire::{caller, page, settings};
use tonic::{Request, Response, Status};

/// Clearance exchange over a gateway.
#[derive(Clone)]
pub struct Exchange {
    gateway: Gateway,
    drain: DrainSignal,
    watchers: Arc<Watchers>,
    patience: Duration,
}

impl Exchange {
    /// A service over a gateway; its streams end when the server drains.
    #[must_use]
    pub fn new(gateway: Gateway, drain: DrainSignal) -> Self {
        Self { gateway, drain, watchers: Watchers::new(0, 0), patience: Duration::ZERO }
    }

    /// The service with its message limits.
    #[must_use]
    pub fn into_server(self, limits: &Limits) -> ClearanceExchangeServer<Self> {
        Self::bounded(ClearanceExchangeServer::new(self.within(limits)), limits)
    }

    /// The same within limits.
    pub(crate) fn within(mut self, limits: &Limits) -> Self {
        self.watchers = Watchers::new(limits.watchers, limits.watchers_per_connection);
        // So much earlier than the stream is reset that the reason can still be read.
        self.patience = limits.reader_patience * 2 / 3;
        self
    }

    /// A server whose messages are as large as those of this service may be.
    pub(crate) fn bounded<S>(
        server: ClearanceExchangeServer<S>,
        limits: &Limits,
    ) -> ClearanceExchangeServer<S> {
        server
            // An envelope, and the id of its request.
            .max_decoding_message_size(limits.batch_message_bytes)
            // One letter may be a copy of a long document.
            .max_encoding_message_size(limits.reply_message_bytes)
    }

    fn reader(&self, head: &Head, sandbox: &str, recipient: &str) -> Result<Reader, Refused> {
        let sandbox = head.sandbox(sandbox)?;
        Ok(Reader::new(&self.gateway, &sandbox, &caller::mailbox(recipient.to_owned())?))
    }
}

impl Exchange {
    fn follow<T: Shown>(
        &self,
        reader: Reader,
        after: u64,
        seat: Seat,
    ) -> impl Stream<Item = Result<T, Status>> + Send + use<T> {
        follow(reader, after, seat, self.drain.clone(), self.patience)
    }
}

type Boxed<T> = Pin<Box<dyn Stream<Item = Result<T, Status>> + Send>>;

#[tonic::async_trait]
impl ClearanceExchange for Exchange {
    async fn list_receipts(
        &self,
        request: Request<pb::ListReceiptsRequest>,
    ) -> Result<Response<pb::ListReceiptsResponse>, Status> {
        let (head, message) = Head::split(request);
        let reader = self.reader(&head, &message.sandbox, &message.recipient)?;
        let size = page::size(message.page_size);
        if message.document_id != 0 {
            return Ok(Response::new(reader.about(&message, size).await?));
        }
        let after = reader.start(&message.cursor).await?;
        let page = reader.page(after, size, PAGE_BYTES).await?;
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
        let seat = self.watchers.sit(request.remote_addr())?;
        let (head, message) = Head::split(request);
        let reader = self.reader(&head, &message.sandbox, &message.recipient)?;
        let after = reader.start(&message.cursor).await?;
        let stream = self.follow(reader, after, seat);
        let stream =
            stream.map(|item| item.map(|receipt| pb::WatchReceiptsResponse { receipt: Some(receipt) }));
        Ok(Response::new(Box::pin(stream)))
    }

    async fn acknowledge_receipts(
        &self,
        request: Request<pb::AcknowledgeReceiptsRequest>,
    ) -> Result<Response<pb::AcknowledgeReceiptsResponse>, Status> {
        let (head, message) = Head::split(request);
        let reader = self.reader(&head, &message.sandbox, &message.recipient)?;
        let up_to = message.up_to;
        let (_, acknowledged) = reader.mailbox.ends().await.map_err(refused)?;
        // What is acknowledged already changes nothing, and so creates nothing.
        let acknowledged = match up_to <= acknowledged {
            true => acknowledged,
            false => reader.mailbox.acknowledge(up_to).await.map_err(refused)?,
        };
        Ok(Response::new(pb::AcknowledgeReceiptsResponse { acknowledged }))
    }

    async fn list_mailboxes(
        &self,
        request: Request<pb::ListMailboxesRequest>,
    ) -> Result<Response<pb::ListMailboxesResponse>, Status> {
        let (head, message) = Head::split(request);
        let sandbox = head.sandbox(&message.sandbox)?;
        let (size, after) =
            (page::size(message.page_size), page::read_number(&message.page_token)?.unwrap_or(0));
        let skip = usize::try_from(after).unwrap_or(usize::MAX);
        if !self.gateway.exists(&sandbox).await.map_err(refused)? {
            let near = self.gateway.near(&sandbox).await.map_err(refused)?;
            let near = near.map(|near| format!("; did you mean {near}?")).unwrap_or_default();
            let text = format!("there is no sandbox {}{near}", sandbox.shown());
            return Err(Refused::new(Reason::NotFound, text).into());
        }
        // One more than asked for tells whether there is a next page.
        let mut found = self.gateway.mailboxes_of(&sandbox, skip, size + 1).await.map_err(refused)?;
        let more = found.len() > size;
        found.truncate(size);
        let next = after.saturating_add(size as u64);
        let write = |view: MailboxView| pb::Mailbox {
            recipient: view.name.as_str().to_owned(),
            receipts: view.receipts,
            acknowledged: view.acknowledged,
        };
        Ok(Response::new(pb::ListMailboxesResponse {
            mailboxes: found.into_iter().map(write).collect(),
            next_page_token: if more { page::write_number(next) } else { String::new() },
        }))
    }

    async fn set_receipt_form(
        &self,
        request: Request<pb::SetReceiptFormRequest>,
    ) -> Result<Response<pb::SetReceiptFormResponse>, Status> {
        let (head, message) = Head::split(request);
        let sandbox = head.sandbox(&message.sandbox)?;
        let mailbox = caller::mailbox(message.recipient)?;
        let form = settings::read_form("receipt_form", message.receipt_form)?;
        let id = caller::optional_request_id(message.request_id)?;
        let content = [mailbox.as_str().as_bytes(), form.map_or("", ReceiptForm::name).as_bytes()];
        let tag = id.map(|id| Tag { id, fingerprint: fingerprint(content) });
        self.gateway.set_receipt_form(&sandbox, tag, mailbox, form).await.map_err(refused)?;
        Ok(Response::new(pb::SetReceiptFormResponse { receipt_form: settings::write_form(form).into() }))
    }

    async fn send_ceb_message(
        &self,
        request: Request<pb::SendCebMessageRequest>,
    ) -> Result<Response<pb::SendCebMessageResponse>, Status> {
        let (head, message) = Head::split(request);
        let (sandbox, outcome) = (head.sandbox(&message.sandbox)?, head.outcome(0)?);
        let id = caller::request_id(message.request_id)?;
        Ok(Response::new(receive::receive(&self.gateway, &sandbox, id, outcome, message.xml).await?))
    }

    async fn send_dxp_message(
        &self,
        request: Request<pb::SendDxpMessageRequest>,
    ) -> Result<Response<pb::SendDxpMessageResponse>, Status> {
        let (head, message) = Head::split(request);
        let (sandbox, outcome) = (head.sandbox(&message.sandbox)?, head.outcome(0)?);
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
        let (head, message) = Head::split(request);
        let reader = self.reader(&head, &message.sandbox, &message.recipient)?;
        let form = settings::read_form("receipt_form", message.receipt_form)?;
        let reader = reader.in_envelopes(message.enveloped).in_form(form);
        let size = page::size(message.page_size);
        let after = reader.start(&message.cursor).await?;
        let page = reader.page(after, size, PAGE_BYTES).await?;
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
        let seat = self.watchers.sit(request.remote_addr())?;
        let (head, message) = Head::split(request);
        let reader = self.reader(&head, &message.sandbox, &message.recipient)?;
        let form = settings::read_form("receipt_form", message.receipt_form)?;
        let reader = reader.in_envelopes(message.enveloped).in_form(form);
        let after = reader.start(&message.cursor).await?;
        let stream = self.follow(reader, after, seat);
        let stream =
            stream.map(|item| item.map(|message| pb::WatchCebMessagesResponse { message: Some(message) }));
        Ok(Response::new(Box::pin(stream)))
    }
}
