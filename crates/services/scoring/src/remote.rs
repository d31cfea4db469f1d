//! The port for those whose scoring runs elsewhere: a call of `tongguan.credit.v1.CreditScoring`, by whoever serves it.

use std::time::Duration;
use tongguan_domain::limits;
use tongguan_domain::ports::Unavailable;
use tongguan_domain::screening::{CreditFacts, CreditScore, Ground};
use tongguan_peer::{Failed, Found, Line, Silent, words};
use tongguan_proto::credit::v1 as pb;
use tongguan_proto::credit::v1::credit_scoring_client::CreditScoringClient;
use tongguan_wire::credit;

/// The call that asks.
pub const PATH: &str = "/tongguan.credit.v1.CreditScoring/Score";
/// The rule of a score that we gave because none could be had.
pub const UNUSABLE: &str = "scoring.unusable";
/// The inspection rate where nobody says another: that of an enterprise that is neither certified nor dishonest.
const ORDINARY_PPM: u32 = 30_000;

/// Scoring by a service elsewhere.
#[derive(Clone, Debug)]
pub struct Remote(Line);

impl Remote {
    /// By this way.
    #[must_use]
    pub const fn new(line: Line) -> Self {
        Self(line)
    }

    /// The score. Where the service refuses the facts, or says what cannot be read, the class is that of the registry, with
    /// the ordinary rate: asking again would not help.
    ///
    /// # Errors
    /// [`Unavailable`]: it may be asked again.
    pub async fn score(&self, facts: &CreditFacts) -> Result<CreditScore, Unavailable> {
        let request = credit::write_facts(facts);
        match self.0.call(async |channel| CreditScoringClient::new(channel).score(request).await).await {
            Ok(answer) => {
                Ok(credit::take_score(answer).unwrap_or_else(|why| unusable(facts, &why.to_string())))
            }
            Err(Failed::Unusable(why)) => Ok(unusable(facts, &why)),
            Err(Failed::Away(why)) => Err(Unavailable { service: "credit scoring", why }),
        }
    }

    /// Who is there.
    pub async fn find(&self) -> Found {
        // Facts that are empty may well be refused.
        self.0
            .find(async |channel| CreditScoringClient::new(channel).score(pb::ScoreRequest::default()).await)
            .await
    }
}

/// Asks a server of a sandbox, once: its answer has bounds of its own, and makes sense.
///
/// # Errors
/// [`Silent`].
pub async fn ask(line: &Line, within: Duration, facts: &CreditFacts) -> Result<CreditScore, Silent> {
    let request = credit::write_facts(facts);
    let call = async |channel| {
        let client = CreditScoringClient::new(channel);
        client.max_decoding_message_size(limits::OWN_SERVER_ANSWER_BYTES).score(request).await
    };
    let answer = line.ask_within(within, call).await?;
    credit::take_score(answer).map_err(|why| Silent::Nonsense(words(&why.to_string())))
}

/// What counts where the server of a sandbox has said nothing that counts: the class of the registry.
#[must_use]
pub fn instead(facts: &CreditFacts, silent: &Silent) -> CreditScore {
    let (en, zh) = silent.words();
    let ground = Ground {
        zh: Some(format!("{zh}：按登记的信用等级")),
        ..Ground::new(silent.rule(), format!("{en}: the class of the registry counts"))
    };
    of_the_registry(facts, ground)
}

/// What counts where scoring says what cannot be used.
fn unusable(facts: &CreditFacts, why: &str) -> CreditScore {
    let why = words(why);
    let text =
        format!("the answer of the scoring service cannot be used ({why}): the class of the registry counts");
    of_the_registry(facts, Ground::new(UNUSABLE, text))
}

fn of_the_registry(facts: &CreditFacts, ground: Ground) -> CreditScore {
    CreditScore {
        class: facts.registry_class,
        grade: "BBB".to_owned(),
        score: 500,
        inspection_ppm: ORDINARY_PPM,
        grounds: vec![ground],
        model: "none".to_owned(),
        aspects: Vec::new(),
        review_percent: 0,
    }
}
