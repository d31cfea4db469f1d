//! Errors of a connection, told by words and kept: a call that is under way when the connection breaks is not always told why.

use crate::trouble::Trouble;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// What was last seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen(Arc<Mutex<Option<Trouble>>>);

impl Seen {
    pub(crate) fn last(&self) -> Option<Trouble> {
        self.lock().clone()
    }

    pub(crate) fn forget(&self) {
        *self.lock() = None;
    }

    /// The error of a handshake, with words.
    pub(crate) fn told(&self, error: io::Error) -> io::Error {
        let ended = || (error.kind() == io::ErrorKind::UnexpectedEof).then_some(Trouble::NoTls);
        match Trouble::behind(&error).or_else(ended) {
            Some(trouble) => self.keep(error.kind(), trouble),
            None => error,
        }
    }

    fn keep(&self, kind: io::ErrorKind, trouble: Trouble) -> io::Error {
        *self.lock() = Some(trouble.clone());
        io::Error::new(kind, trouble)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Option<Trouble>> {
        // It is replaced as a whole.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection whose errors are told by [`Trouble`].
#[derive(Debug)]
pub struct Told<T> {
    stream: T,
    seen: Seen,
}

impl<T> Told<T> {
    pub(crate) const fn new(stream: T, seen: Seen) -> Self {
        Self { stream, seen }
    }

    /// Who ends a connection in the middle of it need not have a reason in TLS.
    fn told<R>(&self, done: Poll<io::Result<R>>) -> Poll<io::Result<R>> {
        done.map_err(|error| match Trouble::behind(&error) {
            Some(trouble) => self.seen.keep(error.kind(), trouble),
            None => error,
        })
    }
}

impl<T: AsyncRead + Unpin> AsyncRead for Told<T> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let done = Pin::new(&mut self.stream).poll_read(cx, into);
        self.told(done)
    }
}

impl<T: AsyncWrite + Unpin> AsyncWrite for Told<T> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, from: &[u8]) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.stream).poll_write(cx, from);
        self.told(done)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        from: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let done = Pin::new(&mut self.stream).poll_write_vectored(cx, from);
        self.told(done)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let done = Pin::new(&mut self.stream).poll_flush(cx);
        self.told(done)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
