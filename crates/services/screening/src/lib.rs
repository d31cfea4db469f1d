//! Risk screening: the gRPC edge, and the port for those who run in the same process.

#![forbid(unsafe_code)]

mod own;
mod profile;
mod remote;
mod show;

pub use profile::{Fault, Loaded, SHIPPED, Unusable, load, load_text, read, shipped};
pub use remote::{PATH, Remote, UNUSABLE, ask, instead};
pub use show::show;

use arc_swap::ArcSwap;
use std::sync::Arc;
use tongguan_domain::ports::{ProfileGate, Screening, Unavailable};
use tongguan_domain::screening::{OwnProfile, ScreeningDecision, ScreeningFacts, TextFault};
use tongguan_proto::risk::v1 as pb;
use tongguan_proto::risk::v1::risk_screening_server::{RiskScreening, RiskScreeningServer};
use tongguan_wire::risk;
use tongguan_wire::status::{Reason, Refused};
use tonic::{Request, Response, Status};

/// Screening by a profile, and by those of sandboxes. Holds no state but them; its clones hold the same.
#[derive(Clone, Debug, Default)]
pub struct Screener {
    loaded: Arc<ArcSwap<Loaded>>,
    own: own::Ready,
}

impl Screener {
    /// A screener that follows a profile.
    #[must_use]
    pub fn new(loaded: Loaded) -> Self {
        Self { loaded: Arc::new(ArcSwap::from_pointee(loaded)), own: own::Ready::default() }
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
        self.loaded.load().screen(facts)
    }

    /// The profile that a question names; its own, where it names none.
    fn named(&self, text_sha256: &str, text: &str) -> Result<Arc<Loaded>, Refused> {
        if text_sha256.is_empty() {
            return Ok(self.loaded());
        }
        if let Some(known) = self.own.get(text_sha256) {
            return Ok(known);
        }
        if text.is_empty() {
            return Err(Refused::plain(Reason::ProfileUnknown));
        }
        let (read, loaded) =
            self.own.read(text).map_err(|faults| Refused::new(Reason::ProfileInvalid, first(&faults)))?;
        if read != text_sha256 {
            let why = "profile_text: its SHA-256 is not profile_text_sha256";
            return Err(Refused::new(Reason::ProfileInvalid, why));
        }
        Ok(loaded)
    }
}

impl Screener {
    /// The profile that a question names, and the hash of its text. To read one takes a while, so it is done beside the calls of
    /// others.
    async fn named_in(&self, request: &mut pb::ScreenRequest) -> Result<(String, Arc<Loaded>), Refused> {
        let sha256 = core::mem::take(&mut request.profile_text_sha256);
        let text = core::mem::take(&mut request.profile_text);
        if sha256.is_empty() && !text.is_empty() {
            // What would be screened by another profile than the one that was sent is not screened.
            let why = "profile_text: profile_text_sha256 is missing";
            return Err(Refused::new(Reason::FactsInvalid, why));
        }
        if text.is_empty() {
            return self.named(&sha256, "").map(|loaded| (sha256, loaded));
        }
        let screener = self.clone();
        let reading = tokio::task::spawn_blocking(move || {
            let loaded = screener.named(&sha256, &text);
            loaded.map(|loaded| (sha256, loaded))
        });
        reading.await.map_err(|_| Refused::plain(Reason::HandlerPanicked))?
    }
}

fn first(faults: &[Fault]) -> String {
    let told = |Fault { line, column, words }: &Fault| format!("{line}:{column}: {}", words.en);
    faults.first().map(told).unwrap_or_default()
}

impl ProfileGate for Screener {
    fn pass(&self, text: &str) -> Result<OwnProfile, Vec<TextFault>> {
        own::pass(&self.own, text)
    }
}

impl Screening for Screener {
    fn screen(&self, facts: &ScreeningFacts) -> Result<ScreeningDecision, Unavailable> {
        Ok(self.decide(facts))
    }

    fn screen_by(
        &self,
        profile: &OwnProfile,
        facts: &ScreeningFacts,
    ) -> Result<ScreeningDecision, Unavailable> {
        let named = self.named(&profile.text_sha256, &profile.text);
        // It has passed the gate once; of another version of this program, it may not any more.
        Ok(match named {
            Ok(loaded) => loaded.screen(facts),
            Err(refused) => remote::unusable(refused.message()),
        })
    }
}

#[tonic::async_trait]
impl RiskScreening for Screener {
    async fn screen(
        &self,
        request: Request<pb::ScreenRequest>,
    ) -> Result<Response<pb::ScreenResponse>, Status> {
        let mut request = request.into_inner();
        let (sha256, loaded) = self.named_in(&mut request).await?;
        let decision = loaded.screen(&risk::take_facts(request)?);
        let answer = risk::write_decision(decision);
        Ok(Response::new(pb::ScreenResponse { profile_text_sha256: sha256, ..answer }))
    }

    async fn explain(
        &self,
        request: Request<pb::ExplainRequest>,
    ) -> Result<Response<pb::ExplainResponse>, Status> {
        let mut facts = request.into_inner().facts.unwrap_or_default();
        let (sha256, loaded) = self.named_in(&mut facts).await?;
        let explanation = loaded.explain(&risk::take_facts(facts)?);
        let mut answer = show::explanation(explanation);
        if let Some(decision) = &mut answer.decision {
            decision.profile_text_sha256 = sha256;
        }
        Ok(Response::new(answer))
    }

    async fn get_profile(
        &self,
        _: Request<pb::GetProfileRequest>,
    ) -> Result<Response<pb::GetProfileResponse>, Status> {
        Ok(Response::new(show(&self.loaded())))
    }
}
