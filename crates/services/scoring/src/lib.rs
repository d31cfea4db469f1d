//! Credit scoring: the gRPC edge, and the port for those who run in the same process.

#![forbid(unsafe_code)]

mod assess;
mod remote;

pub use remote::{PATH, Remote, UNUSABLE, ask, instead};

pub use assess::write_items;

use std::pin::Pin;
use std::sync::Arc;
use tokio_stream::{Stream, StreamExt};
use tongguan_credit::Model;
use tongguan_domain::ports::{Scoring, Unavailable};
use tongguan_domain::screening::{CreditFacts, CreditScore};
use tongguan_proto::credit::v1 as pb;
use tongguan_proto::credit::v1::credit_scoring_server::{CreditScoring, CreditScoringServer};
use tongguan_wire::credit;
use tonic::{Request, Response, Status, Streaming};

/// Scoring by a model. Holds no state but the model.
#[derive(Clone, Default)]
pub struct Scorer {
    model: Arc<Model>,
}

impl Scorer {
    /// A scorer that follows a model.
    #[must_use]
    pub fn new(model: Model) -> Self {
        Self { model: Arc::new(model) }
    }

    /// The gRPC service.
    #[must_use]
    pub fn into_server(self, message_bytes: usize) -> CreditScoringServer<Self> {
        CreditScoringServer::new(self).max_decoding_message_size(message_bytes)
    }
}

impl Scoring for Scorer {
    fn score(&self, facts: &CreditFacts) -> Result<CreditScore, Unavailable> {
        Ok(tongguan_credit::score(facts, &self.model))
    }
}

#[tonic::async_trait]
impl CreditScoring for Scorer {
    async fn score(&self, request: Request<pb::ScoreRequest>) -> Result<Response<pb::ScoreResponse>, Status> {
        let facts = credit::take_facts(request.into_inner())?;
        Ok(Response::new(credit::write_score(tongguan_credit::score(&facts, &self.model))))
    }

    type ScoreManyStream = Pin<Box<dyn Stream<Item = Result<pb::ScoreManyResponse, Status>> + Send>>;

    async fn score_many(
        &self,
        request: Request<Streaming<pb::ScoreManyRequest>>,
    ) -> Result<Response<Self::ScoreManyStream>, Status> {
        let model = Arc::clone(&self.model);
        // One at a time, as they come: what is not read by the caller is not asked for either.
        let scores = request.into_inner().map(move |asked| Ok(one_of_many(asked?, &model)));
        Ok(Response::new(Box::pin(scores)))
    }

    async fn assess(
        &self,
        request: Request<pb::AssessRequest>,
    ) -> Result<Response<pb::AssessResponse>, Status> {
        let items = assess::take(request.into_inner())?;
        Ok(Response::new(assess::write(tongguan_credit::assess(&items))))
    }
}

fn one_of_many(asked: pb::ScoreManyRequest, model: &Model) -> pb::ScoreManyResponse {
    use pb::score_many_response::Result as Answer;
    let facts = asked.facts.unwrap_or_default();
    let enterprise = facts.enterprise.clone();
    let result = match credit::take_facts(facts) {
        Ok(facts) => Answer::Score(credit::write_score(tongguan_credit::score(&facts, model))),
        Err(refused) => Answer::Refused(refused.message().to_owned()),
    };
    pb::ScoreManyResponse { enterprise, result: Some(result) }
}
