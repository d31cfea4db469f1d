//! Risk screening: the gRPC edge, and the port for those who run in the same process.

#![forbid(unsafe_code)]

mod remote;

pub use remote::{PATH, Remote, UNUSABLE};

use std::sync::Arc;
use tongguan_domain::ports::{Screening, Unavailable};
use tongguan_domain::screening::{ScreeningDecision, ScreeningFacts};
use tongguan_proto::risk::v1 as pb;
use tongguan_proto::risk::v1::risk_screening_server::{RiskScreening, RiskScreeningServer};
use tongguan_risk::Profile;
use tongguan_wire::risk;
use tonic::{Request, Response, Status};

/// Screening by a profile. Holds no state but the profile.
#[derive(Clone, Default)]
pub struct Screener {
    profile: Arc<Profile>,
}

impl Screener {
    /// A screener that follows a profile.
    #[must_use]
    pub fn new(profile: Profile) -> Self {
        Self { profile: Arc::new(profile) }
    }

    /// The gRPC service.
    #[must_use]
    pub fn into_server(self, message_bytes: usize) -> RiskScreeningServer<Self> {
        RiskScreeningServer::new(self).max_decoding_message_size(message_bytes)
    }
}

impl Screening for Screener {
    fn screen(&self, facts: &ScreeningFacts) -> Result<ScreeningDecision, Unavailable> {
        Ok(tongguan_risk::screen(facts, &self.profile))
    }
}

#[tonic::async_trait]
impl RiskScreening for Screener {
    async fn screen(
        &self,
        request: Request<pb::ScreenRequest>,
    ) -> Result<Response<pb::ScreenResponse>, Status> {
        let facts = risk::take_facts(request.into_inner())?;
        Ok(Response::new(risk::write_decision(tongguan_risk::screen(&facts, &self.profile))))
    }

    async fn get_profile(
        &self,
        _: Request<pb::GetProfileRequest>,
    ) -> Result<Response<pb::GetProfileResponse>, Status> {
        let rules = self.profile.rules();
        let rules =
            rules.map(|rule| risk::write_rule(rule.rule, rule.lane, rule.share_ppm, rule.text)).collect();
        Ok(Response::new(pb::GetProfileResponse { profile: self.profile.name.to_string(), rules }))
    }
}
