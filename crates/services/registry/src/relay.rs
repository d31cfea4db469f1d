//! The registry as a process of its own. What is registered decides clearances, so it is in the journal of intake: this keeps
//! nothing, and passes every call on.

use tongguan_peer::{Found, Line, Way, find_keyless, relay};
use tongguan_proto::registry::v1 as pb;
use tongguan_proto::registry::v1::enterprise_registry_client::EnterpriseRegistryClient;
use tongguan_proto::registry::v1::enterprise_registry_server::{
    EnterpriseRegistry, EnterpriseRegistryServer,
};
use tongguan_serve::{Head, Limits};
use tonic::{Request, Response, Status};

/// The registry of an intake in another process.
#[derive(Clone, Debug)]
pub struct Relay(Line);

impl Relay {
    /// The registry of the intake at the end of this line, which shows nothing: callers show their own keys.
    #[must_use]
    pub const fn new(line: Line) -> Self {
        Self(line)
    }

    /// Who is there, and whether a call without a key was answered.
    pub async fn find(&self) -> (Found, bool) {
        let list = async |way, request| client(way).list_enterprises(request).await;
        find_keyless(&self.0, pb::ListEnterprisesRequest::default(), list).await
    }

    async fn pass_on<Q: Send, A>(
        &self,
        request: Request<Q>,
        call: impl AsyncFnOnce(EnterpriseRegistryClient<Way>, Request<Q>) -> Result<Response<A>, Status>,
    ) -> Result<Response<A>, Status> {
        let known = Head::can_be_passed_on(&request)?;
        relay(&self.0, (request, known), async |way, request| call(client(way), request).await).await
    }

    /// The gRPC service.
    #[must_use]
    pub fn into_server(self, message_bytes: usize) -> EnterpriseRegistryServer<Self> {
        EnterpriseRegistryServer::new(self).max_decoding_message_size(message_bytes)
    }
}

#[tonic::async_trait]
impl EnterpriseRegistry for Relay {
    async fn register_enterprise(
        &self,
        request: Request<pb::RegisterEnterpriseRequest>,
    ) -> Result<Response<pb::RegisterEnterpriseResponse>, Status> {
        self.pass_on(request, async |mut intake, call| intake.register_enterprise(call).await).await
    }

    async fn register_enterprises(
        &self,
        request: Request<pb::RegisterEnterprisesRequest>,
    ) -> Result<Response<pb::RegisterEnterprisesResponse>, Status> {
        self.pass_on(request, async |mut intake, call| intake.register_enterprises(call).await).await
    }

    async fn get_enterprise(
        &self,
        request: Request<pb::GetEnterpriseRequest>,
    ) -> Result<Response<pb::GetEnterpriseResponse>, Status> {
        self.pass_on(request, async |mut intake, call| intake.get_enterprise(call).await).await
    }

    async fn list_enterprises(
        &self,
        request: Request<pb::ListEnterprisesRequest>,
    ) -> Result<Response<pb::ListEnterprisesResponse>, Status> {
        self.pass_on(request, async |mut intake, call| intake.list_enterprises(call).await).await
    }

    async fn register_warehouses(
        &self,
        request: Request<pb::RegisterWarehousesRequest>,
    ) -> Result<Response<pb::RegisterWarehousesResponse>, Status> {
        self.pass_on(request, async |mut intake, call| intake.register_warehouses(call).await).await
    }

    async fn get_warehouse(
        &self,
        request: Request<pb::GetWarehouseRequest>,
    ) -> Result<Response<pb::GetWarehouseResponse>, Status> {
        self.pass_on(request, async |mut intake, call| intake.get_warehouse(call).await).await
    }

    async fn list_warehouses(
        &self,
        request: Request<pb::ListWarehousesRequest>,
    ) -> Result<Response<pb::ListWarehousesResponse>, Status> {
        self.pass_on(request, async |mut intake, call| intake.list_warehouses(call).await).await
    }
}

fn client(way: Way) -> EnterpriseRegistryClient<Way> {
    EnterpriseRegistryClient::new(way).max_decoding_message_size(Limits::DEFAULT.reply_message_bytes)
}
