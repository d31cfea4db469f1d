//! Patterns: the bytes of a step's papers, with places for what differs between parcels.
//!
//! Writing a parcel from its fields costs some hundred allocations; copying a pattern costs one. A pattern is made from a parcel whose
//! values are marks, and is used only after it gave the very bytes of a parcel that was written from its fields.

use super::encoded::Encoded;
use super::spec::Unusable;
use super::{Flow, Parcels, Script, StepName, Traits, Workload, papers, script};
use crate::bounds::PATTERN_BYTES;
use std::collections::HashMap;

/// The mark of a number: no other digits of a parcel are these.
const NUMBER: u32 = 73_519_264;
/// The marks of an exporter's rank and of a broker's number.
const EXPORTER: u64 = 86_427;
const BROKER: u64 = 53_197;
/// Marks of codes are characters for private use, which no code has: of three bytes and of four.
const MARKS: [[&str; 2]; 4] = [
    ["\u{e001}", "\u{f0001}"],
    ["\u{e002}", "\u{f0002}"],
    ["\u{e003}", "\u{f0003}"],
    ["\u{e004}", "\u{f0004}"],
];

/// About what a kind takes besides its bytes.
const KIND_BYTES: usize = 1_024;

/// What a place is for.
#[derive(Clone, Copy, Debug)]
enum Value {
    Number,
    /// Hexadecimal, as in guids.
    NumberHex,
    /// Of the flight that a hundred parcels share.
    Flight,
    Exporter,
    Broker,
    Customs,
    Port,
    Country,
    Pod,
}

/// Bytes with places.
#[derive(Debug)]
struct Pattern {
    bytes: Vec<u8>,
    places: Vec<(usize, Value)>,
}

/// What decides over the bytes besides the values that have places.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Kind {
    step: StepName,
    disagreeing: bool,
    /// Whether it has a broker of its own.
    brokered: bool,
    /// Which of the modes there are; `usize::MAX` where it does not matter.
    mode: usize,
    goods: u32,
    lines: u32,
    /// Codes have these lengths.
    lengths: [usize; 4],
}

/// Makes the scripts of a workload one after the other, as fast as can be: the same as [`Workload::script`].
#[derive(Debug)]
pub struct Making {
    workload: Workload,
    patterns: Patterns,
}

#[derive(Debug, Default)]
struct Patterns {
    kinds: HashMap<Kind, Known>,
    bytes: usize,
}

/// What is known of a kind.
#[derive(Debug)]
enum Known {
    /// It was met once: most kinds are met no more, and a pattern costs as much as some parcels.
    Once,
    Pattern(Pattern),
    /// It cannot be made.
    None,
}

impl Making {
    /// Of a workload.
    #[must_use]
    pub fn new(workload: Workload) -> Self {
        Self { workload, patterns: Patterns::default() }
    }

    /// The parcel of this number, 1 to 99,999,999.
    ///
    /// # Errors
    /// As of [`Workload::script`].
    pub fn script(&mut self, number: u32) -> Result<Script, Unusable> {
        let drawn = match &self.workload.parcels {
            Parcels::Drawn(drawn) => drawn,
            Parcels::Scripted(_) => return self.workload.script(number),
        };
        let traits = drawn.known_traits(number)?;
        let patterns = &mut self.patterns;
        let mut script = script::of(&traits, drawn.seed, &mut |step| patterns.papers(&traits, step))?;
        drawn.repeat(&mut script);
        Ok(script)
    }
}

impl Patterns {
    fn papers(&mut self, traits: &Traits<'_>, step: StepName) -> Result<Encoded, Unusable> {
        if traits.miss.is_some() {
            return direct(traits, step);
        }
        let kind = Kind::of(traits, step);
        match self.kinds.get(&kind) {
            Some(Known::Pattern(pattern)) => Ok(pattern.filled(traits)),
            Some(Known::None) => direct(traits, step),
            Some(Known::Once) => {
                let written = direct(traits, step)?;
                let pattern = Pattern::of(traits, step)?.filter(|pattern| pattern.filled(traits) == written);
                self.bytes += pattern.as_ref().map_or(0, |pattern| pattern.bytes.len());
                self.kinds.insert(kind, pattern.map_or(Known::None, Known::Pattern));
                Ok(written)
            }
            None => {
                if self.bytes < PATTERN_BYTES {
                    self.bytes += KIND_BYTES;
                    self.kinds.insert(kind, Known::Once);
                }
                direct(traits, step)
            }
        }
    }
}

fn direct(traits: &Traits<'_>, step: StepName) -> Result<Encoded, Unusable> {
    papers::of_step(traits, &papers::parcel(traits), step)
}

