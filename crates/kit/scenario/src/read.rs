//! From words to acts and settings.

use crate::papers::paper;
use crate::span::span_or_seconds;
use crate::{Act, Chance, Change, Clock, Opening, Sending, Signatures, Value, Way, kind_named, name_of};
use core::fmt;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::limits;
use tongguan_domain::screening::Lane;
use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion;
use tongguan_domain::warehouse::{Warehouse, WarehouseKind};
use tongguan_testkit::INVT_NO;

/// What is wrong with a scenario, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ScenarioError {
    /// The line, from 1.
    pub line: usize,
    /// The word.
    pub word: String,
    /// What is wrong with it.
    pub text: String,
}

impl fmt::Display for ScenarioError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {:?}: {}", self.line, self.word, self.text)
    }
}

impl core::error::Error for ScenarioError {}

/// What is wrong with a word; the line is not known here.
pub(crate) struct Wrong {
    pub(crate) word: String,
    pub(crate) text: String,
}

fn wrong(word: &str, text: impl Into<String>) -> Wrong {
    Wrong { word: word.to_owned(), text: text.into() }
}

/// More lines than any document may have, so that a limit can be met and the memory cannot.
const MOST_LINES: usize = limits::PARCEL_LINES + 1;

/// The country of the overseas warehouses of scenarios.
const UNITED_STATES: &str = "502";

const RELEASED: &[DocumentKind] =
    &[DocumentKind::SalesOrder, DocumentKind::Waybill, DocumentKind::Declaration, DocumentKind::Arrival];
const CLOSED: &[DocumentKind] = &[
    DocumentKind::SalesOrder,
    DocumentKind::Waybill,
    DocumentKind::Declaration,
    DocumentKind::Arrival,
    DocumentKind::Departure,
];

/// Reads the words as a setting; gives whether they are one.
pub(crate) fn setting(words: &[&str], opening: &mut Opening) -> Result<bool, Wrong> {
    match words {
        ["start", time] => {
            let morning = || Moment::from_rfc3339(&format!("{time}T09:00:00+08:00"));
            let start = Moment::from_rfc3339(time).or_else(morning);
            let text = "a start is written like 2026-01-05 or 2026-01-05T09:00:00+08:00";
            opening.start = Some(start.ok_or_else(|| wrong(time, text))?);
        }
        ["version", name] => {
            let version = MessageVersion::named(name);
            opening.version = Some(version.ok_or_else(|| wrong(name, "say 202205 or 2018-113"))?);
        }
        ["seed", number] => {
            opening.seed = Some(number.parse().map_err(|_| wrong(number, "a seed is a number"))?);
        }
        ["signatures", name] => {
            let policy = Signatures::named(name);
            opening.signatures = Some(policy.ok_or_else(|| wrong(name, "say off, check or require"))?);
        }
        ["registration", "required"] => opening.registration_required = true,
        ["registration", word] => return Err(wrong(word, "say required")),
        ["chances", chance] => opening.chances.push(self::chance(chance)?),
        _ => return Ok(false),
    }
    Ok(true)
}

fn chance(word: &str) -> Result<(Chance, u32), Wrong> {
    let how = || wrong(word, "a chance is written NAME=PPM, in parts per million");
    let (name, ppm) = word.split_once('=').ok_or_else(how)?;
    let known = || wrong(word, format!("no such chance; there are {}", Chance::names()));
    Ok((Chance::named(name).ok_or_else(known)?, ppm.parse().map_err(|_| how())?))
}

