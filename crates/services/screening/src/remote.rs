//! The port for those whose screening runs elsewhere: a call of `tongguan.risk.v1.RiskScreening`, by whoever serves it.

use tongguan_domain::ports::Unavailable;
use tongguan_domain::screening::{Ground, Lane, ScreeningDecision, ScreeningFacts};
use tongguan_peer::{Failed, Found, Line};
use tongguan_proto::risk::v1 as pb;
use tongguan_proto::risk::v1::risk_screening_client::RiskScreeningClient;
use tongguan_wire::risk;

/// The call that asks.
pub const PATH: &str = "/tongguan.risk.v1.RiskScreening/Screen";
/// The rule of a decision that we took because none could be had.
pub const UNUSABLE: &str = "screening.unusable";

/// Screening by a service elsewhere.
#[derive(Clone, Debug)]
pub struct Remote(Line);

impl Remote {
    /// By this way.
    #[must_use]
    pub const fn new(line: Line) -> Self {
        Self(line)
    }

    /// The decision. Where the service refuses the facts, or says what cannot be read, a person looks at the documents:
    /// asking again would not help.
    ///
    /// # Errors
    /// [`Unavailable`]: it may be asked again.
    pub async fn screen(&self, facts: &ScreeningFacts) -> Result<ScreeningDecision, Unavailable> {
        match self
            .0
            .call(async |channel| RiskScreeningClient::new(channel).screen(risk::write_facts(facts)).await)
            .await
        {
            Ok(answer) => Ok(risk::take_decision(answer).unwrap_or_else(|why| unusable(&why.to_string()))),
            Err(Failed::Unusable(why)) => Ok(unusable(&why)),
            Err(Failed::Away(why)) => Err(Unavailable { service: "risk screening", why }),
        }
    }

    /// Who is there.
    pub async fn find(&self) -> Found {
        // Facts that are empty may well be refused.
        self.0
            .find(async |channel| {
                RiskScreeningClient::new(channel).screen(pb::ScreenRequest::default()).await
            })
            .await
    }
}

/// What is decided where screening says what cannot be used.
fn unusable(why: &str) -> ScreeningDecision {
    let text =
        format!("the answer of the screening service cannot be used ({why}): the documents are looked at");
    ScreeningDecision::new(Lane::Yellow, vec![Ground::new(UNUSABLE, text)], "none".to_owned())
}
