//! A scenario as the script of parcels: each parcel of the file is one kind of parcel, made with the number that it has in the run.
//!
//! A load can send, and read what is told. It has no hands in the sandbox, and its parcels are many at once: what moves the clock,
//! concerns another parcel, or would be the same in every parcel is refused by name.

use super::encoded::Encoded;
use super::rate::Rate;
use super::script::{Cue, End, Label, Script, Step, StepName};
use super::spec::{RateSpec, Unusable};
use super::unusable::unfit;
use crate::bounds::ACTS;
use crate::course::{Course, Expects, Move};
use crate::schedule::{Arrivals, Form};
use std::sync::Arc;
use std::time::Duration;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::process::Outcome;
use tongguan_domain::version::MessageVersion;
use tongguan_proto::document::v1 as pb;
use tongguan_scenario::{
    Act, Change, INVT_NO, Line, Opening, Scenario, Sending, Slots, Value, Way, kind_named, sample,
};
use tongguan_wire::document::write;
use tongguan_wire::process::write_outcome;

/// How often parcels of a scenario start where nobody says: `10/s` for a minute.
#[must_use]
pub fn usual_rate() -> RateSpec {
    RateSpec {
        peak: Rate::of(10.0),
        times: 1.0,
        duration: Duration::from_secs(60),
        arrivals: Arrivals::default(),
        form: Form::default(),
        shape: vec![1.0],
        source: "assumed".to_owned(),
    }
}

/// Why a line is nothing for a load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfit {
    /// `clock`, `wait`.
    Clock,
    /// `lane`.
    Lane,
    /// `register`, `overseas`, `centre`.
    Registry,
    /// `chances`.
    Chances,
    /// `xml`.
    Xml,
    /// `outcome` of a name that there is not.
    Outcome,
    /// A change by which the paper has the same number in every parcel.
    Number,
    /// `FIELD=#2`.
    Named,
    /// A paper that names a declaration before that has its number.
    NoNumber,
    /// Something else is told than receipts of the parcel that was sent.
    Told,
    /// The same receipt twice.
    Twice,
    /// `released 1`, `closed 1` where the parcel does not get there.
    Phase,
    /// A question on a line with a submission.
    Question,
    /// More than a script may have.
    Long,
    /// Nothing is sent.
    Nothing,
}

impl Unfit {
    /// In English and Chinese.
    #[must_use]
    pub const fn words(self) -> (&'static str, &'static str) {
        match self {
            Self::Clock => ("a load does not move the clock", "压测不拨动时钟"),
            Self::Lane => ("a load chooses no lane for screening", "压测不指定布控通道"),
            Self::Registry => ("a load registers nothing", "压测不做登记"),
            Self::Chances => ("a load leaves nothing to chance", "压测不含随机"),
            Self::Xml => ("a load sends no XML", "压测不发送 XML"),
            Self::Outcome => ("there is no such outcome", "没有该指定结果"),
            Self::Number => ("it would have the same number in every parcel", "各票将使用同一编号"),
            Self::Named => ("the number of another declaration is not known", "不知道其他清单的编号"),
            Self::NoNumber => (
                "no declaration of this parcel is reviewed before it, so none has a number",
                "此前本票没有已审结的清单，尚无编号",
            ),
            Self::Told => (
                "what is told has to be receipts of the parcel that is sent, first of the paper itself; or refused, of one paper",
                "只能为所报包裹的回执，且以该单证的回执开头；或单份单证的 refused",
            ),
            Self::Twice => ("a receipt that comes twice is an error of a load", "压测视重复回执为错误"),
            Self::Phase => ("such a parcel does not get there", "该票到不了此状态"),
            Self::Question => ("a question stands on a line of its own", "查询须单独成行"),
            Self::Long => {
                ("a parcel has no more submissions than the limit ACTS", "每票报送次数以限额 ACTS 为限")
            }
            Self::Nothing => ("nothing is sent", "没有报送"),
        }
    }
}

/// Any number but [`INVT_NO`].
const OTHER_INVT_NO: &str = "29242026E000000002";

