//! When each parcel starts: known in advance, from a law and a seed. Pure.
//!
//! A law is a rate over time, linear between points. Its starts are spread evenly, or as a Poisson process with that rate: both by
//! inverting the expected number of starts up to a moment, so that every shape is drawn by the same few lines.

use crate::draw::Draws;
use std::time::Duration;

/// A stretch of time over which the rate goes from one value to another, in a straight line. Starts a second.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
pub struct Stretch {
    /// At its beginning.
    #[serde(with = "exact")]
    pub from: f64,
    /// At its end.
    #[serde(with = "exact")]
    pub to: f64,
    /// How long it is.
    pub length: Duration,
}

impl Stretch {
    /// How many starts are expected in it.
    fn expected(&self) -> f64 {
        (self.from + self.to) / 2.0 * self.length.as_secs_f64()
    }

    /// Seconds from its beginning until so many starts are expected. Solved so that a flat stretch and a rate of 0 at either end
    /// divide by nothing.
    fn until(&self, expected: f64) -> f64 {
        let slope = (self.to - self.from) / self.length.as_secs_f64();
        let root = (self.from * self.from + 2.0 * slope * expected).max(0.0).sqrt();
        let below = self.from + root;
        if below > 0.0 { 2.0 * expected / below } else { 0.0 }
    }
}

/// How the starts lie within the rate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Arrivals {
    /// As many senders that know nothing of each other give them.
    #[default]
    Poisson,
    /// One like the other.
    Even,
}

/// The form of a rate over the time of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Form {
    /// Straight lines between the points, which lie at equal distances from the beginning to the end.
    #[default]
    Curve,
    /// Each value holds for an equal part of the time.
    Steps,
}

/// Rates as their bits: two generators that read them have the same starts.
mod exact {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    pub(super) fn serialize<S: Serializer>(rate: &f64, serializer: S) -> Result<S::Ok, S::Error> {
        rate.to_bits().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
        Ok(f64::from_bits(u64::deserialize(deserializer)?))
    }
}

/// When parcels start.
#[derive(Clone, Debug, PartialEq, serde::Deserialize, serde::Serialize)]
pub struct Law {
    stretches: Vec<Stretch>,
    arrivals: Arrivals,
}

/// Why a law gives no starts.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Unlawful {
    /// There is no point, or no time.
    #[error("a rate needs a time above 0 and at least one value")]
    Empty,
    /// A rate that is none, or all of them 0.
    #[error("rates are numbers from 0 on, at least one above it, and at most {most} starts a second")]
    Rate {
        /// Most starts a second.
        most: u64,
    },
}

impl Unlawful {
    /// The same in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Empty => "须有大于 0 的时长和至少一个数值".to_owned(),
            Self::Rate { most } => {
                format!("各值须为不小于 0 的数，至少一个大于 0，且每秒至多 {most} 次开始")
            }
        }
    }
}

impl Law {
    /// The same rate all the time.
    ///
    /// # Errors
    /// [`Unlawful`].
    pub fn constant(rate: f64, length: Duration, arrivals: Arrivals) -> Result<Self, Unlawful> {
        Self::shaped(&[rate], Form::Steps, length, arrivals)
    }

    /// Rates in starts a second, over this time.
    ///
    /// # Errors
    /// [`Unlawful`].
    pub fn shaped(rates: &[f64], form: Form, length: Duration, arrivals: Arrivals) -> Result<Self, Unlawful> {
        let most = crate::bounds::RATE;
        if rates.is_empty() || length.is_zero() {
            return Err(Unlawful::Empty);
        }
        let fits = |rate: &f64| rate.is_finite() && *rate >= 0.0 && *rate <= most as f64;
        if !rates.iter().all(fits) || rates.iter().all(|rate| *rate <= 0.0) {
            return Err(Unlawful::Rate { most });
        }
        let pairs: Vec<(f64, f64)> = match (form, rates) {
            (Form::Curve, [only]) => vec![(*only, *only)],
            (Form::Curve, _) => rates.iter().copied().zip(rates.iter().skip(1).copied()).collect(),
            (Form::Steps, _) => rates.iter().map(|rate| (*rate, *rate)).collect(),
        };
        let part = length.div_f64(pairs.len() as f64);
        let stretches = pairs.into_iter().map(|(from, to)| Stretch { from, to, length: part }).collect();
        Ok(Self { stretches, arrivals })
    }

