//! By what a program is told to stop.

use crate::cli::exit::{Exit, Failure};
use crate::cli::lang::said;
use std::io;
use tokio::sync::oneshot;

/// Signals, and the end of standard input for those who asked for it.
pub(crate) struct Signals {
    system: System,
    input: Option<oneshot::Receiver<()>>,
}

impl Signals {
    pub(crate) fn new(until_input_ends: bool) -> Result<Self, Failure> {
        let begun = || -> io::Result<Self> {
            let input = if until_input_ends { Some(end_of_input()?) } else { None };
            Ok(Self { system: System::new()?, input })
        };
        begun().map_err(|error| unheard(&error))
    }

    /// Waits for the next one.
    pub(crate) async fn next(&mut self) {
        let Some(input) = &mut self.input else { return self.system.next().await };
        tokio::select! {
            () = self.system.next() => {}
            _ = input => self.input = None,
        }
    }
}

/// The system does not say when it sends a signal.
pub(crate) fn unheard(error: &io::Error) -> Failure {
    Failure::new(said!("no signals: {error}", "不能接收信号：{error}")).exit(Exit::CannotStart)
}

/// Tells when nobody can write to standard input any more: whoever started this is gone. The thread is left behind at the
/// end, for a read cannot be called off.
fn end_of_input() -> io::Result<oneshot::Receiver<()>> {
    let (tell, ended) = oneshot::channel();
    std::thread::Builder::new().name("input".to_owned()).spawn(move || {
        // An input that cannot be read is one that has ended.
        let _ = io::copy(&mut io::stdin().lock(), &mut io::sink());
        let _ = tell.send(());
    })?;
    Ok(ended)
}

/// SIGTERM and SIGINT; elsewhere Ctrl-C.
#[cfg(unix)]
struct System {
    terminate: tokio::signal::unix::Signal,
    interrupt: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl System {
    fn new() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { terminate: signal(SignalKind::terminate())?, interrupt: signal(SignalKind::interrupt())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }
}

/// Ctrl-C.
#[cfg(not(unix))]
struct System;

#[cfg(not(unix))]
impl System {
    fn new() -> io::Result<Self> {
        Ok(Self)
    }

    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
