//! Submission by stream: one answer per request, in the order of the requests.

use crate::prepare::{Envelope, Named};
use crate::service::Intake;
use crate::submit::{Refusal, Submitting, Taken};
use tokio::sync::mpsc;
use tokio_stream::wrappers::ReceiverStream;
use tokio_stream::{Stream, StreamExt};
use tongguan_clearance::Outcome;
use tongguan_domain::limits;
use tongguan_domain::names::SandboxName;
use tongguan_proto::intake::v1 as pb;
use tongguan_wire::status::{Reason, Refused};
use tongguan_wire::{caller, document};
use tonic::{Status, Streaming};

/// How the faults of a submission name its documents.
const NAMES: [&str; limits::BATCH_DOCUMENTS] = [
    "documents[0]",
    "documents[1]",
    "documents[2]",
    "documents[3]",
    "documents[4]",
    "documents[5]",
    "documents[6]",
    "documents[7]",
    "documents[8]",
    "documents[9]",
    "documents[10]",
];

/// A request on its way: in the queue, or refused before it got there.
struct Pending {
    request_id: String,
    submission: Result<Submitting, Refusal>,
}

impl Intake {
    /// Reads requests as long as fewer than [`limits::STREAM_WINDOW`] wait for their answers.
    pub(crate) fn stream(
        self,
        sandbox: SandboxName,
        outcome: Option<Outcome>,
        requests: Streaming<pb::SubmitStreamRequest>,
    ) -> impl Stream<Item = Result<pb::SubmitStreamResponse, Status>> + Send {
        let (answers, pending) = mpsc::channel(limits::STREAM_WINDOW);
        let last_word = answers.clone();
        let reading = tokio::spawn(async move {
            let mut requests = std::pin::pin!(self.drain.end(requests));
            while let Some(request) = requests.next().await {
                let step = match request {
                    Ok(request) => Ok(self.pend(&sandbox, outcome, request).await),
                    Err(status) => Err(status),
                };
                let over = step.is_err();
                if answers.send(step).await.is_err() || over {
                    return;
                }
            }
        });
        tokio::spawn(async move {
            // A stream whose reader panicked must not end as if every request had its answer.
            if reading.await.is_err_and(|error| error.is_panic()) {
                let _: Result<_, _> =
                    last_word.send(Err(Refused::plain(Reason::HandlerPanicked).status())).await;
            }
        });
        ReceiverStream::new(pending).then(answer)
    }

    async fn pend(
        &self,
        sandbox: &SandboxName,
        outcome: Option<Outcome>,
        request: pb::SubmitStreamRequest,
    ) -> Pending {
        let request_id = request.request_id.clone();
        let submission = self.begin_request(sandbox, outcome, request).await;
        Pending { request_id, submission }
    }

    async fn begin_request(
        &self,
        sandbox: &SandboxName,
        outcome: Option<Outcome>,
        request: pb::SubmitStreamRequest,
    ) -> Result<Submitting, Refusal> {
        let envelope = Envelope {
            request_id: caller::request_id(request.request_id)?,
            mailbox: caller::mailbox(request.sender)?,
            outcome,
        };
        if request.documents.len() > NAMES.len() {
            return Err(Refused::plain(Reason::TooManyDocuments).into());
        }
        let mut documents = Vec::with_capacity(request.documents.len());
        for (name, message) in NAMES.into_iter().zip(request.documents) {
            let version = self.host.version(sandbox);
            let (document, faults) = document::take(message, version)?;
            documents.push(Named { name, document, faults, version });
        }
        self.begin(sandbox, envelope, documents).await
    }
}

async fn answer(pending: Result<Pending, Status>) -> Result<pb::SubmitStreamResponse, Status> {
    let Pending { request_id, submission } = pending?;
    let taken = match submission {
        Ok(submitting) => submitting.taken().await,
        Err(refusal) => Err(refusal),
    };
    Ok(match taken {
        Ok(Taken { accepted, replayed }) => {
            pb::SubmitStreamResponse { request_id, accepted, replayed, refused: None }
        }
        Err(refusal) => {
            let refused = Some(refusal.in_stream());
            pb::SubmitStreamResponse { request_id, accepted: Vec::new(), replayed: false, refused }
        }
    })
}