    /// The same shape over the same time, with so many times the rate.
    #[must_use]
    pub fn scaled(&self, times: f64) -> Self {
        let stretch = |s: &Stretch| Stretch { from: s.from * times, to: s.to * times, ..*s };
        Self { stretches: self.stretches.iter().map(stretch).collect(), arrivals: self.arrivals }
    }

    /// How many starts are expected in all.
    #[must_use]
    pub fn expected(&self) -> f64 {
        self.stretches.iter().map(Stretch::expected).sum()
    }

    /// How many starts are expected before a moment.
    #[must_use]
    pub fn expected_before(&self, moment: Duration) -> f64 {
        let (mut left, mut sum) = (moment, 0.0);
        for stretch in &self.stretches {
            let inside = left.min(stretch.length);
            let share = inside.as_secs_f64() / stretch.length.as_secs_f64();
            let to = stretch.from + (stretch.to - stretch.from) * share;
            sum += Stretch { to, length: inside, ..*stretch }.expected();
            left = left.saturating_sub(stretch.length);
        }
        sum
    }

    /// How long it lasts.
    #[must_use]
    pub fn length(&self) -> Duration {
        // A law may come from another process.
        self.stretches.iter().fold(Duration::ZERO, |all, stretch| all.saturating_add(stretch.length))
    }

    /// The highest rate, starts a second.
    #[must_use]
    pub fn peak(&self) -> f64 {
        self.stretches.iter().map(|stretch| stretch.from.max(stretch.to)).fold(0.0, f64::max)
    }

    /// The starts, in order, as spans from the beginning. The same seed gives the same starts.
    #[must_use]
    pub fn starts(&self, seed: u64) -> Starts {
        Starts {
            law: self.clone(),
            draws: Draws::of(seed, "start"),
            place: 0,
            before: Duration::ZERO,
            passed: 0.0,
            reached: 0.0,
            number: 0,
        }
    }
}

/// By which share of what is expected two numbers of starts are the same. Rates come from texts, so 1,000 a minute for 30 seconds
/// expects a last bit more than 500, which is no start more; a start that is meant is off by far more than this.
const LAST_BITS: f64 = 1e-12;

/// The starts of a law. An iterator.
#[derive(Clone, Debug)]
pub struct Starts {
    law: Law,
    draws: Draws,
    /// Which stretch, what lies before it, and how many starts are expected before it.
    place: usize,
    before: Duration,
    passed: f64,
    /// How many starts are expected up to the last one.
    reached: f64,
    number: u64,
}

impl Iterator for Starts {
    type Item = Duration;

    fn next(&mut self) -> Option<Duration> {
        // Nothing is the same by chance, and what was drawn stays where it was.
        let slack = match self.law.arrivals {
            Arrivals::Even => {
                // The first is at the very beginning.
                self.reached = self.number as f64;
                LAST_BITS
            }
            Arrivals::Poisson => {
                self.reached -= (1.0 - self.draws.fraction(self.number)).ln();
                0.0
            }
        };
        self.number += 1;
        loop {
            let stretch = self.law.stretches.get(self.place)?;
            let expected = stretch.expected();
            let end = self.passed + expected;
            if self.reached < end - end * slack {
                let inside = stretch.until((self.reached - self.passed).max(0.0));
                return Some(self.before.saturating_add(Duration::from_secs_f64(inside).min(stretch.length)));
            }
            self.place += 1;
            self.before = self.before.saturating_add(stretch.length);
            self.passed += expected;
        }
    }
}
