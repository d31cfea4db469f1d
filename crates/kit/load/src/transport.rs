//! How submissions go out: a call each, or messages of a stream. Never tried again: what fails is a figure of the run.

use crate::bounds::AHEAD;
use crate::desk::{Answer, Outgoing};
use crate::run::{Answered, Sent, answered_now};
use std::collections::HashMap;
use std::time::{Duration, Instant};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::time::sleep;
use tokio_stream::wrappers::ReceiverStream;
use tongguan_client::Client;
use tongguan_proto::document::v1::Refused;
use tongguan_proto::intake::v1::document_result::Result as OneResult;
use tongguan_proto::intake::v1::{
    DocumentResult, SubmitDocumentsResponse, SubmitStreamRequest, SubmitStreamResponse,
};
use tongguan_wire::status::{Reason, code_name, read_reason, read_refused};
use tonic::{Status, Streaming};

/// Messages of one stream that wait to be read by the server.
const STREAM_QUEUE: usize = 1_024;
const PAUSE: Duration = Duration::from_millis(250);

/// The way of submissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// `SubmitDocuments`, a call each.
    Unary,
    /// `SubmitStream`, one on each connection.
    Stream,
}

/// Those who send.
#[derive(Debug)]
pub(crate) enum Senders {
    Unary { clients: Vec<Client>, next: usize, answers: Sender<Answered>, begin: Instant },
    Stream { queues: Vec<Sender<Outgoing>>, next: usize },
}

impl Senders {
    pub(crate) fn begin(
        transport: Transport,
        clients: Vec<Client>,
        answers: Sender<Answered>,
        begin: Instant,
    ) -> Self {
        if transport == Transport::Unary {
            return Self::Unary { clients, next: 0, answers, begin };
        }
        let queue = |client: Client| {
            let (queue, outgoing) = mpsc::channel(AHEAD);
            tokio::spawn(Streams { client, outgoing, answers: answers.clone(), begin }.run());
            queue
        };
        Self::Stream { queues: clients.into_iter().map(queue).collect(), next: 0 }
    }

    /// Sends it, and waits for nothing.
    pub(crate) fn send(&mut self, outgoing: Outgoing) {
        match self {
            Self::Unary { clients, next, answers, begin } => {
                *next = (*next + 1) % clients.len().max(1);
                if let Some(client) = clients.get(*next) {
                    tokio::spawn(call(client.clone(), outgoing, answers.clone(), *begin));
                }
            }
            Self::Stream { queues, next } => {
                *next = (*next + 1) % queues.len().max(1);
                let Some(queue) = queues.get(*next) else { return };
                if let Err(TrySendError::Full(outgoing)) = queue.try_send(outgoing) {
                    // The server does not read: it waits with its parcel in flight, which has a bound.
                    let queue = queue.clone();
                    tokio::spawn(async move { queue.send(outgoing).await });
                }
            }
        }
    }

    /// Sends it after so long a time, and waits for nothing.
    pub(crate) fn send_later(&mut self, pause: Duration, outgoing: Outgoing) {
        match self {
            Self::Unary { clients, next, answers, begin } => {
                *next = (*next + 1) % clients.len().max(1);
                let Some(client) = clients.get(*next).cloned() else { return };
                let (answers, begin) = (answers.clone(), *begin);
                tokio::spawn(async move {
                    sleep(pause).await;
                    call(client, outgoing, answers, begin).await;
                });
            }
            Self::Stream { queues, next } => {
                *next = (*next + 1) % queues.len().max(1);
                let Some(queue) = queues.get(*next).cloned() else { return };
                tokio::spawn(async move {
                    sleep(pause).await;
                    queue.send(outgoing).await
                });
            }
        }
    }
}

async fn call(client: Client, outgoing: Outgoing, answers: Sender<Answered>, begin: Instant) {
    let sent = Sent::of(&outgoing);
    let answer = client.intake().submit_documents(outgoing.step.unary()).await;
    let answer = match answer {
        Ok(response) => of_call(&response.into_inner()),
        Err(status) => of_status(&status),
    };
    // A run that has ended reads no answers.
    let _ = answers.send(answered_now(&sent, answer, begin)).await;
}

fn of_call(response: &SubmitDocumentsResponse) -> Answer {
    of_results(&response.results, response.replayed)
}

fn of_results(results: &[DocumentResult], replayed: bool) -> Answer {
    let refused = results.iter().find_map(|one| match &one.result {
        Some(OneResult::Refused(refused)) => Some(of_refused(refused)),
        _ => None,
    });
    refused.unwrap_or(Answer::Taken { replayed })
}

