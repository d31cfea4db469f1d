//! Submission by stream: one answer per request, in the order of the requests.

use crate::call::{Call, together};
use crate::service::Intake;
use crate::submit::{Refusal, Submitting, Taken};
use prost::Message;
use std::sync::Arc;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_stream::wrappers::ReceiverStream;
use tokio_stream::{Stream, StreamExt};
use tongguan_domain::limits;
use tongguan_proto::document::v1 as document;
use tongguan_proto::intake::v1 as pb;
use tongguan_serve::{Arriving, Charge, Head, carried, current};
use tongguan_wire::status::{Reason, Refused};
use tonic::{Status, Streaming};

/// A request on its way: in the queue, or refused before it got there.
struct Pending {
    request_id: String,
    submission: Result<Submitting, document::Refused>,
    /// A large message is held until it is answered.
    _held: Option<Charge>,
}

/// What its sender will be told, with the room that it takes.
type Step = (Result<Pending, Status>, Option<OwnedSemaphorePermit>);

impl Intake {
    /// Reads requests as long as fewer than [`limits::STREAM_WINDOW`] wait for their answers, and refusals take less than
    /// [`limits::STREAM_BYTES`].
    pub(crate) fn stream(
        self,
        head: Head,
        requests: Streaming<pb::SubmitStreamRequest>,
        arriving: Option<Arc<Arriving>>,
    ) -> impl Stream<Item = Result<pb::SubmitStreamResponse, Status>> + Send {
        let (answers, pending) = mpsc::channel::<Step>(limits::STREAM_WINDOW);
        let room = Arc::new(Semaphore::new(limits::STREAM_BYTES));
        let last_word = answers.clone();
        let reading = async move {
            // A stream that always has something ready hears of a stop, too.
            let mut requests = std::pin::pin!(self.drain.cut(requests));
            while let Some(request) = requests.next().await {
                let step = match request {
                    Ok(request) => Ok(self.pend(&head, arriving.as_deref(), request).await),
                    Err(status) => Err(status),
                };
                let over = step.is_err();
                let taken = take_room(&room, &step).await;
                if answers.send((step, taken)).await.is_err() || over {
                    return;
                }
            }
        };
        let reading = tokio::spawn(carried(current(), reading));
        tokio::spawn(async move {
            // A stream whose reader panicked must not end as if every request had its answer.
            if reading.await.is_err_and(|error| error.is_panic()) {
                let panicked = Refused::plain(Reason::HandlerPanicked).status();
                let _: Result<_, _> = last_word.send((Err(panicked), None)).await;
            }
        });
        ReceiverStream::new(pending).then(answer)
    }

    async fn pend(
        &self,
        head: &Head,
        arriving: Option<&Arriving>,
        request: pb::SubmitStreamRequest,
    ) -> Pending {
        let request_id = request.request_id.clone();
        let held = match arriving {
            Some(arriving) => arriving.keep(|| request.encoded_len()),
            None => Ok(None),
        };
        let (held, submission) = match held {
            Ok(held) => (held, self.begin_request(head, request).await),
            Err(refused) => (None, Err(refused.into())),
        };
        Pending { request_id, submission: submission.map_err(Refusal::answer), _held: held }
    }

    async fn begin_request(
        &self,
        head: &Head,
        request: pb::SubmitStreamRequest,
    ) -> Result<Submitting, Refusal> {
        let pb::SubmitStreamRequest { request_id, sender, documents, all_or_none, outcome, sandbox } =
            request;
        let call = Call::of(head, &sandbox, outcome)?;
        let caller = call.caller(request_id, sender, together(all_or_none))?;
        let documents = self.take_all(&call.sandbox, documents)?;
        self.begin(&call.sandbox, caller, documents).await
    }
}

/// Room for a refusal, which may list hundreds of faults. What is in the queue takes next to none.
async fn take_room(room: &Arc<Semaphore>, step: &Result<Pending, Status>) -> Option<OwnedSemaphorePermit> {
    let Ok(Pending { submission: Err(refused), .. }) = step else { return None };
    let bytes = refused.encoded_len().min(limits::STREAM_BYTES);
    Arc::clone(room).acquire_many_owned(u32::try_from(bytes).unwrap_or(u32::MAX)).await.ok()
}

async fn answer((pending, _room): Step) -> Result<pb::SubmitStreamResponse, Status> {
    let Pending { request_id, submission, _held } = pending?;
    let taken = match submission {
        Ok(submitting) => submitting.taken().await.map_err(Refusal::answer),
        Err(refused) => Err(refused),
    };
    Ok(match taken {
        Ok(Taken { results, replayed }) => {
            pb::SubmitStreamResponse { request_id, results: Taken::write(results), replayed, refused: None }
        }
        Err(refused) => pb::SubmitStreamResponse { request_id, refused: Some(refused), ..Default::default() },
    })
}
