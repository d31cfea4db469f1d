//! What stands in a PEM file.

use crate::files::FileError;
use rustls::RootCertStore;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::fs::File;
use std::io::Read;
use std::path::Path;
use tongguan_domain::limits;

const READABLE: &str = "name a file that this process may read";
const CERTIFICATE: &str = "a certificate in PEM begins with -----BEGIN CERTIFICATE-----";
const KEY: &str = "a private key in PEM begins with -----BEGIN PRIVATE KEY-----";

/// The certificates of a file, in their order; at least one.
pub(crate) fn certificates(file: &Path) -> Result<Vec<CertificateDer<'static>>, FileError> {
    let text = read(file)?;
    let found: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&text).collect();
    let found =
        found.map_err(|error| FileError::new(file, format!("it is no PEM file ({error})"), CERTIFICATE))?;
    if found.is_empty() {
        return Err(FileError::new(
            file,
            format!("there is no certificate in it{}", instead(&text)),
            CERTIFICATE,
        ));
    }
    Ok(found)
}

/// The private key of a file.
pub(crate) fn key(file: &Path) -> Result<PrivateKeyDer<'static>, FileError> {
    let text = read(file)?;
    PrivateKeyDer::from_pem_slice(&text).map_err(|error| match error {
        rustls::pki_types::pem::Error::NoItemsFound
            if labels(&text).any(|label| label.contains("ENCRYPTED")) =>
        {
            FileError::new(
                file,
                "its private key is encrypted, and nobody is there to type a password",
                "`openssl pkey -in FILE -out OTHER` writes it without one",
            )
        }
        rustls::pki_types::pem::Error::NoItemsFound => {
            FileError::new(file, format!("there is no private key in it{}", instead(&text)), KEY)
        }
        // What it says of the content is not repeated: that is a secret.
        _ => FileError::new(file, "it is no PEM file", KEY),
    })
}

/// The authorities of a file.
pub(crate) fn authorities(file: &Path) -> Result<RootCertStore, FileError> {
    let mut roots = RootCertStore::empty();
    for (at, certificate) in (1..).zip(certificates(file)?) {
        roots.add(certificate).map_err(|error| {
            FileError::new(file, format!("its certificate {at} cannot be read ({error})"), CERTIFICATE)
        })?;
    }
    Ok(roots)
}

/// A file, as far as one may go.
fn read(file: &Path) -> Result<Vec<u8>, FileError> {
    let cannot =
        |error: std::io::Error| FileError::new(file, format!("it cannot be read ({error})"), READABLE);
    // What is no file, a pipe say, might be waited for without end.
    if !std::fs::metadata(file).map_err(cannot)?.is_file() {
        return Err(FileError::new(file, "it is no file", READABLE));
    }
    let most = limits::TLS_FILE_BYTES;
    let bound = u64::try_from(most).unwrap_or(u64::MAX).saturating_add(1);
    let mut text = Vec::new();
    File::open(file).and_then(|opened| opened.take(bound).read_to_end(&mut text)).map_err(cannot)?;
    if text.len() > most {
        let found = format!("it is larger than {most} bytes (TLS_FILE_BYTES)");
        return Err(FileError::new(file, found, "name a file of certificates or keys in PEM"));
    }
    Ok(text)
}

/// What is there instead, for the words.
fn instead(text: &[u8]) -> String {
    labels(text).next().map(|label| format!(", but a {label}")).unwrap_or_default()
}

fn labels(text: &[u8]) -> impl Iterator<Item = String> {
    text.split(|byte| *byte == b'\n').filter_map(|line| {
        let line = std::str::from_utf8(line).ok()?.trim();
        let label = line.strip_prefix("-----BEGIN ")?.strip_suffix("-----")?;
        Some(label.chars().take(limits::FAULT_VALUE_CHARACTERS).collect())
    })
}
