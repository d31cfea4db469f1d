//! Calls of a service in another process.
//!
//! Whoever writes the other end may write it in any language, and badly: a call has one deadline from its first byte to its
//! last, a connection on which nothing comes back is left for a new one, and an answer that cannot be used is told apart from
//! none at all, for only the latter is worth asking again.

#![forbid(unsafe_code)]

mod own;
mod relay;
mod words;

pub use own::{Misplaced, OwnHosts, Place, Silent};
pub use relay::{FORWARD, find_keyless, relay};
pub use words::words;

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::net::TcpStream;
use tokio::time::timeout;
use tongguan_tls::{Connector, Trouble, beneath_tls, host, is_secured, is_spoken_at, port, said};
use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, Endpoint, Uri};
use tonic::{Code, Request, Response, Status};

/// Until when an answer has to be there, whole.
pub const DEADLINE: Duration = Duration::from_secs(2);
/// How tonic begins what it says of bytes that are no message.
const NO_MESSAGE: &str = "failed to decode Protobuf message";

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failed {
    /// There is one, and it cannot be used: the same question would get the same.
    #[error("{0}")]
    Unusable(String),
    /// Nobody answers now.
    #[error("{0}")]
    Away(String),
}

/// Who is at an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found {
    /// The service.
    Service,
    /// Nobody, so far.
    Nobody,
    /// Somebody else: what it says.
    Other(String),
    /// The service, which does not take our key, or wants one: what it says.
    Locked(String),
    /// Somebody with whom there is no connection over TLS: why.
    Untrusted(Trouble),
}

/// How a connection is made, when it is needed.
type Open = dyn Fn() -> Channel + Send + Sync;

/// The metadata that holds a key.
const KEY: &str = "authorization";

/// What our calls show: the key by which the other process knows us, if there is one. It is never printed. Besides they name the
/// span in which they are made, where calls are traced.
#[derive(Clone, Debug, Default)]
pub struct Badge(Option<MetadataValue<Ascii>>);

impl Badge {
    /// Of an API key; `None`: it cannot be one.
    #[must_use]
    pub fn of_key(key: &str) -> Option<Self> {
        let fits = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_graphic());
        let mut value: MetadataValue<Ascii> = format!("Bearer {key}").parse().ok().filter(|_| fits)?;
        value.set_sensitive(true);
        Some(Self(Some(value)))
    }
}

impl Interceptor for Badge {
    fn call(&mut self, mut request: Request<()>) -> Result<Request<()>, Status> {
        if let Some(value) = &self.0 {
            request.metadata_mut().insert(KEY, value.clone());
        }
        tongguan_traces::inject(request.metadata_mut().as_mut());
        Ok(request)
    }
}

/// A connection, and what every call over it shows.
pub type Way = InterceptedService<Channel, Badge>;

/// The way to a service.
#[derive(Clone)]
pub struct Line {
    /// Where it is, if that is an address.
    uri: Option<Uri>,
    open: Arc<Open>,
    /// How connections over TLS are made, if they are.
    connector: Option<Connector>,
    badge: Badge,
    /// The connection, and how many there were before it.
    current: Arc<Mutex<(u64, Channel)>>,
}

impl Line {
    /// To this address; a connection comes about when it is needed. Over TLS, where the address asks for it, nobody is trusted:
    /// that takes [`Line::to`].
    #[must_use]
    pub fn new(uri: Uri) -> Self {
        Self::to(uri, Connector::default())
    }

    /// To this address; over TLS, where the address asks for it, each new connection is made by what the connector holds then.
    #[must_use]
    pub fn to(uri: Uri, connector: Connector) -> Self {
        if is_secured(&uri) {
            return Self::secured(uri, connector);
        }
        let endpoint = Endpoint::from(uri.clone()).connect_timeout(DEADLINE).tcp_nodelay(true);
        Self { uri: Some(uri), ..Self::by(move || endpoint.connect_lazy()) }
    }

    fn secured(uri: Uri, connector: Connector) -> Self {
        let endpoint = Endpoint::from(beneath_tls(&uri).parse::<Uri>().unwrap_or_default());
        let endpoint = endpoint.origin(uri.clone()).connect_timeout(DEADLINE);
        let connector = connector.apart();
        let line = Self::by({
            let connector = connector.clone();
            move || endpoint.connect_with_connector_lazy(connector.clone())
        });
        Self { uri: Some(uri), connector: Some(connector), ..line }
    }

    /// Over connections that somebody else makes: over a pipe, say.
    #[must_use]
    pub fn by(open: impl Fn() -> Channel + Send + Sync + 'static) -> Self {
        let channel = open();
        let current = Arc::new(Mutex::new((0, channel)));
        Self { uri: None, open: Arc::new(open), connector: None, badge: Badge::default(), current }
    }

    /// The same, whose calls show this.
    #[must_use]
    pub fn showing(self, badge: Badge) -> Self {
        Self { badge, ..self }
    }

    fn way(&self, channel: Channel) -> Way {
        InterceptedService::new(channel, self.badge.clone())
    }

