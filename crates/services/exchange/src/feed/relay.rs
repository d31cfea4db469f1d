//! The service of an exchange that is a process of its own: reads are answered from the copy, once it is as far as the
//! sandbox; changes are passed on, with everything that came with them.
//!
//! A certificate cannot be passed on: on the connection to intake this process shows its own. So whoever is known by his
//! certificate alone is told to show a key, and never acts with the rights of this process.

use crate::edge::Exchange;
use crate::feed::remote::Remote;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio_stream::Stream;
use tongguan_domain::names::SandboxName;
use tongguan_peer::{Way, relay};
use tongguan_proto::exchange::v1 as pb;
use tongguan_proto::exchange::v1::clearance_exchange_client::ClearanceExchangeClient;
use tongguan_proto::exchange::v1::clearance_exchange_server::{ClearanceExchange, ClearanceExchangeServer};
use tongguan_serve::{Head, Limits};
use tongguan_wire::status::Refused;
use tonic::{Request, Response, Status};

/// Clearance exchange over a copy.
#[derive(Clone)]
pub struct Relay {
    here: Exchange,
    remote: Remote,
}

impl Relay {
    /// The service of this exchange, whose gateway reads from a copy, with intake behind it.
    #[must_use]
    pub const fn new(here: Exchange, remote: Remote) -> Self {
        Self { here, remote }
    }

    /// The service with its message limits.
    #[must_use]
    pub fn into_server(self, limits: &Limits) -> ClearanceExchangeServer<Self> {
        let here = self.here.within(limits);
        Exchange::bounded(ClearanceExchangeServer::new(Self { here, remote: self.remote }), limits)
    }

    /// Makes sure that whoever reads a sandbox sees what was answered before.
    async fn freshen(&self, name: Result<SandboxName, Refused>) -> Result<(), Refused> {
        // A name that cannot be is refused by whoever reads it.
        if let Ok(name) = name {
            self.remote.freshen(&name).await?;
        }
        self.remote.readable()
    }

    /// Passes a call on, and waits until the copy has what came of it.
    async fn pass_on<Q: Send, A>(
        &self,
        request: Request<Q>,
        field: String,
        call: impl AsyncFnOnce(ClearanceExchangeClient<Way>, Request<Q>) -> Result<Response<A>, Status>,
    ) -> Result<Response<A>, Status> {
        self.remote.not_broken()?;
        let known = Head::can_be_passed_on(&request)?;
        let name = Head::peek(&request, &field);
        let call = async |way, request| call(Remote::exchange(way), request).await;
        let answer = relay(self.remote.bare(), (request, known), call).await?;
        if let Ok(name) = name {
            // It has happened; who reads next waits himself.
            let _: Result<_, Refused> = self.remote.freshen(&name).await;
        }
        Ok(answer)
    }
}

/// A watch of the copy, for as long as that is followed: then it ends with the words of every other read. What it would show
/// after that grows old without a word.
pub struct Watch<S> {
    shown: S,
    /// Why it is not followed any more; nothing once that was said.
    ends: Option<Pin<Box<dyn Future<Output = Refused> + Send>>>,
}

impl<S> Watch<S> {
    fn new(shown: S, remote: &Remote) -> Self {
        Self { shown, ends: Some(Box::pin(remote.clone().breaks_off())) }
    }
}

impl<T, S: Stream<Item = Result<T, Status>> + Unpin> Stream for Watch<S> {
    type Item = Result<T, Status>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(ends) = &mut self.ends else { return Poll::Ready(None) };
        match ends.as_mut().poll(context) {
            Poll::Ready(refused) => {
                self.ends = None;
                Poll::Ready(Some(Err(refused.status())))
            }
            Poll::Pending => Pin::new(&mut self.shown).poll_next(context),
        }
    }
}

#[tonic::async_trait]
impl ClearanceExchange for Relay {
    type WatchReceiptsStream = Watch<<Exchange as ClearanceExchange>::WatchReceiptsStream>;
    type WatchCebMessagesStream = Watch<<Exchange as ClearanceExchange>::WatchCebMessagesStream>;

    async fn list_receipts(
        &self,
        request: Request<pb::ListReceiptsRequest>,
    ) -> Result<Response<pb::ListReceiptsResponse>, Status> {
        self.freshen(Head::peek(&request, &request.get_ref().sandbox)).await?;
        self.here.list_receipts(request).await
    }

    async fn watch_receipts(
        &self,
        request: Request<pb::WatchReceiptsRequest>,
    ) -> Result<Response<Self::WatchReceiptsStream>, Status> {
        self.freshen(Head::peek(&request, &request.get_ref().sandbox)).await?;
        let watch = self.here.watch_receipts(request).await?;
        Ok(watch.map(|shown| Watch::new(shown, &self.remote)))
    }

    async fn list_mailboxes(
        &self,
        request: Request<pb::ListMailboxesRequest>,
    ) -> Result<Response<pb::ListMailboxesResponse>, Status> {
        self.freshen(Head::peek(&request, &request.get_ref().sandbox)).await?;
        self.here.list_mailboxes(request).await
    }

    async fn list_ceb_messages(
        &self,
        request: Request<pb::ListCebMessagesRequest>,
    ) -> Result<Response<pb::ListCebMessagesResponse>, Status> {
        self.freshen(Head::peek(&request, &request.get_ref().sandbox)).await?;
        self.here.list_ceb_messages(request).await
    }

    async fn watch_ceb_messages(
        &self,
        request: Request<pb::WatchCebMessagesRequest>,
    ) -> Result<Response<Self::WatchCebMessagesStream>, Status> {
        self.freshen(Head::peek(&request, &request.get_ref().sandbox)).await?;
        let watch = self.here.watch_ceb_messages(request).await?;
        Ok(watch.map(|shown| Watch::new(shown, &self.remote)))
    }

    async fn acknowledge_receipts(
        &self,
        request: Request<pb::AcknowledgeReceiptsRequest>,
    ) -> Result<Response<pb::AcknowledgeReceiptsResponse>, Status> {
        let field = request.get_ref().sandbox.clone();
        self.pass_on(request, field, async |mut intake, call| intake.acknowledge_receipts(call).await).await
    }

    async fn set_receipt_form(
        &self,
        request: Request<pb::SetReceiptFormRequest>,
    ) -> Result<Response<pb::SetReceiptFormResponse>, Status> {
        let field = request.get_ref().sandbox.clone();
        self.pass_on(request, field, async |mut intake, call| intake.set_receipt_form(call).await).await
    }

    async fn send_ceb_message(
        &self,
        request: Request<pb::SendCebMessageRequest>,
    ) -> Result<Response<pb::SendCebMessageResponse>, Status> {
        let field = request.get_ref().sandbox.clone();
        self.pass_on(request, field, async |mut intake, call| intake.send_ceb_message(call).await).await
    }

    async fn send_dxp_message(
        &self,
        request: Request<pb::SendDxpMessageRequest>,
    ) -> Result<Response<pb::SendDxpMessageResponse>, Status> {
        let field = request.get_ref().sandbox.clone();
        self.pass_on(request, field, async |mut intake, call| intake.send_dxp_message(call).await).await
    }
}
