//! Risk screening: the gRPC edge, and the port for those who run in the same process.

#![forbid(unsafe_code)]

mod profile;
mod remote;
mod show;

pub use profile::{Fault, Loaded, SHIPPED, Unusable, load, read, shipped};
pub use remote::{PATH, Remote, UNUSABLE};
pub use show::show;

use arc_swap::ArcSwap;
use std::sync::Arc;
use tongguan_domain::ports::{Screening, Unavailable};
use tongguan_domain::screening::{ScreeningDecision, ScreeningFacts};
use tongguan_proto::risk::v1 as pb;
use tongguan_proto::risk::v1::risk_screening_server::{RiskScreening, RiskScreeningServer};
use tongguan_wire::risk;
use tonic::{Request, Response, Status};

/// Screening by a profile. Holds no state but the profile; its clones hold the same.
#[derive(Clone, Debug, Default)]
pub struct Screener {
    loaded: Arc<ArcSwap<Loaded>>,
}

impl Screener {
    /// A screener that follows a profile.
    #[must_use]
    pub fn new(loaded: Loaded) -> Self {
        Self { loaded: Arc::new(ArcSwap::from_pointee(loaded)) }
    }

    /// The gRPC service.
    #[must_use]
    pub fn into_server(self, message_bytes: usize) -> RiskScreeningServer<Self> {
        RiskScreeningServer::new(self).max_decoding_message_size(message_bytes)
    }

    /// Follows another profile from now on; what was decided stays.
    pub fn replace(&self, loaded: Loaded) {
        self.loaded.store(Arc::new(loaded));
    }

    /// The profile in force.
    #[must_use]
    pub fn loaded(&self) -> Arc<Loaded> {
        self.loaded.load_full()
    }

    fn decide(&self, facts: &ScreeningFacts) -> ScreeningDecision {
        tongguan_risk::screen(facts, &self.loaded.load().profile)
    }
}

impl Screening for Screener {
    fn screen(&self, facts: &ScreeningFacts) -> Result<ScreeningDecision, Unavailable> {
        Ok(self.decide(facts))
    }
}

#[tonic::async_trait]
impl RiskScreening for Screener {
    async fn screen(
        &self,
        request: Request<pb::ScreenRequest>,
    ) -> Result<Response<pb::ScreenResponse>, Status> {
        let facts = risk::take_facts(request.into_inner())?;
        Ok(Response::new(risk::write_decision(self.decide(&facts))))
    }

    async fn explain(
        &self,
        request: Request<pb::ExplainRequest>,
    ) -> Result<Response<pb::ExplainResponse>, Status> {
        let facts = risk::take_facts(request.into_inner().facts.unwrap_or_default())?;
        let explanation = tongguan_risk::explain(&facts, &self.loaded.load().profile);
        Ok(Response::new(show::explanation(explanation)))
    }

    async fn get_profile(
        &self,
        _: Request<pb::GetProfileRequest>,
    ) -> Result<Response<pb::GetProfileResponse>, Status> {
        Ok(Response::new(show(&self.loaded())))
    }
}