    /// Makes a call.
    ///
    /// # Errors
    /// [`Failed`].
    pub async fn call<T>(
        &self,
        call: impl AsyncFnOnce(Way) -> Result<Response<T>, Status>,
    ) -> Result<T, Failed> {
        match self.pass_on(DEADLINE, call).await? {
            Ok(answer) => Ok(answer.into_inner()),
            Err(status) => Err(failed(&status)),
        }
    }

    /// Makes a call for somebody else, who is to hear what the service says, word for word.
    ///
    /// # Errors
    /// [`Failed::Away`]: the service has said nothing. Nobody knows whether it has heard the call.
    pub async fn pass_on<T>(
        &self,
        deadline: Duration,
        call: impl AsyncFnOnce(Way) -> Result<Response<T>, Status>,
    ) -> Result<Result<Response<T>, Status>, Failed> {
        let (number, channel) = self.lock().clone();
        match timeout(deadline, call(self.way(channel))).await {
            Ok(Ok(answer)) => Ok(Ok(answer)),
            Ok(Err(status)) if let Some(trouble) = self.trouble(&status) => {
                Err(Failed::Away(trouble.to_string()))
            }
            Ok(Err(status)) if is_of_the_line(&status) => Err(failed(&status)),
            Ok(Err(status)) => Ok(Err(status)),
            Err(_) => {
                self.leave(number);
                Err(Failed::Away(format!("no answer within {} ms", deadline.as_millis())))
            }
        }
    }

    /// Leaves the connection: nothing has come over it for too long.
    pub fn renew(&self) {
        let number = self.lock().0;
        self.leave(number);
    }

    /// Who is there, by a call that the service may well refuse.
    pub async fn find<T>(&self, call: impl AsyncFnOnce(Way) -> Result<Response<T>, Status>) -> Found {
        if !self.is_listened_on().await {
            return Found::Nobody;
        }
        let (number, channel) = self.lock().clone();
        match timeout(DEADLINE, call(self.way(channel))).await {
            Ok(Ok(_)) => Found::Service,
            Ok(Err(status)) if let Some(trouble) = self.trouble(&status) => {
                self.leave(number);
                Found::Untrusted(trouble)
            }
            Ok(Err(status)) if status.code() == Code::Unimplemented => Found::Other(words(status.message())),
            Ok(Err(status)) if matches!(status.code(), Code::Unauthenticated | Code::PermissionDenied) => {
                Found::Locked(words(status.message()))
            }
            Ok(Err(status)) if is_of_the_line(&status) => {
                self.leave(number);
                if self.is_tls_spoken().await {
                    return Found::Untrusted(Trouble::SpeaksTls);
                }
                Found::Other("it does not speak gRPC".to_owned())
            }
            // A proxy says so while nobody is behind it, and so does a server that stops.
            Ok(Err(status)) if status.code() == Code::Unavailable => Found::Nobody,
            Ok(Err(_)) => Found::Service,
            Err(_) => {
                self.leave(number);
                Found::Nobody
            }
        }
    }

    /// What TLS has to do with it that a call got no answer.
    fn trouble(&self, status: &Status) -> Option<Trouble> {
        let seen = || self.connector.as_ref().and_then(Connector::seen);
        if is_of_the_line(status) { said(status).or_else(seen) } else { None }
    }

    async fn is_listened_on(&self) -> bool {
        let Some(uri) = &self.uri else { return true };
        let connecting = TcpStream::connect((host(uri), port(uri)));
        timeout(DEADLINE, connecting).await.is_ok_and(|connected| connected.is_ok())
    }

    /// Whether TLS is spoken where we speak none.
    async fn is_tls_spoken(&self) -> bool {
        let Some(uri) = self.uri.clone().filter(|uri| !is_secured(uri)) else { return false };
        tokio::task::spawn_blocking(move || is_spoken_at(&uri, DEADLINE)).await.unwrap_or(false)
    }

    /// Leaves a connection on which nothing comes back, unless somebody else has done so: what waits for its other end may wait
    /// long, and the next connection may find another.
    fn leave(&self, number: u64) {
        let mut current = self.lock();
        if current.0 == number {
            *current = (number + 1, (self.open)());
        }
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, (u64, Channel)> {
        // It is replaced as a whole.
        self.current.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Line {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Line").field(&self.uri).finish()
    }
}

/// Whether it is the connection that says so: what a server says has headers.
fn is_of_the_line(status: &Status) -> bool {
    status.metadata().is_empty()
}

/// What a refusal of a service is: whether the same question would get the same.
#[must_use]
pub fn failed(status: &Status) -> Failed {
    let words = format!("{}: {}", status.code(), words(status.message()));
    match status.code() {
        Code::InvalidArgument | Code::FailedPrecondition | Code::OutOfRange => Failed::Unusable(words),
        Code::Internal if status.message().starts_with(NO_MESSAGE) => Failed::Unusable(words),
        // What a server says has headers. It may repeat what it was asked, and this goes into the log.
        _ if !status.metadata().is_empty() => Failed::Away(status.code().to_string()),
        _ => Failed::Away(words),
    }
}
