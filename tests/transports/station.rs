//! A server in this process, with transports; and the messages that go in.

use crate::apart::{Servers, start};
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;
use tokio::time::{interval, timeout};
use tongguan::compose::ServeOptions;
use tongguan_ceb::dxp::{Envelope, Head, write};
use tongguan_ceb::{Subscriber, Transfer, write_request};
use tongguan_client::Client;
use tongguan_domain::document::Document;
use tongguan_domain::process::{ClockMode, Settings};
use tongguan_domain::receipt_form::ReceiptForm;
use tongguan_domain::subscription::Subscription;
use tongguan_domain::version::MessageVersion;
use tongguan_exchange::messages::CUSTOMS;
use tongguan_exchange::transports::{HttpOptions, ReceiptForms, TransportOptions};
use tongguan_proto::exchange::v1 as pb;
use tongguan_proto::exchange::v1::clearance_exchange_client::ClearanceExchangeClient;
use tongguan_proto::intake::v1::declaration_intake_client::DeclarationIntakeClient;
use tongguan_proto::sandbox::v1 as sandbox;
use tongguan_proto::sandbox::v1::sandbox_control_client::SandboxControlClient;
use tongguan_testkit::Parcel;
use tonic::transport::Channel;

/// Who sends.
pub(crate) const SENDER: &str = "DXPENT0000000001";
/// Who has subscribed to the order.
pub(crate) const SUBSCRIBER: &str = "DXPENT0000000002";
/// Nothing takes so long; a test that waits longer has failed.
const PATIENCE: Duration = Duration::from_secs(180);
const GUID: &str = "0D5C1B3E-7A43-4D1E-9C58-2F6B8E0A";

/// The letters of each mailbox as XML, in order.
pub(crate) type Told = BTreeMap<String, Vec<String>>;

/// A running server.
pub(crate) struct Station(Servers);

/// A free port of this machine.
pub(crate) const FREE: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

impl Station {
    pub(crate) async fn with(transports: TransportOptions) -> Self {
        Self::of(transports, ClockMode::Auto, None).await
    }

    pub(crate) async fn of(transports: TransportOptions, clock: ClockMode, data: Option<PathBuf>) -> Self {
        // What is compared here is what the transports carry; in which form has tests of its own.
        let prefixed = Some(ReceiptForm::Prefixed);
        let receipts = ReceiptForms { http: prefixed, folders: prefixed, amqp: prefixed };
        Self::as_told(TransportOptions { receipts, ..transports }, clock, data).await
    }

    /// With transports exactly as they are told.
    pub(crate) async fn as_told(
        transports: TransportOptions,
        clock: ClockMode,
        data: Option<PathBuf>,
    ) -> Self {
        let defaults = Settings { seed: 7, clock, ..Settings::default() };
        Self(start(ServeOptions { data, defaults, transports, ..ServeOptions::default() }).await.unwrap())
    }

    /// With transports as they are told, of which there is the one that takes forms.
    pub(crate) async fn taking_forms() -> Self {
        let http = Some(HttpOptions { listen: FREE, callbacks: Vec::new() });
        Self::as_told(TransportOptions { http, ..Default::default() }, ClockMode::Auto, None).await
    }

    pub(crate) fn http(&self) -> SocketAddr {
        self.0.exchange().http().unwrap()
    }

    /// A client whose calls work in a sandbox.
    pub(crate) async fn client(&self, sandbox: &str) -> Client {
        let connect = |address: SocketAddr| Client::connect(format!("http://{address}"));
        let exchange = connect(self.0.exchange().address()).await.unwrap();
        connect(self.0.address()).await.unwrap().exchange_at(&exchange).sandbox(sandbox)
    }

    /// Makes a sandbox in which nothing is left to chance, unless it is there.
    pub(crate) async fn sandbox(&self, name: &str) {
        let request =
            sandbox::CreateSandboxRequest { name: name.to_owned(), draws_off: true, ..Default::default() };
        let made = self.control().await.create_sandbox(request).await;
        assert!(made.is_ok() || made.is_err_and(|status| status.code() == tonic::Code::AlreadyExists));
    }

    async fn channel(address: SocketAddr) -> Channel {
        Channel::from_shared(format!("http://{address}")).unwrap().connect().await.unwrap()
    }

    pub(crate) async fn exchange(&self) -> ClearanceExchangeClient<Channel> {
        ClearanceExchangeClient::new(Self::channel(self.0.exchange().address()).await)
    }

    pub(crate) async fn intake(&self) -> DeclarationIntakeClient<Channel> {
        DeclarationIntakeClient::new(Self::channel(self.0.address()).await)
    }

    pub(crate) async fn control(&self) -> SandboxControlClient<Channel> {
        SandboxControlClient::new(Self::channel(self.0.control().unwrap()).await)
    }

    /// What the clock shows, in seconds.
    pub(crate) async fn clock(&self) -> i64 {
        let request = sandbox::GetSandboxRequest { name: "default".to_owned() };
        let view = self.control().await.get_sandbox(request).await.unwrap().into_inner();
        view.sandbox.unwrap().now.unwrap().seconds
    }

    /// What the API shows of a mailbox from its beginning or from what is acknowledged.
    pub(crate) async fn listed(&self, recipient: &str, enveloped: bool) -> Vec<pb::CebMessage> {
        self.listed_as(recipient, enveloped, tongguan_proto::document::v1::ReceiptForm::Unspecified).await
    }

