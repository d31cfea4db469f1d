//! What risk screening and credit scoring are asked and answer. The answers are recorded facts.

mod control;
mod finding;
mod own_profile;
mod papers;
mod tracked;

pub use control::{ControlAction, ControlInstruction, ControlTarget};
pub use finding::{CONTRADICTIONS, Disposition, Finding, FindingKind, contradiction};
pub use own_profile::{OwnProfile, TextFault};
pub use papers::Papers;
pub use tracked::{OfficeCounts, RuleMisses, Tracked};

use crate::conduct::{Associate, Average, Conduct};
use crate::credit::CreditEvent;
use crate::decimal::Decimal;
use crate::enterprise::CreditClass;
use crate::in_force::Day;
use crate::process::Detention;
use crate::sha256::Sha256;
use crate::time::Moment;

/// The lane that risk screening chooses (ASYCUDA's four).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum Lane {
    /// Release.
    #[n(0)]
    Green,
    /// Release, and an audit (稽查) afterwards.
    #[n(1)]
    Blue,
    /// Documents are reviewed by a person (人工审核).
    #[n(2)]
    Yellow,
    /// Goods are inspected (查验).
    #[n(3)]
    Red,
    /// Not a lane of ASYCUDA: the goods may not leave. They are held whatever is drawn, inspected and handed over.
    #[n(4)]
    Stop,
}

impl Lane {
    /// Chinese and English meaning.
    #[must_use]
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Green => ("放行", "release"),
            Self::Blue => ("放行后稽查", "release, audit afterwards"),
            Self::Yellow => ("人工审核", "document review"),
            Self::Red => ("查验", "inspection"),
            Self::Stop => ("禁止放行", "stop"),
        }
    }
}

/// One reason for an answer.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct Ground {
    /// Stable id of the rule or factor, such as `random.other`.
    #[n(0)]
    pub rule: String,
    /// What it found, for people.
    #[n(1)]
    pub text: String,
    /// The same in Chinese, where whoever found it said so. Otherwise [`crate::phrases`] may know it.
    #[n(2)]
    pub zh: Option<String>,
    /// How it came to select, where a rule of screening says so.
    #[n(3)]
    pub weighed: Option<Box<Weighed>>,
}

/// How a rule came to select.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct Weighed {
    /// What it added to the score.
    #[n(0)]
    pub score: i32,
    /// The share of matching declarations that it selects, parts per million.
    #[n(1)]
    pub share_ppm: u32,
    /// What was drawn, 0 to 999,999: below the share it selects. `None`: nothing was drawn, as it selects all.
    #[n(2)]
    pub drawn_ppm: Option<u32>,
}

impl Ground {
    /// One in English.
    pub fn new(rule: impl Into<String>, text: impl Into<String>) -> Self {
        Self { rule: rule.into(), text: text.into(), zh: None, weighed: None }
    }
}

/// What screening is told about a declaration: facts only, no state.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct ScreeningFacts {
    /// Number of the declaration in its sandbox.
    #[n(0)]
    pub declaration: u64,
    /// Seed for the random draws of this declaration: from the sandbox seed and the business key.
    #[n(1)]
    pub seed: u64,
    /// When the question was asked.
    #[n(2)]
    pub at: Moment,
    /// `tradeMode`.
    #[n(3)]
    pub trade_mode: String,
    /// `customsCode`.
    #[n(4)]
    pub customs_code: String,
    /// `country` of the head.
    #[n(5)]
    pub country: String,
    /// `trafMode`.
    #[n(6)]
    pub traf_mode: String,
    /// `ebcCode`, the exporter.
    #[n(7)]
    pub exporter: String,
    /// `agentCode`, the declaring agent.
    #[n(8)]
    pub agent: String,
    /// Credit class of the exporter, as scored.
    #[n(9)]
    pub credit_class: CreditClass,
    /// Inspection rate that goes with the class, in parts per million.
    #[n(10)]
    pub inspection_ppm: u32,
    /// Value of all lines in CNY, if every currency has a rate.
    #[n(11)]
    pub value_cny: Option<Decimal>,
    /// `grossWeight`, kg.
    #[n(12)]
    pub gross_weight: Decimal,
    /// `netWeight`, kg.
    #[n(13)]
    pub net_weight: Decimal,
    /// `packNo`.
    #[n(14)]
    pub packages: u32,
    /// `gcode` of each line.
    #[n(15)]
    pub hs_codes: Vec<String>,
    /// `gname` of each line.
    #[n(16)]
    pub goods_names: Vec<String>,
    /// Whether a payment receipt is there.
    #[n(17)]
    pub has_payment: bool,
    /// Whether nothing is to be drawn: what a rule selects only a share of is not selected.
    #[n(18)]
    #[cbor(default)]
    pub draws_off: bool,
    /// What else its documents say.
    #[n(19)]
    #[cbor(default)]
    pub papers: Papers,
    /// What the sandbox has seen before it.
    #[n(20)]
    #[cbor(default)]
    pub tracked: Tracked,
}

/// What screening answers.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct ScreeningDecision {
    /// The lane.
    #[n(0)]
    pub lane: Lane,
    /// Why, at least one.
    #[n(1)]
    pub grounds: Vec<Ground>,
    /// Name and version of the profile that decided.
    #[n(2)]
    pub profile: String,
    /// Of a stop: to whom the goods are handed over.
    #[n(3)]
    pub handed_to: Option<Detention>,
    /// What a look into the goods or the books will find. `None`: whoever screened does not say.
    #[n(4)]
    pub finding: Option<Finding>,
    /// Rules that were hit and did not select by their draw, of those that count it.
    #[n(5)]
    #[cbor(default)]
    pub missed: Vec<String>,
    /// SHA-256 of the canonical form of the profile that decided. `None`: it was decided by an older version, or whoever
    /// screened does not say.
    #[n(6)]
    pub profile_sha256: Option<Sha256>,
}

