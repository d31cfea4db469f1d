//! What an inspection, a review or an audit finds (查验结果), and what becomes of it.

use crate::process::Detention;

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct Finding {
    /// Of which kind.
    #[n(0)]
    pub kind: FindingKind,
    /// What becomes of the goods.
    #[n(1)]
    pub disposition: Disposition,
    /// Id of the rule by which it was to be expected; empty: none.
    #[n(2)]
    pub rule: String,
}

/// What cannot both be said of goods: what was found, what becomes of them, and why, in English and Chinese. Everything
/// else may be: goods of another value, origin or packing go on once it is corrected, and a suspicion may come to nothing.
pub const CONTRADICTIONS: [(FindingKind, &[Disposition], (&str, &str)); 4] = [
    (
        FindingKind::Conforming,
        &[
            Disposition::Reject,
            Disposition::ShipBack,
            Disposition::Detain(Detention::Clearance),
            Disposition::Detain(Detention::Smuggling),
            Disposition::Detain(Detention::Legal),
            Disposition::Detain(Detention::Other),
        ],
        (
            "what conforms goes on: release it, or say what was found",
            "单货相符应予放行：请改为 release，或写明所查问题",
        ),
    ),
    (
        FindingKind::Prohibited,
        &[Disposition::Release],
        ("prohibited goods do not leave", "禁止出境货物不得放行"),
    ),
    (
        FindingKind::Restricted,
        &[Disposition::Release],
        ("restricted goods do not leave without a licence", "限制出境货物无许可不得放行"),
    ),
    (
        FindingKind::FalseTrade,
        &[Disposition::Release],
        ("a trade that there was not is not released", "虚假贸易不得放行"),
    ),
];

impl Finding {
    /// Why it cannot be, in English and Chinese; `None`: it can.
    #[must_use]
    pub fn contradiction(&self) -> Option<(&'static str, &'static str)> {
        contradiction(self.kind, self.disposition)
    }
}

/// Why these two cannot be together, in English and Chinese; `None`: they can. Whoever finds something is held to it: officers,
/// profiles of risk, and servers that screen.
#[must_use]
pub fn contradiction(kind: FindingKind, disposition: Disposition) -> Option<(&'static str, &'static str)> {
    let says = |(known, never, _): &&(FindingKind, &[Disposition], _)| {
        *known == kind && never.contains(&disposition)
    };
    CONTRADICTIONS.iter().find(says).map(|(.., why)| *why)
}

/// Kinds of findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum FindingKind {
    /// Goods and documents agree (查验正常).
    #[n(0)]
    Conforming,
    /// Quantity or weight differs.
    #[n(1)]
    Quantity,
    /// Name or model differs.
    #[n(2)]
    Name,
    /// They belong under another HS code.
    #[n(3)]
    Classification,
    /// Value differs.
    #[n(4)]
    Value,
    /// Origin or destination differs.
    #[n(5)]
    Origin,
    /// Packing or marking.
    #[n(6)]
    Packing,
    /// A right of intellectual property may be infringed (侵权嫌疑).
    #[n(7)]
    Infringement,
    /// Prohibited goods.
    #[n(8)]
    Prohibited,
    /// Restricted goods without their licence.
    #[n(9)]
    Restricted,
    /// Goods hidden among others (夹藏).
    #[n(10)]
    Hidden,
    /// There was no such trade (虚假贸易).
    #[n(11)]
    FalseTrade,
    /// One consignment was split to stay below a limit (化整为零).
    #[n(12)]
    Split,
    /// The documents do not agree (三单不符).
    #[n(13)]
    Documents,
}

