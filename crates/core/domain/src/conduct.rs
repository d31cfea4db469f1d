//! What an enterprise has done in a sandbox, month by month: what credit scoring learns from.

use crate::in_force::Day;

/// Year and month in Beijing.
pub type Month = (i16, i8);

/// Counts of one month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct Counts {
    /// Declarations with its data that were released.
    #[n(0)]
    pub released: u64,
    /// Declarations that were rejected for data that are its own.
    #[n(1)]
    pub rejected: u64,
    /// Inspections and audits that found something of its own.
    #[n(2)]
    pub findings: u64,
    /// Goods that were detained (501, 502, 503, 599).
    #[n(3)]
    pub detentions: u64,
    /// Returns of goods that had left.
    #[n(4)]
    pub returns: u64,
    /// Declarations that it cancelled.
    #[n(5)]
    pub withdrawals: u64,
    /// Summary applications that came after their day.
    #[n(6)]
    pub late_summaries: u64,
    /// Of the released, those that it exported: what averages are made of.
    #[n(7)]
    #[cbor(default)]
    pub exported: u64,
    /// Of the rejected, those that it would have exported.
    #[n(8)]
    #[cbor(default)]
    pub not_exported: u64,
}

impl Counts {
    /// Each count with its name, as fields of messages and pages show them.
    #[must_use]
    pub const fn named(&self) -> [(&'static str, u64); 7] {
        [
            ("released", self.released),
            ("rejected", self.rejected),
            ("findings", self.findings),
            ("detentions", self.detentions),
            ("returns", self.returns),
            ("withdrawals", self.withdrawals),
            ("late_summaries", self.late_summaries),
        ]
    }

    /// The sum of both.
    #[must_use]
    pub const fn plus(self, other: Self) -> Self {
        Self {
            released: self.released.saturating_add(other.released),
            rejected: self.rejected.saturating_add(other.rejected),
            findings: self.findings.saturating_add(other.findings),
            detentions: self.detentions.saturating_add(other.detentions),
            returns: self.returns.saturating_add(other.returns),
            withdrawals: self.withdrawals.saturating_add(other.withdrawals),
            late_summaries: self.late_summaries.saturating_add(other.late_summaries),
            exported: self.exported.saturating_add(other.exported),
            not_exported: self.not_exported.saturating_add(other.not_exported),
        }
    }
}

/// The last months in which something happened, oldest first, at most [`MONTHS`].
#[derive(Clone, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct Conduct {
    #[n(0)]
    months: Vec<OfMonth>,
}

/// What was done in one month.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct OfMonth {
    /// Which.
    #[n(0)]
    pub month: Month,
    /// How much.
    #[n(1)]
    pub counts: Counts,
}

/// Months over which a rate is compared with that of others: a quarter (Order 225).
pub const QUARTER: u32 = 3;

/// Months that are kept: what is older has been forgotten, as the orders end dishonesty after two years.
pub const MONTHS: usize = 24;

impl Conduct {
    /// These months, of which the last are kept.
    #[must_use]
    pub fn of(months: impl IntoIterator<Item = OfMonth>) -> Self {
        let mut conduct = Self::default();
        for OfMonth { month, counts } in months {
            conduct.add(month, |known| *known = known.plus(counts));
        }
        conduct
    }

    /// Counts something in a month.
    pub fn add(&mut self, month: Month, change: impl FnOnce(&mut Counts)) {
        let at = match self.months.binary_search_by_key(&month, |of| of.month) {
            Ok(at) => at,
            Err(at) => {
                self.months.insert(at, OfMonth { month, counts: Counts::default() });
                at
            }
        };
        if let Some(of) = self.months.get_mut(at) {
            change(&mut of.counts);
        }
        if self.months.len() > MONTHS {
            self.months.remove(0);
        }
    }

    /// The months, oldest first.
    #[must_use]
    pub fn months(&self) -> &[OfMonth] {
        &self.months
    }

    /// The months that are fewer than so many months old on a day, with their age; the month of the day has age 0. What is
    /// later than the day is not known yet.
    pub fn last(&self, months: u32, day: Day) -> impl Iterator<Item = (u32, &Counts)> {
        let of_age = move |of: &OfMonth| age(of.month, (day.0, day.1)).filter(|age| *age < months);
        self.months.iter().filter_map(move |of| of_age(of).map(|age| (age, &of.counts)))
    }

