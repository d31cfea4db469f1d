//! Control of sandboxes and their clocks: the gRPC edge. It can rewrite time, so it has a listener of its own.

use crate::{faults, own};
use prost::Message;
use std::sync::Arc;
use tongguan_clearance::Tag;
use tongguan_clearance::command::{ChangeSettings, LoadProfile, Once, SetClock};
use tongguan_clearance::query::{GetProfile, GetSandbox};
use tongguan_domain::names::SandboxName;
use tongguan_domain::ports::ProfileGate;
use tongguan_domain::process::{SandboxView, Settings};
use tongguan_engine::{Goal, Host, Moved, SandboxInfo, fingerprint};
use tongguan_peer::OwnHosts;
use tongguan_proto::sandbox::v1 as pb;
use tongguan_proto::sandbox::v1::sandbox_control_server::{SandboxControl, SandboxControlServer};
use tongguan_serve::{Faults, Head, Plan, no_sandbox, refused};
use tongguan_wire::status::{Reason, Refused};
use tongguan_wire::{caller, page, process, settings, time};
use tonic::{Request, Response, Status};

/// Sandbox control over a host.
pub struct Control {
    host: Host,
    defaults: Settings,
    hosts: OwnHosts,
    gate: Arc<dyn ProfileGate>,
    faults: Faults,
}

impl Control {
    /// A service over a host; what a request leaves open is as in `defaults`. Servers of sandboxes may be on these hosts, and
    /// their profiles go through this gate. What is set for their callers is set here.
    #[must_use]
    pub fn new(
        host: Host,
        defaults: Settings,
        hosts: OwnHosts,
        gate: Arc<dyn ProfileGate>,
        faults: Faults,
    ) -> Self {
        Self { host, defaults, hosts, gate, faults }
    }

    /// The gRPC service.
    #[must_use]
    pub fn into_server(self, message_bytes: usize) -> SandboxControlServer<Self> {
        SandboxControlServer::new(self).max_decoding_message_size(message_bytes)
    }

    /// A sandbox that somebody has used.
    async fn view(&self, name: &SandboxName) -> Result<SandboxView, Refused> {
        let view = self.host.ask(name, GetSandbox).await.map_err(refused)?;
        view.ok_or_else(no_sandbox)
    }

    /// The same as the API shows it.
    async fn existing(&self, name: &SandboxName) -> Result<pb::Sandbox, Refused> {
        Ok(process::write_sandbox(name.shown().to_owned(), &self.view(name).await?))
    }

    /// The risk profile of a sandbox.
    async fn risk_profile(
        &self,
        name: &SandboxName,
        with_text: bool,
    ) -> Result<Option<pb::SandboxRiskProfile>, Refused> {
        let profile = self.host.ask(name, GetProfile).await.map_err(refused)?;
        Ok(profile.map(|profile| own::write(&profile, with_text)))
    }
}

/// Id and content of a request, if it has an id.
fn tag(id: &str, request: &impl Message) -> Result<Option<Tag>, Refused> {
    let id = caller::optional_request_id(id.to_owned())?;
    Ok(id.map(|id| Tag { id, fingerprint: fingerprint([request.encode_to_vec().as_slice()]) }))
}

fn write(info: &SandboxInfo) -> pb::Sandbox {
    process::write_sandbox(info.name.shown().to_owned(), &info.view)
}

#[tonic::async_trait]
impl SandboxControl for Control {
    async fn create_sandbox(
        &self,
        request: Request<pb::CreateSandboxRequest>,
    ) -> Result<Response<pb::CreateSandboxResponse>, Status> {
        let (head, message) = Head::split(request);
        let name = head.sandbox_named(message.name)?;
        let settings = Settings {
            seed: message.seed,
            clock: process::read_clock("clock_mode", message.clock_mode)?.unwrap_or(self.defaults.clock),
            start: message.start.map_or(Ok(self.defaults.start), |start| time::read("start", start))?,
            pace: self.defaults.pace.clone().with(settings::read_chances(message.chances)?),
            version: settings::read_version("message_version", message.message_version)?
                .unwrap_or(self.defaults.version),
            signatures: settings::read_policy("signature_policy", message.signature_policy)?
                .unwrap_or(self.defaults.signatures),
            echo_guid: message.echo_guid || self.defaults.echo_guid,
            receipts: settings::read_form("receipt_form", message.receipt_form)?.or(self.defaults.receipts),
            outcome: process::read_outcome("default_outcome", message.default_outcome)?,
            draws_off: message.draws_off,
            officers_decide: message.officers_decide,
            registration_required: message.registration_required,
            risk_server: own::server(&self.hosts, "risk_server", message.risk_server)?,
            credit_server: own::server(&self.hosts, "credit_server", message.credit_server)?,
        };
        let info = self.host.create(&name, settings).await.map_err(refused)?;
        Ok(Response::new(pb::CreateSandboxResponse { sandbox: Some(write(&info)) }))
    }

