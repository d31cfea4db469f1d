//! The mailbox of a run, read as it fills. Not by the follower of the client: that hides what comes twice, and gaps.

use crate::bounds::AHEAD;
use crate::told::Told;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::task::JoinHandle;
use tokio::time::sleep;
use tongguan_client::Client;
use tongguan_peer::words;
use tongguan_proto::exchange::v1::WatchReceiptsRequest;
use tongguan_wire::status::code_name;
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
    heard: Arc<Heard>,
}

/// How reading goes.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    opened: AtomicU64,
    /// Why nothing is read at the moment.
    why: Mutex<Option<String>>,
}

impl Heard {
    pub(crate) fn open(&self) {
        self.opened.fetch_add(1, Ordering::Relaxed);
        self.set(None);
    }

    /// It broke, or could not be opened.
    pub(crate) fn shut(&self, why: String) {
        self.set(Some(why));
    }

    fn set(&self, why: Option<String>) {
        // Nothing that can panic runs under the lock.
        *self.why.lock().unwrap_or_else(PoisonError::into_inner) = why;
    }
}

impl Watching {
    pub(crate) fn begin(mailbox: Mailbox, begin: Instant) -> (Receiver<Watched>, Self) {
        let (out, receipts) = mpsc::channel(AHEAD);
        let heard = Arc::<Heard>::default();
        let task = mailbox.runtime.spawn(watch(mailbox.client, out, begin, Arc::clone(&heard)));
        (receipts, Self { task, heard })
    }

    /// One that a task reads, which says how that goes.
    pub(crate) const fn over(task: JoinHandle<()>, heard: Arc<Heard>) -> Self {
        Self { task, heard }
    }

    /// Stops reading; how often the mailbox was opened again, and why it is not open if it is not.
    pub(crate) fn end(self) -> (u64, Option<String>) {
        self.task.abort();
        let why = self.heard.why.lock().unwrap_or_else(PoisonError::into_inner).take();
        (self.heard.opened.load(Ordering::Relaxed).saturating_sub(1), why)
    }
}

async fn watch(client: Client, out: Sender<Watched>, begin: Instant, heard: Arc<Heard>) {
    let mut cursor = String::new();
    // It ends with whoever reads.
    while let Err(status) = read(&client, &mut cursor, &out, (begin, &heard)).await {
        heard.shut(format!("{} {}", code_name(status.code()), words(status.message())).trim_end().to_owned());
        sleep(PAUSE).await;
    }
}

async fn read(
    client: &Client,
    cursor: &mut String,
    out: &Sender<Watched>,
    (begin, heard): (Instant, &Heard),
) -> Result<(), Status> {
    let request = WatchReceiptsRequest { cursor: cursor.clone(), ..Default::default() };
    let mut receipts = client.exchange().watch_receipts(request).await?.into_inner();
    heard.open();
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
