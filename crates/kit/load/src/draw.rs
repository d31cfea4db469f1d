//! Draws: each by its number and what it is for, so that a parcel is the same whatever was made before it.

use tongguan_domain::draw::{FNV_OFFSET, fnv, mix};

/// The draws for one purpose.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Draws {
    base: u64,
}

impl Draws {
    pub(crate) fn of(seed: u64, purpose: &str) -> Self {
        Self { base: mix(mix(seed) ^ fnv(FNV_OFFSET, purpose.bytes())) }
    }

    /// 64 bits.
    pub(crate) const fn bits(self, number: u64) -> u64 {
        mix(self.base ^ mix(number))
    }

    /// A number below a bound; of 0 it is 0.
    pub(crate) fn below(self, number: u64, bound: u64) -> u64 {
        let wide = u128::from(self.bits(number)) * u128::from(bound);
        u64::try_from(wide >> 64).unwrap_or_default()
    }

    /// A number from 0 to below 1.
    pub(crate) fn fraction(self, number: u64) -> f64 {
        // 53 bits are all that such a number has.
        (self.bits(number) >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Things to choose from by weight. Weights are whole numbers, so that every machine chooses alike.
#[derive(Clone, Debug)]
pub(crate) struct Choice<T> {
    /// Each with the sum of the weights up to it.
    sums: Vec<(u64, T)>,
}

impl<T> Choice<T> {
    /// `None` where nothing has a weight.
    pub(crate) fn of(weighted: impl IntoIterator<Item = (u64, T)>) -> Option<Self> {
        let mut sum = 0_u64;
        let with_sums = weighted.into_iter().filter(|(weight, _)| *weight > 0).map(|(weight, thing)| {
            sum = sum.saturating_add(weight);
            (sum, thing)
        });
        let sums: Vec<_> = with_sums.collect();
        (!sums.is_empty()).then_some(Self { sums })
    }

    /// The one of this draw.
    pub(crate) fn drawn(&self, draws: Draws, number: u64) -> Option<&T> {
        let all = self.sums.last().map_or(0, |(sum, _)| *sum);
        let drawn = draws.below(number, all);
        let place = self.sums.partition_point(|(sum, _)| *sum <= drawn);
        self.sums.get(place).map(|(_, thing)| thing)
    }
}
