//! What a process has of TLS: read before anything else, so that a file that cannot be used ends the start.

use super::{ServeOptions, StartError};
use tongguan_tls::{About, Tls, TlsFiles, Trust};

/// Reads the files, if TLS is spoken at all, and makes the way to the other processes of them.
pub(super) fn open(options: &mut ServeOptions) -> Result<Option<Tls>, StartError> {
    let mut files = std::mem::take(&mut options.tls);
    if files.trust == Trust::Nobody && options.peers.are_secured() {
        files.trust = Trust::System;
    }
    if files == TlsFiles::default() {
        return Ok(None);
    }
    let (tls, about) = Tls::open(files)?;
    if let Some(About { names, not_after, doubts }) = about {
        doubts
            .iter()
            .for_each(|doubt| tracing::warn!("clients may refuse the certificate of this server: {doubt}"));
        tracing::info!(?names, until = %format_args!("{not_after} +08:00"), "the listeners speak TLS");
    }
    options.peers.tls = tls.connector().cloned().unwrap_or_default();
    Ok(Some(tls))
}
