//! CEB XML by gRPC: a `SendCebMessage` for each paper, one after the other. What follows a refused paper is not sent.

use super::ceb::{Forced, Messages, messages};
use super::{CODE_CHARACTERS, incomplete, of_status, unwritten};
use crate::bounds::{FAULTS_OF_AN_ANSWER, INFO_CHARACTERS};
use crate::desk::{Answer, Outgoing};
use crate::refusal::named;
use crate::run::{Answered, Sent, answered_now};
use crate::told::cut;
use std::time::Instant;
use tokio::sync::mpsc::{Receiver, Sender};
use tongguan_client::Client;
use tongguan_domain::return_code::ReturnCode;
use tongguan_proto::exchange::v1::{RecordResult, SendCebMessageRequest};

/// Sends what comes, a task for each step.
pub(super) async fn run(
    client: Client,
    mut outgoing: Receiver<Outgoing>,
    answers: Sender<Answered>,
    begin: Instant,
) {
    while let Some(outgoing) = outgoing.recv().await {
        tokio::spawn(call(client.clone(), outgoing, answers.clone(), begin));
    }
}

async fn call(client: Client, outgoing: Outgoing, answers: Sender<Answered>, begin: Instant) {
    let sent = Sent::of(&outgoing);
    let answer = send(client, outgoing).await;
    // A run that has ended reads no answers.
    let _ = answers.send(answered_now(&sent, answer, begin)).await;
}

async fn send(mut client: Client, outgoing: Outgoing) -> Answer {
    let id = outgoing.step.request_id.clone();
    let Some(Messages { xml, outcome }) = messages(outgoing, Forced::Beside) else { return unwritten() };
    if let Some(outcome) = outcome {
        client = client.outcome(outcome.name());
    }
    let mut exchange = client.exchange();
    let mut replayed = true;
    for (number, xml) in (1..).zip(xml) {
        let request = SendCebMessageRequest {
            request_id: format!("{id}-{number}"),
            xml: xml.into(),
            ..Default::default()
        };
        let answer = match exchange.send_ceb_message(request).await {
            Ok(answer) => answer.into_inner(),
            Err(status) => return of_status(&status),
        };
        if let Some(refused) = answer.records.iter().find(|record| record.accepted.is_none()) {
            return Answer::Refused(codes(refused));
        }
        // A message has one record.
        if answer.records.len() != 1 {
            return incomplete();
        }
        replayed &= answer.replayed;
    }
    Answer::Taken { replayed }
}

/// The rules by which a record is refused. Those of the process are in its receipt alone.
fn codes(refused: &RecordResult) -> Vec<String> {
    let faults = refused.faults.iter().take(FAULTS_OF_AN_ANSWER);
    let faults: Vec<String> = faults.map(|fault| cut(&fault.code, CODE_CHARACTERS)).collect();
    match ReturnCode::from_number(refused.return_code).kind() {
        Some(kind) if faults.is_empty() => {
            named(kind, refused.return_code, &cut(&refused.return_info, INFO_CHARACTERS))
        }
        _ => faults,
    }
}
