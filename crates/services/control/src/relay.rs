//! Sandbox control as a process of its own. What it changes is in the journal of intake: this keeps nothing, and passes every
//! call on.

use tongguan_peer::{Found, Line, Way, find_keyless, relay};
use tongguan_proto::sandbox::v1 as pb;
use tongguan_proto::sandbox::v1::sandbox_control_client::SandboxControlClient;
use tongguan_proto::sandbox::v1::sandbox_control_server::{SandboxControl, SandboxControlServer};
use tongguan_serve::{Head, Limits};
use tonic::{Request, Response, Status};

/// Sandbox control of an intake in another process.
#[derive(Clone, Debug)]
pub struct Relay(Line);

impl Relay {
    /// Sandbox control at the end of this line, which shows nothing: callers show their own keys.
    #[must_use]
    pub const fn new(line: Line) -> Self {
        Self(line)
    }

    /// Who is there, and whether a call without a key was answered.
    pub async fn find(&self) -> (Found, bool) {
        let list = async |way, request| client(way).list_sandboxes(request).await;
        find_keyless(&self.0, pb::ListSandboxesRequest::default(), list).await
    }

    async fn pass_on<Q: Send, A>(
        &self,
        request: Request<Q>,
        call: impl AsyncFnOnce(SandboxControlClient<Way>, Request<Q>) -> Result<Response<A>, Status>,
    ) -> Result<Response<A>, Status> {
        let known = Head::can_be_passed_on(&request)?;
        relay(&self.0, (request, known), async |way, request| call(client(way), request).await).await
    }

    /// The gRPC service.
    #[must_use]
    pub fn into_server(self, message_bytes: usize) -> SandboxControlServer<Self> {
        SandboxControlServer::new(self).max_decoding_message_size(message_bytes)
    }
}

#[tonic::async_trait]
impl SandboxControl for Relay {
    async fn create_sandbox(
        &self,
        request: Request<pb::CreateSandboxRequest>,
    ) -> Result<Response<pb::CreateSandboxResponse>, Status> {
        self.pass_on(request, async |mut intake, call| intake.create_sandbox(call).await).await
    }

    async fn get_sandbox(
        &self,
        request: Request<pb::GetSandboxRequest>,
    ) -> Result<Response<pb::GetSandboxResponse>, Status> {
        self.pass_on(request, async |mut intake, call| intake.get_sandbox(call).await).await
    }

    async fn list_sandboxes(
        &self,
        request: Request<pb::ListSandboxesRequest>,
    ) -> Result<Response<pb::ListSandboxesResponse>, Status> {
        self.pass_on(request, async |mut intake, call| intake.list_sandboxes(call).await).await
    }

    async fn update_sandbox(
        &self,
        request: Request<pb::UpdateSandboxRequest>,
    ) -> Result<Response<pb::UpdateSandboxResponse>, Status> {
        self.pass_on(request, async |mut intake, call| intake.update_sandbox(call).await).await
    }

    async fn delete_sandbox(
        &self,
        request: Request<pb::DeleteSandboxRequest>,
    ) -> Result<Response<pb::DeleteSandboxResponse>, Status> {
        self.pass_on(request, async |mut intake, call| intake.delete_sandbox(call).await).await
    }

    async fn reset_sandbox(
        &self,
        request: Request<pb::ResetSandboxRequest>,
    ) -> Result<Response<pb::ResetSandboxResponse>, Status> {
        self.pass_on(request, async |mut intake, call| intake.reset_sandbox(call).await).await
    }

    async fn load_risk_profile(
        &self,
        request: Request<pb::LoadRiskProfileRequest>,
    ) -> Result<Response<pb::LoadRiskProfileResponse>, Status> {
        self.pass_on(request, async |mut intake, call| intake.load_risk_profile(call).await).await
    }

    async fn get_risk_profile(
        &self,
        request: Request<pb::GetRiskProfileRequest>,
    ) -> Result<Response<pb::GetRiskProfileResponse>, Status> {
        self.pass_on(request, async |mut intake, call| intake.get_risk_profile(call).await).await
    }

    async fn set_faults(
        &self,
        request: Request<pb::SetFaultsRequest>,
    ) -> Result<Response<pb::SetFaultsResponse>, Status> {
        self.pass_on(request, async |mut intake, call| intake.set_faults(call).await).await
    }

    async fn get_faults(
        &self,
        request: Request<pb::GetFaultsRequest>,
    ) -> Result<Response<pb::GetFaultsResponse>, Status> {
        self.pass_on(request, async |mut intake, call| intake.get_faults(call).await).await
    }

    async fn set_clock(
        &self,
        request: Request<pb::SetClockRequest>,
    ) -> Result<Response<pb::SetClockResponse>, Status> {
        self.pass_on(request, async |mut intake, call| intake.set_clock(call).await).await
    }

    async fn advance_clock(
        &self,
        request: Request<pb::AdvanceClockRequest>,
    ) -> Result<Response<pb::AdvanceClockResponse>, Status> {
        self.pass_on(request, async |mut intake, call| intake.advance_clock(call).await).await
    }
}

fn client(way: Way) -> SandboxControlClient<Way> {
    SandboxControlClient::new(way).max_decoding_message_size(Limits::DEFAULT.reply_message_bytes)
}
