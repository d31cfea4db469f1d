//! The side that calls.

use crate::files::{FileError, OwnFiles, Trust};
use crate::own::Own;
use crate::place::{host, port};
use crate::told::{Seen, Told};
use crate::trouble::Trouble;
use crate::{pem, provider};
use arc_swap::ArcSwap;
use http::Uri;
use hyper_util::rt::TokioIo;
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, RootCertStore};
use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tower::Service;

/// Makes connections over TLS by what holds at the moment; by default it trusts nobody, and makes none. Cheap to clone.
#[derive(Clone, Default)]
pub struct Connector {
    config: Option<Arc<ArcSwap<ClientConfig>>>,
    seen: Seen,
}

/// A connection whose errors have words.
pub type Connected = TokioIo<Told<TlsStream<TcpStream>>>;

impl Connector {
    /// One that believes these authorities, and shows this certificate if it is asked.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn open(trust: &Trust, own: Option<&OwnFiles>) -> Result<Self, FileError> {
        let config = Some(Arc::new(ArcSwap::from_pointee(config(trust, own)?)));
        Ok(Self { config, seen: Seen::default() })
    }

    /// The same, for connections of its own: what is seen of others is not seen here.
    #[must_use]
    pub fn apart(&self) -> Self {
        Self { seen: Seen::default(), ..self.clone() }
    }

    /// What went wrong with the last connection, if TLS was to blame. A call that was under way then may not have been told.
    #[must_use]
    pub fn seen(&self) -> Option<Trouble> {
        self.seen.last()
    }

    /// Goes on by this from now on.
    pub(crate) fn replace(&self, config: ClientConfig) {
        if let Some(current) = &self.config {
            current.store(Arc::new(config));
        }
    }

    /// Connects.
    ///
    /// # Errors
    /// What the system says, or a [`Trouble`] of the handshake.
    async fn connect(&self, host: &str, port: u16) -> io::Result<Told<TlsStream<TcpStream>>> {
        let name = ServerName::try_from(host.to_owned())
            .map_err(|_| io::Error::new(io::ErrorKind::InvalidInput, "this is no name of a host"))?;
        let nobody = || io::Error::other(Trouble::Other("no authority is named whom to trust".to_owned()));
        let config = self.config.as_ref().ok_or_else(nobody)?.load_full();
        // Whatever comes of this, what was seen before is over.
        self.seen.forget();
        let connection = TcpStream::connect((host, port)).await?;
        connection.set_nodelay(true)?;
        let stream = TlsConnector::from(config).connect(name, connection).await;
        match stream {
            Ok(stream) => Ok(Told::new(stream, self.seen.clone())),
            Err(error) => Err(self.seen.told(error)),
        }
    }
}

impl Service<Uri> for Connector {
    type Response = Connected;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Connected>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let connector = self.clone();
        Box::pin(async move { connector.connect(host(&uri), port(&uri)).await.map(TokioIo::new) })
    }
}

impl fmt::Debug for Connector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connector").finish_non_exhaustive()
    }
}

pub(crate) fn config(trust: &Trust, own: Option<&OwnFiles>) -> Result<ClientConfig, FileError> {
    let roots = match trust {
        Trust::Nobody => RootCertStore::empty(),
        Trust::System => system()?,
        Trust::File(file) => pem::authorities(file)?,
    };
    let builder = ClientConfig::builder_with_provider(provider());
    let builder = builder
        .with_safe_default_protocol_versions()
        .map_err(|error| FileError::system(error.to_string(), "this program was built wrongly"))?
        .with_root_certificates(roots);
    let mut config = match own {
        Some(own) => builder.with_client_cert_resolver(Own::read(own)?.resolver),
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"h2".to_vec()];
    Ok(config)
}

/// What cannot be read of the system's is left out, as its other programs do; but something has to be there.
fn system() -> Result<RootCertStore, FileError> {
    let mut roots = RootCertStore::empty();
    let found = rustls_native_certs::load_native_certs();
    let (added, _) = roots.add_parsable_certificates(found.certs);
    if added == 0 {
        let next =
            "name the authority by a file (--tls-ca, --peer-tls-ca), or install the package ca-certificates";
        return Err(FileError::system("there are none", next));
    }
    Ok(roots)
}
