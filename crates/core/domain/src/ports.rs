//! The ports by which the driver of the sandboxes asks other services. Domain values in, domain values out.
//!
//! A port may always say that nobody answers; the question then stays open and is asked again. The answer is
//! recorded, so a replay never asks.

use crate::screening::{CreditFacts, CreditScore, OwnProfile, ScreeningDecision, ScreeningFacts, TextFault};

/// Nobody answers now.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{service} does not answer: {why}")]
pub struct Unavailable {
    /// Which service.
    pub service: &'static str,
    /// What is known of the cause; for the log, never for a sender.
    pub why: String,
}

/// Risk screening.
pub trait Screening: Send + Sync {
    /// Chooses a lane. Called on the writer's thread: an implementation must answer at once or say that it cannot.
    ///
    /// # Errors
    /// [`Unavailable`]; the question stays open.
    fn screen(&self, facts: &ScreeningFacts) -> Result<ScreeningDecision, Unavailable>;

    /// The same by the profile of a sandbox.
    ///
    /// # Errors
    /// [`Unavailable`]; the question stays open. So it is where screening knows one profile only.
    fn screen_by(
        &self,
        profile: &OwnProfile,
        facts: &ScreeningFacts,
    ) -> Result<ScreeningDecision, Unavailable> {
        let _ = facts;
        Err(Unavailable { service: "risk screening", why: format!("it has no profile {}", profile.label) })
    }
}

/// The gate of risk profiles: what does not pass is never in force.
pub trait ProfileGate: Send + Sync {
    /// The profile that a text is.
    ///
    /// # Errors
    /// Everything that is wrong with it, in its order; at least one.
    fn pass(&self, text: &str) -> Result<OwnProfile, Vec<TextFault>>;
}

/// Credit scoring.
pub trait Scoring: Send + Sync {
    /// Scores an enterprise. Called on the writer's thread, as [`Screening::screen`].
    ///
    /// # Errors
    /// [`Unavailable`]; the question stays open.
    fn score(&self, facts: &CreditFacts) -> Result<CreditScore, Unavailable>;
}

/// Nobody here: who answers is elsewhere, and is asked beside the writer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Elsewhere;

impl Elsewhere {
    fn unavailable<T>(service: &'static str) -> Result<T, Unavailable> {
        Err(Unavailable { service, why: "it is elsewhere".to_owned() })
    }
}

impl Screening for Elsewhere {
    fn screen(&self, _: &ScreeningFacts) -> Result<ScreeningDecision, Unavailable> {
        Self::unavailable("risk screening")
    }
}

impl Scoring for Elsewhere {
    fn score(&self, _: &CreditFacts) -> Result<CreditScore, Unavailable> {
        Self::unavailable("credit scoring")
    }
}