    async fn get_sandbox(
        &self,
        request: Request<pb::GetSandboxRequest>,
    ) -> Result<Response<pb::GetSandboxResponse>, Status> {
        let (head, message) = Head::split(request);
        let name = head.sandbox_named(message.name)?;
        Ok(Response::new(pb::GetSandboxResponse { sandbox: Some(self.existing(&name).await?) }))
    }

    async fn list_sandboxes(
        &self,
        request: Request<pb::ListSandboxesRequest>,
    ) -> Result<Response<pb::ListSandboxesResponse>, Status> {
        let (head, message) = Head::split(request);
        let size = page::size(message.page_size);
        let after = page::read(&message.page_token)?.unwrap_or_default();
        let mut found = self.host.list(head.tenant(), &after, size + 1).await.map_err(refused)?;
        let more = found.len() > size;
        found.truncate(size);
        let last = found.last().filter(|_| more).map(|info| page::write(info.name.shown()));
        Ok(Response::new(pb::ListSandboxesResponse {
            sandboxes: found.iter().map(write).collect(),
            next_page_token: last.unwrap_or_default(),
        }))
    }

    async fn update_sandbox(
        &self,
        request: Request<pb::UpdateSandboxRequest>,
    ) -> Result<Response<pb::UpdateSandboxResponse>, Status> {
        let (head, message) = Head::split(request);
        let name = head.sandbox_named(message.name.clone())?;
        let tag = tag(&message.request_id, &message)?;
        let outcome = message.default_outcome.map(|asked| process::read_outcome("default_outcome", asked));
        let receipts = message.receipt_form.map(|asked| settings::read_form("receipt_form", asked));
        let others = own::others(&message)?;
        let command = ChangeSettings {
            outcome: outcome.transpose()?,
            draws_off: message.draws_off,
            officers_decide: message.officers_decide,
            registration_required: message.registration_required,
            shares: settings::read_chances(message.chances)?,
            receipts: receipts.transpose()?,
            risk_server: own::change(&self.hosts, "risk_server", message.risk_server, &others)?,
            credit_server: own::change(&self.hosts, "credit_server", message.credit_server, &others)?,
        };
        self.host.execute_there(&name, Once { tag, command }).await.map_err(refused)?;
        Ok(Response::new(pb::UpdateSandboxResponse { sandbox: Some(self.existing(&name).await?) }))
    }

    async fn delete_sandbox(
        &self,
        request: Request<pb::DeleteSandboxRequest>,
    ) -> Result<Response<pb::DeleteSandboxResponse>, Status> {
        let (head, message) = Head::split(request);
        let name = head.sandbox_named(message.name)?;
        let existed = self.host.delete(&name).await.map_err(refused)?;
        // Whoever has the name next must not meet what was set for this one.
        self.faults.set(&name, Plan::default());
        Ok(Response::new(pb::DeleteSandboxResponse { existed }))
    }

    async fn reset_sandbox(
        &self,
        request: Request<pb::ResetSandboxRequest>,
    ) -> Result<Response<pb::ResetSandboxResponse>, Status> {
        let (head, message) = Head::split(request);
        let name = head.sandbox_named(message.name.clone())?;
        let tag = tag(&message.request_id, &message)?;
        let (info, _) = self.host.reset(&name, tag).await.map_err(refused)?;
        self.faults.restart(&name);
        Ok(Response::new(pb::ResetSandboxResponse { sandbox: Some(write(&info)) }))
    }

