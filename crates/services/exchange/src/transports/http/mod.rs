//! HTTP as city platforms have it (Chengdu, Haikou): a form with `xml` in, a pre-receipt back at once; receipts POSTed
//! to the enterprise as a form with `message`, or pulled by time.

mod body;
mod callback;
mod form;
mod host;
mod post;
mod pull;
mod reply;
mod server;
mod url;

pub(crate) use callback::push;
pub(crate) use server::serve;
pub use url::{CallbackUrl, CallbackUrlError};

use std::net::SocketAddr;
use tongguan_domain::names::MailboxName;

/// Where HTTP listens, and who wants receipts to be POSTed.
#[derive(Clone, Debug)]
pub struct HttpOptions {
    /// Address; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Recipients and their URLs. The letters of the others wait to be pulled.
    pub callbacks: Vec<(MailboxName, CallbackUrl)>,
}
