//! The file of a workload: every assumption a parameter, with its source.

use crate::bounds::{EXPORTERS, LINES_OF_A_PARCEL, WORKLOAD_BYTES};
use crate::schedule::{Arrivals, Form, Law, Unlawful};
use crate::workload::rate::{Rate, span};
use serde::Deserialize;
use std::time::Duration;

/// What parcels a run is of. Weights are whole numbers; only how they stand to each other counts.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// What it is.
    pub title: String,
    /// The same in Chinese.
    pub title_zh: String,
    /// When parcels start.
    pub rate: RateSpec,
    /// Modes of supervision (监管方式).
    pub modes: Shares,
    /// Where they are declared.
    pub offices: Listed<Office>,
    /// Where they go.
    pub destinations: Listed<Destination>,
    /// How many goods lines they have.
    pub lines: Listed<Lines>,
    /// Whose they are.
    pub exporters: Exporters,
    /// What happens to them by their senders' doing.
    pub flows: Flows,
    /// What customs does with them; forced, so that the label holds.
    pub lanes: Lanes,
    /// Near misses: parcels that are wrong in one place.
    #[serde(default)]
    pub bad: Option<Bad>,
    /// Submissions that are sent again although they were answered.
    #[serde(default)]
    pub repeats: Option<Repeats>,
}

/// When parcels start.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateSpec {
    /// The rate where the shape is 1, such as `1417/s` or `85000/min`.
    pub peak: Rate,
    /// How long, such as `10m`.
    #[serde(deserialize_with = "span::deserialize")]
    pub duration: Duration,
    /// How the starts lie within the rate.
    #[serde(default)]
    pub arrivals: Arrivals,
    /// How the shape is read.
    #[serde(default)]
    pub form: Form,
    /// The rate over the time, relative to the peak; one value: always the same.
    #[serde(default = "flat")]
    pub shape: Vec<f64>,
    /// Where this is known from.
    pub source: String,
}

fn flat() -> Vec<f64> {
    vec![1.0]
}

/// Weights by name.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Shares {
    /// Code to weight.
    pub shares: std::collections::BTreeMap<String, u32>,
    /// Where this is known from.
    pub source: String,
}

/// A list of things with weights.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Listed<T> {
    /// The things.
    pub list: Vec<T>,
    /// Where this is known from.
    pub source: String,
}

/// A customs office.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Office {
    /// Where it is declared (customsCode).
    pub customs: String,
    /// Where it leaves the country (portCode).
    pub port: String,
    /// Weight.
    pub share: u32,
}

/// A destination.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Destination {
    /// Country, three digits.
    pub country: String,
    /// Place of discharge (pod).
    pub pod: String,
    /// Weight.
    pub share: u32,
}

/// How many lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lines {
    /// Fewest.
    pub from: u32,
    /// Most.
    pub to: u32,
    /// Weight.
    pub share: u32,
}

/// Whose parcels they are: the exporter of rank r has a weight of 1 / r^exponent.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exporters {
    /// How many there are.
    pub count: u64,
    /// 0: all alike; 1 and more: few have most.
    pub exponent: f64,
    /// How many DXP ids they send through: 1 is one broker for all.
    #[serde(default = "one")]
    pub senders: u32,
    /// Where this is known from.
    pub source: String,
}

const fn one() -> u32 {
    1
}

/// What senders do. Weights.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Flows {
    /// Papers, arrival, departure: to 899.
    pub exported: u32,
    /// Taken back before the arrival (605).
    #[serde(default)]
    pub cancelled: u32,
    /// Sent back by the buyer (213, 215) after 899.
    #[serde(default)]
    pub returned: u32,
    /// The waybill disagrees, is changed (appType 2), and the declaration is sent again; then to 899.
    #[serde(default)]
    pub changed: u32,
    /// Papers alone: to 399.
    #[serde(default)]
    pub papers: u32,
    /// Where this is known from.
    pub source: String,
}

/// What customs does. Weights.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lanes {
    /// Straight to release.
    pub release: u32,
    /// A person looks at the papers (300), and they pass.
    #[serde(default)]
    pub review: u32,
    /// The goods are inspected (500), and nothing is found.
    #[serde(default)]
    pub inspect: u32,
    /// A person looks at the papers (300) and rejects them (100).
    #[serde(default)]
    pub review_reject: u32,
    /// Where this is known from.
    pub source: String,
}