impl Kind {
    fn of(traits: &Traits<'_>, step: StepName) -> Self {
        // These name no goods.
        let bare = matches!(step, StepName::Arrival | StepName::Departure | StepName::Cancellation);
        let ((customs, port), (country, pod)) = (traits.office, traits.destination);
        Self {
            step,
            disagreeing: step == StepName::Papers && traits.flow == Flow::Changed,
            brokered: traits.broker.is_some(),
            mode: if bare {
                usize::MAX
            } else {
                papers::MODES.iter().position(|mode| *mode == traits.mode).unwrap_or_default()
            },
            goods: if bare { 0 } else { traits.goods },
            lines: if bare { 0 } else { traits.lines },
            lengths: [customs, port, country, pod].map(String::len),
        }
    }
}

/// A mark in place of a code, as long as that; `None` if there is none.
fn mark([three, four]: [&str; 2], code: &str) -> Option<String> {
    match code.len() {
        3 => Some(three.to_owned()),
        longer @ 4.. => Some(format!("{four}{}", "~".repeat(longer - 4))),
        _ => None,
    }
}

impl Pattern {
    /// Of a kind of step; `None` where its codes have no marks.
    fn of(traits: &Traits<'_>, step: StepName) -> Result<Option<Self>, Unusable> {
        let ((customs, port), (country, pod)) = (traits.office, traits.destination);
        let [of_customs, of_port, of_country, of_pod] = MARKS;
        let marks =
            [mark(of_customs, customs), mark(of_port, port), mark(of_country, country), mark(of_pod, pod)];
        let [Some(customs), Some(port), Some(country), Some(pod)] = marks else { return Ok(None) };
        let (office, destination) = ((customs, port), (country, pod));
        let marked = Traits {
            number: NUMBER,
            exporter: EXPORTER,
            broker: traits.broker.map(|_| BROKER),
            office: &office,
            destination: &destination,
            ..traits.clone()
        };
        let bytes = direct(&marked, step)?.into_bytes();
        let mut places = Vec::new();
        for (value, text) in [
            (Value::Number, format!("{NUMBER:08}")),
            (Value::NumberHex, format!("{NUMBER:08X}")),
            (Value::Flight, format!("{:08}", flight(NUMBER))),
            (Value::Exporter, format!("{EXPORTER:05}")),
            (Value::Broker, format!("{BROKER:05}")),
            (Value::Customs, office.0.clone()),
            (Value::Port, office.1.clone()),
            (Value::Country, destination.0.clone()),
            (Value::Pod, destination.1.clone()),
        ] {
            places.extend(found(&bytes, text.as_bytes()).map(|at| (at, value)));
        }
        places.sort_by_key(|(at, _)| *at);
        Ok(Some(Self { bytes, places }))
    }

    /// The papers of a parcel.
    fn filled(&self, traits: &Traits<'_>) -> Encoded {
        let mut bytes = self.bytes.clone();
        let number = digits::<8>(traits.number.into(), 10);
        let hex = digits::<8>(traits.number.into(), 16);
        let flight = digits::<8>(flight(traits.number).into(), 10);
        let exporter = digits::<5>(traits.exporter, 10);
        let broker = digits::<5>(traits.broker.unwrap_or_default(), 10);
        for (at, value) in &self.places {
            let text: &[u8] = match value {
                Value::Number => &number,
                Value::NumberHex => &hex,
                Value::Flight => &flight,
                Value::Exporter => &exporter,
                Value::Broker => &broker,
                Value::Customs => traits.office.0.as_bytes(),
                Value::Port => traits.office.1.as_bytes(),
                Value::Country => traits.destination.0.as_bytes(),
                Value::Pod => traits.destination.1.as_bytes(),
            };
            if let Some(place) = bytes.get_mut(*at..at + text.len()) {
                place.copy_from_slice(text);
            }
        }
        Encoded::from_bytes(bytes)
    }
}

/// The number of a flight, as the builders of parcels have it.
const fn flight(number: u32) -> u32 {
    number / 100 + 1
}

/// Where a text stands.
fn found<'a>(bytes: &'a [u8], text: &'a [u8]) -> impl Iterator<Item = usize> + 'a {
    bytes.windows(text.len()).enumerate().filter(move |(_, window)| *window == text).map(|(at, _)| at)
}

/// A number with leading zeros; of a longer one its last digits.
fn digits<const LENGTH: usize>(mut number: u64, radix: u64) -> [u8; LENGTH] {
    let mut text = [b'0'; LENGTH];
    for place in text.iter_mut().rev() {
        let digit = u8::try_from(number % radix).unwrap_or_default();
        *place = if digit < 10 { b'0' + digit } else { b'A' + digit - 10 };
        number /= radix;
    }
    text
}