fn of_refused(refused: &Refused) -> Answer {
    if Reason::from_name(&refused.reason).is_some_and(Reason::retryable) {
        return Answer::Failed(refused.reason.clone());
    }
    let faults = refused.faults.iter().flat_map(|list| &list.faults);
    let codes = faults.map(|fault| fault.code.clone());
    Answer::Refused(codes.chain([refused.reason.clone()]).collect())
}

/// A refusal that the server gives a reason for; anything else is no answer.
fn of_status(status: &Status) -> Answer {
    match read_reason(status) {
        Some(_) => of_refused(&read_refused(status)),
        None => Answer::Failed(code_name(status.code()).to_owned()),
    }
}

/// One connection with its stream, made anew when it breaks.
struct Streams {
    client: Client,
    outgoing: Receiver<Outgoing>,
    answers: Sender<Answered>,
    begin: Instant,
}

/// What is not answered, by request id: copies of one submission have the same.
type Unanswered = HashMap<String, Vec<Sent>>;

impl Streams {
    async fn run(mut self) {
        while let Some(first) = self.outgoing.recv().await {
            let mut unanswered = Unanswered::new();
            let Err(status) = self.stream(first, &mut unanswered).await else { return };
            let answer = of_status(&status);
            for sent in unanswered.values().flatten() {
                let answer = answered_now(sent, answer.clone(), self.begin);
                if self.answers.send(answer).await.is_err() {
                    return;
                }
            }
            sleep(PAUSE).await;
        }
    }

    /// One stream to its end; an error where it broke.
    async fn stream(&mut self, first: Outgoing, unanswered: &mut Unanswered) -> Result<(), Status> {
        let (requests, stream) = mpsc::channel(STREAM_QUEUE);
        let mut waiting = Some(noted(first, unanswered));
        let mut intake = self.client.intake();
        let mut answers = intake.submit_stream(ReceiverStream::new(stream)).await?.into_inner();
        loop {
            let over = tokio::select! {
                answer = answers.message() => {
                    self.answered(answer?, unanswered).await?;
                    false
                }
                place = requests.reserve(), if waiting.is_some() => {
                    let place = place.map_err(|_| Status::unavailable("the stream ended"))?;
                    if let Some(request) = waiting.take() {
                        place.send(request);
                    }
                    // As many as there are, before anything else is looked at.
                    while let Ok(outgoing) = self.outgoing.try_recv() {
                        let request = noted(outgoing, unanswered);
                        if let Err(TrySendError::Full(request)) = requests.try_send(request) {
                            waiting = Some(request);
                            break;
                        }
                    }
                    false
                }
                outgoing = self.outgoing.recv(), if waiting.is_none() => match outgoing {
                    Some(outgoing) => {
                        waiting = Some(noted(outgoing, unanswered));
                        false
                    }
                    None => true,
                },
            };
            if over {
                break;
            }
        }
        drop(requests);
        self.rest(answers, unanswered).await
    }

    /// The answers that are still to come when nothing more is sent.
    async fn rest(
        &self,
        mut answers: Streaming<SubmitStreamResponse>,
        unanswered: &mut Unanswered,
    ) -> Result<(), Status> {
        while !unanswered.is_empty() {
            self.answered(answers.message().await?, unanswered).await?;
        }
        Ok(())
    }

    async fn answered(
        &self,
        answer: Option<SubmitStreamResponse>,
        unanswered: &mut Unanswered,
    ) -> Result<(), Status> {
        let ended = || Status::unavailable("the stream ended");
        let answer = answer.ok_or_else(ended)?;
        let Some(same) = unanswered.get_mut(&answer.request_id) else { return Ok(()) };
        let sent = same.pop();
        if same.is_empty() {
            unanswered.remove(&answer.request_id);
        }
        let Some(sent) = sent else { return Ok(()) };
        let outcome = match &answer.refused {
            Some(refused) => of_refused(refused),
            None => of_results(&answer.results, answer.replayed),
        };
        self.answers.send(answered_now(&sent, outcome, self.begin)).await.map_err(|_| ended())
    }
}

fn noted(outgoing: Outgoing, unanswered: &mut Unanswered) -> SubmitStreamRequest {
    unanswered.entry(outgoing.step.request_id.clone()).or_default().push(Sent::of(&outgoing));
    outgoing.step.streamed()
}
