//! Two profiles, and where they differ.

mod shown;

use super::show::date;
use super::{lane, percent};
use crate::cli::exit::Failure;
use crate::cli::lang::{said, say};
use crate::cli::output::Out;
use crate::cli::output::style::{BAD, BOLD, CARE, GOOD};
use std::collections::BTreeMap;
use tongguan_domain::screening::Disposition;
use tongguan_risk::{LaneTarget, Profile, Prospect, Quota, Rule, Share};
use tongguan_screening::Loaded;

/// A rule as fields and what stands in them.
type Fields = Vec<(&'static str, String)>;

pub(super) fn diff(one: &Loaded, other: &Loaded, out: &mut Out) -> Result<(), Failure> {
    let names: Vec<_> = ids(&one.profile).collect();
    let new = ids(&other.profile).filter(|id| !names.contains(id));
    let all = std::iter::once("").chain(names.iter().copied()).chain(new);
    if out.json() {
        return shown::diff(one, other, all, out);
    }
    let (before, after) = (of(&one.profile), of(&other.profile));
    let mut differ = 0_usize;
    for rule in all {
        let (was, is) = (before.get(rule), after.get(rule));
        if was != is {
            differ += 1;
            told(rule, was, is, out)?;
        }
    }
    let [one_label, other_label] = [one, other].map(|loaded| loaded.profile.label());
    if differ == 0 {
        return out
            .line(said!("{one_label} and {other_label} are the same", "{one_label} 与 {other_label} 相同"));
    }
    if one_label == other_label {
        out.line(said!(
            "both are called {one_label}: give the changed one another version, as decisions are recorded with it",
            "两者同为 {one_label}：请更改版本号，因判定结果记录该名称"
        ))?;
    }
    Ok(())
}

fn told(rule: &str, was: Option<&Fields>, is: Option<&Fields>, out: &mut Out) -> Result<(), Failure> {
    let changed = changes(was, is);
    let (word, style) = match (was, is) {
        (None, _) => (say("added", "新增"), GOOD),
        (_, None) => (say("removed", "删除"), BAD),
        _ => (say("changed", "变更"), CARE),
    };
    let name = if rule.is_empty() { say("the profile", "参数") } else { rule };
    out.line(format!("{BOLD}{name}{BOLD:#}  {style}{word}{style:#}"))?;
    for (field, was, is) in changed {
        for (sign, text) in [("-", was), ("+", is)] {
            for line in text.iter().flat_map(|text| text.trim().lines()) {
                out.line(format!("  {sign} {field}: {line}"))?;
            }
        }
    }
    Ok(())
}

/// Field, before and after.
fn changes(was: Option<&Fields>, is: Option<&Fields>) -> Vec<(&'static str, Option<String>, Option<String>)> {
    let value = |fields: Option<&Fields>, name: &str| {
        fields?.iter().find(|(field, _)| *field == name).map(|(_, text)| text.clone())
    };
    let names = was.or(is).into_iter().flatten().map(|(name, _)| *name);
    let both = names.map(|name| (name, value(was, name), value(is, name)));
    both.filter(|(_, was, is)| was != is).collect()
}

/// The ids of everything that a profile has, in its order.
fn ids(profile: &Profile) -> impl Iterator<Item = &str> {
    let rules = profile.views().map(|rule| rule.rule);
    let targets = profile.targets.iter().map(|target| target.id.as_str());
    rules.chain(targets).chain(profile.findings.iter().map(|finding| finding.id.as_str()))
}

/// Every rule by its id; under no id, what is of the whole.
fn of(profile: &Profile) -> BTreeMap<&str, Fields> {
    let day = |day: Option<_>| day.map(date).unwrap_or_default();
    let score = |score: Option<i32>| score.map(|score| score.to_string()).unwrap_or_default();
    let whole = vec![
        ("profile", profile.label()),
        ("valid_from", day(profile.valid_from)),
        ("valid_to", day(profile.valid_to)),
        ("scores.blue", score(profile.scores.blue)),
        ("scores.yellow", score(profile.scores.yellow)),
        ("scores.red", score(profile.scores.red)),
    ];
    let rules = profile.rules.iter().map(|rule| (rule.id.as_str(), of_rule(rule)));
    let random = profile.random.iter().map(|quota| (quota.id.as_str(), of_quota(quota)));
    let targets = profile.targets.iter().map(|target| (target.id.as_str(), of_target(target)));
    let findings = profile.findings.iter().map(|finding| (finding.id.as_str(), of_finding(finding)));
    std::iter::once(("", whole)).chain(rules).chain(random).chain(targets).chain(findings).collect()
}

fn of_rule(rule: &Rule) -> Fields {
    vec![
        ("when", rule.when.source().to_owned()),
        ("lane", lane(rule.lane).0.to_owned()),
        ("share", percent(rule.share_ppm)),
        ("score", rule.score.to_string()),
        ("hand_over", rule.hand_over.map(|by| Disposition::Detain(by).key().to_owned()).unwrap_or_default()),
        ("most_misses", rule.most_misses.map(|most| most.to_string()).unwrap_or_default()),
        ("expires", rule.expires.map(date).unwrap_or_default()),
        ("reason.en", rule.reason.en.clone()),
        ("reason.zh", rule.reason.zh.clone()),
    ]
}

fn of_quota(quota: &Quota) -> Fields {
    let share = match quota.share {
        Share::Fixed(ppm) => percent(ppm),
        Share::CreditClass => "credit class".to_owned(),
    };
    vec![
        ("lane", lane(quota.lane).0.to_owned()),
        ("share", share),
        ("offices", by(&quota.offices)),
        ("modes", by(&quota.modes)),
        ("reason.en", quota.reason.en.clone()),
        ("reason.zh", quota.reason.zh.clone()),
    ]
}

fn by(shares: &BTreeMap<String, u32>) -> String {
    shares.iter().map(|(code, ppm)| format!("{code}: {}", percent(*ppm))).collect::<Vec<_>>().join(", ")
}

fn of_target(target: &LaneTarget) -> Fields {
    vec![
        ("lane", lane(target.lane).0.to_owned()),
        ("expected", percent(target.expected_ppm)),
        ("offices", by(&target.offices)),
    ]
}

fn of_finding(finding: &Prospect) -> Fields {
    vec![
        ("when", finding.when.source().to_owned()),
        ("kind", finding.kind.key().to_owned()),
        ("disposition", finding.disposition.key().to_owned()),
        ("share", percent(finding.share_ppm)),
        ("reason.en", finding.reason.en.clone()),
        ("reason.zh", finding.reason.zh.clone()),
    ]
}
