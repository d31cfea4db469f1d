//! `SubmitDocuments` over a connection of tonic, as TLS needs it.

use super::codec::{Raw, not_ready};
use super::of_submitted;
use crate::desk::Outgoing;
use crate::run::{Answered, Sent, answered_now};
use std::time::Instant;
use tokio::sync::mpsc::Sender;
use tongguan_client::Client;
use tongguan_proto::intake::v1::SubmitDocumentsResponse;
use tonic::client::Grpc;
use tonic::codegen::http::uri::PathAndQuery;
use tonic::{Request, Status};

/// The call.
pub(super) const SUBMIT: &str = "/tongguan.intake.v1.DeclarationIntake/SubmitDocuments";

pub(super) async fn call(client: Client, outgoing: Outgoing, answers: Sender<Answered>, begin: Instant) {
    let sent = Sent::of(&outgoing);
    let answer = of_submitted(submit(&client, outgoing.step.message()).await, &sent);
    // A run that has ended reads no answers.
    let _ = answers.send(answered_now(&sent, answer, begin)).await;
}

async fn submit(client: &Client, message: Vec<u8>) -> Result<SubmitDocumentsResponse, Status> {
    let path = PathAndQuery::from_static(SUBMIT);
    let mut grpc = Grpc::new(client.connection());
    grpc.ready().await.map_err(not_ready)?;
    Ok(grpc.unary(Request::new(message), path, Raw::new()).await?.into_inner())
}
