//! What a process has of TLS, and how it is read again.

use crate::accept::{Acceptor, Accepts};
use crate::connect::{Connector, config};
use crate::files::{FileError, TlsFiles, Trust};
use crate::own::About;
use arc_swap::ArcSwap;
use std::sync::Arc;

/// See the module. Cheap to clone; every clone sees a reload.
#[derive(Clone, Debug)]
pub struct Tls {
    files: Arc<TlsFiles>,
    acceptor: Option<Acceptor>,
    connector: Option<Connector>,
}

impl Tls {
    /// Reads the files, and says what they hold of this process.
    ///
    /// # Errors
    /// [`FileError`].
    pub fn open(files: TlsFiles) -> Result<(Self, Option<About>), FileError> {
        let (accepts, about) = Accepts::read(&files)?.unzip();
        let acceptor = accepts.map(|accepts| Acceptor(Arc::new(ArcSwap::from_pointee(accepts))));
        let calls = files.trust != Trust::Nobody;
        let connector = calls.then(|| Connector::open(&files.trust, files.own.as_ref())).transpose()?;
        Ok((Self { files: Arc::new(files), acceptor, connector }, about))
    }

    /// Reads them again; new connections are made by what they say now. It waits for the disk.
    ///
    /// # Errors
    /// [`FileError`]: then everything stays as it is.
    pub fn reload(&self) -> Result<Option<About>, FileError> {
        let files = &*self.files;
        let (accepts, about) = Accepts::read(files)?.unzip();
        let called = self.connector.as_ref().map(|_| config(&files.trust, files.own.as_ref())).transpose()?;
        if let (Some(acceptor), Some(accepts)) = (&self.acceptor, accepts) {
            acceptor.0.store(Arc::new(accepts));
        }
        if let (Some(connector), Some(config)) = (&self.connector, called) {
            connector.replace(config);
        }
        Ok(about)
    }

    /// For listeners; `None`: they speak no TLS.
    #[must_use]
    pub const fn acceptor(&self) -> Option<&Acceptor> {
        self.acceptor.as_ref()
    }

    /// For calls of other processes; `None`: none of them is called over TLS.
    #[must_use]
    pub const fn connector(&self) -> Option<&Connector> {
        self.connector.as_ref()
    }

    /// The files.
    #[must_use]
    pub fn files(&self) -> &TlsFiles {
        &self.files
    }
}
