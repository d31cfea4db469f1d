//! How far the clock of one process is from that of another: of several questions the one that was answered soonest tells it best,
//! and by no more than half its way is it wrong. Pure.

/// A question about the clock of another process, in nanoseconds: when it was asked and answered by the own clock, and what the
/// other one showed meanwhile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Asked {
    /// When it was asked.
    pub at: u64,
    /// What the other clock showed.
    pub shown: u64,
    /// When the answer was there.
    pub answered: u64,
}

/// How far another clock is ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Offset {
    /// By so many nanoseconds; below zero it is behind.
    pub ahead: i128,
    /// It may be as much more or less, in nanoseconds.
    pub uncertain: u64,
}

impl Offset {
    /// What these questions tell; `None` without any, or where a clock goes backwards.
    #[must_use]
    pub fn of(asked: &[Asked]) -> Option<Self> {
        let whole = |one: &&Asked| one.answered >= one.at;
        let best = asked.iter().filter(whole).min_by_key(|one| one.answered - one.at)?;
        let way = best.answered - best.at;
        let middle = i128::from(best.at) + i128::from(way / 2);
        // Half of an odd way is rounded up: it is a bound.
        Some(Self { ahead: i128::from(best.shown) - middle, uncertain: way.div_ceil(2) })
    }

    /// A moment of the own clock, as the other one shows it; at its beginning where it lies before that.
    #[must_use]
    pub fn there(self, here: u64) -> u64 {
        u64::try_from((i128::from(here) + self.ahead).max(0)).unwrap_or(u64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn asked(at: u64, there: u64, shown: u64, back: u64) -> Asked {
        Asked { at, shown, answered: at + there + back }
    }

    #[test]
    fn the_soonest_answer_tells_and_bounds_the_error() {
        // The other clock is 1,000,000 ahead; the ways there and back differ.
        let ahead = 1_000_000;
        type Ways<'a> = &'a [(u64, u64)];
        let table: &[(Ways<'_>, i128, u64)] = &[
            (&[(50, 50)], 1_000_000, 50),
            (&[(100, 0)], 1_000_050, 50),
            (&[(0, 100)], 999_950, 50),
            (&[(900, 100), (30, 10), (500, 500)], 1_000_010, 20),
            (&[(1, 0)], 1_000_001, 1),
        ];
        for (ways, offset, uncertain) in table {
            let questions: Vec<_> = (1..)
                .zip(*ways)
                .map(|(number, (there, back))| {
                    asked(number * 10_000, *there, number * 10_000 + there + ahead, *back)
                })
                .collect();
            let found = Offset::of(&questions).unwrap();
            assert_eq!(found, Offset { ahead: *offset, uncertain: *uncertain }, "{ways:?}");
            let error = (found.ahead - i128::from(ahead)).unsigned_abs();
            assert!(error <= u128::from(found.uncertain), "{ways:?} is wrong by {error}");
        }
        assert_eq!(Offset::of(&[]), None);
        assert_eq!(Offset::of(&[Asked { at: 9, shown: 1, answered: 8 }]), None);
    }

    #[test]
    fn a_moment_is_told_in_the_other_clock() {
        for (ahead, here, there) in [(5, 10, 15), (-5, 10, 5), (-50, 10, 0), (i128::MAX / 2, 10, u64::MAX)] {
            assert_eq!(Offset { ahead, uncertain: 0 }.there(here), there);
        }
    }
}
