//! Following a mailbox: what is there, and then what comes.

use crate::edge::mailbox::Reader;
use crate::edge::shown::Shown;
use crate::edge::watchers::Seat;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::time::timeout;
use tokio_stream::wrappers::ReceiverStream;
use tokio_stream::{Stream, StreamExt};
use tongguan_domain::limits;
use tongguan_serve::{DrainSignal, refused};
use tongguan_wire::status::{Reason, Refused};
use tonic::Status;

/// A letter on its way, with the room that it takes; the end needs none.
type Item<T> = (Result<T, Status>, Option<OwnedSemaphorePermit>);

/// What a letter counts at least, in bytes: so no more than [`limits::RECEIPT_PUSH`] are on the way.
const LEAST: usize = limits::WATCH_BYTES / limits::RECEIPT_PUSH;

/// Where the letters of one watcher go.
struct Way<T> {
    out: mpsc::Sender<Item<T>>,
    /// Bytes that may be on the way.
    room: Arc<Semaphore>,
    /// Time in which the reader has to take something.
    patience: Duration,
}

/// Sends every letter after a number. A reader that is slow holds only its own stream up; one that takes nothing is told
/// where it stands, and its stream ends.
pub(crate) fn follow<T: Shown>(
    reader: Reader,
    after: u64,
    seat: Seat,
    drain: DrainSignal,
    patience: Duration,
) -> impl Stream<Item = Result<T, Status>> + Send {
    // One place more than there can be letters, so that the reason for an end always finds one.
    let (out, stream) = mpsc::channel(limits::RECEIPT_PUSH + 1);
    let last_word = out.clone();
    let way = Way { out, room: Arc::new(Semaphore::new(limits::WATCH_BYTES)), patience };
    let following = tokio::spawn(async move {
        let _seat = seat;
        let end = tokio::select! {
            end = push(&reader, after, &way) => end,
            () = drain.draining() => Err(Refused::plain(Reason::ServerDraining)),
        };
        if let Err(refused) = end {
            // If the reader has gone, nobody needs to be told.
            let _: Result<_, _> = way.out.send((Err(refused.status()), None)).await;
        }
    });
    tokio::spawn(async move {
        // A stream whose follower panicked must not end as if there were nothing more.
        if following.await.is_err_and(|error| error.is_panic()) {
            let panicked = Refused::plain(Reason::HandlerPanicked).status();
            let _: Result<_, _> = last_word.send((Err(panicked), None)).await;
        }
    });
    // The room is given back when a letter is taken.
    ReceiverStream::new(stream).map(|(item, _room)| item)
}

async fn push<T: Shown>(reader: &Reader, mut after: u64, way: &Way<T>) -> Result<(), Refused> {
    // It is watched before the first look, so that nothing can come in between unheard.
    let mut watch = reader.mailbox.watch().await.map_err(refused)?;
    let mut sent = after;
    loop {
        let known = *watch.borrow_and_update();
        let page = reader.page_up_to(after, known).await?;
        after = page.after;
        for letter in page.letters {
            let number = T::number(&letter);
            let sending = match way.send_now(letter) {
                Ok(()) => {
                    sent = number;
                    continue;
                }
                Err(letter) => timeout(way.patience, way.send(letter)),
            };
            match sending.await {
                Ok(true) => sent = number,
                Ok(false) => return Ok(()),
                Err(_elapsed) => return Err(stalled(reader, sent)),
            }
        }
        if page.more {
            continue;
        }
        tokio::select! {
            // A stop is heard of before: who lets a mailbox go without one has deleted its sandbox.
            changed = watch.changed() => {
                changed.map_err(|_| Refused::new(Reason::NotFound, "the sandbox was deleted or begun anew"))?;
            }
            () = way.out.closed() => return Ok(()),
        }
    }
}

impl<T: Shown> Way<T> {
    /// Sends where there is room, as there nearly always is: then no clock is set. What finds none comes back.
    fn send_now(&self, letter: T) -> Result<(), T> {
        let Ok(room) = Arc::clone(&self.room).try_acquire_many_owned(permits(&letter)) else {
            return Err(letter);
        };
        match self.out.try_send((Ok(letter), Some(room))) {
            Err(TrySendError::Full((Ok(letter), _)) | TrySendError::Closed((Ok(letter), _))) => Err(letter),
            _ => Ok(()),
        }
    }

    /// False if the reader has gone.
    async fn send(&self, letter: T) -> bool {
        let Ok(room) = Arc::clone(&self.room).acquire_many_owned(permits(&letter)).await else {
            return false;
        };
        self.out.send((Ok(letter), Some(room))).await.is_ok()
    }
}

/// How much of the room a letter takes.
fn permits(letter: &impl prost::Message) -> u32 {
    let bytes = letter.encoded_len().clamp(LEAST, limits::WATCH_BYTES);
    u32::try_from(bytes).unwrap_or(u32::MAX)
}

fn stalled(reader: &Reader, sent: u64) -> Refused {
    Refused::plain(Reason::ReaderStalled).with("cursor", reader.cursor(sent))
}
