//! What users put in their own code: a client that retries with the same request id and keeps its cursor.
//!
//! ```no_run
//! # async fn example(documents: Vec<tongguan_client::proto::document::v1::Document>)
//! #     -> Result<(), Box<dyn std::error::Error>> {
//! use tongguan_client::Client;
//!
//! let client = Client::connect("http://127.0.0.1:50051").await?.sandbox("my-test").sender("DXPENT0000000001");
//! let answer = client.submit(documents).await?;
//! assert_eq!(answer.refused, None); // all of them, or none
//!
//! let mut receipts = client.receipts(""); // or the cursor that you kept
//! loop {
//!     let receipt = receipts.next().await?;
//!     println!("{} {} {}", receipt.number, receipt.return_code, receipt.meaning);
//!     if receipt.last {
//!         client.acknowledge(receipt.number).await?;
//!         break;
//!     }
//! }
//! # Ok(()) }
//! ```

#![forbid(unsafe_code)]

mod identity;
mod receipts;
mod retry;
mod submit;
#[cfg(feature = "tls")]
pub mod tls;

pub use identity::Identity;
pub use receipts::{CebMessages, Receipts};
pub use retry::ATTEMPTS;
/// The messages of the API.
pub use tongguan_proto as proto;

pub use submit::{Unanswered, accepted};

use proto::credit::v1::credit_scoring_client::CreditScoringClient;
use proto::exchange::v1::clearance_exchange_client::ClearanceExchangeClient;
use proto::exchange::v1::{AcknowledgeReceiptsRequest, WatchCebMessagesRequest};
use proto::intake::v1::declaration_intake_client::DeclarationIntakeClient;
use proto::officer::v1::customs_officer_client::CustomsOfficerClient;
use proto::registry::v1::enterprise_registry_client::EnterpriseRegistryClient;
use proto::risk::v1::risk_screening_client::RiskScreeningClient;
use proto::sandbox::v1::sandbox_control_client::SandboxControlClient;
use std::sync::Arc;
use std::time::Duration;
use tonic::metadata::MetadataMap;
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint, Uri};
use tonic::{Request, Status};

/// The connection as every generated client of this crate uses it.
pub type Connection = InterceptedService<Channel, Identity>;

const CONNECT_DEADLINE: Duration = Duration::from_secs(5);
const KEEPALIVE: Duration = Duration::from_secs(20);
/// The stack's 64 KiB costs an upload a third of its rate.
const STREAM_WINDOW: u32 = 1024 * 1024;
const CONNECTION_WINDOW: u32 = 4 * 1024 * 1024;

/// More than any reply has; the stack's 4 MiB are less than the largest document with what is known of it.
const REPLY_BYTES: usize = 20 * 1024 * 1024;

/// There is no server at an address, or the address is none.
#[derive(Debug, thiserror::Error)]
#[error("no connection to {url}")]
pub struct ConnectError {
    /// The address.
    pub url: String,
    /// What the transport says.
    #[source]
    pub cause: Box<dyn std::error::Error + Send + Sync>,
}

/// Why an address of `https` is not called.
#[cfg(not(feature = "tls"))]
#[derive(Debug, thiserror::Error)]
#[error("https:// needs the cargo feature `tls` of tongguan-client")]
struct NoTls;

/// How an address begins behind which TLS is spoken.
const SECURED: &str = "https://";

/// How every server is called.
fn endpoint(url: &str) -> Result<Endpoint, tonic::transport::Error> {
    let endpoint = Endpoint::from_shared(url.to_owned())?;
    Ok(endpoint
        .connect_timeout(CONNECT_DEADLINE)
        .tcp_nodelay(true)
        .initial_stream_window_size(STREAM_WINDOW)
        .initial_connection_window_size(CONNECTION_WINDOW)
        .http2_keep_alive_interval(KEEPALIVE)
        .keep_alive_while_idle(true))
}

fn failed(url: &str, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> ConnectError {
    ConnectError { url: url.to_owned(), cause: cause.into() }
}

/// A connection to a server, with the sandbox and the sender of its calls. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Client {
    channel: Channel,
    /// `host:port` where nothing lies between the two, such as TLS.
    plain: Option<Arc<str>>,
    /// That of the exchange, if it is another.
    exchange: Option<Channel>,
    identity: Identity,
    sender: String,
}

impl Client {
    /// Connects to `http://host:port`, or to `https://host:port` with the cargo feature `tls`: then the server has to show a
    /// certificate of an authority that the system trusts (`connect_secured` takes others). The connection comes back by itself when
    /// it breaks.
    ///
    /// # Errors
    /// [`ConnectError`] if nobody answers now.
    pub async fn connect(url: impl Into<String>) -> Result<Self, ConnectError> {
        let url = url.into();
        if url.get(..SECURED.len()).is_some_and(|scheme| scheme.eq_ignore_ascii_case(SECURED)) {
            // Never without TLS: a key would go over the network as it is.
            #[cfg(feature = "tls")]
            return Self::connect_trusting_the_system(url).await;
            #[cfg(not(feature = "tls"))]
            return Err(ConnectError { url, cause: NoTls.into() });
        }
        let failed = |cause| failed(&url, cause);
        let channel = endpoint(&url).map_err(failed)?.connect().await.map_err(failed)?;
        let plain = url.parse::<Uri>().ok();
        let plain = plain.and_then(|url| url.authority().map(|authority| Arc::from(authority.as_str())));
        Ok(Self { plain, ..Self::over(channel) })
    }