    /// Declarations of the twelve months before a day.
    #[must_use]
    pub fn documents_of_year(&self, day: Day) -> u64 {
        let year = self.sum(12, day);
        year.released.saturating_add(year.rejected)
    }

    /// The sum over the last months.
    #[must_use]
    pub fn sum(&self, months: u32, day: Day) -> Counts {
        self.last(months, day).fold(Counts::default(), |sum, (_, counts)| sum.plus(*counts))
    }
}

/// How many months one lies before another.
fn age(month: Month, now: Month) -> Option<u32> {
    let number = |(year, month): Month| i32::from(year) * 12 + i32::from(month);
    u32::try_from(number(now) - number(month)).ok()
}

/// Another enterprise that shares something with one (关联企业).
#[derive(Clone, Debug, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct Associate {
    /// Its code.
    #[n(0)]
    pub enterprise: String,
    /// What they share.
    #[n(1)]
    pub shared: Vec<Shared>,
    /// Class in the registry.
    #[n(2)]
    pub registry_class: crate::enterprise::CreditClass,
    /// What happened to its credit, at most [`crate::limits::ASSOCIATE_EVENTS`] of the latest events.
    #[n(3)]
    pub events: Vec<crate::credit::CreditEvent>,
    /// Whether it declares for others.
    #[n(4)]
    pub declaring_agent: bool,
    /// Its declarations of the last twelve months; 0: nobody knows.
    #[n(5)]
    #[cbor(default)]
    pub documents: u64,
}

/// What two enterprises share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, minicbor::Encode, minicbor::Decode)]
#[cbor(index_only)]
pub enum Shared {
    /// Where they are.
    #[n(0)]
    Address,
    /// Their telephone.
    #[n(1)]
    Telephone,
    /// Their bank account.
    #[n(2)]
    Account,
}

impl Shared {
    /// Everything that can be shared.
    pub const ALL: [Self; 3] = [Self::Address, Self::Telephone, Self::Account];

    /// Chinese and English name.
    #[must_use]
    pub const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Address => ("地址", "address"),
            Self::Telephone => ("电话", "telephone"),
            Self::Account => ("账户", "account"),
        }
    }
}

/// Declarations of the last three months of all others: what a rate is compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, minicbor::Encode, minicbor::Decode)]
pub struct Average {
    /// Released.
    #[n(0)]
    pub released: u64,
    /// Rejected.
    #[n(1)]
    pub rejected: u64,
}

impl Average {
    /// Declarations in all.
    #[must_use]
    pub const fn all(self) -> u64 {
        self.released.saturating_add(self.rejected)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn released(counts: &Counts) -> u64 {
        counts.released
    }

    #[test]
    fn the_last_months_are_kept_and_have_an_age() {
        let mut conduct = Conduct::default();
        for number in 0..30_i16 {
            let month = (2024 + number / 12, i8::try_from(number % 12 + 1).unwrap());
            conduct.add(month, |counts| counts.released += u64::try_from(number).unwrap());
        }
        assert_eq!(conduct.months().len(), MONTHS);
        assert_eq!(conduct.months().first().unwrap().month, (2024, 7));
        let last: Vec<_> = conduct.last(3, (2026, 6, 30)).map(|(age, c)| (age, released(c))).collect();
        assert_eq!(last, [(2, 27), (1, 28), (0, 29)]);
        // What comes later than the day asked for is not known then.
        let before: Vec<_> = conduct.last(2, (2026, 1, 1)).map(|(age, c)| (age, released(c))).collect();
        assert_eq!(before, [(1, 23), (0, 24)]);
        assert_eq!(conduct.sum(12, (2026, 6, 1)).released, (18..30).sum::<u64>());
        assert_eq!(Conduct::of(conduct.months().iter().copied()), conduct);
    }

    #[test]
    fn a_month_before_those_that_are_kept_is_let_go() {
        let months = (0..24_i16).map(|n| (2024 + n / 12, i8::try_from(n % 12 + 1).unwrap()));
        let mut conduct = Conduct::of(
            months.map(|month| OfMonth { month, counts: Counts { released: 1, ..Counts::default() } }),
        );
        let before = conduct.clone();
        conduct.add((2020, 1), |counts| counts.released += 1);
        assert_eq!(conduct, before);
    }
}
