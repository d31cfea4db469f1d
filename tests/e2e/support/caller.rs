//! A client: one method per thing that a scenario does.

use super::receipts::Mailbox;
use std::net::SocketAddr;
use tongguan_ceb::dxp::{Envelope, Head};
use tongguan_ceb::{Transfer, write_request};
use tongguan_domain::document::Document;
use tongguan_domain::version::MessageVersion;
use tongguan_proto::credit::v1::credit_scoring_client::CreditScoringClient;
use tongguan_proto::exchange::v1 as exchange;
use tongguan_proto::exchange::v1::clearance_exchange_client::ClearanceExchangeClient;
use tongguan_proto::intake::v1::declaration_intake_client::DeclarationIntakeClient;
use tongguan_proto::officer::v1::customs_officer_client::CustomsOfficerClient;
use tongguan_proto::registry::v1 as registry;
use tongguan_proto::registry::v1::enterprise_registry_client::EnterpriseRegistryClient;
use tongguan_proto::risk::v1::risk_screening_client::RiskScreeningClient;
use tongguan_proto::sandbox::v1 as sandbox;
use tongguan_proto::sandbox::v1::sandbox_control_client::SandboxControlClient;
use tongguan_testkit::{Fixture, Parcel};
use tongguan_wire::status::read_reason;
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint};
use tonic::{Request, Status};

/// The guid of every CEB message that a test sends.
const MESSAGE_GUID: &str = "0D5C1B3E-7A43-4D1E-9C58-2F6B8E0A1111";
/// Who sends, unless a test says otherwise.
pub(crate) const SENDER: &str = "DXPENT0000000001";

/// The named reason of a refusal, or its gRPC code.
pub(crate) fn reason(status: &Status) -> String {
    read_reason(status).map_or_else(|| format!("{:?}", status.code()), |reason| reason.name().to_owned())
}

