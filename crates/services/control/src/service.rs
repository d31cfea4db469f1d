//! Control of sandboxes and their clocks: the gRPC edge. It can rewrite time, so it has a listener of its own.

use tongguan_clearance::command::SetClock;
use tongguan_clearance::query::GetSandbox;
use tongguan_domain::names::SandboxName;
use tongguan_domain::process::Settings;
use tongguan_engine::{Goal, Host, SandboxInfo};
use tongguan_proto::sandbox::v1 as pb;
use tongguan_proto::sandbox::v1::sandbox_control_server::{SandboxControl, SandboxControlServer};
use tongguan_serve::refused;
use tongguan_wire::status::{Reason, Refused};
use tongguan_wire::{page, process, settings, time};
use tonic::{Request, Response, Status};

/// Sandbox control over a host.
pub struct Control {
    host: Host,
    defaults: Settings,
}

impl Control {
    /// A service over a host; what a request leaves open is as in `defaults`.
    #[must_use]
    pub const fn new(host: Host, defaults: Settings) -> Self {
        Self { host, defaults }
    }

    /// The gRPC service.
    #[must_use]
    pub fn into_server(self, message_bytes: usize) -> SandboxControlServer<Self> {
        SandboxControlServer::new(self).max_decoding_message_size(message_bytes)
    }

    /// A sandbox that somebody has used.
    async fn existing(&self, name: &SandboxName) -> Result<pb::Sandbox, Refused> {
        let view = self.host.ask(name, GetSandbox).await.map_err(refused)?;
        let view = view.ok_or_else(|| Refused::new(Reason::NotFound, "nobody has used this sandbox"))?;
        Ok(process::write_sandbox(name.as_str().to_owned(), &view))
    }
}

fn name_of(text: String) -> Result<SandboxName, Refused> {
    SandboxName::new(text).map_err(|error| Refused::new(Reason::SandboxNameInvalid, format!("name: {error}")))
}

fn write(info: &SandboxInfo) -> pb::Sandbox {
    process::write_sandbox(info.name.as_str().to_owned(), &info.view)
}

#[tonic::async_trait]
impl SandboxControl for Control {
    async fn create_sandbox(
        &self,
        request: Request<pb::CreateSandboxRequest>,
    ) -> Result<Response<pb::CreateSandboxResponse>, Status> {
        let message = request.into_inner();
        let name = name_of(message.name)?;
        let settings = Settings {
            seed: message.seed,
            clock: process::read_clock("clock_mode", message.clock_mode)?.unwrap_or(self.defaults.clock),
            start: message.start.map_or(Ok(self.defaults.start), |start| time::read("start", start))?,
            pace: settings::read_chances(message.chances, self.defaults.pace.clone())?,
            version: settings::read_version("message_version", message.message_version)?
                .unwrap_or(self.defaults.version),
            signatures: settings::read_policy("signature_policy", message.signature_policy)?
                .unwrap_or(self.defaults.signatures),
            echo_guid: message.echo_guid || self.defaults.echo_guid,
            receipts: settings::read_form("receipt_form", message.receipt_form)?.or(self.defaults.receipts),
        };
        let info = self.host.create(&name, settings).await.map_err(refused)?;
        Ok(Response::new(pb::CreateSandboxResponse { sandbox: Some(write(&info)) }))
    }

    async fn get_sandbox(
        &self,
        request: Request<pb::GetSandboxRequest>,
    ) -> Result<Response<pb::GetSandboxResponse>, Status> {
        let name = name_of(request.into_inner().name)?;
        Ok(Response::new(pb::GetSandboxResponse { sandbox: Some(self.existing(&name).await?) }))
    }

    async fn list_sandboxes(
        &self,
        request: Request<pb::ListSandboxesRequest>,
    ) -> Result<Response<pb::ListSandboxesResponse>, Status> {
        let message = request.into_inner();
        let size = page::size(message.page_size)?;
        let after = page::read(&message.page_token)?.unwrap_or_default();
        let mut found = self.host.list(&after, size + 1).await.map_err(refused)?;
        let more = found.len() > size;
        found.truncate(size);
        let last = found.last().filter(|_| more).map(|info| page::write(info.name.as_str()));
        Ok(Response::new(pb::ListSandboxesResponse {
            sandboxes: found.iter().map(write).collect(),
            next_page_token: last.unwrap_or_default(),
        }))
    }

    async fn set_clock(
        &self,
        request: Request<pb::SetClockRequest>,
    ) -> Result<Response<pb::SetClockResponse>, Status> {
        let message = request.into_inner();
        let name = name_of(message.name)?;
        let mode = process::read_clock("clock_mode", message.clock_mode)?;
        let mode =
            mode.ok_or_else(|| Refused::new(Reason::ArgumentInvalid, "clock_mode: say AUTO or MANUAL"))?;
        self.existing(&name).await?;
        self.host.execute(&name, SetClock(mode)).await.map_err(refused)?;
        Ok(Response::new(pb::SetClockResponse { sandbox: Some(self.existing(&name).await?) }))
    }

    async fn advance_clock(
        &self,
        request: Request<pb::AdvanceClockRequest>,
    ) -> Result<Response<pb::AdvanceClockResponse>, Status> {
        use pb::advance_clock_request::To;
        let message = request.into_inner();
        let name = name_of(message.name)?;
        self.existing(&name).await?;
        let to = match message.to {
            Some(To::By(span)) => Goal::By(time::read_span("by", span)?),
            Some(To::Until(moment)) => Goal::Until(time::read("until", moment)?),
            Some(To::NextTimer(true)) => Goal::NextTimer,
            Some(To::NextTimer(false)) | None => {
                return Err(Refused::new(Reason::ArgumentInvalid, "to: set by, until or next_timer").into());
            }
        };
        let (fired, info) = self.host.advance_to(&name, to).await.map_err(refused)?;
        Ok(Response::new(pb::AdvanceClockResponse { sandbox: Some(write(&info)), fired }))
    }
}
