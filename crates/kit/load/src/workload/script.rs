//! The script of one parcel: what is sent when, and how it must end.

use super::Traits;
use super::encoded::Encoded;
use super::spec::Unusable;
use crate::course::Course;
use prost::Message;
use std::time::Duration;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::version::MessageVersion;
use tongguan_proto::document::v1 as pb;
use tongguan_proto::intake::v1::{SubmitDocumentsRequest, SubmitStreamRequest};

/// What its sender does with a parcel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flow {
    /// To 899.
    Exported,
    /// Taken back before the arrival.
    Cancelled,
    /// Sent back by the buyer.
    Returned,
    /// Corrected after the comparison, then to 899.
    Changed,
    /// To 399.
    Papers,
}

/// What customs does with it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lane {
    /// Release.
    Release,
    /// Review, which passes.
    Review,
    /// Inspection, which finds nothing.
    Inspect,
    /// Review, which rejects.
    ReviewReject,
    /// Whatever screening decides; it has to be release.
    Unforced,
}

impl Lane {
    /// As it is forced.
    #[must_use]
    pub const fn outcome(self) -> pb::Outcome {
        match self {
            Self::Release => pb::Outcome::Release,
            Self::Review => pb::Outcome::Review,
            Self::Inspect => pb::Outcome::Inspect,
            Self::ReviewReject => pb::Outcome::ReviewReject,
            Self::Unforced => pb::Outcome::Unspecified,
        }
    }
}

/// A receipt: of which paper of a parcel, and what it says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cue {
    /// Which paper.
    pub kind: DocumentKind,
    /// What it has reached.
    pub code: i32,
}

/// How a parcel must end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// With this receipt.
    Told(Cue),
    /// Its first call is refused, for this fault or reason.
    Refused(String),
    /// When its first call is answered: nobody reads receipts.
    Acknowledged,
    /// As the parcel of this number in a scenario.
    Scenario(u32),
}

/// How a parcel must go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// How it ends.
    pub end: End,
    /// What its declaration is told on the way.
    pub passes: Vec<i32>,
}

/// A submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum StepName {
    /// Order, payment receipt, waybill, declaration.
    Papers,
    /// The waybill changed, and the declaration again.
    Change,
    /// 507.
    Arrival,
    /// 509.
    Departure,
    /// 605.
    Cancellation,
    /// 213 and 215.
    Return,
    /// One of a scenario, counted from 0.
    Act(u16),
}

impl StepName {
    const fn word(self) -> &'static str {
        match self {
            Self::Papers => "papers",
            Self::Change => "change",
            Self::Arrival => "arrival",
            Self::Departure => "departure",
            Self::Cancellation => "cancellation",
            Self::Return => "return",
            Self::Act(_) => "act",
        }
    }

    /// Whether a parcel begins with it.
    #[must_use]
    pub const fn begins(self) -> bool {
        matches!(self, Self::Papers | Self::Act(0))
    }
}

/// What is sent together, and when.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// What it is.
    pub name: StepName,
    /// After which receipt; `None`: at the start of the parcel.
    pub after: Option<Cue>,
    /// What is sent, in bytes, so that a parcel that waits for its start costs neither an allocation a field nor an encoding.
    pub papers: Encoded,
    /// What is forced.
    pub outcome: pb::Outcome,
    /// Its id, 1 to 64 characters, the same for the same seed, parcel and step.
    pub request_id: String,
    /// The version of the messages, for whoever sends XML.
    pub version: MessageVersion,
}

impl Step {
    /// Its documents, for whoever sends them in another form.
    #[must_use]
    pub fn documents(&self) -> Vec<pb::Document> {
        self.papers.documents()
    }

    /// As a call.
    #[must_use]
    pub fn unary(self) -> SubmitDocumentsRequest {
        SubmitDocumentsRequest {
            documents: self.documents(),
            request_id: self.request_id,
            all_or_none: true,
            outcome: self.outcome.into(),
            ..Default::default()
        }
    }

    /// As one message of a stream.
    #[must_use]
    pub fn streamed(self) -> SubmitStreamRequest {
        SubmitStreamRequest {
            documents: self.documents(),
            request_id: self.request_id,
            all_or_none: true,
            outcome: self.outcome.into(),
            ..Default::default()
        }
    }

    /// The bytes of either: both messages have the same numbers for the same fields.
    #[must_use]
    pub fn message(self) -> Vec<u8> {
        let rest = SubmitDocumentsRequest {
            request_id: self.request_id,
            all_or_none: true,
            outcome: self.outcome.into(),
            ..Default::default()
        };
        let mut bytes = self.papers.into_bytes();
        bytes.reserve_exact(rest.encoded_len());
        // The fields of a message may come in any order. A vector has room for all of them.
        let _ = rest.encode(&mut bytes);
        bytes
    }

    /// Writes the number that customs has given to the declaration into papers that name it.
    pub fn name_declaration(&mut self, invt_no: &str) {
        use pb::document::Document::{Cancellation, ReturnApplication, ReturnTally, SummaryApplication};
        if !matches!(self.name, StepName::Cancellation | StepName::Return | StepName::Act(_)) {
            return;
        }
        let mut documents = self.documents();
        for document in &mut documents {
            match &mut document.document {
                Some(Cancellation(paper)) => paper.invt_no = Some(invt_no.to_owned()),
                Some(ReturnApplication(paper)) => paper.invt_no = Some(invt_no.to_owned()),
                Some(ReturnTally(paper)) => paper.invt_no = Some(invt_no.to_owned()),
                Some(SummaryApplication(paper)) => {
                    for item in &mut paper.items {
                        item.invt_no = Some(invt_no.to_owned());
                    }
                }
                _ => {}
            }
        }
        self.papers = Encoded::of(documents);
    }
}