    fn over(channel: Channel) -> Self {
        Self { channel, plain: None, exchange: None, identity: Identity::default(), sender: String::new() }
    }

    /// The same connection, for calls in this sandbox. Without it: `default`.
    #[must_use]
    pub fn sandbox(mut self, name: &str) -> Self {
        self.identity.set_sandbox(name);
        self
    }

    /// The same connection, for calls that force this outcome, such as `inspect`; `tongguan codes` lists them.
    #[must_use]
    pub fn outcome(mut self, name: &str) -> Self {
        self.identity.set_outcome(name);
        self
    }

    /// The same connection, for calls that show this API key (`tg_…`), where the server asks for one. Over
    /// `http://` it is sent as it is.
    #[must_use]
    pub fn api_key(mut self, key: &str) -> Self {
        self.identity.set_key(key);
        self
    }

    /// The same, whose calls of the exchange go over another connection: to a `tongguan serve exchange`.
    #[must_use]
    pub fn exchange_at(mut self, other: &Self) -> Self {
        self.exchange = Some(other.channel.clone());
        self
    }

    /// The same connection, for this sender: its mailbox gets the receipts. Without it: `DXPENT0000000001`.
    #[must_use]
    pub fn sender(mut self, dxp_id: impl Into<String>) -> Self {
        self.sender = dxp_id.into();
        self
    }

    /// Receipts of this sender's mailbox after `cursor`, and then as they come. Empty: from the first that is not
    /// acknowledged.
    #[must_use]
    pub fn receipts(&self, cursor: impl Into<String>) -> Receipts {
        Receipts::new(self.exchange(), self.sender.clone(), cursor.into())
    }

    /// The same as CEB messages, from the cursor and in the form of the request; its recipient is this sender.
    #[must_use]
    pub fn ceb_messages(&self, request: WatchCebMessagesRequest) -> CebMessages {
        CebMessages::new(self.exchange(), self.sender.clone(), request)
    }

    /// Says that receipts of this sender's mailbox up to a number are safe; gives what is acknowledged now.
    ///
    /// # Errors
    /// What the server says, after retries.
    pub async fn acknowledge(&self, up_to: u64) -> Result<u64, Status> {
        let recipient = self.sender.clone();
        let request = AcknowledgeReceiptsRequest { recipient, up_to, ..Default::default() };
        let call = || {
            let (mut exchange, request) = (self.exchange(), request.clone());
            async move { exchange.acknowledge_receipts(request).await }
        };
        Ok(retry::retried(call).await?.acknowledged)
    }

    /// The connection itself, for clients of services that are not ours, such as `grpc.health.v1`.
    #[must_use]
    pub fn channel(&self) -> Channel {
        self.channel.clone()
    }

    /// `host:port` of the server where it is called without TLS, for whoever frames calls himself.
    #[must_use]
    pub fn plain_address(&self) -> Option<&str> {
        self.plain.as_deref()
    }

    /// What every call of this client shows: its sandbox, outcome and key.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` where one of them is not printable ASCII.
    pub fn metadata(&self) -> Result<MetadataMap, Status> {
        Ok(self.identity.clone().call(Request::new(()))?.into_parts().0)
    }

    /// The connection with what this client shows, for calls of your own.
    #[must_use]
    pub fn connection(&self) -> Connection {
        InterceptedService::new(self.channel.clone(), self.identity.clone())
    }

    /// The same to where calls of the exchange go.
    #[must_use]
    pub fn exchange_connection(&self) -> Connection {
        let channel = self.exchange.as_ref().unwrap_or(&self.channel);
        InterceptedService::new(channel.clone(), self.identity.clone())
    }

    /// Declaration intake.
    #[must_use]
    pub fn intake(&self) -> DeclarationIntakeClient<Connection> {
        DeclarationIntakeClient::new(self.connection()).max_decoding_message_size(REPLY_BYTES)
    }

    /// Clearance exchange: mailboxes and XML.
    #[must_use]
    pub fn exchange(&self) -> ClearanceExchangeClient<Connection> {
        ClearanceExchangeClient::new(self.exchange_connection()).max_decoding_message_size(REPLY_BYTES)
    }

    /// Registry of enterprises.
    #[must_use]
    pub fn registry(&self) -> EnterpriseRegistryClient<Connection> {
        EnterpriseRegistryClient::new(self.connection())
    }

    /// What customs officers do.
    #[must_use]
    pub fn officer(&self) -> CustomsOfficerClient<Connection> {
        CustomsOfficerClient::new(self.connection())
    }

    /// Risk screening.
    #[must_use]
    pub fn screening(&self) -> RiskScreeningClient<Connection> {
        RiskScreeningClient::new(self.connection())
    }

    /// Credit scoring.
    #[must_use]
    pub fn scoring(&self) -> CreditScoringClient<Connection> {
        CreditScoringClient::new(self.connection())
    }

    /// Sandbox control; it has a listener of its own, so connect to that one.
    #[must_use]
    pub fn control(&self) -> SandboxControlClient<Connection> {
        SandboxControlClient::new(self.connection())
    }
}
