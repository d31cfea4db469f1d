//! A profile as the API shows it.

use crate::Loaded;
use std::collections::BTreeMap;
use tongguan_domain::in_force::Day;
use tongguan_domain::screening::{Disposition, Lane};
use tongguan_proto::risk::v1 as pb;
use tongguan_proto::risk::v1::share_override::Of;
use tongguan_risk::{
    Change, Draw, Explanation, FACTS_VERSION, LaneTarget, Profile, Prospect, Quota, RuleView,
};
use tongguan_wire::control::{write_disposition, write_kind};
use tongguan_wire::risk::{write_decision, write_lane};

/// The profile, whole.
#[must_use]
pub fn show(Loaded { profile, sha256 }: &Loaded) -> pb::GetProfileResponse {
    pb::GetProfileResponse {
        profile: profile.label(),
        rules: profile.views().map(|rule| show_rule(rule, profile)).collect(),
        name: profile.name.clone(),
        version: profile.version.clone(),
        sha256: sha256.to_string(),
        valid_from: date(profile.valid_from),
        valid_to: date(profile.valid_to),
        facts_version: FACTS_VERSION,
        scores: scores(profile),
        targets: profile.targets.iter().map(show_target).collect(),
        findings: profile.findings.iter().map(show_finding).collect(),
    }
}

fn show_target(target: &LaneTarget) -> pb::ProfileTarget {
    pb::ProfileTarget {
        target: target.id.clone(),
        lane: write_lane(target.lane).into(),
        expected_ppm: target.expected_ppm,
        overrides: at_offices(&target.offices).collect(),
    }
}

fn show_finding(finding: &Prospect) -> pb::ProfileFinding {
    pb::ProfileFinding {
        finding: finding.id.clone(),
        kind: write_kind(finding.kind).into(),
        disposition: write_disposition(finding.disposition).into(),
        share_ppm: finding.share_ppm,
        expression: finding.when.source().to_owned(),
        text: finding.reason.en.clone(),
        text_zh: finding.reason.zh.clone(),
    }
}

fn at_offices(offices: &BTreeMap<String, u32>) -> impl Iterator<Item = pb::ShareOverride> {
    let one = |(code, ppm): (&String, &u32)| pb::ShareOverride {
        of: Some(Of::CustomsCode(code.clone())),
        share_ppm: *ppm,
    };
    offices.iter().map(one)
}

/// An explanation as the API shows it.
pub(crate) fn explanation(explanation: Explanation) -> pb::ExplainResponse {
    let Explanation { decision, facts, draws, changes, changed_lane, note } = explanation;
    let (note, note_zh) = note.map(|words| (words.en, words.zh)).unwrap_or_default();
    let value = |(fact, value): (&str, String)| pb::UsedFact { fact: fact.to_owned(), value };
    let draw = |Draw { rule, share_ppm, drawn_ppm }| pb::RuleDraw { rule, share_ppm, drawn_ppm };
    let change = |Change { fact, from, to }| pb::FactChange { fact: fact.to_owned(), from, to };
    pb::ExplainResponse {
        decision: Some(write_decision(decision)),
        facts: facts.into_iter().map(value).collect(),
        draws: draws.into_iter().map(draw).collect(),
        changes: changes.into_iter().map(change).collect(),
        changed_lane: changed_lane.map_or(pb::Lane::Unspecified, write_lane).into(),
        note,
        note_zh,
    }
}

fn scores(profile: &Profile) -> Vec<pb::ScoreLane> {
    let scores = profile.scores;
    let all = [(Lane::Blue, scores.blue), (Lane::Yellow, scores.yellow), (Lane::Red, scores.red)];
    let set = all.into_iter().filter_map(|(lane, from)| Some((lane, from?)));
    set.map(|(lane, from)| pb::ScoreLane { lane: write_lane(lane).into(), from }).collect()
}

fn show_rule(rule: RuleView<'_>, profile: &Profile) -> pb::ProfileRule {
    let quota = profile.random.iter().find(|quota| quota.id == rule.rule);
    pb::ProfileRule {
        rule: rule.rule.to_owned(),
        lane: write_lane(rule.lane).into(),
        share_ppm: rule.share_ppm,
        text: rule.reason.en.clone(),
        text_zh: rule.reason.zh.clone(),
        expression: rule.when.unwrap_or_default().to_owned(),
        score: rule.score,
        expires: date(rule.expires),
        overrides: quota.map(overrides).unwrap_or_default(),
        hand_over: rule.hand_over.map_or(0, |by| write_disposition(Disposition::Detain(by)).into()),
        most_misses: rule.most_misses.unwrap_or_default(),
    }
}

fn overrides(quota: &Quota) -> Vec<pb::ShareOverride> {
    let modes = quota
        .modes
        .iter()
        .map(|(code, ppm)| pb::ShareOverride { of: Some(Of::TradeMode(code.clone())), share_ppm: *ppm });
    at_offices(&quota.offices).chain(modes).collect()
}

fn date(day: Option<Day>) -> String {
    day.map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}")).unwrap_or_default()
}
