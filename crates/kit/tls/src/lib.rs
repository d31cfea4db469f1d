//! TLS for both ends of a connection, by rustls and ring.
//!
//! [`Tls`] is what a process has: files that are read when it starts, and again when it is told to. What comes of them is
//! handed out as an [`Acceptor`] and a [`Connector`], which take for each new connection what holds at that moment. Whoever
//! showed a certificate is known by its names ([`Shown`]); what a handshake said against us has words ([`Trouble`]).

#![forbid(unsafe_code)]

mod accept;
mod connect;
mod files;
mod own;
mod pem;
mod place;
mod probe;
mod reload;
mod shown;
mod told;
mod trouble;

pub use accept::{Accepted, Acceptor, Protocol, ServerStream};
pub use connect::{Connected, Connector};
pub use files::{FileError, OwnFiles, TlsFiles, Trust};
pub use own::About;
pub use place::{beneath_tls, host, is_secured, port};
pub use probe::is_spoken_at;
pub use reload::Tls;
pub use shown::Shown;
pub use told::Told;
pub use trouble::{SPEAKS_TLS, Trouble, said};

use rustls::crypto::CryptoProvider;
use std::sync::Arc;

/// The one provider of cryptography. It is handed to every configuration, so what others install for the process means
/// nothing here.
fn provider() -> Arc<CryptoProvider> {
    Arc::new(rustls::crypto::ring::default_provider())
}
