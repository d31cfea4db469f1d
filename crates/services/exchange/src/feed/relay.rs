//! The service of an exchange that is a process of its own: reads are answered from the copy, once it is as far as the
//! sandbox; changes are passed on, with everything that came with them.
//!
//! A certificate cannot be passed on: on the connection to intake this process shows its own. So whoever is known by his
//! certificate alone is told to show a key, and never acts with the rights of this process.

use crate::edge::Exchange;
use crate::feed::remote::{Behind, FORWARD, Remote};
use tongguan_domain::names::SandboxName;
use tongguan_peer::Way;
use tongguan_proto::exchange::v1 as pb;
use tongguan_proto::exchange::v1::clearance_exchange_client::ClearanceExchangeClient;
use tongguan_proto::exchange::v1::clearance_exchange_server::{ClearanceExchange, ClearanceExchangeServer};
use tongguan_serve::{Head, Limits};
use tongguan_wire::status::{Reason, Refused};
use tonic::{Extensions, Request, Response, Status};

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
        if Head::is_by_certificate(&request) {
            let words = "this exchange passes changes on to intake, and a certificate cannot be passed on: send a key, \
                         or call intake itself";
            return Err(Refused::new(Reason::KeyInvalid, words).status());
        }
        let name = Head::peek(&request, &field);
        // Its key goes with it: intake judges it as well.
        let (mut metadata, _, message) = request.into_parts();
        // It is encoded anew, and may be longer or shorter then.
        metadata.remove("content-length");
        let request = Request::from_parts(metadata, Extensions::default(), message);
        let call = async |channel| call(Remote::exchange(channel), request).await;
        match self.remote.bare().pass_on(FORWARD, call).await {
            Ok(Ok(answer)) => {
                if let Ok(name) = name {
                    // It has happened; who reads next waits himself.
                    let _: Result<_, Behind> = self.remote.freshen(&name).await;
                }
                Ok(Response::new(answer.into_inner()))
            }
            // What came with it is of the connection to intake.
            Ok(Err(status)) => {
                Err(Status::with_details(status.code(), status.message(), status.details().to_vec().into()))
            }
            Err(away) => {
                tracing::debug!(%away, "a change is refused");
                Err(Refused::plain(Reason::IntakeAway).status())
            }
        }
    }
}

#[tonic::async_trait]
impl ClearanceExchange for Relay {
    type WatchReceiptsStream = <Exchange as ClearanceExchange>::WatchReceiptsStream;
    type WatchCebMessagesStream = <Exchange as ClearanceExchange>::WatchCebMessagesStream;

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
        self.here.watch_receipts(request).await
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
        self.here.watch_ceb_messages(request).await
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