impl ScreeningDecision {
    /// A lane, with reasons.
    #[must_use]
    pub const fn new(lane: Lane, grounds: Vec<Ground>, profile: String) -> Self {
        Self {
            lane,
            grounds,
            profile,
            handed_to: None,
            finding: None,
            missed: Vec::new(),
            profile_sha256: None,
        }
    }
}

/// What credit scoring is told.
#[derive(Clone, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct CreditFacts {
    /// Enterprise code.
    #[n(0)]
    pub enterprise: String,
    /// Whether the registry knows it.
    #[n(1)]
    pub registered: bool,
    /// Class in the registry, of whatever scheme; `Other` for one that is not registered.
    #[n(2)]
    pub registry_class: CreditClass,
    /// Declarations released so far.
    #[n(3)]
    pub released: u64,
    /// Declarations rejected so far.
    #[n(4)]
    pub rejected: u64,
    /// Inspections that found something so far.
    #[n(5)]
    pub failed_inspections: u64,
    /// The day on which it is asked, which decides the scheme of classes; `None` counts as the scheme of Order 251.
    #[n(6)]
    pub on: Option<Day>,
    /// What has happened to it that the law of credit asks for.
    #[n(7)]
    #[cbor(default)]
    pub events: Vec<CreditEvent>,
    /// Whether it declares for others: some bounds are lower for it.
    #[n(8)]
    #[cbor(default)]
    pub declaring_agent: bool,
    /// What it did in the last two years, month by month. Empty: only the counts above are known.
    #[n(9)]
    #[cbor(default)]
    pub conduct: Conduct,
    /// What others of its region did in the last three months, whose zone's scale is its own.
    #[n(10)]
    #[cbor(default)]
    pub zone_average: Average,
    /// What all others did in the last three months.
    #[n(11)]
    #[cbor(default)]
    pub average: Average,
    /// Who shares address, telephone or account with it.
    #[n(12)]
    #[cbor(default)]
    pub associates: Vec<Associate>,
}

/// What credit scoring answers.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct CreditScore {
    /// Customs class, in the scheme of the day.
    #[n(0)]
    pub class: CreditClass,
    /// Zone grade: AAA, AA, A, BBB or BB (Hangzhou's scheme).
    #[n(1)]
    pub grade: String,
    /// Score, 0 to 1000.
    #[n(2)]
    pub score: u32,
    /// Inspection rate of the class, parts per million.
    #[n(3)]
    pub inspection_ppm: u32,
    /// Why.
    #[n(4)]
    pub grounds: Vec<Ground>,
    /// Name and version of the model.
    #[n(5)]
    pub model: String,
    /// What each aspect gave, in the order of [`Aspect::ALL`]; empty: whoever scored does not say.
    #[n(6)]
    #[cbor(default)]
    pub aspects: Vec<i32>,
    /// How long a review of its declarations takes, in percent of the ordinary time: the queue of its grade. 0: ordinary.
    #[n(7)]
    #[cbor(default)]
    pub review_percent: u32,
}

/// The five aspects of a zone's grade.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Aspect {
    /// What it is: class, registration (资质).
    Qualification,
    /// What happened to its credit (信用历史).
    History,
    /// What it does: declarations released and rejected, summaries, returns (履约能力).
    Performance,
    /// What was found of it (守法合规).
    Compliance,
    /// With whom it belongs together (关联关系).
    Association,
}

impl Aspect {
    /// Every aspect.
    pub const ALL: [Self; 5] =
        [Self::Qualification, Self::History, Self::Performance, Self::Compliance, Self::Association];

    /// Its name in rules and messages, Chinese and English.
    #[must_use]
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Qualification => ("资质", "qualification"),
            Self::History => ("信用历史", "history"),
            Self::Performance => ("履约能力", "performance"),
            Self::Compliance => ("守法合规", "compliance"),
            Self::Association => ("关联关系", "association"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A decision as versions before the hash wrote it.
    #[derive(minicbor::Encode)]
    struct Earlier {
        #[n(0)]
        lane: Lane,
        #[n(1)]
        grounds: Vec<Ground>,
        #[n(2)]
        profile: String,
        #[n(3)]
        handed_to: Option<Detention>,
        #[n(4)]
        finding: Option<Finding>,
        #[n(5)]
        missed: Vec<String>,
    }

    #[test]
    fn decisions_of_before_the_hash_are_read() -> Result<(), Box<dyn core::error::Error>> {
        let new = || ScreeningDecision {
            missed: vec!["m".to_owned()],
            ..ScreeningDecision::new(Lane::Red, vec![Ground::new("r", "because")], "p-1".to_owned())
        };
        let ScreeningDecision { lane, grounds, profile, handed_to, finding, missed, .. } = new();
        let earlier = minicbor::to_vec(Earlier { lane, grounds, profile, handed_to, finding, missed })?;
        assert_eq!(minicbor::decode::<ScreeningDecision>(&earlier)?, new());
        let hashed = ScreeningDecision { profile_sha256: Some([7; 32].into()), ..new() };
        let written = minicbor::to_vec(&hashed)?;
        assert_eq!(minicbor::decode::<ScreeningDecision>(&written)?, hashed);
        // Its number, and the bytes as they are: a head of two, and thirty-two.
        assert!(written.len() <= earlier.len() + 35, "{} after {}", written.len(), earlier.len());
        Ok(())
    }
}
