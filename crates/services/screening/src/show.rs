//! A profile as the API shows it.

use crate::Loaded;
use tongguan_domain::in_force::Day;
use tongguan_domain::screening::Lane;
use tongguan_proto::risk::v1 as pb;
use tongguan_proto::risk::v1::share_override::Of;
use tongguan_risk::{FACTS_VERSION, Profile, Quota, RuleView};
use tongguan_wire::risk::write_lane;

/// The profile, whole.
#[must_use]
pub fn show(Loaded { profile, sha256 }: &Loaded) -> pb::GetProfileResponse {
    pb::GetProfileResponse {
        profile: profile.label(),
        rules: profile.views().map(|rule| show_rule(rule, profile)).collect(),
        name: profile.name.clone(),
        version: profile.version.clone(),
        sha256: sha256.clone(),
        valid_from: date(profile.valid_from),
        valid_to: date(profile.valid_to),
        facts_version: FACTS_VERSION,
        scores: scores(profile),
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
    }
}

fn overrides(quota: &Quota) -> Vec<pb::ShareOverride> {
    let offices = quota.offices.iter().map(|(code, ppm)| (Of::CustomsCode(code.clone()), *ppm));
    let modes = quota.modes.iter().map(|(code, ppm)| (Of::TradeMode(code.clone()), *ppm));
    offices.chain(modes).map(|(of, share_ppm)| pb::ShareOverride { of: Some(of), share_ppm }).collect()
}

fn date(day: Option<Day>) -> String {
    day.map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}")).unwrap_or_default()
}