impl FindingKind {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::Conforming,
        Self::Quantity,
        Self::Name,
        Self::Classification,
        Self::Value,
        Self::Origin,
        Self::Packing,
        Self::Infringement,
        Self::Prohibited,
        Self::Restricted,
        Self::Hidden,
        Self::FalseTrade,
        Self::Split,
        Self::Documents,
    ];

    /// Chinese and English.
    #[must_use]
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Conforming => ("单货相符", "conforming"),
            Self::Quantity => ("数量或重量不符", "quantity or weight differs"),
            Self::Name => ("品名或规格不符", "name or model differs"),
            Self::Classification => ("归类不符", "classified wrongly"),
            Self::Value => ("价格不实", "value differs"),
            Self::Origin => ("原产地或目的地不符", "origin or destination differs"),
            Self::Packing => ("包装或标识不符", "packing or marking"),
            Self::Infringement => ("侵权嫌疑", "suspected infringement"),
            Self::Prohibited => ("禁止出境货物", "prohibited goods"),
            Self::Restricted => ("限制出境货物无许可", "restricted goods without a licence"),
            Self::Hidden => ("夹藏", "hidden goods"),
            Self::FalseTrade => ("虚假贸易", "false trade"),
            Self::Split => ("化整为零", "split consignment"),
            Self::Documents => ("三单不符", "documents do not agree"),
        }
    }
}

/// What becomes of goods after a look at them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
pub enum Disposition {
    /// They go on.
    #[n(0)]
    Release,
    /// The declaration is rejected (100): it may be corrected and sent again.
    #[n(1)]
    Reject,
    /// They go back to their sender (700).
    #[n(2)]
    ShipBack,
    /// They are detained (501, 502, 503, 599).
    #[n(3)]
    Detain(#[n(0)] Detention),
}

impl FindingKind {
    /// Its name in files and commands.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Conforming => "conforming",
            Self::Quantity => "quantity",
            Self::Name => "name",
            Self::Classification => "classification",
            Self::Value => "value",
            Self::Origin => "origin",
            Self::Packing => "packing",
            Self::Infringement => "infringement",
            Self::Prohibited => "prohibited",
            Self::Restricted => "restricted",
            Self::Hidden => "hidden",
            Self::FalseTrade => "false_trade",
            Self::Split => "split",
            Self::Documents => "documents",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub fn named(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.key() == key)
    }
}

impl Disposition {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Release,
        Self::Reject,
        Self::ShipBack,
        Self::Detain(Detention::Clearance),
        Self::Detain(Detention::Smuggling),
        Self::Detain(Detention::Legal),
        Self::Detain(Detention::Other),
    ];

    /// Its name in files and commands.
    #[must_use]
    pub const fn key(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Reject => "reject",
            Self::ShipBack => "ship back",
            Self::Detain(Detention::Clearance) => "detain clearance",
            Self::Detain(Detention::Smuggling) => "detain smuggling",
            Self::Detain(Detention::Legal) => "detain legal",
            Self::Detain(Detention::Other) => "detain other",
        }
    }

    /// The disposition of this name.
    #[must_use]
    pub fn named(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|disposition| disposition.key() == key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_contradicts_itself() {
        // Of release, reject, ship back and detain, in the order of the kinds.
        let rows = [
            "conforming: release",
            "quantity: release reject ship detain",
            "name: release reject ship detain",
            "classification: release reject ship detain",
            "value: release reject ship detain",
            "origin: release reject ship detain",
            "packing: release reject ship detain",
            "infringement: release reject ship detain",
            "prohibited: reject ship detain",
            "restricted: reject ship detain",
            "hidden: release reject ship detain",
            "false_trade: reject ship detain",
            "split: release reject ship detain",
            "documents: release reject ship detain",
        ];
        for (kind, row) in FindingKind::ALL.into_iter().zip(rows) {
            let can = |disposition: &Disposition| {
                Finding { kind, disposition: *disposition, rule: String::new() }.contradiction().is_none()
            };
            let mut names: Vec<_> = Disposition::ALL.into_iter().filter(can).map(first_word).collect();
            names.dedup();
            assert_eq!(format!("{}: {}", kind.key(), names.join(" ")), row);
        }
    }

    fn first_word(disposition: Disposition) -> &'static str {
        disposition.key().split(' ').next().unwrap_or_default()
    }
}
