//! What a sandbox has seen before a declaration, on its own clock: windows, peers, counts of an office.

use super::Lane;
use super::control::ControlInstruction;
use crate::decimal::Decimal;
use crate::enterprise::CreditClass;

/// What the sandbox has seen. Counts include the declaration that is screened. They are recorded with the answer, so
/// that the same question can be put again later: to explain it, or to another profile.
#[derive(Clone, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct Tracked {
    /// Lists of the exporter in the last 24 hours.
    #[n(0)]
    pub exporter_lists_24h: u32,
    /// Their value, whole CNY.
    #[n(1)]
    pub exporter_value_24h: u64,
    /// Those of them that are worth at least nine tenths of the limit of a list, and not more than it.
    #[n(2)]
    pub exporter_near_limit_24h: u32,
    /// Lists of the exporter in the last 30 days.
    #[n(3)]
    pub exporter_lists_30d: u32,
    /// Days since its first list in this sandbox.
    #[n(4)]
    pub exporter_days: u32,
    /// Lists of the exporter, reviewed more than 7 and less than 97 days ago, whose goods never arrived at the site.
    #[n(5)]
    pub exporter_unarrived: u32,
    /// Findings against the exporter in the last 365 days.
    #[n(6)]
    pub exporter_findings: u32,
    /// Lists that the agent declared in the last 90 days.
    #[n(7)]
    pub agent_lists_90d: u32,
    /// Those of them that were rejected.
    #[n(8)]
    pub agent_rejected_90d: u32,
    /// Lists of the exporter with the same names of goods in the last 24 hours.
    #[n(9)]
    pub same_goods_24h: u32,
    /// Their value, whole CNY.
    #[n(10)]
    pub same_goods_value_24h: u64,
    /// Exporters whose waybills gave the same telephone number (`ebcTelephone`) in the last 30 days.
    #[n(11)]
    pub phone_exporters_30d: u32,
    /// Orders that were paid under the same number of a payment (`payNo`) in the last 30 days.
    #[n(12)]
    pub payment_orders_30d: u32,
    /// Findings in the headings (4 digits) of these goods, by whomever exported, in the last 30 days.
    #[n(13)]
    pub heading_findings_30d: u32,
    /// Price a piece beside the median of what was released in its heading: the highest of the lines. `None`: too few.
    #[n(14)]
    pub price_to_peers: Option<Decimal>,
    /// Value a kilogram beside the median of what was released in the heading of the first line. `None`: too few.
    #[n(15)]
    pub value_per_kg_to_peers: Option<Decimal>,
    /// Weight a piece beside the median of what was released in the heading of the first line. `None`: too few.
    #[n(16)]
    pub weight_to_peers: Option<Decimal>,
    /// What the office has screened on this day before.
    #[n(17)]
    #[cbor(default)]
    pub office: OfficeCounts,
    /// Rules that were hit and have not selected since, of those that count it.
    #[n(18)]
    #[cbor(default)]
    pub misses: Vec<RuleMisses>,
    /// Instructions in force that concern this declaration, and all that raise a rule.
    #[n(19)]
    #[cbor(default)]
    pub instructions: Vec<ControlInstruction>,
    /// Whether the registry knows the exporter.
    #[n(20)]
    #[cbor(default)]
    pub exporter_registered: bool,
    /// Zone grade of the exporter: AAA, AA, A, BBB or BB; empty: not known.
    #[n(21)]
    #[cbor(default)]
    pub credit_grade: String,
    /// Worst registered credit class among the agent, the platform and the logistics operator.
    #[n(22)]
    #[cbor(default)]
    pub partners_class: CreditClass,
}

/// Counts of one office on one day, before this declaration.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct OfficeCounts {
    /// Declarations screened.
    #[n(0)]
    pub screened: u32,
    /// Of them: red (and stop).
    #[n(1)]
    pub red: u32,
    /// Of them: yellow.
    #[n(2)]
    pub yellow: u32,
    /// Of them: blue.
    #[n(3)]
    pub blue: u32,
}

/// How often in a row a rule was hit without selecting.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct RuleMisses {
    /// Id of the rule.
    #[n(0)]
    pub rule: String,
    /// Hits.
    #[n(1)]
    pub hits: u32,
}

impl OfficeCounts {
    /// One more was screened.
    pub const fn note(&mut self, lane: Lane) {
        self.screened = self.screened.saturating_add(1);
        match lane {
            Lane::Red | Lane::Stop => self.red = self.red.saturating_add(1),
            Lane::Yellow => self.yellow = self.yellow.saturating_add(1),
            Lane::Blue => self.blue = self.blue.saturating_add(1),
            Lane::Green => {}
        }
    }
}
