//! Spans of time as a histogram: three digits from a microsecond to an hour.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use hdrhistogram::Histogram;
use hdrhistogram::serialization::{Deserializer as Unpacker, Serializer as _, V2Serializer};
use serde::{Deserializer, Serialize, Serializer, de, ser};
use std::time::Duration;

/// Longest span that is told apart, an hour in nanoseconds.
const LONGEST: u64 = 3_600_000_000_000;
const SHORTEST: u64 = 1_000;
const DIGITS: u8 = 3;

/// How long something took, many times over. Spans from 1 µs to 1 h, to three digits; what is longer counts as an hour.
#[derive(Clone, Debug)]
pub struct Spans(Option<Histogram<u64>>);

/// How late something was.
pub type Lateness = Spans;

/// As other processes read it: HdrHistogram's V2, in base64.
impl Serialize for Spans {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut bytes = Vec::new();
        if let Some(histogram) = &self.0 {
            let packed = V2Serializer::new().serialize(histogram, &mut bytes);
            packed.map_err(|error| ser::Error::custom(format!("{error:?}")))?;
        }
        serializer.serialize_str(&BASE64_STANDARD.encode(bytes))
    }
}

impl<'de> serde::Deserialize<'de> for Spans {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'_, str>>::deserialize(deserializer)?;
        let bytes = BASE64_STANDARD.decode(text.as_bytes()).map_err(de::Error::custom)?;
        let read = Unpacker::new().deserialize::<u64, _>(&mut bytes.as_slice());
        let histogram = read.map_err(|error| de::Error::custom(format!("{error:?}")))?;
        let bounds = (histogram.low(), histogram.high(), histogram.sigfig());
        if bounds != (SHORTEST, LONGEST, DIGITS) {
            return Err(de::Error::custom("a histogram of other bounds"));
        }
        Ok(Self(Some(histogram)))
    }
}

impl Default for Spans {
    fn default() -> Self {
        Self::new()
    }
}

impl Spans {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        // The bounds are constants that the library takes.
        Self(Histogram::new_with_bounds(SHORTEST, LONGEST, DIGITS).ok())
    }

    /// One more.
    pub fn record(&mut self, span: Duration) {
        if let Some(histogram) = &mut self.0 {
            histogram.saturating_record(u64::try_from(span.as_nanos()).unwrap_or(LONGEST));
        }
    }

    /// How many.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.0.as_ref().map_or(0, Histogram::len)
    }

    /// The span that this share of them does not exceed; 0.99 is p99. Zero where there is none.
    #[must_use]
    pub fn quantile(&self, share: f64) -> Duration {
        self.within(|all| all.value_at_quantile(share))
    }

    /// The mean.
    #[must_use]
    pub fn mean(&self) -> Duration {
        self.within(|all| all.mean() as u64)
    }

    /// A figure of the histogram, no shorter than the shortest span and no longer than the longest: a bucket is known by its ends, and
    /// those of the first one are 0 and half a microsecond, whatever is in it.
    fn within(&self, figure: impl Fn(&Histogram<u64>) -> u64) -> Duration {
        let figure = self.0.as_ref().filter(|all| !all.is_empty()).map(figure);
        Duration::from_nanos(figure.unwrap_or_default()).max(self.shortest()).min(self.longest())
    }

    /// The shortest; zero where there is none.
    #[must_use]
    pub fn shortest(&self) -> Duration {
        let least = self.0.as_ref().filter(|all| !all.is_empty()).map(Histogram::min);
        Duration::from_nanos(least.unwrap_or_default())
    }

    /// The longest; zero where there is none, or none that can be told from zero.
    #[must_use]
    pub fn longest(&self) -> Duration {
        let longest = self.0.as_ref().map_or(0, Histogram::max);
        // No shorter than the shortest, which is the beginning of a bucket.
        Duration::from_nanos(if longest < SHORTEST { 0 } else { longest }).max(self.shortest())
    }

    /// How many are not above this span, as far as they can be told apart.
    #[must_use]
    pub fn up_to(&self, span: Duration) -> u64 {
        let nanos = u64::try_from(span.as_nanos()).unwrap_or(LONGEST);
        self.0.as_ref().map_or(0, |all| all.count_between(0, nanos))
    }

    /// Spans of others.
    pub fn add(&mut self, others: &Self) {
        if let (Some(own), Some(others)) = (&mut self.0, &others.0) {
            // Both have the same bounds, so there is room for each.
            let _ = own.add(others);
        }
    }

    /// The histogram itself.
    pub(crate) fn into_histogram(self) -> Option<Histogram<u64>> {
        self.0
    }
}
