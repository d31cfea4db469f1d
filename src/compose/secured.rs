//! What a process has of TLS: read before anything else, so that a file that cannot be used ends the start, and again when it
//! is told to.

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
    if let Some(about) = about {
        tell(&about, "the listeners speak TLS");
    }
    options.peers.tls = tls.connector().cloned().unwrap_or_default();
    Ok(Some(tls))
}

/// Reads them again. What cannot be used changes nothing, and is told.
pub async fn reread(tls: Tls) {
    const AGAIN: &str = "the files of TLS were read again";
    // A file may lie on a disk that does not answer.
    match tokio::task::spawn_blocking(move || tls.reload()).await {
        Ok(Ok(Some(about))) => tell(&about, AGAIN),
        Ok(Ok(None)) => tracing::info!("{AGAIN}"),
        Ok(Err(error)) => {
            tracing::error!(%error, "the files of TLS cannot be used; what was read before holds");
        }
        Err(error) => tracing::error!(%error, "the files of TLS were not read again"),
    }
}

fn tell(About { names, not_after, doubts }: &About, what: &str) {
    for doubt in doubts {
        tracing::warn!("clients may refuse the certificate of this server: {doubt}");
    }
    tracing::info!(?names, until = %format_args!("{not_after} +08:00"), "{what}");
}
