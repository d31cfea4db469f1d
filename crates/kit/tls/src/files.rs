//! Which files TLS is made of, and what can be wrong with one.

use std::path::{Path, PathBuf};

/// By what a process is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnFiles {
    /// Its certificate, and those that lead from it to the authority.
    pub certificate: PathBuf,
    /// The private key of the certificate.
    pub key: PathBuf,
}

/// Who is believed when another process is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Trust {
    /// Nobody is called over TLS.
    #[default]
    Nobody,
    /// The authorities that the system knows.
    System,
    /// Those of a file, and no others.
    File(PathBuf),
}

/// The files of a process.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TlsFiles {
    /// By what it is known; `None`: it speaks no TLS where it listens.
    pub own: Option<OwnFiles>,
    /// The authorities whose certificates callers have to show; `None`: nobody is asked for one.
    pub client_ca: Option<PathBuf>,
    /// Whom it believes when it calls.
    pub trust: Trust,
}

/// A file that cannot be used: what was found, and what to do.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{place}: {found}; {next}")]
pub struct FileError {
    place: String,
    found: String,
    next: &'static str,
}

impl FileError {
    pub(crate) fn new(file: &Path, found: impl Into<String>, next: &'static str) -> Self {
        Self { place: file.display().to_string(), found: found.into(), next }
    }

    pub(crate) fn system(found: impl Into<String>, next: &'static str) -> Self {
        Self { place: "the authorities that the system trusts".to_owned(), found: found.into(), next }
    }

    /// What was found.
    #[must_use]
    pub fn found(&self) -> &str {
        &self.found
    }

    /// What to do.
    #[must_use]
    pub const fn next(&self) -> &'static str {
        self.next
    }

    /// Which file, or what else.
    #[must_use]
    pub fn place(&self) -> &str {
        &self.place
    }
}
