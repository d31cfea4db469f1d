//! TLS of a server: which files, and when they are read again.

use clap::Args;
use std::io;
use std::path::PathBuf;
use tongguan::compose::{self, ServeOptions};
use tongguan_tls::{OwnFiles, TlsFiles, Trust};

/// Files of TLS.
#[derive(Args, Debug)]
#[command(next_help_heading = "Encryption (TLS)")]
pub(super) struct Tls {
    /// Speak TLS at every address, and show this certificate (PEM, those above it behind it); SIGHUP has all files of TLS read again
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    tls_certificate: Option<PathBuf>,
    /// Private key of --tls-certificate (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_certificate")]
    tls_key: Option<PathBuf>,
    /// Let in only who shows a certificate that one of these authorities has issued (PEM): mutual TLS
    #[arg(long, value_name = "FILE", requires = "tls_certificate")]
    tls_client_ca: Option<PathBuf>,
    /// Authorities to trust where --risk, --credit, --intake or --intake-control is an https:// address (PEM) [default: those of the system]
    #[arg(long, value_name = "FILE")]
    peer_tls_ca: Option<PathBuf>,
}

impl Tls {
    /// Whether nobody can read along.
    pub(super) const fn is_spoken(&self) -> bool {
        self.tls_certificate.is_some()
    }

    pub(super) fn files(&self) -> TlsFiles {
        let own = self.tls_certificate.clone().zip(self.tls_key.clone());
        TlsFiles {
            own: own.map(|(certificate, key)| OwnFiles { certificate, key }),
            client_ca: self.tls_client_ca.clone(),
            trust: self.peer_tls_ca.clone().map_or(Trust::Nobody, Trust::File),
        }
    }
}

/// Says that encryption alone keeps nobody out.
pub(super) fn warn_of_strangers(options: &ServeOptions, trusts_network: bool) {
    let all = [Some(options.listen), options.control, options.json, options.metrics];
    let reached = all.into_iter().flatten().any(|address| !address.ip().is_loopback());
    let asks = options.api_keys.is_some() || options.tls.client_ca.is_some();
    if options.tls.own.is_some() && reached && !asks && !trusts_network {
        tracing::warn!(
            "TLS keeps nobody out: without --tls-client-ca and without --api-keys whoever reaches this server is let in"
        );
    }
}

/// SIGHUP, where it means something: elsewhere it ends the process, as is usual.
pub(super) struct Hangups(#[cfg(unix)] Option<tokio::signal::unix::Signal>);

impl Hangups {
    pub(super) fn new(options: &ServeOptions) -> io::Result<Self> {
        #[cfg(unix)]
        {
            use tokio::signal::unix::{SignalKind, signal};
            let means = options.peers.are_secured() || options.tls != TlsFiles::default();
            Ok(Self(means.then(|| signal(SignalKind::hangup())).transpose()?))
        }
        #[cfg(not(unix))]
        {
            let _ = options;
            Ok(Self())
        }
    }

    /// Reads the files again at each.
    pub(super) async fn follow(self, tls: tongguan_tls::Tls) {
        #[cfg(unix)]
        if let Some(mut signal) = self.0 {
            while signal.recv().await.is_some() {
                compose::reread(tls.clone()).await;
            }
        }
        #[cfg(not(unix))]
        let _ = tls;
    }
}
