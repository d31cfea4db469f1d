//! Submitting one document.

use super::Caller;
use super::caller::SENDER;
use tongguan_client::accepted;
use tongguan_domain::document::Document;
use tongguan_proto::document::v1::Accepted;
use tongguan_proto::intake::v1 as intake;
use tongguan_wire::document as wire;
use tonic::Status;

impl Caller {
    /// Submits one document; gives also whether the answer repeats an earlier one. What refuses it refuses the call.
    pub(crate) async fn submit_or_repeat(
        &self,
        id: impl Into<String>,
        document: impl Into<Document>,
    ) -> Result<(Accepted, bool), Status> {
        let request = intake::SubmitDocumentsRequest {
            request_id: id.into(),
            sender: SENDER.to_owned(),
            documents: vec![wire::write(&document.into())],
            all_or_none: true,
            ..Default::default()
        };
        let answer = self.intake().submit_documents(request).await?.into_inner();
        let taken = accepted(answer.results).next().unwrap();
        Ok((taken, answer.replayed))
    }
}