/// A submission, before it has a number.
#[derive(Clone, Debug)]
struct Sent {
    line: usize,
    papers: Vec<(DocumentKind, Vec<String>)>,
    outcome: Option<Outcome>,
    expects: Expects,
}

/// One parcel of the file.
#[derive(Clone, Debug)]
struct Part {
    parcel: u32,
    sent: Vec<Sent>,
    /// Whether its declaration has its number.
    numbered: bool,
}

/// A scenario as the script of parcels.
#[derive(Clone, Debug)]
pub struct Scripted {
    parts: Arc<[Part]>,
    opening: Opening,
    left_out: Vec<usize>,
}

impl Scripted {
    /// Reads the text of a scenario.
    ///
    /// # Errors
    /// [`Unusable::Scenario`]: the first word that is not of the language. [`Unusable::Unscripted`]: the first line that is nothing
    /// for a load.
    pub fn read(text: &str) -> Result<Self, Unusable> {
        let scenario = Scenario::read(text)?;
        if !scenario.opening.chances.is_empty() {
            let lines = (1..).zip(text.lines());
            let chances = lines
                .map(|(number, line)| (number, line.trim()))
                .find(|(_, line)| line.starts_with("chances"));
            let (line, words) = chances.unwrap_or_default();
            return Err(unscripted(line, words, Unfit::Chances));
        }
        let mut reading = Reading::default();
        for line in &scenario.lines {
            reading.line(line).map_err(|why| unscripted(line.number, &line.words, why))?;
        }
        if reading.parts.is_empty() {
            return Err(unscripted(0, "", Unfit::Nothing));
        }
        let Reading { parts, left_out, .. } = reading;
        Ok(Self { parts: parts.into(), opening: scenario.opening, left_out })
    }

    /// What its sandbox begins with.
    #[must_use]
    pub const fn opening(&self) -> &Opening {
        &self.opening
    }

    /// How many parcels the file has: those of a run take turns.
    #[must_use]
    pub fn parcels(&self) -> usize {
        self.parts.len()
    }

    /// Lines that only ask where a paper stands: a load leaves them out.
    #[must_use]
    pub fn left_out(&self) -> &[usize] {
        &self.left_out
    }

    /// The script of the parcel of this number.
    ///
    /// # Errors
    /// [`Unusable`] where a paper cannot be made.
    pub(crate) fn script(&self, number: u32, seed: u64) -> Result<Script, Unusable> {
        let turn = usize::try_from(number.saturating_sub(1)).unwrap_or_default() % self.parts.len().max(1);
        let nothing = || unscripted(0, "", Unfit::Nothing);
        let Some(part) = self.parts.get(turn) else { return Err(nothing()) };
        let version = self.opening.version.unwrap_or(MessageVersion::V202205);
        let moves: Result<Vec<Move>, Unusable> =
            (0..).zip(&part.sent).map(|(place, sent)| sent.made(place, number, seed, version)).collect();
        let (first, course) = Course::of(moves?).ok_or_else(nothing)?;
        let label = Label { end: End::Scenario(part.parcel), passes: Vec::new() };
        let (steps, pauses) = (vec![first], Vec::new());
        Ok(Script { number, label, steps, repeats: 0, pauses, course: Some(course) })
    }
}

fn unscripted(line: usize, words: &str, why: Unfit) -> Unusable {
    Unusable::Unscripted { line, words: words.to_owned(), why }
}

impl Sent {
    fn made(&self, place: u16, number: u32, seed: u64, version: MessageVersion) -> Result<Move, Unusable> {
        let mut documents = Vec::new();
        for (kind, changes) in &self.papers {
            let paper = sample(*kind, number, INVT_NO, changes);
            // What the language of scenarios says of it has no Chinese.
            let paper =
                paper.map_err(|(word, why)| unfit(word, why.as_str(), format!("不能写成单证（{why}）")))?;
            documents.push(write(&paper));
        }
        let step = Step {
            name: StepName::Act(place),
            after: None,
            papers: Encoded::of(documents),
            outcome: self.outcome.map_or(pb::Outcome::Unspecified, write_outcome),
            request_id: format!("{seed:x}-{number}-{place}"),
            version,
        };
        Ok(Move { line: self.line, step, expects: self.expects.clone() })
    }
}