    async fn load_risk_profile(
        &self,
        request: Request<pb::LoadRiskProfileRequest>,
    ) -> Result<Response<pb::LoadRiskProfileResponse>, Status> {
        use pb::load_risk_profile_request::To;
        let (head, message) = Head::split(request);
        let name = head.sandbox_named(message.name.clone())?;
        let tag = tag(&message.request_id, &message)?;
        self.view(&name).await?;
        let profile = match message.to {
            Some(To::Text(text)) => Some(own::profile(Arc::clone(&self.gate), text).await?),
            Some(To::Clear(true)) => None,
            Some(To::Clear(false)) | None => {
                return Err(Refused::new(Reason::ArgumentInvalid, "to: set text, or clear").into());
            }
        };
        self.host.execute_there(&name, Once { tag, command: LoadProfile(profile) }).await.map_err(refused)?;
        let risk_profile = self.risk_profile(&name, false).await?;
        Ok(Response::new(pb::LoadRiskProfileResponse { risk_profile }))
    }

    async fn get_risk_profile(
        &self,
        request: Request<pb::GetRiskProfileRequest>,
    ) -> Result<Response<pb::GetRiskProfileResponse>, Status> {
        let (head, message) = Head::split(request);
        let name = head.sandbox_named(message.name)?;
        self.view(&name).await?;
        let risk_profile = self.risk_profile(&name, message.with_text).await?;
        Ok(Response::new(pb::GetRiskProfileResponse { risk_profile }))
    }

    async fn set_faults(
        &self,
        request: Request<pb::SetFaultsRequest>,
    ) -> Result<Response<pb::SetFaultsResponse>, Status> {
        let (head, message) = Head::split(request);
        let name = head.sandbox_named(message.name)?;
        let plan = faults::read(&self.faults, message.faults)?;
        self.view(&name).await?;
        self.faults.set(&name, plan);
        Ok(Response::new(pb::SetFaultsResponse { faults: Some(faults::write(self.faults.get(&name).0)) }))
    }

    async fn get_faults(
        &self,
        request: Request<pb::GetFaultsRequest>,
    ) -> Result<Response<pb::GetFaultsResponse>, Status> {
        let (head, message) = Head::split(request);
        let name = head.sandbox_named(message.name)?;
        self.view(&name).await?;
        let (plan, befell) = self.faults.get(&name);
        let befell = faults::write_counts(befell);
        Ok(Response::new(pb::GetFaultsResponse { faults: Some(faults::write(plan)), befell }))
    }

    async fn set_clock(
        &self,
        request: Request<pb::SetClockRequest>,
    ) -> Result<Response<pb::SetClockResponse>, Status> {
        let (head, message) = Head::split(request);
        let name = head.sandbox_named(message.name.clone())?;
        let tag = tag(&message.request_id, &message)?;
        let mode = process::read_clock("clock_mode", message.clock_mode)?;
        let mode =
            mode.ok_or_else(|| Refused::new(Reason::ArgumentInvalid, "clock_mode: say AUTO or MANUAL"))?;
        self.host.execute_there(&name, Once { tag, command: SetClock(mode) }).await.map_err(refused)?;
        Ok(Response::new(pb::SetClockResponse { sandbox: Some(self.existing(&name).await?) }))
    }

    async fn advance_clock(
        &self,
        request: Request<pb::AdvanceClockRequest>,
    ) -> Result<Response<pb::AdvanceClockResponse>, Status> {
        use pb::advance_clock_request::To;
        let (head, message) = Head::split(request);
        let name = head.sandbox_named(message.name.clone())?;
        let tag = tag(&message.request_id, &message)?;
        let to = match message.to {
            Some(To::By(span)) => Goal::By(time::read_span("by", span)?),
            Some(To::Until(moment)) => Goal::Until(time::read("until", moment)?),
            Some(To::NextTimer(true)) => Goal::NextTimer,
            Some(To::UntilIdle(true)) => Goal::Idle,
            Some(To::NextTimer(false) | To::UntilIdle(false)) | None => {
                let text = "to: set by, until, next_timer or until_idle";
                return Err(Refused::new(Reason::ArgumentInvalid, text).into());
            }
        };
        let Moved { fired, replayed, info } =
            self.host.advance_once_for(&name, to, tag).await.map_err(refused)?;
        Ok(Response::new(pb::AdvanceClockResponse { sandbox: Some(write(&info)), fired, replayed }))
    }
}
