//! How submissions go out: a call each, messages of a stream, or CEB XML by one of three ways. Never tried again: what fails is a
//! figure of the run.

pub(crate) mod amqp;
pub(crate) mod ceb;
mod codec;
mod direct;
mod http;
mod stream;
mod unary;
mod xml;

use crate::bounds::{AHEAD, FAULTS_OF_AN_ANSWER};
use crate::desk::{Answer, Outgoing};
use crate::refusal::{Copies, Refusals, Terms};
use crate::run::{Answered, Sent};
use crate::told::cut;
use direct::Direct;
use std::time::{Duration, Instant};
use stream::Streams;
use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{self, Sender};
use tokio::time::sleep;
use tongguan_client::Client;
use tongguan_proto::document::v1::Refused;
use tongguan_proto::intake::v1::document_result::Result as OneResult;
use tongguan_proto::intake::v1::{DocumentResult, SubmitDocumentsResponse};
use tongguan_wire::status::{Reason, code_name, read_reason, read_refused};
use tonic::Status;

/// The way of submissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// `SubmitDocuments`, a call each.
    Unary,
    /// `SubmitStream`, one on each connection.
    Stream,
    /// `SendCebMessage`, a call for each paper.
    Xml,
    /// The HTTP port of the exchange, a POST for each paper.
    Http,
    /// A broker, a message for each paper.
    Amqp,
}

impl Transport {
    /// What its sender is told.
    pub(crate) const fn terms(self, receipts: bool) -> Terms {
        match (self, receipts) {
            (Self::Unary | Self::Stream, _) => Terms { refusals: Refusals::Answered, copies: Copies::All },
            (Self::Xml, _) => Terms { refusals: Refusals::AnsweredAndTold, copies: Copies::OneByOne },
            (Self::Http | Self::Amqp, true) => Terms { refusals: Refusals::Told, copies: Copies::None },
            (Self::Http | Self::Amqp, false) => Terms { refusals: Refusals::Unheard, copies: Copies::None },
        }
    }
}

/// Where submissions go that do not go over gRPC.
#[derive(Debug)]
pub(crate) enum Opened {
    Nothing,
    /// The HTTP port of an exchange: `host:port`.
    Http(String),
    /// Channels of a broker.
    Broker(Vec<amqp::Line>),
}

/// Those who send.
#[derive(Debug)]
pub(crate) struct Senders {
    ways: Vec<Way>,
    next: usize,
    answers: Sender<Answered>,
    begin: Instant,
}

/// One connection.
#[derive(Debug)]
enum Way {
    /// A task each.
    Calls(Box<Client>),
    /// A task for all of it.
    Queue(Sender<Outgoing>),
}

impl Senders {
    pub(crate) fn begin(
        transport: Transport,
        clients: Vec<Client>,
        elsewhere: Opened,
        answers: Sender<Answered>,
        begin: Instant,
    ) -> Self {
        let ways = match elsewhere {
            Opened::Http(authority) => {
                let (queue, outgoing) = mpsc::channel(AHEAD);
                http::begin(&authority, &clients, outgoing, &answers, begin);
                vec![Way::Queue(queue)]
            }
            Opened::Broker(lines) => {
                let way = |line: amqp::Line| {
                    let (queue, outgoing) = mpsc::channel(AHEAD);
                    tokio::spawn(line.run(outgoing, answers.clone(), begin));
                    Way::Queue(queue)
                };
                lines.into_iter().map(way).collect()
            }
            Opened::Nothing => Self::over_grpc(transport, clients, &answers, begin),
        };
        Self { ways, next: 0, answers, begin }
    }