/// A scenario while it is read.
#[derive(Debug, Default)]
struct Reading {
    parts: Vec<Part>,
    outcome: Option<Outcome>,
    left_out: Vec<usize>,
}

impl Reading {
    fn line(&mut self, line: &Line) -> Result<(), Unfit> {
        let (mut sendings, mut whole, mut questions) = (Vec::new(), None, false);
        for act in &line.acts {
            match act {
                Act::Send(sending) => sendings.push((sending, self.outcome)),
                Act::SendAll(kinds, parcel) => whole = Some((*kinds, *parcel)),
                Act::Outcome(name) => self.outcome = outcome(name.as_deref())?,
                Act::Phase(..) | Act::Waits(..) | Act::Warns(..) => questions = true,
                Act::Clock(_) | Act::Wait(_) => return Err(Unfit::Clock),
                Act::Lane(_) => return Err(Unfit::Lane),
                Act::Register(_) | Act::Warehouse(_) => return Err(Unfit::Registry),
            }
        }
        match (sendings.is_empty(), whole, questions) {
            (true, None, true) => self.left_out.push(line.number),
            (true, None, false) => {}
            (true, Some((kinds, parcel)), false) => self.whole(line, kinds, parcel)?,
            (false, None, false) => self.sendings(line, &sendings)?,
            _ => return Err(Unfit::Question),
        }
        Ok(())
    }

    fn part(&mut self, parcel: u32) -> Option<&mut Part> {
        let at = self.parts.iter().position(|part| part.parcel == parcel).unwrap_or_else(|| {
            self.parts.push(Part { parcel, sent: Vec::new(), numbered: false });
            self.parts.len() - 1
        });
        self.parts.get_mut(at)
    }

    fn push(&mut self, parcel: u32, sent: Sent) -> Result<(), Unfit> {
        let Some(part) = self.part(parcel) else { return Ok(()) };
        if part.sent.len() >= usize::from(ACTS) {
            return Err(Unfit::Long);
        }
        part.numbered |= gives_number(&sent.expects);
        part.sent.push(sent);
        Ok(())
    }

    /// `released N`, `closed N`: in three calls at most, each until customs has gone as far as it can.
    fn whole(&mut self, line: &Line, kinds: &[DocumentKind], parcel: u32) -> Result<(), Unfit> {
        let closes = kinds.contains(&DocumentKind::Departure);
        if line.acts.len() > 1 || line.expected != if closes { "closed" } else { "released" } {
            return Err(Unfit::Phase);
        }
        let moves = |kind: &DocumentKind| matches!(kind, DocumentKind::Arrival | DocumentKind::Departure);
        let papers = kinds.iter().filter(|kind| !moves(kind));
        let first = (papers.map(|kind| (*kind, Vec::new())).collect::<Vec<_>>(), 399);
        let arrival = (vec![(DocumentKind::Arrival, Vec::new())], 800);
        let departure = closes.then(|| (vec![(DocumentKind::Departure, Vec::new())], 899));
        for (papers, code) in [Some(first), Some(arrival), departure].into_iter().flatten() {
            let expects = Expects::Until(Cue { kind: DocumentKind::Declaration, code });
            self.push(parcel, Sent { line: line.number, papers, outcome: self.outcome, expects })?;
        }
        Ok(())
    }

    fn sendings(&mut self, line: &Line, sendings: &[(&Sending, Option<Outcome>)]) -> Result<(), Unfit> {
        for ((sending, outcome), expects) in sendings.iter().zip(expected(&line.expected, sendings)?) {
            if sending.way == Way::Xml {
                return Err(Unfit::Xml);
            }
            let papers = vec![(sending.kind, changes(sending)?)];
            if names_declaration(sending.kind) && !self.part(sending.parcel).is_some_and(|part| part.numbered)
            {
                return Err(Unfit::NoNumber);
            }
            self.push(sending.parcel, Sent { line: line.number, papers, outcome: *outcome, expects })?;
        }
        Ok(())
    }
}

fn outcome(name: Option<&str>) -> Result<Option<Outcome>, Unfit> {
    name.map(|name| Outcome::named(name).ok_or(Unfit::Outcome)).transpose()
}

