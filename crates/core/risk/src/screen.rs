//! The decision.

use crate::draw::draw;
use crate::expression::Given;
use crate::profile::{Profile, Quota, Rule, Share};
use crate::{GROUNDS, WHOLE_PPM};
use tongguan_domain::process::Words;
use tongguan_domain::screening::{Ground, Lane, ScreeningDecision, ScreeningFacts};

/// Screens one declaration: the same facts and profile give the same decision.
#[must_use]
pub fn screen(facts: &ScreeningFacts, profile: &Profile) -> ScreeningDecision {
    let mut chosen = Chosen { lane: Lane::Green, grounds: Vec::new(), more: 0 };
    if profile.holds_on(facts.at.date()) {
        chosen.by_rules(facts, profile);
    } else {
        chosen.add(Lane::Green, || {
            in_both(
                "profile.dates",
                "the rules of this profile do not hold on this day: only random draws select".to_owned(),
                "当日不在本参数的有效期内：仅随机抽取".to_owned(),
            )
        });
    }
    let missed = chosen.at_random(facts, profile);
    if chosen.grounds.is_empty() {
        chosen.grounds.push(nothing(facts, missed));
    }
    if chosen.more > 0 {
        let more = chosen.more;
        chosen.grounds.push(in_both(
            "more",
            format!("{more} rules more selected it"),
            format!("另有 {more} 条规则命中"),
        ));
    }
    ScreeningDecision::new(chosen.lane, chosen.grounds, profile.label())
}

/// What has been chosen so far.
struct Chosen {
    lane: Lane,
    grounds: Vec<Ground>,
    /// Grounds that found no room.
    more: usize,
}

impl Chosen {
    fn add(&mut self, lane: Lane, ground: impl FnOnce() -> Ground) {
        self.lane = self.lane.max(lane);
        // The last place is for how many there are more.
        if self.grounds.len() < GROUNDS - 1 {
            self.grounds.push(ground());
        } else {
            self.more += 1;
        }
    }

    fn by_rules(&mut self, facts: &ScreeningFacts, profile: &Profile) {
        let (given, today) = (Given::new(facts), facts.at.date());
        let mut score = 0_i64;
        for rule in &profile.rules {
            let is_over = rule.expires.is_some_and(|last| last < today);
            // The draw first: it is far cheaper than the condition, and either order gives the same answer.
            if !is_over && is_drawn(rule, facts) && rule.when.matches(&given) {
                score += i64::from(rule.score);
                self.add(rule.lane, || found(rule, &given));
            }
        }
        let scores = profile.scores;
        let lanes = [(Lane::Red, scores.red), (Lane::Yellow, scores.yellow), (Lane::Blue, scores.blue)];
        let reached = lanes
            .into_iter()
            .find_map(|(lane, from)| from.filter(|from| score >= i64::from(*from)).map(|from| (lane, from)));
        if let Some((lane, from)) = reached {
            self.add(lane, || {
                in_both(
                    "score",
                    format!("the scores of its rules add up to {score}, and {from} is enough"),
                    format!("规则得分合计 {score}，达到 {from}"),
                )
            });
        }
    }

    /// The random shares; the first that did not select, with what was drawn and the share.
    fn at_random<'p>(
        &mut self,
        facts: &ScreeningFacts,
        profile: &'p Profile,
    ) -> Option<(&'p Quota, u32, u32)> {
        let mut missed = None;
        for quota in profile.random.iter().filter(|_| !facts.draws_off) {
            let (share, by) = share_of(quota, facts);
            let drawn = draw(facts.seed, &quota.id);
            if drawn < share {
                let text = format!("random draw {drawn} of {WHOLE_PPM} was below {share}{by}");
                self.add(quota.lane, || Ground::new(quota.id.clone(), text));
            } else {
                missed.get_or_insert((quota, drawn, share));
            }
        }
        missed
    }
}

fn is_drawn(rule: &Rule, facts: &ScreeningFacts) -> bool {
    rule.share_ppm >= WHOLE_PPM || (!facts.draws_off && draw(facts.seed, &rule.id) < rule.share_ppm)
}

/// The reason of the rule, and what it saw.
fn found(rule: &Rule, given: &Given<'_>) -> Ground {
    let (Words { en, zh }, seen) = (&rule.reason, rule.when.evidence(given));
    if seen.en.is_empty() {
        return in_both(&rule.id, en.clone(), zh.clone());
    }
    in_both(&rule.id, format!("{en}: {}", seen.en), format!("{zh}：{}", seen.zh))
}

fn in_both(rule: &str, en: String, zh: String) -> Ground {
    Ground { zh: Some(zh), ..Ground::new(rule, en) }
}

/// The share of a quota here, and what it depends on. Where the office and the mode say something, the higher counts.
fn share_of(quota: &Quota, facts: &ScreeningFacts) -> (u32, String) {
    let office = quota.offices.get(&facts.customs_code).map(|ppm| (*ppm, "office", &facts.customs_code));
    let mode = quota.modes.get(&facts.trade_mode).map(|ppm| (*ppm, "mode", &facts.trade_mode));
    match (office.into_iter().chain(mode).max_by_key(|(ppm, ..)| *ppm), quota.share) {
        (Some((ppm, what, code)), _) => (ppm, format!(", the share of {what} {code}")),
        (None, Share::Fixed(ppm)) => (ppm, String::new()),
        (None, Share::CreditClass) => {
            let class = facts.credit_class.names().1;
            (facts.inspection_ppm, format!(", the inspection rate of class {class}"))
        }
    }
}

/// The ground of a declaration that nothing selected.
fn nothing(facts: &ScreeningFacts, missed: Option<(&Quota, u32, u32)>) -> Ground {
    match missed {
        Some((quota, drawn, share)) => Ground::new(
            quota.id.clone(),
            format!("no rule selected it; random draw {drawn} of {WHOLE_PPM} was not below {share}"),
        ),
        None if facts.draws_off => {
            Ground::new("none", "no rule selected it, and the draws of the sandbox are off")
        }
        None => Ground::new("none", "no rule selected it"),
    }
}
