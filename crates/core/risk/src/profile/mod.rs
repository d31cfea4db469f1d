//! A profile: the rules of selectivity as a document with a name and a version.

mod canonical;
mod findings;
mod targets;
mod typical;

pub use findings::Prospect;
pub use targets::LaneTarget;

use crate::expression::Expression;
use std::collections::BTreeMap;
use tongguan_domain::in_force::Day;
use tongguan_domain::process::{Detention, Words};
use tongguan_domain::screening::Lane;

/// Rules and random shares under one name. A change of any of them takes a new version, as decisions are recorded with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Its name, such as `typical`.
    pub name: String,
    /// Its version, such as `2022.3`.
    pub version: String,
    /// The first day on which its rules select.
    pub valid_from: Option<Day>,
    /// The last day on which they do.
    pub valid_to: Option<Day>,
    /// Looked at first, in this order.
    pub rules: Vec<Rule>,
    /// Then the random shares, in this order.
    pub random: Vec<Quota>,
    /// What the scores of the rules that matched choose together.
    pub scores: Scores,
    /// Then the expected rates: what is missing to them is drawn from what would be green.
    pub targets: Vec<LaneTarget>,
    /// What there is to find. Where nothing is said, the pace of the sandbox draws how a look at the goods ends.
    pub findings: Vec<Prospect>,
}

/// One rule about what is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Stable id; the draws depend on it.
    pub id: String,
    /// What has to hold. What is unknown does not.
    pub when: Expression,
    /// The lane that it chooses; green: none, it only adds its score.
    pub lane: Lane,
    /// Share of matching declarations that it selects, parts per million.
    pub share_ppm: u32,
    /// What it adds to the score of a declaration that it selects.
    pub score: i32,
    /// Why, for people.
    pub reason: Words,
    /// The last day on which it selects.
    pub expires: Option<Day>,
    /// Of a stop: to whom the goods are handed over.
    pub hand_over: Option<Detention>,
    /// After so many hits in a row that its share did not select, the next hit is selected (ASYCUDA's maximum hits with
    /// no selection).
    pub most_misses: Option<u32>,
}

/// One random share: a minimum of what goes to a lane, whatever is declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Quota {
    /// Stable id; the draws depend on it.
    pub id: String,
    /// The lane that it chooses.
    pub lane: Lane,
    /// How many it selects, unless the office or the mode says otherwise.
    pub share: Share,
    /// By customs office (`customsCode`), parts per million.
    pub offices: BTreeMap<String, u32>,
    /// By supervision mode (`tradeMode`), parts per million.
    pub modes: BTreeMap<String, u32>,
    /// What it is for.
    pub reason: Words,
}

/// The share of a quota.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// The same for everyone, parts per million.
    Fixed(u32),
    /// The inspection rate of the exporter's credit class, which the facts bring.
    CreditClass,
}

/// From which score on a lane is chosen; `None`: scores do not choose it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Scores {
    /// Blue.
    pub blue: Option<i32>,
    /// Yellow.
    pub yellow: Option<i32>,
    /// Red.
    pub red: Option<i32>,
}

/// One rule as the API shows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RuleView<'a> {
    /// Stable id.
    pub rule: &'a str,
    /// The lane that it chooses.
    pub lane: Lane,
    /// Share of matching declarations that it selects, parts per million. Where the credit class decides: the share
    /// of the class `other`.
    pub share_ppm: u32,
    /// What it looks for.
    pub reason: &'a Words,
    /// The expression; `None`: it is a random share.
    pub when: Option<&'a str>,
    /// What it adds to the score.
    pub score: i32,
    /// The last day on which it selects.
    pub expires: Option<Day>,
    /// Of a stop: to whom the goods are handed over.
    pub hand_over: Option<Detention>,
    /// After so many hits in a row without selection the next is selected.
    pub most_misses: Option<u32>,
}

/// The inspection rate of ordinary enterprises, shown where the facts decide.
const ORDINARY_PPM: u32 = 30_000;

impl Profile {
    /// Name and version, as decisions are recorded with it.
    #[must_use]
    pub fn label(&self) -> String {
        format!("{}-{}", self.name, self.version)
    }

    /// Whether its rules select on a day.
    #[must_use]
    pub fn holds_on(&self, day: Day) -> bool {
        self.valid_from.is_none_or(|first| first <= day) && self.valid_to.is_none_or(|last| day <= last)
    }

    /// Every rule in the order of evaluation.
    pub fn views(&self) -> impl Iterator<Item = RuleView<'_>> {
        let rules = self.rules.iter().map(|rule| RuleView {
            rule: &rule.id,
            lane: rule.lane,
            share_ppm: rule.share_ppm,
            reason: &rule.reason,
            when: Some(rule.when.source()),
            score: rule.score,
            expires: rule.expires,
            hand_over: rule.hand_over,
            most_misses: rule.most_misses,
        });
        let random = self.random.iter().map(|quota| RuleView {
            rule: &quota.id,
            lane: quota.lane,
            share_ppm: match quota.share {
                Share::Fixed(ppm) => ppm,
                Share::CreditClass => ORDINARY_PPM,
            },
            reason: &quota.reason,
            when: None,
            score: 0,
            expires: None,
            hand_over: None,
            most_misses: None,
        });
        rules.chain(random)
    }
}
