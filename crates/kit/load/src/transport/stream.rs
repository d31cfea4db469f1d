//! `SubmitStream`: one on each connection, made anew when it breaks.

use super::codec::{Raw, not_ready};
use super::{of_refused, of_results, of_status};
use crate::desk::Outgoing;
use crate::run::{Answered, Sent, answered_now};
use std::collections::VecDeque;
use std::collections::hash_map::{Entry, HashMap};
use std::time::{Duration, Instant};
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{self, Receiver, Sender};
use tokio::time::sleep;
use tokio_stream::wrappers::ReceiverStream;
use tongguan_client::Client;
use tongguan_proto::intake::v1::SubmitStreamResponse;
use tonic::client::Grpc;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::{Request, Status, Streaming};

/// Messages of one stream that wait to be read by the server.
const STREAM_QUEUE: usize = 1_024;
const PAUSE: Duration = Duration::from_millis(250);

/// One connection with its stream, made anew when it breaks.
pub(super) struct Streams {
    client: Client,
    outgoing: Receiver<Outgoing>,
    answers: Sender<Answered>,
    begin: Instant,
}

/// What is not answered, by request id, and its copies, which have the same: a stream is answered in its order.
type Unanswered = HashMap<String, (Sent, VecDeque<Sent>)>;

impl Streams {
    pub(super) const fn new(
        client: Client,
        outgoing: Receiver<Outgoing>,
        answers: Sender<Answered>,
        begin: Instant,
    ) -> Self {
        Self { client, outgoing, answers, begin }
    }

    pub(super) async fn run(mut self) {
        while let Some(first) = self.outgoing.recv().await {
            let mut unanswered = Unanswered::new();
            let Err(status) = self.stream(first, &mut unanswered).await else { return };
            let answer = of_status(&status);
            for (sent, copies) in unanswered.into_values() {
                for sent in std::iter::once(sent).chain(copies) {
                    let answer = answered_now(&sent, answer.clone(), self.begin);
                    if self.answers.send(answer).await.is_err() {
                        return;
                    }
                }
            }
            sleep(PAUSE).await;
        }
    }

    /// One stream to its end; an error where it broke.
    async fn stream(&mut self, first: Outgoing, unanswered: &mut Unanswered) -> Result<(), Status> {
        let (requests, stream) = mpsc::channel(STREAM_QUEUE);
        // A server may say nothing, not even that it listens, before it has something to answer.
        let _ = requests.try_send(noted(first, unanswered));
        let mut waiting = None;
        let path = PathAndQuery::from_static("/tongguan.intake.v1.DeclarationIntake/SubmitStream");
        let mut grpc = Grpc::new(self.client.connection());
        grpc.ready().await.map_err(not_ready)?;
        let outgoing = Request::new(ReceiverStream::new(stream));
        let mut answers = grpc.streaming(outgoing, path, Raw::new()).await?.into_inner();
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
        let Some((sent, mut copies)) = unanswered.remove(&answer.request_id) else { return Ok(()) };
        if let Some(next) = copies.pop_front() {
            unanswered.insert(answer.request_id, (next, copies));
        }
        let outcome = match &answer.refused {
            Some(refused) => of_refused(refused),
            None => of_results(&answer.results, answer.replayed, &sent),
        };
        self.answers.send(answered_now(&sent, outcome, self.begin)).await.map_err(|_| ended())
    }
}

/// The message of a submission whose answer is to come.
fn noted(outgoing: Outgoing, unanswered: &mut Unanswered) -> Vec<u8> {
    let sent = Sent::of(&outgoing);
    match unanswered.entry(outgoing.step.request_id.clone()) {
        Entry::Occupied(mut first) => first.get_mut().1.push_back(sent),
        Entry::Vacant(place) => drop(place.insert((sent, VecDeque::new()))),
    }
    outgoing.step.message()
}
