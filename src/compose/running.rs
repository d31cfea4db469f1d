//! A running server, and how it stops.

use crate::traces;
use std::net::SocketAddr;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::sync::oneshot;
use tokio::task;
use tokio::time::{Instant, sleep, sleep_until, timeout};
use tongguan_engine::{HeldJournal, Host};
use tongguan_serve::{Drain, DrainSignal, Drained, Limits};
use tongguan_tls::Tls;
use tongguan_traces::Exporting;

/// How long a snapshot that is being written may still take when a stop is to end.
const LAST_SNAPSHOT: Duration = Duration::from_secs(1);

/// How often it is looked whether the journal is still read.
const LOOK_AGAIN: Duration = Duration::from_millis(1);

/// A running server.
pub struct Running {
    pub(super) address: SocketAddr,
    pub(super) control: Option<SocketAddr>,
    pub(super) json: Option<SocketAddr>,
    pub(super) http: Option<SocketAddr>,
    pub(super) metrics: Option<SocketAddr>,
    pub(super) drain: Drain,
    /// The sandboxes, where this process has them.
    pub(super) sandboxes: Option<(Host, Vec<JoinHandle<()>>)>,
    pub(super) servers: Vec<task::JoinHandle<Drained>>,
    /// Whoever follows intake, as long as there are servers.
    pub(super) following: Option<task::JoinHandle<()>>,
    /// Whoever sends spans.
    pub(super) exporting: Option<Exporting>,
    /// What it has of TLS, if anything.
    pub(super) tls: Option<Tls>,
}

impl Running {
    /// Address of the services.
    #[must_use]
    pub const fn address(&self) -> SocketAddr {
        self.address
    }

    /// Address of sandbox control.
    #[must_use]
    pub const fn control(&self) -> Option<SocketAddr> {
        self.control
    }

    /// Address of JSON, Connect and gRPC-Web.
    #[must_use]
    pub const fn json(&self) -> Option<SocketAddr> {
        self.json
    }

    /// Address of HTTP forms.
    #[must_use]
    pub const fn http(&self) -> Option<SocketAddr> {
        self.http
    }

    /// Address of the figures.
    #[must_use]
    pub const fn metrics(&self) -> Option<SocketAddr> {
        self.metrics
    }

    /// What it has of TLS, to be read again.
    #[must_use]
    pub const fn tls(&self) -> Option<&Tls> {
        self.tls.as_ref()
    }

    /// A handle by which a stop that is under way can be made shorter ([`Drain::hurry`]).
    #[must_use]
    pub fn drain(&self) -> Drain {
        self.drain.clone()
    }

    /// Stops: drains the listeners, writes snapshots, ends the threads. Takes no longer than the drain may
    /// ([`Limits::drain_soft`] and [`Limits::drain_hard`]): what is not saved by then is replayed at the next start.
    pub async fn stop(self) -> Drained {
        let Limits { drain_soft, drain_hard, .. } = Limits::DEFAULT;
        let until = Instant::now() + (drain_soft + drain_hard).saturating_sub(LAST_SNAPSHOT);
        self.drain.start();
        let mut cut = 0;
        let signal = self.drain.signal();
        for mut server in self.servers {
            let ended = tokio::select! {
                ended = &mut server => ended,
                () = late(&signal, until) => {
                    tracing::warn!("something does not end, perhaps for its disk; it is left behind");
                    server.abort();
                    continue;
                }
            };
            match ended {
                Ok(Drained::Clean) => {}
                Ok(Drained::Forced { connections }) => cut += connections,
                Err(_) => cut += 1,
            }
        }
        if let Some(following) = self.following {
            // Calls that were under way have waited for what it brings.
            following.abort();
        }
        if let Some((host, threads)) = self.sandboxes {
            // The listeners are gone, so this is the last order.
            if host.stop().await.is_err() {
                tracing::warn!("the sandboxes had stopped before");
            }
            let journal = host.held_journal();
            leave(&host, threads, &signal, until).await;
            drop(host);
            let_go(&journal, &signal, until).await;
        }
        if let Some(exporting) = self.exporting {
            // Of everything that has stopped.
            traces::finish(exporting, &signal, until + LAST_SNAPSHOT).await;
        }
        if cut == 0 { Drained::Clean } else { Drained::Forced { connections: cut } }
    }
}

/// Waits for whoever still reads the journal for another process, on a thread that nobody can call back: whoever has stopped
/// this server may open the folder again.
async fn let_go(journal: &HeldJournal, signal: &DrainSignal, until: Instant) {
    let held = async {
        while journal.is_held() {
            sleep(LOOK_AGAIN).await;
        }
    };
    tokio::select! {
        () = held => {}
        () = late(signal, until) => tracing::debug!("somebody still reads the journal"),
    }
}

/// Until nobody may be waited for any longer: a moment, or soon after somebody was in a hurry.
async fn late(signal: &DrainSignal, until: Instant) {
    tokio::select! {
        () = async { signal.hurried().await; sleep(LAST_SNAPSHOT).await } => {}
        () = sleep_until(until) => {}
    }
}

/// Waits for the threads of the sandboxes, which write snapshots: until a moment, or until somebody is in a hurry.
async fn leave(host: &Host, threads: Vec<JoinHandle<()>>, signal: &DrainSignal, until: Instant) {
    let (tell, mut joined) = oneshot::channel();
    // Not a thread of the runtime, which would wait for it.
    let waits = std::thread::Builder::new().name("stop".to_owned()).spawn(move || {
        // Each is joined, whatever became of the others.
        let ended: Vec<_> = threads.into_iter().map(std::thread::JoinHandle::join).collect();
        let well = ended.iter().all(Result::is_ok);
        // Nobody may be left who wants to know.
        let _: Result<_, _> = tell.send(well);
    });
    if waits.is_err() {
        return;
    }
    let ended = tokio::select! {
        ended = &mut joined => Some(ended),
        () = signal.hurried() => None,
        () = sleep_until(until) => None,
    };
    let ended = match ended {
        Some(ended) => ended,
        None => {
            host.hurry();
            let Ok(ended) = timeout(LAST_SNAPSHOT, joined).await else {
                tracing::info!("a snapshot was being written; the next start replays instead");
                return;
            };
            ended
        }
    };
    if !ended.unwrap_or(false) {
        tracing::error!("a thread of the sandboxes ended badly");
    }
}
