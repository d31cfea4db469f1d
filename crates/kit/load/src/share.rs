//! Which starts of a run are whose, where several generators share it. Pure.

use serde::{Deserialize, Serialize};

/// A share of a run: of so many generators the one at this place, from 0. Start number k, from 0, is of the one at k modulo their
/// number, and so is parcel k + 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// How many generators.
    of: u32,
    /// Which of them.
    at: u32,
}

impl Default for Share {
    fn default() -> Self {
        Self::WHOLE
    }
}

impl Share {
    /// The whole run.
    pub const WHOLE: Self = Self { of: 1, at: 0 };

    /// The share of one of several; `None` where there is no such place.
    #[must_use]
    pub const fn of(at: u32, of: u32) -> Option<Self> {
        if at < of { Some(Self { of, at }) } else { None }
    }

    /// Its starts, or the numbers of its parcels, out of those of all.
    pub fn of_all<T>(self, all: impl Iterator<Item = T>) -> impl Iterator<Item = T> {
        all.skip(self.at as usize).step_by(self.of.max(1) as usize)
    }

    /// Whether the parcel of this number is of it.
    #[must_use]
    pub const fn has(self, parcel: u32) -> bool {
        match (parcel.checked_sub(1), self.of) {
            (Some(start), of) if of > 0 => start % of == self.at,
            _ => false,
        }
    }

    /// Its part of so many users, or of so many parcels in flight: what cannot be divided goes to the first ones.
    #[must_use]
    pub const fn part(self, whole: usize) -> usize {
        let (of, at) = (self.of as usize, self.at as usize);
        match whole.checked_div(of) {
            Some(part) if at < whole % of => part + 1,
            Some(part) => part,
            None => whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_make_up_the_whole_and_no_two_have_the_same() {
        for of in [1, 2, 3, 7, 32] {
            let shares: Vec<_> = (0..of).map(|at| Share::of(at, of).unwrap()).collect();
            let mut all: Vec<u32> = shares.iter().flat_map(|share| share.of_all(1..=100)).collect();
            all.sort_unstable();
            assert_eq!(all, (1..=100).collect::<Vec<_>>(), "{of}");
            for share in &shares {
                let has: Vec<u32> = (0..=100).filter(|parcel| share.has(*parcel)).collect();
                assert_eq!(has, share.of_all(1..=100).collect::<Vec<_>>());
            }
            for whole in [0, 1, 5, 10_000] {
                assert_eq!(
                    shares.iter().map(|share| share.part(whole)).sum::<usize>(),
                    whole,
                    "{whole} by {of}"
                );
            }
        }
        assert_eq!((Share::of(2, 2), Share::of(0, 0)), (None, None));
    }
}
