//! Why a declaration got its lane, and what would have got it another.

use crate::draw::draw;
use crate::expression::{Change, difference, with_fact_of};
use crate::profile::{Profile, Rule, Share};
use crate::screen::screen;
use tongguan_domain::process::Words;
use tongguan_domain::screening::{Lane, ScreeningDecision, ScreeningFacts};

/// A decision, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What was decided, with what fired.
    pub decision: ScreeningDecision,
    /// What the rules that fired looked at: names and values.
    pub facts: Vec<(&'static str, String)>,
    /// Every draw of the profile for this declaration.
    pub draws: Vec<Draw>,
    /// A change of facts that would have changed the lane, as far as one is known: of one fact, if one alone is found;
    /// otherwise none of them can be left out.
    pub changes: Vec<Change>,
    /// The lane with them; `None`: no change of facts is known that would.
    pub changed_lane: Option<Lane>,
    /// What else is to be said of it.
    pub note: Option<Words>,
}

/// One draw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draw {
    /// The rule or random share that draws.
    pub rule: String,
    /// Below this it selects, parts per million.
    pub share_ppm: u32,
    /// What was drawn, 0 to 999,999.
    pub drawn_ppm: u32,
}

/// Explains the decision about these facts by this profile.
#[must_use]
pub fn explain(facts: &ScreeningFacts, profile: &Profile) -> Explanation {
    let decision = screen(facts, profile);
    let (changes, changed_lane, note) = match decision.lane {
        Lane::Green => raised(facts, profile),
        lane => lowered(facts, profile, &decision, lane),
    };
    Explanation {
        facts: used(facts, profile, &decision),
        draws: draws(facts, profile),
        changes,
        changed_lane,
        note,
        decision,
    }
}

/// What the rules that fired looked at.
fn used(
    facts: &ScreeningFacts,
    profile: &Profile,
    decision: &ScreeningDecision,
) -> Vec<(&'static str, String)> {
    let fired = |rule: &&Rule| decision.grounds.iter().any(|ground| ground.rule == rule.id);
    let mut used = Vec::new();
    for rule in profile.rules.iter().filter(fired) {
        for (fact, value) in rule.when.facts(facts) {
            if !used.iter().any(|(known, _)| *known == fact) {
                used.push((fact, value));
            }
        }
    }
    used
}

/// Every draw, but those of rules that select all.
fn draws(facts: &ScreeningFacts, profile: &Profile) -> Vec<Draw> {
    if facts.draws_off {
        return Vec::new();
    }
    let one =
        |rule: &str, share_ppm| Draw { rule: rule.to_owned(), share_ppm, drawn_ppm: draw(facts.seed, rule) };
    let rules = profile.rules.iter().filter(|rule| rule.share_ppm < crate::WHOLE_PPM);
    let random = profile.random.iter().map(|quota| {
        let share = match quota.share {
            Share::Fixed(ppm) => ppm,
            Share::CreditClass => facts.inspection_ppm,
        };
        one(&quota.id, share)
    });
    rules.map(|rule| one(&rule.id, rule.share_ppm)).chain(random).collect()
}

type Way = (Vec<Change>, Option<Lane>, Option<Words>);

/// What would have raised the lane of what is green: the rule that needs the fewest changes.
fn raised(facts: &ScreeningFacts, profile: &Profile) -> Way {
    let rules = profile.rules.iter().filter(|rule| rule.lane > Lane::Green);
    let ways = rules.filter_map(|rule| {
        let (changes, changed) = rule.when.smallest_change(true, facts)?;
        let names = changes.iter().map(|change| change.fact);
        least(names, (facts, changed), profile, Lane::Green)
    });
    match ways.min_by_key(|(changes, _)| changes.len()) {
        Some((changes, lane)) => (changes, Some(lane), None),
        None => (Vec::new(), None, Some(no_way())),
    }
}

/// What would have changed what is held: one rule or draw that fails may be enough, as another lane is chosen then;
/// otherwise all of them have to.
fn lowered(facts: &ScreeningFacts, profile: &Profile, decision: &ScreeningDecision, lane: Lane) -> Way {
    let (mut names, mut changed) = (Vec::new(), facts.clone());
    for rule in profile.rules.iter().filter(|rule| rule.lane == lane) {
        if !decision.grounds.iter().any(|ground| ground.rule == rule.id) {
            continue;
        }
        let Some((more, facts)) = rule.when.smallest_change(false, &changed) else {
            return (Vec::new(), None, Some(no_way()));
        };
        names.extend(more.iter().map(|change| change.fact));
        changed = facts;
    }
    let drawn = |quota: &&crate::profile::Quota| {
        quota.lane == lane && decision.grounds.iter().any(|ground| ground.rule == quota.id)
    };
    for quota in profile.random.iter().filter(drawn) {
        if quota.share != Share::CreditClass {
            return (Vec::new(), None, Some(only_the_draw(&quota.id)));
        }
        changed.inspection_ppm = draw(facts.seed, &quota.id);
        names.push("inspection_ppm");
    }
    match least(names, (facts, changed), profile, lane) {
        Some((changes, now)) => (changes, Some(now), None),
        None => (Vec::new(), None, Some(no_way())),
    }
}

/// The least of the changes between these facts that still gives another lane: one alone, or those of which none can be
/// left out; `None`: all of them together give none.
fn least(
    names: impl IntoIterator<Item = &'static str>,
    (before, after): (&ScreeningFacts, ScreeningFacts),
    profile: &Profile,
    lane: Lane,
) -> Option<(Vec<Change>, Lane)> {
    // Two rules may have changed the same fact.
    let mut left: Vec<&'static str> = Vec::new();
    names.into_iter().for_each(|name| {
        if !left.contains(&name) {
            left.push(name);
        }
    });
    let other = |facts: &ScreeningFacts| Some(screen(facts, profile).lane).filter(|now| *now != lane);
    let all = other(&after);
    for name in &left {
        let alone = with_fact_of(before, &after, name);
        if let Some((alone, now)) = alone.and_then(|alone| other(&alone).map(|now| (alone, now))) {
            let changes: Vec<_> = difference(name, before, &alone).into_iter().collect();
            if !changes.is_empty() {
                return Some((changes, now));
            }
        }
    }
    let (mut now, mut kept, mut at) = (all?, after, 0);
    while let Some(name) = left.get(at) {
        let without = with_fact_of(&kept, before, name);
        match without.and_then(|without| other(&without).map(|now| (without, now))) {
            // What could not be left out before may be superfluous now.
            Some(without) => {
                (kept, now) = without;
                left.remove(at);
                at = 0;
            }
            None => at += 1,
        }
    }
    let changes: Vec<_> = left.iter().filter_map(|name| difference(name, before, &kept)).collect();
    (!changes.is_empty()).then_some((changes, now))
}

fn no_way() -> Words {
    Words::new(
        "no change of facts is known that would have changed the lane",
        "没有已知的事实变化能改变该通道",
    )
}

fn only_the_draw(rule: &str) -> Words {
    Words::new(
        format!("{rule} selects at random: only another draw would have changed the lane"),
        format!("{rule} 为随机抽取：仅抽取结果能改变该通道"),
    )
}
