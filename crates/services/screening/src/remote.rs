//! The port for those whose screening runs elsewhere: a call of `tongguan.risk.v1.RiskScreening`, by whoever serves it.

use std::time::Duration;
use tongguan_domain::limits;
use tongguan_domain::ports::Unavailable;
use tongguan_domain::screening::{Ground, Lane, OwnProfile, ScreeningDecision, ScreeningFacts};
use tongguan_peer::{DEADLINE, Failed, Found, Line, Silent, failed, words};
use tongguan_proto::risk::v1 as pb;
use tongguan_proto::risk::v1::risk_screening_client::RiskScreeningClient;
use tongguan_wire::risk;
use tongguan_wire::status::{Reason, read_reason};
use tonic::Status;

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

    /// The same by the profile of a sandbox: by its hash, and with its text where the service does not know that. One that
    /// does not say by what profile it has screened, as it is of an older version, has not screened by this one: a person
    /// looks at the documents.
    ///
    /// # Errors
    /// [`Unavailable`]: it may be asked again.
    pub async fn screen_by(
        &self,
        profile: &OwnProfile,
        facts: &ScreeningFacts,
    ) -> Result<ScreeningDecision, Unavailable> {
        let away = |why| Unavailable { service: "risk screening", why };
        let mut request = risk::write_facts(facts);
        request.profile_text_sha256.clone_from(&profile.text_sha256);
        let mut answer = self.once(request.clone()).await.map_err(away)?;
        if answer.as_ref().is_err_and(|status| read_reason(status) == Some(Reason::ProfileUnknown)) {
            request.profile_text.clone_from(&profile.text);
            answer = self.once(request).await.map_err(away)?;
        }
        match answer {
            Ok(answer) if answer.profile_text_sha256 == profile.text_sha256 => {
                Ok(risk::take_decision(answer).unwrap_or_else(|why| unusable(&why.to_string())))
            }
            Ok(_) => Ok(unusable("it does not know profiles of sandboxes")),
            Err(status) => match failed(&status) {
                Failed::Unusable(why) => Ok(unusable(&why)),
                Failed::Away(why) => Err(away(why)),
            },
        }
    }

    /// Asks once; what comes back, or why nothing does.
    async fn once(&self, request: pb::ScreenRequest) -> Result<Result<pb::ScreenResponse, Status>, String> {
        let call = async |channel| RiskScreeningClient::new(channel).screen(request).await;
        match self.0.pass_on(DEADLINE, call).await {
            Ok(answer) => Ok(answer.map(tonic::Response::into_inner)),
            Err(Failed::Away(why) | Failed::Unusable(why)) => Err(why),
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

/// Asks a server of a sandbox, once: its answer has bounds of its own, and makes sense.
///
/// # Errors
/// [`Silent`].
pub async fn ask(line: &Line, within: Duration, facts: &ScreeningFacts) -> Result<ScreeningDecision, Silent> {
    let request = risk::write_facts(facts);
    let call = async |channel| {
        let client = RiskScreeningClient::new(channel);
        client.max_decoding_message_size(limits::OWN_SERVER_ANSWER_BYTES).screen(request).await
    };
    let answer = line.ask_within(within, call).await?;
    risk::take_decision(answer).map_err(|why| Silent::Nonsense(words(&why.to_string())))
}

/// What is decided where the server of a sandbox has said nothing that counts: the documents are looked at.
#[must_use]
pub fn instead(silent: &Silent) -> ScreeningDecision {
    let (en, zh) = silent.words();
    let ground = Ground {
        zh: Some(format!("{zh}：人工审核单证")),
        ..Ground::new(silent.rule(), format!("{en}: the documents are looked at"))
    };
    ScreeningDecision::new(Lane::Yellow, vec![ground], "none".to_owned())
}

/// What is decided where screening says what cannot be used.
pub(crate) fn unusable(why: &str) -> ScreeningDecision {
    let why = words(why);
    let text =
        format!("the answer of the screening service cannot be used ({why}): the documents are looked at");
    ScreeningDecision::new(Lane::Yellow, vec![Ground::new(UNUSABLE, text)], "none".to_owned())
}
