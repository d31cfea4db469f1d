//! Screenings as they were recorded: the facts and the decision, to be looked at again, and to be put to another profile.

use super::offices::Offices;
use super::seen::{self, Seen, Sources};
use crate::filed::Filed;
use crate::state::State;
use std::collections::{BTreeMap, HashSet};
use tongguan_domain::enterprise::CreditClass;
use tongguan_domain::in_force::Day;
use tongguan_domain::limits;
use tongguan_domain::names::DocumentId;
use tongguan_domain::process::{Key, Outcome, Standing, Step};
use tongguan_domain::screening::{RuleMisses, ScreeningDecision, ScreeningFacts};
use tongguan_domain::time::Moment;

/// One screening as it was recorded.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// The declaration that was screened.
    pub declaration: DocumentId,
    /// Its business key.
    pub business_key: String,
    /// When screening was asked. Where an older version did not record it: when customs stored the declaration.
    pub at: Moment,
    /// What was decided, with what officers had ordered and its sender had forced.
    pub decision: ScreeningDecision,
    /// What its sender had forced.
    pub outcome: Option<Outcome>,
    /// The documents from which its facts came: the declaration, its order, its waybill, its receipt of payment.
    pub papers: Vec<Standing>,
    known: Option<Known>,
}

/// What is known beside the documents.
#[derive(Clone, Debug)]
struct Known {
    seed: u64,
    class: CreditClass,
    inspection_ppm: u32,
    seen: Seen,
}

impl Recorded {
    /// The facts by which it was screened, from its documents; `None`: by an older version, which did not record what it
    /// had seen.
    #[must_use]
    pub fn facts(&self, sources: &Sources) -> Option<ScreeningFacts> {
        let Known { seed, class, inspection_ppm, seen } = self.known.as_ref()?;
        Some(seen::facts(self.declaration, *seed, (*class, *inspection_ppm), sources, seen))
    }

    /// About how many bytes a message with it has.
    fn size(&self) -> usize {
        let tracked = self.known.as_ref().map(|known| &known.seen.tracked);
        let counted =
            tracked.map_or(0, |tracked| 40 * tracked.misses.len() + 400 * tracked.instructions.len());
        1_000 + counted + 300 * self.decision.grounds.len() + 40 * self.decision.missed.len()
    }
}

/// Screenings in the order in which they were made.
#[derive(Clone, Debug, Default)]
pub struct Screenings {
    /// Some of them.
    pub found: Vec<Recorded>,
    /// After how many of the sandbox to go on; `None`: there are no more.
    pub next: Option<u64>,
}

impl State {
    /// Screenings after the first so many, in the order in which they were made: at most so many, and no more than fit
    /// into a page.
    #[must_use]
    pub fn screenings(&self, after: u64, limit: usize) -> Screenings {
        let all = &self.windows.screened;
        let rest = usize::try_from(after).ok().and_then(|skip| all.get(skip..)).unwrap_or_default();
        let (mut found, mut bytes, mut next) = (Vec::new(), 0, after);
        for id in rest {
            if found.len() >= limit || bytes >= limits::PAGE_BYTES {
                return Screenings { found, next: Some(next) };
            }
            next += 1;
            let Some(recorded) = self.recorded(*id) else { continue };
            bytes += recorded.size();
            found.push(recorded);
        }
        Screenings { found, next: None }
    }

    /// The screening of a declaration, if it was screened; `None`: there is no such document.
    #[must_use]
    pub fn screening_of(&self, key: &Key) -> Option<Screenings> {
        let id = self.find(key)?;
        Some(Screenings { found: self.recorded(id).into_iter().collect(), next: None })
    }

    fn recorded(&self, id: DocumentId) -> Option<Recorded> {
        let filed = self.filed(id)?;
        let decision = filed.screening()?;
        let score = filed.credit();
        let (class, inspection_ppm) =
            score.map_or((CreditClass::Other, 30_000), |score| (score.class, score.inspection_ppm));
        let known = filed.seen().map(|seen| Known {
            seed: self.draw(filed, "screening"),
            class,
            inspection_ppm,
            seen,
        });
        let papers = std::iter::once(id).chain(self.sources_of(filed)).filter(|_| known.is_some());
        Some(Recorded {
            declaration: id,
            business_key: filed.key.clone(),
            at: asked_at(filed),
            decision,
            outcome: filed.outcome,
            papers: papers.filter_map(|id| self.standing(id)).collect(),
            known,
        })
    }

    /// A snapshot of before knows what was screened, and not in which order: by the time, by what the office had had
    /// before it, and by number.
    pub(crate) fn list_screened(&mut self) {
        let listed: HashSet<DocumentId> = self.windows.screened.iter().copied().collect();
        let numbers = (1..=self.documents.len() as u64).map(DocumentId);
        let screened = numbers.filter_map(|id| {
            let filed = self.filed(id).filter(|filed| filed.is_screened() && !listed.contains(&id))?;
            let before = filed.seen().map_or(0, |seen| seen.tracked.office.screened);
            Some((asked_at(filed), before, id))
        });
        let mut unlisted: Vec<_> = screened.collect();
        unlisted.sort_unstable();
        self.windows.screened.splice(0..0, unlisted.into_iter().map(|(_, _, id)| id));
    }
}

fn asked_at(filed: &Filed) -> Moment {
    let stored = || filed.made_at(Step::Store).unwrap_or(filed.received);
    filed.seen().map_or_else(stored, |seen| seen.at)
}

/// What another profile would have been told of its own decisions: how the day of each office goes, and which rules were hit
/// without selecting. It has to be told of every declaration from the first on, in their order.
#[derive(Clone, Debug, Default)]
pub struct Retold {
    offices: Offices,
    misses: BTreeMap<String, u32>,
}

impl Retold {
    /// Nothing was decided yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The facts, with what follows from the decisions so far instead of what followed from those that were recorded.
    pub fn tell(&self, facts: &mut ScreeningFacts) {
        facts.tracked.office = self.offices.counts(&facts.customs_code, facts.at.date());
        facts.tracked.misses = told(&self.misses);
    }

    /// A declaration got this decision.
    pub fn note(&mut self, facts: &ScreeningFacts, decision: &ScreeningDecision) {
        let Self { offices, misses } = self;
        note_decision((offices, misses), &facts.customs_code, facts.at.date(), decision);
    }
}

/// Rules that were hit and have not selected since, as facts.
pub(super) fn told(misses: &BTreeMap<String, u32>) -> Vec<RuleMisses> {
    misses.iter().map(|(rule, hits)| RuleMisses { rule: rule.clone(), hits: *hits }).collect()
}

/// What a decision says to those that come after it.
pub(super) fn note_decision(
    (offices, misses): (&mut Offices, &mut BTreeMap<String, u32>),
    office: &str,
    day: Day,
    decision: &ScreeningDecision,
) {
    offices.note(office, day, decision.lane);
    for ground in &decision.grounds {
        misses.remove(&ground.rule);
    }
    for rule in &decision.missed {
        if misses.len() < limits::RISK_PROFILE_RULES || misses.contains_key(rule) {
            let hits = misses.entry(rule.clone()).or_default();
            *hits = hits.saturating_add(1);
        }
    }
}