/// Reads the words as an act.
pub(crate) fn act(words: &[&str]) -> Result<Act, Wrong> {
    Ok(match words {
        [setting @ ("start" | "version" | "seed" | "signatures" | "registration" | "chances"), ..] => {
            return Err(wrong(setting, "a setting takes one word and stands before everything that is done"));
        }
        ["lane", name] => Act::Lane(lane(name)?),
        ["outcome", "none"] => Act::Outcome(None),
        ["outcome", name] => Act::Outcome(Some((*name).to_owned())),
        ["clock", "auto"] => Act::Clock(Clock::Auto),
        ["clock", "manual"] => Act::Clock(Clock::Manual),
        ["clock", mode] => return Err(wrong(mode, "say auto or manual")),
        ["wait", span] => Act::Wait(span_or_seconds(span).map_err(|text| wrong(span, text))?),
        ["register", code] => Act::Register((*code).to_owned()),
        ["overseas", code, places] => Act::Warehouse(warehouse(WarehouseKind::Overseas, code, places)?),
        ["centre", code, places] => Act::Warehouse(warehouse(WarehouseKind::ReturnCentre, code, places)?),
        ["released", number] => Act::SendAll(RELEASED, parcel(number)?),
        ["closed", number] => Act::SendAll(CLOSED, parcel(number)?),
        ["phase", kind, number] => Act::Phase(self::kind(kind)?, parcel(number)?),
        ["warns", kind, number] => Act::Warns(self::kind(kind)?, parcel(number)?),
        ["waits", kind, number] => Act::Waits(self::kind(kind)?, parcel(number)?),
        ["xml", kind, number, changes @ ..] => sending(kind, number, changes, Way::Xml)?,
        [kind, number, changes @ ..] => sending(kind, number, changes, Way::Usual)?,
        [word] => return Err(wrong(word, "a number or a name has to follow")),
        [] => return Err(wrong("", "nothing is done here")),
    })
}

/// A warehouse in the United States that is named by its code, or the return centre of a customs district.
fn warehouse(kind: WarehouseKind, name: &str, places: &str) -> Result<Warehouse, Wrong> {
    let capacity = places.parse().map_err(|_| wrong(places, "places are a number"))?;
    let abroad = kind == WarehouseKind::Overseas;
    let (country, district) = if abroad { (UNITED_STATES, "") } else { ("", name) };
    let code = if abroad { name.to_owned() } else { format!("RC-{name}") };
    if !Warehouse::is_code(&code) {
        return Err(wrong(name, "a code has at most 18 upper-case letters, digits and hyphens"));
    }
    let (country, district) = (country.to_owned(), district.to_owned());
    Ok(Warehouse { name: code.clone(), code, kind, country, district, zone: String::new(), capacity })
}

fn lane(name: &str) -> Result<Option<Lane>, Wrong> {
    Ok(Some(match name {
        "none" => return Ok(None),
        "green" => Lane::Green,
        "blue" => Lane::Blue,
        "yellow" => Lane::Yellow,
        "red" => Lane::Red,
        _ => return Err(wrong(name, "say green, blue, yellow, red or none")),
    }))
}

fn kind(name: &str) -> Result<DocumentKind, Wrong> {
    let names = || DocumentKind::ALL.map(name_of).join(", ");
    kind_named(name).ok_or_else(|| wrong(name, format!("no such document; there are {}", names())))
}

fn parcel(number: &str) -> Result<u32, Wrong> {
    number.parse().map_err(|_| wrong(number, "a parcel has a number"))
}

fn sending(kind: &str, number: &str, changes: &[&str], way: Way) -> Result<Act, Wrong> {
    let (kind, parcel) = (self::kind(kind)?, parcel(number)?);
    let changes = changes.iter().map(|word| change(word)).collect::<Result<_, _>>()?;
    let sending = Sending { kind, parcel, changes, way };
    // Whether such a paper can be written at all is known before anything is played.
    paper(&sending, INVT_NO, |_| INVT_NO.to_owned()).map_err(|(word, text)| Wrong { word, text })?;
    Ok(Act::Send(sending))
}

fn change(word: &str) -> Result<Change, Wrong> {
    let how = || wrong(word, "a change is written FIELD=VALUE");
    let (path, value) = word.split_once('=').ok_or_else(how)?;
    let value = match value.strip_prefix('#') {
        Some(number) => Value::DeclarationOf(parcel(number).map_err(|of| wrong(word, of.text))?),
        None if path == "lines" && !value.parse().is_ok_and(|lines: usize| lines <= MOST_LINES) => {
            return Err(wrong(word, format!("lines are a number, at most {MOST_LINES}")));
        }
        None => Value::Text(value.to_owned()),
    };
    Ok(Change { path: path.to_owned(), value })
}
