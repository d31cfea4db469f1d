//! Transports beside gRPC, each off until configured: HTTP forms as city platforms have them, a pair of folders,
//! AMQP 0-9-1. They carry the same messages and the same receipts; what a message is and what becomes of it is the
//! gateway's business.
//!
//! Every transport stops when the server drains, and loses nothing: it keeps a place of its own in every mailbox, and
//! what was not delivered is delivered again.

mod amqp;
mod courier;
mod folder;
mod http;
mod said;

pub use amqp::{AmqpOptions, QUEUE};
pub use folder::FolderOptions;
pub use http::{CallbackUrl, CallbackUrlError, HttpOptions};

use crate::messages::Gateway;
use std::net::SocketAddr;
use tokio::task::JoinHandle;
use tongguan_domain::limits;
use tongguan_domain::names::{MailboxName, SandboxName};
use tongguan_domain::receipt_form::{Habit, ReceiptForm};
use tongguan_serve::{Acceptor, Calls, Drain, Drained, Limits, Listener, bind};

/// Whether a host is this machine by its very form: an address of the loopback, or the name `localhost`.
fn is_loopback(host: &str) -> bool {
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    bare.eq_ignore_ascii_case("localhost")
        || bare.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Which transports run, and where. Nothing is on by default.
#[derive(Clone, Debug, Default)]
pub struct TransportOptions {
    /// The sandbox of folders and queues, and of HTTP callbacks; HTTP requests may name another.
    pub sandbox: SandboxName,
    /// HTTP.
    pub http: Option<HttpOptions>,
    /// A pair of folders.
    pub folders: Option<FolderOptions>,
    /// A broker.
    pub amqp: Option<AmqpOptions>,
    /// In which form each of them writes receipts.
    pub receipts: ReceiptForms,
}

/// In which form each transport writes receipts; `None`: as the sandbox says, otherwise as is usual there. What is set
/// for a mailbox counts more.
#[derive(Clone, Copy, Debug, Default)]
pub struct ReceiptForms {
    /// Synchronous answers, callbacks and pulled receipts; usually plain, as regional platforms do it.
    pub http: Option<ReceiptForm>,
    /// Files; usually plain.
    pub folders: Option<ReceiptForm>,
    /// Queues; usually with prefixes, as the samples of the authority are.
    pub amqp: Option<ReceiptForm>,
}

/// Why a transport cannot start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address of HTTP cannot be listened on.
    #[error(transparent)]
    Listen(#[from] tongguan_serve::StartError),
    /// A folder cannot be used.
    #[error("the folder {folder} cannot be used: {cause}")]
    Folder {
        /// The folder.
        folder: String,
        /// What the system said.
        cause: std::io::Error,
    },
    /// The address of the broker is no AMQP address.
    #[error("the address of the broker cannot be used: {0}")]
    Broker(String),
}

/// Transports that have their ports and folders, and do not run yet.
pub struct Prepared {
    sandbox: SandboxName,
    http: Option<(Listener, Vec<(MailboxName, CallbackUrl)>)>,
    folders: Option<folder::Folders>,
    broker: Option<amqp::Broker>,
    receipts: ReceiptForms,
}

impl TransportOptions {
    /// Whether anything of it works in the configured sandbox: folders, queues, callbacks.
    #[must_use]
    pub fn has_own_sandbox(&self) -> bool {
        let called = self.http.as_ref().is_some_and(|http| !http.callbacks.is_empty());
        self.folders.is_some() || self.amqp.is_some() || called
    }

    /// Takes ports and folders; with `tls` nothing else is spoken at the ports.
    ///
    /// # Errors
    /// [`StartError`]: nothing was started.
    pub fn prepare(self, tls: Option<&Acceptor>) -> Result<Prepared, StartError> {
        let http = match self.http {
            Some(options) => Some((bind(options.listen, tls)?, distinct(options.callbacks))),
            None => None,
        };
        let folders = self.folders.map(folder::Folders::open).transpose()?;
        let broker = self.amqp.map(amqp::Broker::new).transpose()?;
        Ok(Prepared { sandbox: self.sandbox, http, folders, broker, receipts: self.receipts })
    }
}

/// The same callbacks, each once: a URL that is named twice for a recipient is one reader.
fn distinct(callbacks: Vec<(MailboxName, CallbackUrl)>) -> Vec<(MailboxName, CallbackUrl)> {
    let mut once = Vec::with_capacity(callbacks.len());
    for callback in callbacks {
        if !once.contains(&callback) {
            once.push(callback);
        }
    }
    once
}

impl Prepared {
    /// Where HTTP listens; with port 0 the port that the system chose.
    #[must_use]
    pub fn http(&self) -> Option<SocketAddr> {
        self.http.as_ref().map(|(listener, _)| listener.address())
    }

    /// Starts everything; each task ends when the server drains. HTTP asks for keys as `calls` do.
    pub fn start(self, gateway: &Gateway, drain: &Drain, calls: &Calls) -> Vec<JoinHandle<Drained>> {
        let Self { sandbox, http, folders, broker, receipts } = self;
        let writing = |usual, told| gateway.clone().writing(Habit::usually(usual).told(told));
        let mut tasks = Vec::new();
        if let Some(folders) = folders {
            tasks.push(tokio::spawn(folders.run(
                writing(ReceiptForm::Plain, receipts.folders),
                sandbox.clone(),
                drain.signal(),
            )));
        }
        if let Some(broker) = broker {
            tasks.push(tokio::spawn(broker.run(
                writing(ReceiptForm::Prefixed, receipts.amqp),
                sandbox.clone(),
                drain.signal(),
            )));
        }
        if let Some((listener, callbacks)) = http {
            let gateway = writing(ReceiptForm::Plain, receipts.http);
            for callback in callbacks {
                let push = http::push(gateway.clone(), sandbox.clone(), callback, drain.signal());
                tasks.push(tokio::spawn(push));
            }
            let limits = Limits {
                held_bytes: limits::FORMS_HELD_BYTES,
                held_bytes_per_connection: limits::FORM_BYTES,
                ..Limits::DEFAULT
            };
            let server = http::serve(listener, limits, drain.clone(), gateway, calls.clone());
            tasks.push(tokio::spawn(server));
        }
        tasks
    }
}