    fn over_grpc(
        transport: Transport,
        clients: Vec<Client>,
        answers: &Sender<Answered>,
        begin: Instant,
    ) -> Vec<Way> {
        let way = |client: Client| {
            let (queue, outgoing) = mpsc::channel(AHEAD);
            let (to, answers) = (Way::Queue(queue), answers.clone());
            match transport {
                Transport::Stream => {
                    tokio::spawn(Streams::new(client, outgoing, answers, begin).run());
                    to
                }
                Transport::Xml => {
                    tokio::spawn(xml::run(client, outgoing, answers, begin));
                    to
                }
                // Where no other way was opened.
                Transport::Unary | Transport::Http | Transport::Amqp => {
                    match Direct::of(&client, answers, begin) {
                        Some(direct) => {
                            tokio::spawn(direct.run(outgoing));
                            to
                        }
                        None => Way::Calls(Box::new(client)),
                    }
                }
            }
        };
        clients.into_iter().map(way).collect()
    }

    /// Sends it, and waits for nothing.
    pub(crate) fn send(&mut self, outgoing: Outgoing) {
        self.send_later(Duration::ZERO, outgoing);
    }

    /// Sends it after so long a time, and waits for nothing.
    pub(crate) fn send_later(&mut self, pause: Duration, outgoing: Outgoing) {
        self.next = (self.next + 1) % self.ways.len().max(1);
        match self.ways.get(self.next) {
            None => {}
            Some(Way::Calls(client)) => {
                let (client, answers, begin) = (Client::clone(client), self.answers.clone(), self.begin);
                tokio::spawn(async move {
                    passed(pause).await;
                    unary::call(client, outgoing, answers, begin).await;
                });
            }
            Some(Way::Queue(queue)) => {
                let outgoing = match pause.is_zero() {
                    true => match queue.try_send(outgoing) {
                        // The server does not read: it waits with its parcel in flight, which has a bound.
                        Err(TrySendError::Full(outgoing)) => outgoing,
                        _ => return,
                    },
                    false => outgoing,
                };
                let queue = queue.clone();
                tokio::spawn(async move {
                    passed(pause).await;
                    queue.send(outgoing).await
                });
            }
        }
    }
}

async fn passed(pause: Duration) {
    if !pause.is_zero() {
        sleep(pause).await;
    }
}

/// Codes are names of ours; what is longer is nobody's.
const CODE_CHARACTERS: usize = 64;

fn of_submitted(submitted: Result<SubmitDocumentsResponse, Status>, sent: &Sent) -> Answer {
    match submitted {
        Ok(response) => of_results(&response.results, response.replayed, sent),
        Err(status) => of_status(&status),
    }
}

/// An answer says of each document that it was taken, or of one why it was not. One that does neither is none.
fn of_results(results: &[DocumentResult], replayed: bool, sent: &Sent) -> Answer {
    let refused = results.iter().find_map(|one| match &one.result {
        Some(OneResult::Refused(refused)) => Some(of_refused(refused)),
        _ => None,
    });
    let taken = |one: &DocumentResult| matches!(one.result, Some(OneResult::Accepted(_)));
    let all = results.len() == sent.documents && results.iter().all(taken);
    refused.unwrap_or_else(|| if all { Answer::Taken { replayed } } else { incomplete() })
}

/// An answer that does not say what became of each paper.
fn incomplete() -> Answer {
    Answer::Failed("INCOMPLETE_ANSWER".to_owned())
}

/// A step with a paper that the schema of the messages does not have.
fn unwritten() -> Answer {
    Answer::Refused(vec!["NO_CEB_MESSAGE".to_owned()])
}

fn of_refused(refused: &Refused) -> Answer {
    if Reason::from_name(&refused.reason).is_some_and(Reason::retryable) {
        return Answer::Failed(refused.reason.clone());
    }
    let faults = refused.faults.iter().flat_map(|list| &list.faults).take(FAULTS_OF_AN_ANSWER);
    let codes = faults.map(|fault| cut(&fault.code, CODE_CHARACTERS));
    Answer::Refused(codes.chain([cut(&refused.reason, CODE_CHARACTERS)]).collect())
}

/// A refusal that the server gives a reason for; anything else is no answer.
fn of_status(status: &Status) -> Answer {
    match read_reason(status) {
        Some(_) => of_refused(&read_refused(status)),
        None => Answer::Failed(code_name(status.code()).to_owned()),
    }
}
