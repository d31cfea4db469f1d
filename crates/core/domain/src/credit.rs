//! What happens to the credit of an enterprise: events with a day, a cause and an end (信用信息).

use crate::in_force::Day;

/// Something that the law of credit asks for.
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct CreditEvent {
    /// When it happened; of what is unpaid: when it was due.
    #[n(0)]
    pub on: Day,
    /// What happened.
    #[n(1)]
    pub cause: Cause,
    /// The fine, or what is unpaid, in whole yuan; 0 where there is none.
    #[n(2)]
    pub amount_yuan: u64,
    /// When it was paid or corrected; `None`: not yet.
    #[n(3)]
    pub settled: Option<Day>,
    /// In words; at most 500 characters.
    #[n(4)]
    pub note: String,
}

impl CreditEvent {
    /// Whether it is over by itself some day: nothing of it is owed, granted or to be put right.
    #[must_use]
    pub fn is_over(&self) -> bool {
        match self.cause {
            Cause::TaxUnpaid | Cause::FineUnpaid | Cause::RectificationOrdered => self.settled.is_some(),
            Cause::Certified | Cause::CertificationLost => false,
            _ => true,
        }
    }
}

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum Cause {
    /// A crime of smuggling is investigated (走私犯罪).
    #[n(0)]
    SmugglingCrime,
    /// An act of smuggling was punished by customs (走私行为).
    #[n(1)]
    SmugglingPunished,
    /// A violation of the rules of supervision was punished (违规).
    #[n(2)]
    ViolationPunished,
    /// Tax is not paid after its day.
    #[n(3)]
    TaxUnpaid,
    /// A fine, or what was confiscated, is not paid.
    #[n(4)]
    FineUnpaid,
    /// Officers were resisted, and that was punished.
    #[n(5)]
    Obstruction,
    /// Officers were bribed.
    #[n(6)]
    Bribery,
    /// Certified as AEO, or certified again (认证、复核).
    #[n(7)]
    Certified,
    /// The certification was withdrawn or given up.
    #[n(8)]
    CertificationLost,
    /// Customs ordered to put right what the standard asks for (整改): the facilities rest meanwhile.
    #[n(9)]
    RectificationOrdered,
    /// Customs granted the repair of credit (信用修复).
    #[n(10)]
    RepairGranted,
}

impl Cause {
    /// Every cause.
    pub const ALL: [Self; 11] = [
        Self::SmugglingCrime,
        Self::SmugglingPunished,
        Self::ViolationPunished,
        Self::TaxUnpaid,
        Self::FineUnpaid,
        Self::Obstruction,
        Self::Bribery,
        Self::Certified,
        Self::CertificationLost,
        Self::RectificationOrdered,
        Self::RepairGranted,
    ];

    /// Its name in commands, Chinese and English.
    #[must_use]
    pub const fn names(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::SmugglingCrime => ("smuggling-crime", "走私犯罪", "crime of smuggling"),
            Self::SmugglingPunished => ("smuggling", "走私行为受处罚", "act of smuggling punished"),
            Self::ViolationPunished => ("violation", "违规受处罚", "violation punished"),
            Self::TaxUnpaid => ("tax-unpaid", "欠缴税款", "tax unpaid"),
            Self::FineUnpaid => ("fine-unpaid", "欠缴罚款", "fine unpaid"),
            Self::Obstruction => ("obstruction", "抗拒、阻碍执法", "officers resisted"),
            Self::Bribery => ("bribery", "行贿", "bribery"),
            Self::Certified => ("certified", "认证、复核通过", "certified"),
            Self::CertificationLost => ("certification-lost", "失去认证", "certification lost"),
            Self::RectificationOrdered => ("rectification", "责令整改", "rectification ordered"),
            Self::RepairGranted => ("repair", "信用修复", "repair granted"),
        }
    }

    /// Whether it can make dishonest.
    #[must_use]
    pub const fn is_against(self) -> bool {
        self.is_grave() || matches!(self, Self::ViolationPunished | Self::TaxUnpaid | Self::FineUnpaid)
    }

    /// Whether it makes dishonest by itself.
    #[must_use]
    pub const fn is_grave(self) -> bool {
        matches!(self, Self::SmugglingCrime | Self::SmugglingPunished | Self::Obstruction | Self::Bribery)
    }

    /// The cause of this name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.names().0 == name)
    }
}

/// The day so many months later; at the end of a shorter month it may be no day of the calendar, but it compares as one.
#[must_use]
pub fn months_after((year, month, day): Day, months: i16) -> Day {
    let all = i32::from(year) * 12 + i32::from(month) - 1 + i32::from(months);
    let month = i8::try_from(all.rem_euclid(12)).unwrap_or(0) + 1;
    (i16::try_from(all.div_euclid(12)).unwrap_or(i16::MAX), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_go_over_the_year_and_never_too_far() {
        for (from, months, to) in [
            ((2025, 1, 31), 1, (2025, 2, 31)),
            ((2025, 12, 5), 1, (2026, 1, 5)),
            ((2025, 1, 5), -12, (2024, 1, 5)),
            ((2025, 1, 5), -1, (2024, 12, 5)),
            ((9999, 12, 31), 24, (10_001, 12, 31)),
            ((i16::MAX, 12, 1), i16::MAX, (i16::MAX, 7, 1)),
        ] {
            assert_eq!(months_after(from, months), to, "{from:?} {months}");
        }
    }
}
