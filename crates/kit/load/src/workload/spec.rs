//! The file of a workload: every assumption a parameter, with its source.

use crate::bounds::{EXPORTERS, LINES_OF_A_PARCEL, RATE, REPEATS, REPEATS_SPAN, WORKLOAD_BYTES};
use crate::schedule::{Arrivals, Form, Law};
use crate::workload::rate::{Rate, span};
use crate::workload::unusable::{above_a_million, malformed, unfit};
use crate::workload::{near_miss, world};
use serde::Deserialize;
use std::time::Duration;

pub use crate::workload::unusable::{Unusable, Why, in_a_line};

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
    /// Who declares them; without it the one broker of the builders.
    #[serde(default)]
    pub brokers: Option<Brokers>,
    /// What happens to them by their senders' doing.
    pub flows: Flows,
    /// What customs does with them; forced, so that the label holds.
    pub lanes: Lanes,
    /// Near misses: parcels that are wrong in one place.
    #[serde(default)]
    pub bad: Option<Bad>,
    /// Submissions that are sent again.
    #[serde(default)]
    pub repeats: Option<Repeats>,
}

/// When parcels start.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RateSpec {
    /// The rate where the shape is 1, such as `1417/s` or `85000/min`.
    pub peak: Rate,
    /// So many times the peak; above 0.
    #[serde(default = "once")]
    pub times: f64,
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

const fn once() -> f64 {
    1.0
}

impl RateSpec {
    /// The law of its starts.
    ///
    /// # Errors
    /// [`Unusable`].
    pub fn law(&self) -> Result<Law, Unusable> {
        let Self { peak, times, duration, arrivals, form, shape, .. } = self;
        if !times.is_finite() || !(0.0..=RATE as f64).contains(times) || *times <= 0.0 {
            let (en, zh) = (format!("is above 0, at most {RATE}"), format!("须大于 0，至多 {RATE}"));
            return Err(unfit("rate.times", en, zh));
        }
        let rates: Vec<f64> = shape.iter().map(|part| part * peak.per_second() * times).collect();
        Ok(Law::shaped(&rates, *form, *duration, *arrivals)?)
    }
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
    /// Of a million parcels so many are the first exporter's before the law is asked at all.
    #[serde(default)]
    pub first_per_million: u32,
    /// How many DXP ids they send through: 1 is one broker for all.
    #[serde(default = "one")]
    pub senders: u32,
    /// Where this is known from.
    pub source: String,
}

const fn one() -> u32 {
    1
}

/// Who declares for the exporters: one of rank r through broker number r, beginning anew after the last broker.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Brokers {
    /// How many there are, at most one for each exporter.
    pub count: u64,
    /// Where this is known from.
    pub source: String,
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
    /// Nothing is forced: screening decides, and has to let them through.
    #[serde(default)]
    pub unforced: u32,
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
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Repeats {
    /// Of a million submissions so many.
    pub per_million: u32,
    /// How often each of them.
    pub times: u32,
    /// How long after a submission its first copy goes out, whatever was answered by then; absent: each copy waits for the answer
    /// to the one before it.
    #[serde(default, deserialize_with = "span::optional")]
    pub wait: Option<Duration>,
    /// By how much the wait grows from copy to copy.
    #[serde(default = "once")]
    pub backoff: f64,
    /// Where this is known from.
    pub source: String,
}

impl Spec {
    /// Reads the text of a workload.
    ///
    /// # Errors
    /// [`Unusable`], with the place in the text where it is no workload.
    pub fn read(text: &str) -> Result<Self, Unusable> {
        if text.len() > WORKLOAD_BYTES {
            let en = format!("has more than {WORKLOAD_BYTES} bytes");
            return Err(unfit("file", en, format!("超过 {WORKLOAD_BYTES} 字节")));
        }
        let spec: Self = toml::from_str(text).map_err(|error| malformed(text, error))?;
        spec.check()?;
        Ok(spec)
    }

    /// The law of its starts.
    ///
    /// # Errors
    /// [`Unusable`].
    pub fn law(&self) -> Result<Law, Unusable> {
        self.rate.law()
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
        sources.extend(self.brokers.iter().map(|brokers| ("brokers", brokers.source.as_str())));
        sources.extend(self.bad.iter().map(|bad| ("bad", bad.source.as_str())));
        sources.extend(self.repeats.iter().map(|repeats| ("repeats", repeats.source.as_str())));
        sources
    }

    /// Codes that customs takes, and wonders at: of which field, and what it says.
    #[must_use]
    pub fn warnings(&self) -> Vec<(String, Why)> {
        world::check(self).unwrap_or_default()
    }

