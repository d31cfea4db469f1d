//! The declarations of a sandbox, one after the other, under another profile.

use crate::cli::exit::Failure;
use crate::cli::lang::said;
use std::collections::{BTreeMap, BTreeSet};
use tongguan_clearance::{Retold, in_process};
use tongguan_domain::in_force::Day;
use tongguan_domain::screening::{FindingKind, Lane};
use tongguan_domain::sha256::Sha256;
use tongguan_domain::time::Moment;
use tongguan_proto::document::v1::Ground;
use tongguan_proto::intake::v1::RecordedScreening;
use tongguan_proto::risk::v1::ScreenResponse;
use tongguan_risk::finding;
use tongguan_screening::Loaded;
use tongguan_wire::{process, risk, time};

/// Every lane, from the lowest.
pub(super) const LANES: [Lane; 5] = [Lane::Green, Lane::Blue, Lane::Yellow, Lane::Red, Lane::Stop];

/// Days that count, the first and the last of them included.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Span {
    pub(super) from: Option<Day>,
    pub(super) to: Option<Day>,
}

/// What one of the two profiles decided.
#[derive(Clone, Debug, Default)]
pub(super) struct Side {
    /// Declarations by lane.
    pub(super) lanes: [u64; 5],
    /// Declarations by what selected them: rules, random shares, expected rates, instructions.
    pub(super) hits: BTreeMap<String, u64>,
    /// Declarations with something to find that somebody looks at.
    pub(super) found: u64,
}

impl Side {
    fn note(&mut self, lane: Lane, hits: &BTreeSet<&str>, there: bool) {
        if let Some(count) = self.lanes.get_mut(lane as usize) {
            *count += 1;
        }
        for rule in hits {
            *self.hits.entry((*rule).to_owned()).or_default() += 1;
        }
        self.found += u64::from(there && lane != Lane::Green);
    }

    pub(super) fn of(&self, lane: Lane) -> u64 {
        self.lanes.get(lane as usize).copied().unwrap_or(0)
    }
}

/// A declaration that gets another lane.
#[derive(Clone, Debug)]
pub(super) struct Changed {
    pub(super) declaration: u64,
    pub(super) business_key: String,
    pub(super) at: Moment,
    pub(super) before: (Lane, Vec<Ground>),
    pub(super) after: (Lane, Vec<Ground>),
}

/// What differs.
#[derive(Debug)]
pub(super) struct Difference {
    /// The profile that was tried.
    pub(super) profile: String,
    pub(super) sha256: Sha256,
    /// Declarations that were screened by both.
    pub(super) declarations: u64,
    /// Of them: those whose lane their sender had forced.
    pub(super) forced: u64,
    /// Declarations that were screened by a version that did not record the facts: they are not among them.
    pub(super) without_facts: u64,
    /// Whether a risk server of the sandbox screens it now.
    pub(super) own_server: bool,
    /// By which profiles they had been screened: name with version, and hash; an older version did not record the hash.
    pub(super) recorded: BTreeMap<(String, Option<Sha256>), u64>,
    pub(super) before: Side,
    pub(super) after: Side,
    /// Declarations by lane before and lane after.
    pub(super) moved: [[u64; 5]; 5],
    /// Declarations that keep their lane, and were selected by something else.
    pub(super) by_others: u64,
    /// Declarations with something to find, as the tried profile says.
    pub(super) to_find: u64,
    /// The first that get another lane.
    pub(super) changed: Vec<Changed>,
}

impl Difference {
    /// Declarations that get another lane.
    pub(super) fn other_lane(&self) -> u64 {
        let rows = self.moved.iter().enumerate();
        let others = |(before, row): (usize, &[u64; 5])| -> u64 {
            row.iter().enumerate().filter(|(after, _)| *after != before).map(|(_, count)| count).sum()
        };
        rows.map(others).sum()
    }
}

/// The way through the declarations.
pub(super) struct Replay {
    loaded: Loaded,
    span: Span,
    most: usize,
    retold: Retold,
    looked_at: u64,
    difference: Difference,
}

