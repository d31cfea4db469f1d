//! The mailbox of a run, read as it fills. Not by the follower of the client: that hides what comes twice, and gaps.

use crate::bounds::AHEAD;
use crate::told::Told;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tongguan_client::Client;
use tongguan_proto::exchange::v1::WatchReceiptsRequest;
use tonic::Status;

const PAUSE: Duration = Duration::from_millis(250);

/// A receipt, and when it was read.
pub(crate) type Watched = (Told, Duration);

/// Where receipts are read.
#[derive(Debug)]
pub struct Mailbox {
    /// A client of the sandbox of the run.
    pub client: Client,
    /// What runs its connection, and reads: receipts are many, and whoever decodes them starts parcels late.
    pub runtime: Handle,
}

impl Mailbox {
    /// By what runs everything else.
    ///
    /// # Panics
    /// Outside of a runtime of tokio.
    #[must_use]
    pub fn here(client: Client) -> Self {
        Self { client, runtime: Handle::current() }
    }
}

/// A mailbox that is being read.
#[derive(Debug)]
pub(crate) struct Watching {
    task: JoinHandle<()>,
    reopened: Arc<AtomicU64>,
}

impl Watching {
    pub(crate) fn begin(mailbox: Mailbox, begin: Instant) -> (Receiver<Watched>, Self) {
        let (out, receipts) = mpsc::channel(AHEAD);
        let reopened = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&reopened);
        let task = mailbox.runtime.spawn(watch(mailbox.client, out, begin, counted));
        (receipts, Self { task, reopened })
    }

    /// One that a task reads, which counts how often it broke.
    pub(crate) const fn over(task: JoinHandle<()>, reopened: Arc<AtomicU64>) -> Self {
        Self { task, reopened }
    }

    /// Stops reading; how often the mailbox was opened again.
    pub(crate) fn end(self) -> u64 {
        self.task.abort();
        self.reopened.load(Ordering::Relaxed)
    }
}

async fn watch(client: Client, out: Sender<Watched>, begin: Instant, reopened: Arc<AtomicU64>) {
    let mut cursor = String::new();
    // It ends with whoever reads.
    while read(&client, &mut cursor, &out, begin).await.is_err() {
        reopened.fetch_add(1, Ordering::Relaxed);
        sleep(PAUSE).await;
    }
}

async fn read(
    client: &Client,
    cursor: &mut String,
    out: &Sender<Watched>,
    begin: Instant,
) -> Result<(), Status> {
    let request = WatchReceiptsRequest { cursor: cursor.clone(), ..Default::default() };
    let mut receipts = client.exchange().watch_receipts(request).await?.into_inner();
    while let Some(answer) = receipts.message().await? {
        let Some(receipt) = answer.receipt else { continue };
        let told = Told::of(&receipt);
        *cursor = receipt.cursor;
        let at = Instant::now().saturating_duration_since(begin);
        if out.send((told, at)).await.is_err() {
            return Ok(());
        }
    }
    Err(Status::unavailable("the stream of receipts ended"))
}
