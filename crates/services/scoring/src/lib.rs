//! Credit scoring: the gRPC edge, and the port for those who run in the same process.

#![forbid(unsafe_code)]

mod remote;

pub use remote::{PATH, Remote, UNUSABLE, ask, instead};

use std::sync::Arc;
use tongguan_credit::Model;
use tongguan_domain::ports::{Scoring, Unavailable};
use tongguan_domain::screening::{CreditFacts, CreditScore};
use tongguan_proto::credit::v1 as pb;
use tongguan_proto::credit::v1::credit_scoring_server::{CreditScoring, CreditScoringServer};
use tongguan_wire::credit;
use tonic::{Request, Response, Status};

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
}
