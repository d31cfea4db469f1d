//! What the parcels of a run are: papers, what follows what, and how each must end. Pure: the same workload, seed and number give
//! the same requests, byte for byte.

mod encoded;
mod library;
mod near_miss;
mod papers;
mod pattern;
pub mod rate;
pub mod scenario;
mod script;
pub mod spec;
mod unusable;
mod world;

pub use encoded::Encoded;
pub use library::{NAMES, named, text_of};
pub use pattern::Making;
pub use script::{Cue, End, Flow, Label, Lane, Script, Step, StepName};

use crate::draw::{Choice, Draws};
use near_miss::Misses;
use scenario::Scripted;
use spec::{Lines, NearMiss, Spec, Unusable};
use std::time::Duration;
use tongguan_domain::document::DocumentKind;
use tongguan_testkit::Parcel;
use unusable::unfit;

/// Of a million.
const MILLION: u64 = 1_000_000;
/// Exporters are drawn by whole weights: this is the first one's.
const FIRST_WEIGHT: f64 = 4_294_967_296.0;
/// Business-to-business lists may be worth 5,000 yuan: so many lines of the usual goods never are.
const BUSINESS_LINES: u32 = 25;

/// A workload with its seed.
#[derive(Clone, Debug)]
pub struct Workload {
    seed: u64,
    parcels: Parcels,
}

/// Where its parcels come from.
#[derive(Clone, Debug)]
enum Parcels {
    /// From weights.
    Drawn(Box<Drawn>),
    /// From a scenario.
    Scripted(Scripted),
}

/// Weights with their seed.
#[derive(Clone, Debug)]
struct Drawn {
    seed: u64,
    modes: Choice<String>,
    offices: Choice<(String, String)>,
    destinations: Choice<(String, String)>,
    lines: Choice<Lines>,
    exporters: Choice<u64>,
    /// Of a million parcels those of the first exporter, before anything is drawn by weight.
    first: u64,
    brokers: Option<u64>,
    flows: Choice<Flow>,
    lanes: Choice<Lane>,
    misses: Option<Misses>,
    repeats: Option<Repeating>,
}

/// Which submissions are sent again: of a million so many, so often, and when.
#[derive(Clone, Debug)]
struct Repeating {
    per_million: u64,
    times: u32,
    pauses: Vec<Duration>,
}

/// What is special about one parcel.
#[derive(Clone, Debug)]
pub(crate) struct Traits<'a> {
    pub(crate) number: u32,
    pub(crate) mode: &'a str,
    pub(crate) office: &'a (String, String),
    pub(crate) destination: &'a (String, String),
    pub(crate) goods: u32,
    pub(crate) lines: u32,
    /// Rank of its exporter, from 1.
    pub(crate) exporter: u64,
    /// Number of its broker, from 1; `None`: the one of the builders.
    pub(crate) broker: Option<u64>,
    pub(crate) flow: Flow,
    pub(crate) lane: Lane,
    pub(crate) miss: Option<&'a NearMiss>,
}

/// What is wrong with a list of which nothing would ever be chosen.
const NO_WEIGHT: (&str, &str) = ("nothing has a weight above 0", "没有大于 0 的权重");

/// Modes in which a parcel is sold to a business, whose lists are shorter.
fn is_business(mode: &str) -> bool {
    matches!(mode, "9710" | "9810")
}

/// The modes of which there are parcels.
fn modes_drawn(spec: &Spec) -> impl Iterator<Item = &str> + Clone {
    spec.modes.shares.iter().filter(|(_, share)| **share > 0).map(|(mode, _)| mode.as_str())
}

fn chosen<T>(field: &str, from: impl IntoIterator<Item = (u32, T)>) -> Result<Choice<T>, Unusable> {
    let weighted = from.into_iter().map(|(weight, thing)| (u64::from(weight), thing));
    Choice::of(weighted).ok_or_else(|| unfit(field, NO_WEIGHT.0, NO_WEIGHT.1))
}

impl Workload {
    /// The parcels of a workload and a seed.
    ///
    /// # Errors
    /// [`Unusable`] where a list has no weight, a mode is none of 9610, 9710, 9810 and 1210, or a near miss cannot be made.
    pub fn of(spec: &Spec, seed: u64) -> Result<Self, Unusable> {
        Ok(Self { seed, parcels: Parcels::Drawn(Box::new(Drawn::of(spec, seed)?)) })
    }

    /// The parcels of a scenario. The seed is in their request ids alone.
    #[must_use]
    pub const fn scripted(scripted: Scripted, seed: u64) -> Self {
        Self { seed, parcels: Parcels::Scripted(scripted) }
    }

    /// The parcel of this number, 1 to 99,999,999.
    ///
    /// # Errors
    /// [`Unusable`] where a near miss, or a paper of a scenario, cannot be made of this parcel.
    pub fn script(&self, number: u32) -> Result<Script, Unusable> {
        match &self.parcels {
            Parcels::Drawn(drawn) => drawn.script(number),
            Parcels::Scripted(scripted) => scripted.script(number, self.seed),
        }
    }

    /// Kinds of paper whose numbers its near misses change: receipts of these do not tell of which parcel they are.
    #[must_use]
    pub fn renumbered(&self) -> Vec<DocumentKind> {
        match &self.parcels {
            Parcels::Drawn(drawn) => drawn.misses.as_ref().map(Misses::renumbered).unwrap_or_default(),
            // A change by which all parcels had the same number is refused.
            Parcels::Scripted(_) => Vec::new(),
        }
    }