/// The script of one parcel.
#[derive(Clone, Debug, PartialEq)]
pub struct Script {
    /// Its number in the run, from 1.
    pub number: u32,
    /// How it must go.
    pub label: Label,
    /// What is sent, in the order in which it can be.
    pub steps: Vec<Step>,
    /// How often its first submission is sent again.
    pub repeats: u32,
    /// When that is, from the first time on, whatever was answered by then; empty: each time when the last one is answered.
    pub pauses: Vec<Duration>,
    /// What follows the first submission of a parcel of a scenario; its label is there.
    pub course: Option<Course>,
}

impl Script {
    /// One that sends nothing again.
    const fn once(number: u32, label: Label, steps: Vec<Step>) -> Self {
        Self { number, label, steps, repeats: 0, pauses: Vec::new(), course: None }
    }

    /// Everything that is sent, if all goes as it should.
    pub fn submissions(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().chain(self.course.iter().flat_map(Course::steps))
    }

    /// The same parcel where nobody reads receipts: it ends when its papers are taken, or refused.
    #[must_use]
    pub fn without_receipts(mut self) -> Self {
        self.steps.truncate(1);
        // Which rules refuse a submission is in its answer.
        self.course = self.course.take().filter(Course::is_refused_first).map(Course::alone);
        if self.course.is_some() {
            return self;
        }
        if matches!(self.label.end, End::Told(_) | End::Scenario(_)) {
            self.label = Label { end: End::Acknowledged, passes: Vec::new() };
        }
        self
    }
}

const fn cue(code: i32) -> Option<Cue> {
    Some(Cue { kind: DocumentKind::Declaration, code })
}

const REJECTED: i32 = 100;
const IN_REVIEW: i32 = 300;
const REVIEWED: i32 = 399;
const IN_INSPECTION: i32 = 500;
const RELEASED: i32 = 800;
const CLOSED: i32 = 899;

/// Most steps of a parcel, but for a few.
const STEPS: usize = 3;

/// Where the papers of a step come from: written from a parcel, or from a pattern.
pub(super) type Papers<'a> = dyn FnMut(StepName) -> Result<Encoded, Unusable> + 'a;

struct Writing<'a, 'b> {
    seed: u64,
    number: u32,
    papers: &'a mut Papers<'b>,
    steps: Vec<Step>,
}

impl Writing<'_, '_> {
    fn step(&mut self, name: StepName, after: Option<Cue>, outcome: pb::Outcome) -> Result<(), Unusable> {
        let request_id = format!("{:x}-{}-{}", self.seed, self.number, name.word());
        let papers = (self.papers)(name)?;
        let version = MessageVersion::V202205;
        self.steps.push(Step { name, after, papers, outcome, request_id, version });
        Ok(())
    }

    fn movements(&mut self) -> Result<(), Unusable> {
        self.step(StepName::Arrival, cue(REVIEWED), pb::Outcome::Release)?;
        self.step(StepName::Departure, cue(RELEASED), pb::Outcome::Release)
    }
}

/// Writes the script of a parcel. A near miss goes no further than its label; what customs rejects is not followed by papers.
pub(super) fn of(traits: &Traits<'_>, seed: u64, papers: &mut Papers<'_>) -> Result<Script, Unusable> {
    let mut writing = Writing { seed, number: traits.number, papers, steps: Vec::with_capacity(STEPS) };
    if let Some(miss) = traits.miss {
        writing.step(StepName::Papers, None, pb::Outcome::Release)?;
        let end = match miss.earns.parse() {
            Ok(code) => End::Told(Cue { kind: DocumentKind::Declaration, code }),
            Err(_) => End::Refused(miss.earns.clone()),
        };
        let label = Label { end, passes: Vec::new() };
        return Ok(Script::once(traits.number, label, writing.steps));
    }
    let outcome = traits.lane.outcome();
    let mut passes = Vec::new();
    if traits.flow == Flow::Changed {
        writing.step(StepName::Papers, None, pb::Outcome::Release)?;
        writing.step(StepName::Change, cue(REJECTED), outcome)?;
        passes.push(REJECTED);
    } else {
        writing.step(StepName::Papers, None, outcome)?;
    }
    let end = follow(traits, &mut writing, &mut passes)?;
    let label = Label { end: End::Told(end), passes };
    Ok(Script::once(traits.number, label, writing.steps))
}

/// What follows the papers, and the receipt that ends it.
fn follow(
    traits: &Traits<'_>,
    writing: &mut Writing<'_, '_>,
    passes: &mut Vec<i32>,
) -> Result<Cue, Unusable> {
    let declaration = |code| Cue { kind: DocumentKind::Declaration, code };
    match traits.lane {
        Lane::Review => passes.push(IN_REVIEW),
        Lane::ReviewReject => {
            passes.push(IN_REVIEW);
            return Ok(declaration(REJECTED));
        }
        Lane::Inspect if !matches!(traits.flow, Flow::Cancelled | Flow::Papers) => passes.push(IN_INSPECTION),
        Lane::Inspect | Lane::Release | Lane::Unforced => {}
    }
    Ok(match traits.flow {
        Flow::Papers => declaration(REVIEWED),
        Flow::Exported | Flow::Changed => {
            writing.movements()?;
            declaration(CLOSED)
        }
        Flow::Cancelled => {
            writing.step(StepName::Cancellation, cue(REVIEWED), pb::Outcome::Release)?;
            Cue { kind: DocumentKind::Cancellation, code: REVIEWED }
        }
        Flow::Returned => {
            writing.movements()?;
            writing.step(StepName::Return, cue(CLOSED), pb::Outcome::Release)?;
            Cue { kind: DocumentKind::ReturnApplication, code: RELEASED }
        }
    })
}