/// Parcels that are wrong in one place.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bad {
    /// Of a million parcels so many.
    pub per_million: u32,
    /// How.
    pub list: Vec<NearMiss>,
    /// Where this is known from.
    pub source: String,
}

/// What is wrong, and the code that it must earn.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NearMiss {
    /// Which paper: order, payment, waybill or declaration.
    pub paper: String,
    /// A change such as `gross_weight=0`, as scenarios write it.
    pub change: String,
    /// The fault that refuses the call, such as `TOTAL_PRICE_MISMATCH`; or a return code of the declaration, such as `100`.
    pub earns: String,
    /// Weight.
    pub share: u32,
}

/// Submissions that are sent again.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeats {
    /// Of a million submissions so many.
    pub per_million: u32,
    /// How often each of them.
    pub times: u32,
    /// Where this is known from.
    pub source: String,
}

/// Why a workload cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Unusable {
    /// There is none of this name.
    #[error("there is no workload {name}; there are {}", known.join(", "))]
    Unknown {
        /// What was asked for.
        name: String,
        /// Those that there are.
        known: Vec<&'static str>,
    },
    /// The file cannot be read.
    #[error("{0}")]
    Unreadable(#[from] std::io::Error),
    /// It is no TOML, or has other fields.
    #[error("{0}")]
    Malformed(#[from] toml::de::Error),
    /// A value does not make sense.
    #[error("{field}: {why}")]
    Unfit {
        /// Which field.
        field: String,
        /// What is wrong with it.
        why: String,
    },
    /// The rate gives no starts.
    #[error("rate: {0}")]
    Rate(#[from] Unlawful),
}

pub(crate) fn unfit(field: impl Into<String>, why: impl Into<String>) -> Unusable {
    Unusable::Unfit { field: field.into(), why: why.into() }
}

impl Spec {
    /// Reads the text of a workload.
    ///
    /// # Errors
    /// [`Unusable`], with the place in the text where it is no workload.
    pub fn read(text: &str) -> Result<Self, Unusable> {
        if text.len() > WORKLOAD_BYTES {
            return Err(unfit("file", format!("has more than {WORKLOAD_BYTES} bytes")));
        }
        let spec: Self = toml::from_str(text)?;
        spec.check()?;
        Ok(spec)
    }

    /// The law of its starts.
    ///
    /// # Errors
    /// [`Unusable::Rate`].
    pub fn law(&self) -> Result<Law, Unusable> {
        let RateSpec { peak, duration, arrivals, form, shape, .. } = &self.rate;
        let rates: Vec<f64> = shape.iter().map(|part| part * peak.per_second()).collect();
        Ok(Law::shaped(&rates, *form, *duration, *arrivals)?)
    }

    /// What the file says of where it is known from, by field.
    #[must_use]
    pub fn sources(&self) -> Vec<(&'static str, &str)> {
        let mut sources = vec![
            ("rate", self.rate.source.as_str()),
            ("modes", &self.modes.source),
            ("offices", &self.offices.source),
            ("destinations", &self.destinations.source),
            ("lines", &self.lines.source),
            ("exporters", &self.exporters.source),
            ("flows", &self.flows.source),
            ("lanes", &self.lanes.source),
        ];
        sources.extend(self.bad.iter().map(|bad| ("bad", bad.source.as_str())));
        sources.extend(self.repeats.iter().map(|repeats| ("repeats", repeats.source.as_str())));
        sources
    }

    fn check(&self) -> Result<(), Unusable> {
        self.law()?;
        for (field, source) in self.sources() {
            if source.trim().is_empty() {
                return Err(unfit(format!("{field}.source"), "says nothing"));
            }
        }
        for line in &self.lines.list {
            if line.from < 1 || line.to < line.from || line.to > LINES_OF_A_PARCEL {
                let why = format!("from 1 up to at most {LINES_OF_A_PARCEL}, the smaller one first");
                return Err(unfit("lines.list", why));
            }
        }
        let Exporters { count, exponent, senders, .. } = &self.exporters;
        if !(1..=EXPORTERS).contains(count) {
            return Err(unfit("exporters.count", format!("is 1 to {EXPORTERS}")));
        }
        if !exponent.is_finite() || !(0.0..=10.0).contains(exponent) {
            return Err(unfit("exporters.exponent", "is 0 to 10"));
        }
        if *senders != 1 {
            return Err(unfit("exporters.senders", "only 1 for now"));
        }
        Ok(())
    }
}