    /// The parcel before anything is wrong with it, for who wants to look at it; `None` of a scenario.
    #[must_use]
    pub fn parcel(&self, number: u32) -> Option<Parcel> {
        match &self.parcels {
            Parcels::Drawn(drawn) => drawn.traits(number).map(|traits| papers::parcel(&traits)),
            Parcels::Scripted(_) => None,
        }
    }
}

impl Drawn {
    fn of(spec: &Spec, seed: u64) -> Result<Self, Unusable> {
        for mode in spec.modes.shares.keys() {
            if !papers::MODES.contains(&mode.as_str()) {
                let known = papers::MODES.join(", ");
                let (en, zh) = (format!("{mode} is none of {known}"), format!("没有 {mode}，可用：{known}"));
                return Err(unfit("modes.shares", en, zh));
            }
        }
        let modes = spec.modes.shares.iter().map(|(mode, share)| (*share, mode.clone()));
        let offices = spec.offices.list.iter();
        let offices = offices.map(|office| (office.share, (office.customs.clone(), office.port.clone())));
        let destinations = spec.destinations.list.iter();
        let destinations = destinations.map(|to| (to.share, (to.country.clone(), to.pod.clone())));
        let weight = |rank: u64| (FIRST_WEIGHT / (rank as f64).powf(spec.exporters.exponent)).max(1.0) as u64;
        let exporters = (1..=spec.exporters.count).map(|rank| (weight(rank), rank));
        let flows = [
            (spec.flows.exported, Flow::Exported),
            (spec.flows.cancelled, Flow::Cancelled),
            (spec.flows.returned, Flow::Returned),
            (spec.flows.changed, Flow::Changed),
            (spec.flows.papers, Flow::Papers),
        ];
        let lanes = [
            (spec.lanes.release, Lane::Release),
            (spec.lanes.review, Lane::Review),
            (spec.lanes.inspect, Lane::Inspect),
            (spec.lanes.review_reject, Lane::ReviewReject),
            (spec.lanes.unforced, Lane::Unforced),
        ];
        let repeats = spec.repeats.as_ref();
        let drawn = spec.lines.list.iter().filter(|lines| lines.share > 0);
        let business = modes_drawn(spec).any(is_business);
        let most = if business { BUSINESS_LINES } else { u32::MAX };
        let fewest = drawn.map(|lines| lines.from.min(most)).min().unwrap_or_default();
        Ok(Self {
            seed,
            modes: chosen("modes.shares", modes)?,
            offices: chosen("offices.list", offices)?,
            destinations: chosen("destinations.list", destinations)?,
            lines: chosen("lines.list", spec.lines.list.iter().map(|lines| (lines.share, *lines)))?,
            exporters: Choice::of(exporters).ok_or_else(|| unfit("exporters.count", "is 0", "为 0"))?,
            first: u64::from(spec.exporters.first_per_million),
            brokers: spec.brokers.as_ref().map(|brokers| brokers.count),
            flows: chosen("flows", flows)?,
            lanes: chosen("lanes", lanes)?,
            misses: spec.bad.as_ref().map(|bad| Misses::of(bad, fewest, modes_drawn(spec))).transpose()?,
            repeats: repeats.map(|repeats| Repeating {
                per_million: u64::from(repeats.per_million),
                times: repeats.times,
                pauses: repeats.pauses(),
            }),
        })
    }

    fn script(&self, number: u32) -> Result<Script, Unusable> {
        let traits = self.known_traits(number)?;
        let parcel = papers::parcel(&traits);
        let mut script = script::of(&traits, self.seed, &mut |step| papers::of_step(&traits, &parcel, step))?;
        self.repeat(&mut script);
        Ok(script)
    }

    fn known_traits(&self, number: u32) -> Result<Traits<'_>, Unusable> {
        self.traits(number).ok_or_else(|| unfit("workload", "chooses nothing", "无从选择"))
    }

    /// Says how often the first submission of a parcel is sent again, and when.
    fn repeat(&self, script: &mut Script) {
        if let Some(Repeating { per_million, times, pauses }) = &self.repeats
            && self.draws("repeat").below(u64::from(script.number), MILLION) < *per_million
        {
            (script.repeats, script.pauses) = (*times, pauses.clone());
        }
    }

    fn draws(&self, purpose: &str) -> Draws {
        Draws::of(self.seed, purpose)
    }

    fn traits(&self, number: u32) -> Option<Traits<'_>> {
        let at = u64::from(number);
        let mode = self.modes.drawn(self.draws("mode"), at)?;
        let lines = self.lines.drawn(self.draws("bucket"), at)?;
        let span = u64::from(lines.to.saturating_sub(lines.from)) + 1;
        let more = u32::try_from(self.draws("lines").below(at, span)).unwrap_or_default();
        let business = is_business(mode);
        let most = if business { BUSINESS_LINES } else { u32::MAX };
        let flow = match *self.flows.drawn(self.draws("flow"), at)? {
            // Customs describes no return of what was sold to a business.
            Flow::Returned if business => Flow::Exported,
            flow => flow,
        };
        let miss = self.misses.as_ref().and_then(|misses| misses.drawn(self, at, mode));
        let first = self.draws("first exporter").below(at, MILLION) < self.first;
        let exporter = if first { 1 } else { *self.exporters.drawn(self.draws("exporter"), at)? };
        Some(Traits {
            number,
            mode,
            office: self.offices.drawn(self.draws("office"), at)?,
            destination: self.destinations.drawn(self.draws("destination"), at)?,
            goods: u32::try_from(self.draws("goods").below(at, 12)).unwrap_or_default(),
            lines: lines.from.saturating_add(more).min(most),
            exporter,
            broker: self.brokers.map(|count| exporter.saturating_sub(1) % count.max(1) + 1),
            flow,
            lane: *self.lanes.drawn(self.draws("lane"), at)?,
            miss,
        })
    }
}
