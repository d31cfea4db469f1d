//! Following a mailbox: what is there, and then what comes.

use crate::mailbox::Reader;
use crate::shown::Shown;
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tongguan_domain::limits;
use tongguan_serve::DrainSignal;
use tongguan_wire::status::{Reason, Refused};
use tonic::Status;

/// Sends every letter after a number. A reader that is slow holds only its own stream up.
pub(crate) fn follow<T: Shown>(
    reader: Reader,
    after: u64,
    drain: DrainSignal,
) -> ReceiverStream<Result<T, Status>> {
    let (out, stream) = mpsc::channel(limits::RECEIPT_PUSH);
    let last_word = out.clone();
    let following = tokio::spawn(async move {
        let end = tokio::select! {
            end = push(&reader, after, &out) => end,
            () = drain.draining() => Err(Refused::plain(Reason::ServerDraining)),
        };
        if let Err(refused) = end {
            // If the reader has gone, nobody needs to be told.
            let _: Result<_, _> = out.send(Err(refused.status())).await;
        }
    });
    tokio::spawn(async move {
        // A stream whose follower panicked must not end as if there were nothing more.
        if following.await.is_err_and(|error| error.is_panic()) {
            let _: Result<_, _> = last_word.send(Err(Refused::plain(Reason::HandlerPanicked).status())).await;
        }
    });
    ReceiverStream::new(stream)
}

async fn push<T: Shown>(
    reader: &Reader,
    mut after: u64,
    out: &mpsc::Sender<Result<T, Status>>,
) -> Result<(), Refused> {
    // The door is opened before the first look, so that nothing can come in between unheard.
    let mut door = reader.mailbox.door().await?;
    loop {
        let page = reader.page(after, limits::RECEIPT_PUSH).await?;
        after = page.after;
        for letter in page.letters {
            if out.send(Ok(letter)).await.is_err() {
                return Ok(());
            }
        }
        if page.more {
            continue;
        }
        tokio::select! {
            changed = door.changed() => changed.map_err(|_| Refused::plain(Reason::ServerDraining))?,
            () = out.closed() => return Ok(()),
        }
    }
}
