//! The side that is called.

use crate::files::{FileError, TlsFiles};
use crate::own::{About, Own};
use crate::shown::Shown;
use crate::{pem, provider};
use arc_swap::ArcSwap;
use rustls::ServerConfig;
use rustls::server::{NoServerSessionStorage, WebPkiClientVerifier};
use std::fmt;
use std::io;
use std::path::Path;
use std::sync::Arc;
use tokio::net::TcpStream;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// What is spoken inside. A caller who says by ALPN that it speaks something else is refused in the handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// HTTP/2: gRPC.
    Http2,
    /// HTTP/1.1: JSON, forms, figures.
    Http1,
}

/// A configuration for each protocol.
pub(crate) struct Accepts {
    http2: Arc<ServerConfig>,
    http1: Arc<ServerConfig>,
}

/// Does handshakes by what holds at the moment. Cheap to clone.
#[derive(Clone)]
pub struct Acceptor(pub(crate) Arc<ArcSwap<Accepts>>);

/// The bytes of a connection to us.
pub type ServerStream = TlsStream<TcpStream>;

/// A connection after its handshake.
pub struct Accepted {
    /// What is said over it.
    pub stream: ServerStream,
    /// The certificate that the caller showed, if it was asked for one.
    pub shown: Option<Shown>,
}

impl Acceptor {
    /// The handshake over a new connection. Without a clock: whoever accepts has one.
    ///
    /// # Errors
    /// What went wrong, and the connection: the caller may not have read yet what we told it.
    pub async fn accept(
        &self,
        protocol: Protocol,
        connection: TcpStream,
    ) -> Result<Accepted, (io::Error, TcpStream)> {
        let accepts = self.0.load_full();
        let config = match protocol {
            Protocol::Http2 => &accepts.http2,
            Protocol::Http1 => &accepts.http1,
        };
        let stream = TlsAcceptor::from(Arc::clone(config)).accept(connection).into_fallible().await?;
        let chain = stream.get_ref().1.peer_certificates();
        let shown = chain.and_then(<[_]>::first).and_then(|leaf| Shown::read(leaf));
        Ok(Accepted { stream, shown })
    }
}

impl fmt::Debug for Acceptor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Acceptor").finish_non_exhaustive()
    }
}

impl Accepts {
    /// What comes of these files; `None`: they say nothing of it.
    pub(crate) fn read(files: &TlsFiles) -> Result<Option<(Self, About)>, FileError> {
        let Some(own) = &files.own else { return Ok(None) };
        let Own { resolver, about } = Own::read(own)?;
        let cannot = |found: rustls::Error| {
            FileError::new(&own.certificate, found.to_string(), "have the certificate issued anew")
        };
        let builder = ServerConfig::builder_with_provider(provider());
        let builder = builder.with_safe_default_protocol_versions().map_err(cannot)?;
        let builder = match &files.client_ca {
            Some(file) => builder.with_client_cert_verifier(verifier(file)?),
            None => builder.with_no_client_auth(),
        };
        let mut config = builder.with_cert_resolver(resolver);
        if files.client_ca.is_some() {
            // A session that is taken up again would skip the check of the certificate.
            config.session_storage = Arc::new(NoServerSessionStorage {});
            config.send_tls13_tickets = 0;
        }
        let speaking = |protocol: &[u8]| {
            let mut config = config.clone();
            config.alpn_protocols = vec![protocol.to_vec()];
            Arc::new(config)
        };
        Ok(Some((Self { http2: speaking(b"h2"), http1: speaking(b"http/1.1") }, about)))
    }
}

fn verifier(file: &Path) -> Result<Arc<dyn rustls::server::danger::ClientCertVerifier>, FileError> {
    let roots = Arc::new(pem::authorities(file)?);
    let verifier = WebPkiClientVerifier::builder_with_provider(roots, provider()).build();
    verifier.map_err(|error| {
        FileError::new(
            file,
            format!("nobody can be checked by it ({error})"),
            "name the certificates of authorities",
        )
    })
}