/// What goes along with every call.
#[derive(Clone, Default)]
pub(crate) struct Headers(Vec<(&'static str, String)>);

impl Interceptor for Headers {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        for (key, value) in &self.0 {
            request.metadata_mut().insert(*key, value.parse().unwrap());
        }
        Ok(request)
    }
}

/// The connection of every generated client.
pub(crate) type Line = InterceptedService<Channel, Headers>;

/// A client of one sandbox.
#[derive(Clone)]
pub(crate) struct Caller {
    services: Channel,
    control: Channel,
    exchange: Channel,
    /// Where screening and where scoring is.
    pure: [Channel; 2],
    sandbox: String,
    headers: Headers,
}

fn connect(address: SocketAddr) -> Channel {
    Endpoint::from_shared(format!("http://{address}")).unwrap().connect_lazy()
}

impl Caller {
    /// A client in the sandbox `default`.
    pub(crate) fn new(services: SocketAddr, control: SocketAddr) -> Self {
        Self {
            services: connect(services),
            control: connect(control),
            exchange: connect(services),
            pure: [connect(services), connect(services)],
            sandbox: "default".to_owned(),
            headers: Headers::default(),
        }
    }

    /// The same client, with screening and scoring at these places.
    pub(crate) fn with_pure(self, places: [SocketAddr; 2]) -> Self {
        Self { pure: places.map(connect), ..self }
    }

    /// The same client, with the exchange at this place.
    pub(crate) fn with_exchange(self, place: SocketAddr) -> Self {
        Self { exchange: connect(place), ..self }
    }

    /// The bare connections to the services.
    pub(crate) fn channels(&self) -> Vec<Channel> {
        [vec![self.services.clone(), self.exchange.clone()], self.pure.to_vec()].concat()
    }

    /// The same client in another sandbox.
    pub(crate) fn in_sandbox(&self, name: &str) -> Self {
        Self { sandbox: name.to_owned(), ..self.with("x-sandbox", name) }
    }

    /// The same client, forcing an outcome.
    pub(crate) fn forcing(&self, outcome: &str) -> Self {
        self.with("x-outcome", outcome)
    }

    /// The same client, sending this along.
    pub(crate) fn with(&self, key: &'static str, value: &str) -> Self {
        let mut caller = self.clone();
        caller.headers.0.push((key, value.to_owned()));
        caller
    }

    fn line(&self) -> Line {
        InterceptedService::new(self.services.clone(), self.headers.clone())
    }

    /// The bare connection to the services.
    pub(crate) fn channel(&self) -> Channel {
        self.services.clone()
    }

    pub(crate) fn control_channel(&self) -> Channel {
        self.control.clone()
    }

    pub(crate) fn intake(&self) -> DeclarationIntakeClient<Line> {
        DeclarationIntakeClient::new(self.line())
    }

    pub(crate) fn exchange(&self) -> ClearanceExchangeClient<Line> {
        ClearanceExchangeClient::new(InterceptedService::new(self.exchange.clone(), self.headers.clone()))
    }

    pub(crate) fn registry(&self) -> EnterpriseRegistryClient<Line> {
        EnterpriseRegistryClient::new(self.line())
    }

    pub(crate) fn officer(&self) -> CustomsOfficerClient<Line> {
        CustomsOfficerClient::new(self.line())
    }

    pub(crate) fn screening(&self) -> RiskScreeningClient<Line> {
        RiskScreeningClient::new(InterceptedService::new(self.pure[0].clone(), self.headers.clone()))
    }

    pub(crate) fn scoring(&self) -> CreditScoringClient<Line> {
        CreditScoringClient::new(InterceptedService::new(self.pure[1].clone(), self.headers.clone()))
    }

    pub(crate) fn control(&self) -> SandboxControlClient<Line> {
        SandboxControlClient::new(InterceptedService::new(self.control.clone(), self.headers.clone()))
    }

    /// Submits one document by the call for its kind.
    pub(crate) async fn submit(
        &self,
        id: impl Into<String>,
        document: impl Into<Document>,
    ) -> Result<tongguan_proto::document::v1::Accepted, Status> {
        self.submit_or_repeat(id, document).await.map(|(accepted, _)| accepted)
    }

    /// Submits all six papers of a parcel, one call each.
    pub(crate) async fn submit_parcel(&self, parcel: &Parcel) -> Vec<tongguan_proto::document::v1::Accepted> {
        let mut accepted = Vec::new();
        for document in parcel.documents() {
            let id = format!("{:?}/{}", document.kind(), document.heading().guid);
            accepted.push(self.submit(id, document).await.unwrap());
        }
        accepted
    }

    /// Sends documents of one kind as a CEB message.
    pub(crate) async fn send(
        &self,
        id: &str,
        documents: &[Document],
    ) -> Result<exchange::SendCebMessageResponse, Status> {
        self.send_xml(id, ceb_message(documents)).await
    }

    /// Sends bytes as a CEB message.
    pub(crate) async fn send_xml(
        &self,
        id: &str,
        xml: impl Into<Vec<u8>>,
    ) -> Result<exchange::SendCebMessageResponse, Status> {
        let request = exchange::SendCebMessageRequest {
            request_id: id.to_owned(),
            xml: xml.into().into(),
            ..Default::default()
        };
        Ok(self.exchange().send_ceb_message(request).await?.into_inner())
    }

    /// Sends bytes as an envelope; what is a repeat, the envelope says.
    pub(crate) async fn send_envelope(&self, envelope: Vec<u8>) -> exchange::SendDxpMessageResponse {
        let request = exchange::SendDxpMessageRequest {
            request_id: String::new(),
            envelope: envelope.into(),
            ..Default::default()
        };
        self.exchange().send_dxp_message(request).await.unwrap().into_inner()
    }

    /// Registers an enterprise of the tests.
    pub(crate) async fn register(&self, fixture: &Fixture) {
        let request = registry::RegisterEnterpriseRequest {
            request_id: format!("register-{}", fixture.code),
            enterprise: Some(tongguan_wire::registry::write(&fixture.enterprise())),
            ..Default::default()
        };
        self.registry().register_enterprise(request).await.unwrap();
    }

    /// The mailbox of the usual sender.
    pub(crate) fn mailbox(&self) -> Mailbox {
        Mailbox::new(self.clone(), SENDER)
    }

    /// The mailbox of a recipient.
    pub(crate) fn mailbox_of(&self, recipient: &str) -> Mailbox {
        Mailbox::new(self.clone(), recipient)
    }

    /// The sandbox at a glance.
    pub(crate) async fn view(&self) -> sandbox::Sandbox {
        self.find_view().await.unwrap()
    }

    /// The sandbox at a glance, or why there is none.
    pub(crate) async fn find_view(&self) -> Result<sandbox::Sandbox, Status> {
        let request = sandbox::GetSandboxRequest { name: self.sandbox.clone() };
        Ok(self.control().get_sandbox(request).await?.into_inner().sandbox.unwrap())
    }

    /// Creates the sandbox with a seed and a clock mode.
    pub(crate) async fn create(&self, seed: u64, clock: sandbox::ClockMode) -> sandbox::Sandbox {
        let request = sandbox::CreateSandboxRequest { seed, clock_mode: clock.into(), ..Default::default() };
        self.create_as(request).await
    }

    /// Creates the sandbox; what is not said is as usual.
    pub(crate) async fn create_as(&self, mut request: sandbox::CreateSandboxRequest) -> sandbox::Sandbox {
        request.name.clone_from(&self.sandbox);
        self.control().create_sandbox(request).await.unwrap().into_inner().sandbox.unwrap()
    }

    /// Moves the clock of the sandbox.
    pub(crate) async fn advance(
        &self,
        to: sandbox::advance_clock_request::To,
    ) -> Result<sandbox::AdvanceClockResponse, Status> {
        let request =
            sandbox::AdvanceClockRequest { name: self.sandbox.clone(), to: Some(to), ..Default::default() };
        Ok(self.control().advance_clock(request).await?.into_inner())
    }
}

/// Who transmits the CEB messages of the tests.
pub(crate) fn transfer() -> Transfer {
    Transfer {
        cop_code: "3301980AGT".to_owned(),
        cop_name: "杭州示例报关有限公司".to_owned(),
        dxp_mode: "DXP".to_owned(),
        dxp_id: SENDER.to_owned(),
        note: None,
    }
}

/// Documents of one kind as the bytes of a CEB message.
pub(crate) fn ceb_message(documents: &[Document]) -> Vec<u8> {
    write_request(MessageVersion::V202205, MESSAGE_GUID, documents, &transfer(), &[]).unwrap()
}

/// An envelope from the usual sender to customs. Its type is not said.
pub(crate) fn envelope(cop_msg_id: &str, data: Vec<u8>) -> Envelope {
    let head = Head {
        cop_msg_id: cop_msg_id.to_owned(),
        sender: SENDER.to_owned(),
        receivers: vec![tongguan_exchange::messages::CUSTOMS.to_owned()],
        created: "2026-01-05T09:00:00".to_owned(),
        message_type: String::new(),
    };
    Envelope { head, data, ..Envelope::default() }
}
