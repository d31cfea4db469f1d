//! The decision.

use crate::draw::draw;
use crate::expression::Given;
use crate::profile::{Profile, Prospect, Quota, Rule, Share};
use crate::{GROUNDS, WHOLE_PPM};
use tongguan_domain::process::{Detention, Words};
use tongguan_domain::screening::{
    ControlInstruction, ControlTarget, Disposition, Finding, FindingKind, Ground, Lane, ScreeningDecision,
    ScreeningFacts, Weighed,
};

/// Screens one declaration: the same facts and profile give the same decision.
#[must_use]
pub fn screen(facts: &ScreeningFacts, profile: &Profile) -> ScreeningDecision {
    let given = Given::new(facts);
    let mut chosen = Chosen::default();
    if profile.holds_on(facts.at.date()) {
        chosen.by_rules(&given, profile);
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
    chosen.up_to_targets(facts, profile);
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
    let looked_at = chosen.lane != Lane::Green;
    ScreeningDecision {
        handed_to: chosen.handed_to,
        finding: looked_at.then(|| found_in(&given, profile)).flatten(),
        missed: chosen.missed,
        ..ScreeningDecision::new(chosen.lane, chosen.grounds, profile.label())
    }
}

/// What a look into goods or books would find, whatever lane is chosen; `None`: the profile does not say.
#[must_use]
pub fn finding(facts: &ScreeningFacts, profile: &Profile) -> Option<Finding> {
    found_in(&Given::new(facts), profile)
}

fn found_in(given: &Given<'_>, profile: &Profile) -> Option<Finding> {
    if profile.findings.is_empty() {
        return None;
    }
    let facts = given.facts;
    let is_there = |prospect: &&Prospect| {
        selects(prospect.share_ppm, &prospect.id, facts).is_ok() && prospect.when.matches(given)
    };
    let found = profile.findings.iter().find(is_there);
    Some(found.map_or_else(
        || Finding { kind: FindingKind::Conforming, disposition: Disposition::Release, rule: String::new() },
        |found| Finding { kind: found.kind, disposition: found.disposition, rule: found.id.clone() },
    ))
}

/// What has been chosen so far.
struct Chosen {
    lane: Lane,
    grounds: Vec<Ground>,
    /// Grounds that found no room.
    more: usize,
    /// Of a stop.
    handed_to: Option<Detention>,
    /// Rules that were hit without selecting, of those that count it.
    missed: Vec<String>,
}

impl Default for Chosen {
    fn default() -> Self {
        Self { lane: Lane::Green, grounds: Vec::new(), more: 0, handed_to: None, missed: Vec::new() }
    }
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

    fn by_rules(&mut self, given: &Given<'_>, profile: &Profile) {
        let today = given.facts.at.date();
        let mut score = 0_i64;
        for rule in profile.rules.iter().filter(|rule| rule.expires.is_none_or(|last| last >= today)) {
            if let Some(weighed) = self.by_rule(given, rule) {
                score += i64::from(weighed.score);
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

    /// Looks at one rule; how it came to select, if it did.
    fn by_rule(&mut self, given: &Given<'_>, rule: &Rule) -> Option<Weighed> {
        let facts = given.facts;
        let ordered = ordered(rule, facts);
        let share_ppm = if ordered.is_some() || rule.lane == Lane::Stop { WHOLE_PPM } else { rule.share_ppm };
        // The draw first: it is far cheaper than the condition, and either order gives the same answer.
        let drawn = selects(share_ppm, &rule.id, facts);
        let counts = rule.most_misses.filter(|_| !facts.draws_off);
        if drawn.is_err() && counts.is_none() || !rule.when.matches(given) {
            return None;
        }
        let drawn_ppm = match (drawn, counts) {
            (Ok(drawn), _) => drawn,
            (Err(drawn), Some(most)) if misses_of(rule, facts) >= most => drawn,
            (Err(_), _) => {
                self.missed.push(rule.id.clone());
                return None;
            }
        };
        let weighed = Weighed { score: rule.score, share_ppm, drawn_ppm };
        let lane = ordered.map_or(rule.lane, |instruction| rule.lane.max(instruction.action.lane()));
        if rule.lane == Lane::Stop {
            self.handed_to = self.handed_to.or(Some(rule.hand_over.unwrap_or(Detention::Smuggling)));
        }
        self.add(lane, || Ground { weighed: Some(Box::new(weighed)), ..found(rule, given) });
        if let Some(ControlInstruction { id, reason, .. }) = ordered {
            self.add(lane, || {
                in_both(
                    &format!("instruction.{id}"),
                    format!("an officer raised rule {}: {reason}", rule.id),
                    format!("人工布控指令（规则 {}）：{reason}", rule.id),
                )
            });
        }
        Some(weighed)
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
                let weighed = Weighed { score: 0, share_ppm: share, drawn_ppm: Some(drawn) };
                let weighed = Some(Box::new(weighed));
                self.add(quota.lane, || Ground { weighed, ..Ground::new(quota.id.clone(), text) });
            } else {
                missed.get_or_insert((quota, drawn, share));
            }
        }
        missed
    }

    /// What would be green is drawn for the lanes that are behind their expected rates: red, then yellow, then blue.
    fn up_to_targets(&mut self, facts: &ScreeningFacts, profile: &Profile) {
        if self.lane != Lane::Green || facts.draws_off {
            return;
        }
        let counts = facts.tracked.office;
        for (lane, had) in [(Lane::Red, counts.red), (Lane::Yellow, counts.yellow), (Lane::Blue, counts.blue)]
        {
            for target in profile.targets.iter().filter(|target| target.lane == lane) {
                let expected =
                    target.offices.get(&facts.customs_code).copied().unwrap_or(target.expected_ppm);
                let due = u64::from(expected) * (u64::from(counts.screened) + 1) / u64::from(WHOLE_PPM);
                let drawn = draw(facts.seed, &target.id);
                if u64::from(had) >= due || drawn >= FILL_PPM {
                    continue;
                }
                let weighed = Weighed { score: 0, share_ppm: FILL_PPM, drawn_ppm: Some(drawn) };
                let (office, screened) = (&facts.customs_code, counts.screened);
                return self.add(lane, || Ground {
                    weighed: Some(Box::new(weighed)),
                    ..in_both(
                        &target.id,
                        format!(
                            "office {office} has had {had} of {screened} in this lane today, and {expected} of \
                             {WHOLE_PPM} are expected; random draw {drawn} was below {FILL_PPM}"
                        ),
                        format!(
                            "海关 {office} 当日 {screened} 单中该通道 {had} 单，期望比例 {expected}/{WHOLE_PPM}；\
                             随机数 {drawn} 低于 {FILL_PPM}"
                        ),
                    )
                });
            }
        }
    }
}

/// Of what is due, every second is taken, so that nobody knows that it will be the next.
const FILL_PPM: u32 = 500_000;

/// Whether a share selects, with what was drawn for it.
fn selects(share_ppm: u32, id: &str, facts: &ScreeningFacts) -> Result<Option<u32>, Option<u32>> {
    if share_ppm >= WHOLE_PPM {
        return Ok(None);
    }
    if facts.draws_off {
        return Err(None);
    }
    let drawn = draw(facts.seed, id);
    if drawn < share_ppm { Ok(Some(drawn)) } else { Err(Some(drawn)) }
}

/// The instruction that raises a rule.
fn ordered<'f>(rule: &Rule, facts: &'f ScreeningFacts) -> Option<&'f ControlInstruction> {
    let raises =
        |known: &&ControlInstruction| matches!(&known.target, ControlTarget::Rule(id) if *id == rule.id);
    facts.tracked.instructions.iter().find(raises)
}

/// How often the rule was hit in a row without selecting.
fn misses_of(rule: &Rule, facts: &ScreeningFacts) -> u32 {
    facts.tracked.misses.iter().find(|known| known.rule == rule.id).map_or(0, |known| known.hits)
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