    fn check(&self) -> Result<(), Unusable> {
        self.law()?;
        self.check_effects()?;
        for (field, source) in self.sources() {
            if source.trim().is_empty() {
                return Err(unfit(format!("{field}.source"), "says nothing", "没有内容"));
            }
        }
        for line in &self.lines.list {
            if line.from < 1 || line.to < line.from || line.to > LINES_OF_A_PARCEL {
                let en = format!("from 1 up to at most {LINES_OF_A_PARCEL}, the smaller one first");
                let zh = format!("须为 1 至 {LINES_OF_A_PARCEL}，先小后大");
                return Err(unfit("lines.list", en, zh));
            }
        }
        self.check_parties()?;
        world::check(self)?;
        self.bad.as_ref().map_or(Ok(()), near_miss::check)?;
        self.repeats.as_ref().map_or(Ok(()), Repeats::check)
    }

    /// What is said and does nothing is not meant so.
    fn check_effects(&self) -> Result<(), Unusable> {
        let bad = self.bad.as_ref().map(|bad| ("bad", "per_million", bad.per_million));
        let repeats = self.repeats.iter();
        let repeated = repeats.flat_map(|one| [("per_million", one.per_million), ("times", one.times)]);
        let fields = bad.into_iter().chain(repeated.map(|(field, value)| ("repeats", field, value)));
        for (table, field, value) in fields {
            if value == 0 {
                let en = format!("0 has no effect: say how many, or leave [{table}] out");
                let zh = format!("为 0 则不起作用：请写明数目，或不写 [{table}]");
                return Err(unfit(format!("{table}.{field}"), en, zh));
            }
        }
        let waits =
            |repeats: &Repeats| repeats.wait.is_some() || repeats.backoff.to_bits() == once().to_bits();
        if !self.repeats.as_ref().is_none_or(waits) {
            return Err(unfit("repeats.backoff", "has no effect without wait", "没有 wait 则不起作用"));
        }
        Ok(())
    }

    fn check_parties(&self) -> Result<(), Unusable> {
        let Exporters { count, exponent, first_per_million, senders, .. } = &self.exporters;
        if !(1..=EXPORTERS).contains(count) {
            let (en, zh) = (format!("is 1 to {EXPORTERS}"), format!("须为 1 至 {EXPORTERS}"));
            return Err(unfit("exporters.count", en, zh));
        }
        if !exponent.is_finite() || !(0.0..=10.0).contains(exponent) {
            return Err(unfit("exporters.exponent", "is 0 to 10", "须为 0 至 10"));
        }
        above_a_million("exporters.first_per_million", *first_per_million)?;
        if *senders != 1 {
            return Err(unfit("exporters.senders", "only 1 for now", "目前只能为 1"));
        }
        let fits = |brokers: &Brokers| (1..=*count).contains(&brokers.count);
        if !self.brokers.as_ref().is_none_or(fits) {
            let en = format!("is 1 to {count}, the count of exporters");
            return Err(unfit("brokers.count", en, format!("须为 1 至 {count}（出口企业数）")));
        }
        Ok(())
    }
}

impl Repeats {
    fn check(&self) -> Result<(), Unusable> {
        above_a_million("repeats.per_million", self.per_million)?;
        if self.times > REPEATS {
            return Err(unfit("repeats.times", format!("is at most {REPEATS}"), format!("至多 {REPEATS}")));
        }
        if !self.backoff.is_finite() || !(1.0..=10.0).contains(&self.backoff) {
            return Err(unfit("repeats.backoff", "is 1 to 10", "须为 1 至 10"));
        }
        let most = Duration::from_secs(REPEATS_SPAN);
        if self.pauses().last().is_some_and(|last| *last >= most) {
            let en = format!("the last copy goes out more than {REPEATS_SPAN} s after the first submission");
            let zh = format!("最后一次重发距首次报送超过 {REPEATS_SPAN} 秒");
            return Err(unfit("repeats.wait", en, zh));
        }
        Ok(())
    }

    /// When copies go out, from the first submission on; none where each waits for an answer.
    #[must_use]
    pub fn pauses(&self) -> Vec<Duration> {
        let Some(wait) = self.wait else { return Vec::new() };
        let most = REPEATS_SPAN as f64;
        let copies = 0..self.times;
        let pauses = copies.scan((0.0, wait.as_secs_f64()), |(sum, wait), _| {
            // A product of waits soon is more than a span can be.
            *sum = f64::min(*sum + *wait, most);
            *wait *= self.backoff;
            Some(Duration::from_secs_f64(*sum))
        });
        pauses.collect()
    }
}