impl Replay {
    pub(super) fn new(loaded: Loaded, span: Span, most: usize) -> Self {
        let difference = Difference {
            profile: loaded.profile.label(),
            sha256: loaded.sha256,
            declarations: 0,
            forced: 0,
            without_facts: 0,
            own_server: false,
            recorded: BTreeMap::new(),
            before: Side::default(),
            after: Side::default(),
            moved: [[0; 5]; 5],
            by_others: 0,
            to_find: 0,
            changed: Vec::new(),
        };
        Self { loaded, span, most, retold: Retold::new(), looked_at: 0, difference }
    }

    pub(super) const fn looked_at(&self) -> u64 {
        self.looked_at
    }

    /// Notes who screens the sandbox now.
    pub(super) const fn note_server(&mut self, own: bool) {
        self.difference.own_server = own;
    }

    pub(super) fn difference(self) -> Difference {
        self.difference
    }

    /// Takes the next declaration. Also those before the span are screened: the day of an office and the hits of a rule
    /// begin with the first. Says whether more are wanted.
    pub(super) fn take(&mut self, recorded: RecordedScreening) -> Result<bool, Failure> {
        let at =
            time::read("at", recorded.at.unwrap_or_default()).map_err(|why| unreadable(why.message()))?;
        let day = at.date();
        if self.span.to.is_some_and(|to| day > to) {
            return Ok(false);
        }
        self.looked_at += 1;
        let counts = self.span.from.is_none_or(|from| day >= from);
        let Some(facts) = recorded.facts else {
            self.difference.without_facts += u64::from(counts);
            return Ok(true);
        };
        let mut facts = risk::take_facts(facts).map_err(|why| unreadable(why.message()))?;
        let outcome = process::read_outcome("outcome", recorded.outcome);
        let outcome = outcome.map_err(|why| unreadable(why.message()))?;
        self.retold.tell(&mut facts);
        let profile = &self.loaded.profile;
        let decision = in_process(self.loaded.screen(&facts), Some(&facts.tracked), outcome);
        self.retold.note(&facts, &decision);
        if counts {
            let there = finding(&facts, profile).is_some_and(|found| found.kind != FindingKind::Conforming);
            let known = (recorded.document_id, recorded.business_key, at);
            let before = recorded.decision.unwrap_or_default();
            self.note(known, (before, risk::write_decision(decision)), there)?;
        }
        Ok(true)
    }

    fn note(
        &mut self,
        (declaration, business_key, at): (u64, String, Moment),
        (before, after): (ScreenResponse, ScreenResponse),
        there: bool,
    ) -> Result<(), Failure> {
        let (from, to) = (lane_of(&before)?, lane_of(&after)?);
        let difference = &mut self.difference;
        if let Some(count) = difference.moved.get_mut(from as usize).and_then(|row| row.get_mut(to as usize))
        {
            *count += 1;
        }
        let (was, is) = (hits(&before), hits(&after));
        difference.by_others += u64::from(from == to && was != is);
        difference.before.note(from, &was, there);
        difference.after.note(to, &is, there);
        difference.declarations += 1;
        difference.forced += u64::from(before.reasons.iter().any(|ground| ground.rule == "forced"));
        difference.to_find += u64::from(there);
        let by = (before.profile.clone(), before.profile_sha256.parse().ok());
        *difference.recorded.entry(by).or_default() += 1;
        if from != to && difference.changed.len() < self.most {
            let (before, after) = ((from, before.reasons), (to, after.reasons));
            difference.changed.push(Changed { declaration, business_key, at, before, after });
        }
        Ok(())
    }
}

fn lane_of(decision: &ScreenResponse) -> Result<Lane, Failure> {
    let number = usize::try_from(decision.lane - 1).unwrap_or(usize::MAX);
    LANES.get(number).copied().ok_or_else(|| unreadable("a lane that is not known"))
}

/// What selected a declaration. The other grounds say why nothing did.
fn hits(decision: &ScreenResponse) -> BTreeSet<&str> {
    let selects = |ground: &&Ground| {
        let ordered = ground.rule == "score" || ground.rule.starts_with("instruction.");
        ground.weighed.is_some() || ordered
    };
    decision.reasons.iter().filter(selects).map(|ground| ground.rule.as_str()).collect()
}

fn unreadable(why: &str) -> Failure {
    Failure::new(said!(
        "the server tells of a screening what cannot be read: {why}",
        "服务给出的布控记录无法读取：{why}"
    ))
}
