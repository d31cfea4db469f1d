//! A profile, rule by rule.

use super::{lane, percent, spoken};
use crate::cli::exit::Failure;
use crate::cli::lang::{said, say};
use crate::cli::output::style::{BOLD, DIM};
use crate::cli::output::{Object, Out, message};
use tongguan_domain::in_force::Day;
use tongguan_domain::screening::Disposition;
use tongguan_risk::{LaneTarget, Profile, Prospect, Quota, RuleView, Share};
use tongguan_screening::Loaded;

/// A profile for programs: as the API shows it.
pub(super) fn json(loaded: &Loaded) -> Result<String, Failure> {
    message("tongguan.risk.v1.GetProfileResponse", &tongguan_screening::show(loaded), false)
}

pub(super) fn show(loaded: &Loaded, out: &mut Out) -> Result<(), Failure> {
    let Loaded { profile, sha256 } = loaded;
    if out.json() {
        return out.object(Object::new().fields(&json(loaded)?));
    }
    out.line(format!("{BOLD}{}{BOLD:#}", profile.label()))?;
    out.line(format!("  {DIM}sha256 {sha256}{DIM:#}"))?;
    if profile.valid_from.or(profile.valid_to).is_some() {
        let [from, to] = [profile.valid_from, profile.valid_to].map(|day| day.map_or("…".to_owned(), date));
        out.line(said!("  valid from {from} to {to}", "  有效期 {from} 至 {to}"))?;
    }
    let scores = profile.scores;
    for (name, from) in [("blue", scores.blue), ("yellow", scores.yellow), ("red", scores.red)] {
        if let Some(from) = from {
            out.line(said!("  {name} from a score of {from}", "  得分 {from} 起 {name}"))?;
        }
    }
    profile.views().try_for_each(|rule| one(rule, profile, out))?;
    profile.targets.iter().try_for_each(|target| expected(target, out))?;
    profile.findings.iter().try_for_each(|finding| to_be_found(finding, out))
}

fn expected(target: &LaneTarget, out: &mut Out) -> Result<(), Failure> {
    let ((en, zh), share) = (lane(target.lane), percent(target.expected_ppm));
    out.line("")?;
    out.line(said!(
        "{BOLD}{}{BOLD:#}  {en}  {share} expected of an office in a day",
        "{BOLD}{}{BOLD:#}  {zh}  每关每日期望 {share}",
        target.id
    ))?;
    for (code, ppm) in &target.offices {
        out.line(format!("    {DIM}{code}: {}{DIM:#}", percent(*ppm)))?;
    }
    Ok(())
}

fn to_be_found(finding: &Prospect, out: &mut Out) -> Result<(), Failure> {
    let ((zh, en), share) = (finding.kind.names(), percent(finding.share_ppm));
    let end = finding.disposition.key();
    out.line("")?;
    out.line(said!(
        "{BOLD}{}{BOLD:#}  {en}  in {share}  then {end}",
        "{BOLD}{}{BOLD:#}  {zh}  占 {share}  处置 {end}",
        finding.id
    ))?;
    out.line(format!("  {}", spoken(&finding.reason)))?;
    for line in finding.when.source().trim().lines() {
        out.line(format!("    {DIM}{line}{DIM:#}"))?;
    }
    Ok(())
}

fn one(rule: RuleView<'_>, profile: &Profile, out: &mut Out) -> Result<(), Failure> {
    let quota = profile.random.iter().find(|quota| quota.id == rule.rule);
    let (en, zh) = lane(rule.lane);
    let mut head = format!("{BOLD}{}{BOLD:#}  {}  {}", rule.rule, say(en, zh), share(rule, quota));
    if rule.score != 0 {
        head.push_str(&said!("  score {:+}", "  得分 {:+}", rule.score));
    }
    if let Some(by) = rule.hand_over {
        head.push_str(&said!("  then {}", "  处置 {}", Disposition::Detain(by).key()));
    }
    if let Some(most) = rule.most_misses {
        head.push_str(&said!("  at most {most} hits without selection", "  至多连续 {most} 次未选中"));
    }
    if let Some(last) = rule.expires {
        head.push_str(&said!("  to {}", "  至 {}", date(last)));
    }
    out.line("")?;
    out.line(head)?;
    out.line(format!("  {}", spoken(rule.reason)))?;
    for line in rule.when.unwrap_or_default().trim().lines() {
        out.line(format!("    {DIM}{line}{DIM:#}"))?;
    }
    for (code, ppm) in quota.into_iter().flat_map(|quota| quota.offices.iter().chain(&quota.modes)) {
        out.line(format!("    {DIM}{code}: {}{DIM:#}", percent(*ppm)))?;
    }
    Ok(())
}

fn share(rule: RuleView<'_>, quota: Option<&Quota>) -> String {
    match quota.map(|quota| quota.share) {
        Some(Share::CreditClass) => say("by credit class", "按信用等级").to_owned(),
        _ => percent(rule.share_ppm),
    }
}

pub(super) fn date((year, month, day): Day) -> String {
    format!("{year:04}-{month:02}-{day:02}")
}
