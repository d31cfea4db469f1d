//! Questions to credit scoring and risk screening, and what follows from their answers.

use crate::command::Question;
use crate::desk::{Desk, drawn};
use crate::event::{Event, Timer};
use crate::filed::Filed;
use crate::outcome::Forces;
use crate::pace::Chosen;
use crate::state::State;
use crate::stations::officers;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::Span;
use tongguan_domain::process::{Outcome, Phase, Refusal, Step};
use tongguan_domain::receipt::ReceiptKeys;
use tongguan_domain::screening::{CreditScore, Ground, Lane, ScreeningDecision, Tracked};

/// What a stored declaration waits to be told before its review.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Awaited {
    Score,
    Screening,
}

impl Filed {
    pub(crate) fn awaits(&self) -> Option<Awaited> {
        let asks = self.kind == DocumentKind::Declaration && self.phase == Phase::Stored;
        match (self.is_scored(), self.is_screened()) {
            (false, _) => asks.then_some(Awaited::Score),
            (true, false) => asks.then_some(Awaited::Screening),
            (true, true) => None,
        }
    }
}

pub(crate) fn scored(desk: &mut Desk<'_>, id: DocumentId, score: CreditScore) -> Result<(), Refusal> {
    if desk.state.filed(id).and_then(Filed::awaits) != Some(Awaited::Score) {
        return Err(Refusal::NotAsked);
    }
    desk.record(Event::Scored(id, score));
    Ok(())
}

pub(crate) fn screened(
    desk: &mut Desk<'_>,
    id: DocumentId,
    decision: ScreeningDecision,
) -> Result<(), Refusal> {
    let Some(filed) = desk.state.filed(id).filter(|filed| filed.awaits() == Some(Awaited::Screening)) else {
        return Err(Refusal::NotAsked);
    };
    let seen = desk.state.asked(id).map(|(_, seen)| seen);
    let waits = desk.state.settings.officers_decide && filed.outcome.is_none();
    let decision = in_process(decision, seen.as_ref().map(|seen| &seen.tracked), filed.outcome);
    let lane = decision.lane;
    desk.record(Event::Screened(id, decision, seen.map(Box::new)));
    if lane == Lane::Yellow {
        desk.step(id, Step::Review, Vec::new());
        if waits {
            return Ok(());
        }
        let span = desk.state.settings.pace.manual_review;
        set_review(desk, id, span, "manual review", Timer::EndManualReview(id));
    } else {
        let span = desk.state.settings.pace.automatic_review;
        set_review(desk, id, span, "automatic review", Timer::FinishReview(id));
    }
    Ok(())
}

/// Sets the timer of a review, in the queue of the exporter's grade: what was drawn is longer or shorter by it.
fn set_review(desk: &mut Desk<'_>, id: DocumentId, span: Span, purpose: &str, timer: Timer) {
    let usual = span.choose(drawn(desk, id, purpose));
    let score = desk.state.filed(id).and_then(Filed::credit);
    let span = match score.map_or(0, |score| score.review_percent) {
        0 => usual,
        percent => usual.saturating_mul(i64::from(percent)) / 100,
    };
    desk.set_timer(span, timer);
}

/// What the process makes of a decision: officers have ordered something, and its sender may have forced a lane.
#[must_use]
pub fn in_process(
    mut decision: ScreeningDecision,
    tracked: Option<&Tracked>,
    outcome: Option<Outcome>,
) -> ScreeningDecision {
    if let Some(tracked) = tracked {
        officers::enforce(&mut decision, tracked);
    }
    if let Some(lane) = outcome.and_then(Outcome::lane) {
        let text = format!("the sender forced this lane; screening alone chose {}", decision.lane.names().1);
        decision.grounds.insert(0, Ground::new("forced", text));
        decision.lane = lane;
    }
    decision
}

impl State {
    /// The oldest question without an answer. The same question is given until its answer comes.
    #[must_use]
    pub fn question(&self) -> Option<Question> {
        // One that cannot be asked any more holds up nobody.
        self.questions.iter().find_map(|id| self.question_about(*id))
    }

    /// Whether there is a question without an answer; its facts are not made for that.
    pub(crate) fn has_question(&self) -> bool {
        self.questions.iter().any(|id| match self.filed(*id).and_then(Filed::awaits) {
            Some(Awaited::Score) => true,
            Some(Awaited::Screening) => self.asked(*id).is_some(),
            None => false,
        })
    }

    fn question_about(&self, id: DocumentId) -> Option<Question> {
        let filed = self.filed(id)?;
        match filed.awaits()? {
            Awaited::Score => {
                let ReceiptKeys::Declaration { ebc_code, .. } = &filed.keys else { return None };
                Some(Question::Score(id, self.credit_facts(ebc_code)))
            }
            Awaited::Screening => {
                let (facts, _) = self.asked(id)?;
                Some(Question::Screen(id, Box::new(facts)))
            }
        }
    }
}