const fn names_declaration(kind: DocumentKind) -> bool {
    use DocumentKind::{Cancellation, ReturnApplication, ReturnTally, SummaryApplication};
    matches!(kind, Cancellation | ReturnApplication | ReturnTally | SummaryApplication)
}

/// Whether a declaration is reviewed by then: it has its number.
fn gives_number(expects: &Expects) -> bool {
    let reviewed = Cue { kind: DocumentKind::Declaration, code: 399 };
    match expects {
        Expects::Told(cues) => cues.contains(&reviewed),
        Expects::Until(_) => true,
        Expects::Refused(_) => false,
    }
}

/// The changes of a paper. One that takes away what tells the papers of two parcels apart is none for a load.
fn changes(sending: &Sending) -> Result<Vec<String>, Unfit> {
    let mut changes = Vec::new();
    for Change { path, value } in &sending.changes {
        let Value::Text(text) = value else { return Err(Unfit::Named) };
        changes.push(format!("{path}={text}"));
    }
    match differences(sending.kind, &changes) {
        Some(left) if Some(left) == differences(sending.kind, &[]) => Ok(changes),
        _ => Err(Unfit::Number),
    }
}

/// In how many fields the papers of two parcels differ.
fn differences(kind: DocumentKind, changes: &[String]) -> Option<usize> {
    let slots = |parcel, invt_no| sample(kind, parcel, invt_no, changes).ok().map(|paper| Slots::of(&paper));
    let (one, other) = (slots(1, INVT_NO)?, slots(2, OTHER_INVT_NO)?);
    let fields =
        |slots: &Slots| slots.head.iter().chain(slots.lines.iter().flatten()).cloned().collect::<Vec<_>>();
    Some(fields(&one).iter().zip(&fields(&other)).filter(|(one, other)| one != other).count())
}

/// What a line says that is told, for each submission on it: the part from its own first receipt on.
fn expected(told: &str, sendings: &[(&Sending, Option<Outcome>)]) -> Result<Vec<Expects>, Unfit> {
    if let Some(rules) = told.strip_prefix("refused ") {
        let rules: Vec<String> =
            rules.split_whitespace().map(|rule| rule.trim_end_matches(',').to_owned()).collect();
        let whole = sendings.len() == 1 && !told.contains(',');
        return if whole { Ok(vec![Expects::Refused(rules)]) } else { Err(Unfit::Told) };
    }
    let receipts: Vec<(u32, Cue)> =
        told.split(", ").map(receipt).collect::<Option<_>>().ok_or(Unfit::Told)?;
    let mut begins = Vec::new();
    for (sending, _) in sendings {
        let from = begins.last().map_or(0, |before| before + 1);
        let own = |(parcel, cue): &(u32, Cue)| {
            *parcel == sending.parcel && cue.kind == sending.kind && matches!(cue.code, 1 | 2)
        };
        let place = receipts.iter().skip(from).position(own).ok_or(Unfit::Told)?;
        begins.push(from + place);
    }
    let ends = begins.iter().skip(1).copied().chain([receipts.len()]);
    let mut expects = Vec::new();
    for (((sending, _), begin), end) in sendings.iter().zip(&begins).zip(ends) {
        let mut cues = Vec::new();
        for (parcel, cue) in receipts.iter().take(end).skip(*begin) {
            if *parcel != sending.parcel {
                return Err(Unfit::Told);
            }
            if cues.contains(cue) {
                return Err(Unfit::Twice);
            }
            cues.push(*cue);
        }
        expects.push(Expects::Told(cues));
    }
    // Whatever stands before the first submission's own receipt is nobody's.
    if begins.first().is_some_and(|first| *first > 0) { Err(Unfit::Told) } else { Ok(expects) }
}

/// `declaration 1 399`.
fn receipt(words: &str) -> Option<(u32, Cue)> {
    let words: Vec<&str> = words.split_whitespace().collect();
    let [kind, parcel, code] = words[..] else { return None };
    Some((parcel.parse().ok()?, Cue { kind: kind_named(kind)?, code: code.parse().ok()? }))
}