    /// The same in a form of the reader's choice.
    pub(crate) async fn listed_as(
        &self,
        recipient: &str,
        enveloped: bool,
        form: tongguan_proto::document::v1::ReceiptForm,
    ) -> Vec<pb::CebMessage> {
        let request = pb::ListCebMessagesRequest {
            recipient: recipient.to_owned(),
            cursor: String::new(),
            page_size: 500,
            enveloped,
            receipt_form: form.into(),
            ..Default::default()
        };
        self.exchange().await.list_ceb_messages(request).await.unwrap().into_inner().messages
    }

    pub(crate) async fn stop(self) {
        self.0.stop().await;
    }
}

/// Looks again and again until there is something to see.
pub(crate) async fn eventually<T>(what: &str, mut look: impl AsyncFnMut() -> Option<T>) -> T {
    let again = async {
        let mut tick = interval(Duration::from_millis(10));
        loop {
            if let Some(seen) = look().await {
                return seen;
            }
            tick.tick().await;
        }
    };
    timeout(PATIENCE, again).await.unwrap_or_else(|_| panic!("{what}: it does not come"))
}

/// One message as it goes in.
#[derive(Clone)]
pub(crate) struct Sent {
    /// Root element.
    pub(crate) kind: &'static str,
    pub(crate) xml: Vec<u8>,
}

impl Sent {
    pub(crate) fn new(document: impl Into<Document>, number: usize) -> Self {
        let document = document.into();
        let transfer = Transfer {
            cop_code: "3301980AGT".to_owned(),
            cop_name: "杭州示例报关有限公司".to_owned(),
            dxp_mode: "DXP".to_owned(),
            dxp_id: SENDER.to_owned(),
            note: None,
        };
        let subscriber = Subscriber {
            wants: Subscription::All,
            dxp_mode: "DXP".to_owned(),
            dxp_address: SUBSCRIBER.to_owned(),
            note: None,
        };
        let subscribers = if number == 0 { vec![subscriber] } else { Vec::new() };
        let kind = document.kind().root_element();
        let guid = format!("{GUID}{number:04}");
        let xml = write_request(MessageVersion::V202205, &guid, &[document], &transfer, &subscribers);
        Self { kind, xml: xml.unwrap() }
    }

    /// The same in an envelope to customs.
    pub(crate) fn enveloped(&self) -> Vec<u8> {
        write(&self.envelope())
    }

    pub(crate) fn envelope(&self) -> Envelope {
        let head = Head {
            cop_msg_id: format!("{}-1", self.kind),
            sender: SENDER.to_owned(),
            receivers: vec![CUSTOMS.to_owned()],
            created: "2026-01-05T09:00:00".to_owned(),
            message_type: self.kind.to_owned(),
        };
        Envelope { head, data: self.xml.clone(), ..Envelope::default() }
    }

    /// A message whose currency is no currency code: the schema refuses it.
    pub(crate) fn broken(&self) -> Self {
        let xml = String::from_utf8(self.xml.clone()).unwrap();
        Self { xml: xml.replace("<ceb:currency>", "<ceb:currency>X").into_bytes(), ..self.clone() }
    }

    /// An envelope to somebody whom nobody knows.
    pub(crate) fn to_nobody(&self) -> Vec<u8> {
        let mut envelope = self.envelope();
        envelope.head.receivers = vec!["DXPENT0000000009".to_owned()];
        write(&envelope)
    }
}

/// The messages of a parcel, from the order to the departure.
pub(crate) fn parcel() -> Vec<Sent> {
    let parcel = Parcel::number(1);
    let documents: [Document; 7] = [
        parcel.order.clone().into(),
        parcel.payment.clone().into(),
        parcel.waybill.clone().into(),
        parcel.declaration.clone().into(),
        parcel.manifest().into(),
        parcel.arrival.clone().into(),
        parcel.departure.clone().into(),
    ];
    documents.into_iter().enumerate().map(|(number, document)| Sent::new(document, number)).collect()
}

/// The order of that parcel.
pub(crate) fn order() -> Sent {
    parcel().remove(0)
}

/// `CEB304 2` for each letter.
pub(crate) fn codes(letters: &[String]) -> Vec<String> {
    let between = |text: &str, from: &str, to: &str| {
        text.split_once(from).map(|(_, rest)| rest.split_once(to).unwrap().0.to_owned())
    };
    let show = |letter: &String| {
        let root = between(letter, "<ceb:CEB", "Message").unwrap();
        format!("CEB{root} {}", between(letter, "<ceb:returnStatus>", "<").unwrap_or_default())
    };
    letters.iter().map(show).collect()
}

pub(crate) fn text(bytes: impl Into<Vec<u8>>) -> String {
    String::from_utf8(bytes.into()).unwrap()
}

/// 100 orders of 100 lines, bare and in an envelope.
pub(crate) fn longest() -> (Vec<u8>, Vec<u8>) {
    let orders: Vec<Document> =
        (1..=100).map(|number| Parcel::with_lines(number, 100).order.into()).collect();
    let transfer = Transfer {
        cop_code: "3301980AGT".to_owned(),
        cop_name: "杭州示例报关有限公司".to_owned(),
        dxp_mode: "DXP".to_owned(),
        dxp_id: SENDER.to_owned(),
        note: None,
    };
    let xml =
        write_request(MessageVersion::V202205, &format!("{GUID}9999"), &orders, &transfer, &[]).unwrap();
    let sent = Sent { kind: "CEB303Message", xml };
    let envelope = sent.enveloped();
    (sent.xml, envelope)
}
