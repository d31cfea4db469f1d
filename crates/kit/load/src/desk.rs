//! What is known of the parcels in flight: what they have been told, what is to be sent next, and how they ended. Pure: what time it
//! is, is an argument, a span from the beginning of the run.

mod awaited;
mod labels;

pub use crate::tally::{Second, Tally, Unfinished, Wrong};

use crate::bounds::{RECEIPTS_MISSING, WRONG_PARCELS};
use crate::course::{Course, Turn, earned};
use crate::own::Own;
use crate::refusal::{Refusals, Terms, named};
use crate::stages::Stage;
use crate::tally::OK;
use crate::told::Told;
use crate::workload::{Cue, End, Label, Script, Step, StepName};
use labels::{ToldCodes, expected, is_partner};
use std::collections::{BTreeSet, HashMap};
use std::time::Duration;
use tongguan_domain::document::DocumentKind;
use tongguan_scenario::name_of;

/// The port has it.
const RECEIVED: i32 = 2;
const OWN_EFFECT: &str = "a repeat with the same id had an effect of its own";

/// What is to be sent now.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// Of which parcel.
    pub number: u32,
    /// What.
    pub step: Step,
}

/// What came of a submission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It was taken.
    Taken {
        /// Whether the answer repeats an earlier one.
        replayed: bool,
    },
    /// It was refused, by these reasons and faults.
    Refused(Vec<String>),
    /// There was no answer: the code of gRPC, such as `UNAVAILABLE`.
    Failed(String),
}

/// A parcel on its way.
#[derive(Debug)]
struct Flight {
    due: Duration,
    label: Label,
    /// What is still to be sent.
    waiting: Vec<Step>,
    /// When each submission was sent that is not answered.
    open: Vec<(StepName, Duration)>,
    /// What was told: document, kind, code.
    told: Vec<(u64, Cue)>,
    invt_no: Option<String>,
    /// Sandbox time of 2, in milliseconds.
    received: Option<i64>,
    repeat: Option<(Step, u32)>,
    /// The first submission once more, and when: for copies that wait for no answer.
    copies: Option<(Step, Vec<Duration>)>,
    /// How many answers to such a submission did not repeat another.
    effects: Option<u32>,
    /// Of a parcel of a scenario.
    course: Option<Course>,
    standing: Standing,
}

/// How a parcel stands. One that has ended stays until its last submission is answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    /// It has not ended.
    UnderWay,
    /// It ended as its label says, at this moment.
    Right(Duration),
    /// It ended otherwise.
    Wrong,
    /// A submission got no answer: whatever else is told of it changes nothing.
    BrokenOff,
}

/// The desk.
#[derive(Debug)]
pub struct Desk {
    flights: HashMap<u32, Flight>,
    most: usize,
    /// Number of the last receipt; `None` before the first one of a mailbox that was used before.
    last: Option<u64>,
    /// Numbers that were passed over and have not come since.
    missing: BTreeSet<u64>,
    terms: Terms,
    own: Own,
    /// Whether parcels of scenarios are among them: then receipts of every paper matter.
    scripted: bool,
    tally: Tally,
}

impl Desk {
    /// With room for so many parcels in flight; `fresh`: the mailbox is new, so its first receipt has the number 1.
    #[must_use]
    pub fn new(most: usize, fresh: bool) -> Self {
        let (last, terms, own) = (fresh.then_some(0), Terms::default(), Own::default());
        let (flights, missing) = (HashMap::new(), BTreeSet::new());
        Self { flights, most, last, missing, terms, own, scripted: false, tally: Tally::default() }
    }

    /// The same for a way of sending that tells other things than a call.
    #[must_use]
    pub const fn on(mut self, terms: Terms) -> Self {
        self.terms = terms;
        self
    }

    /// The same, for parcels that are told apart so from those of others.
    #[must_use]
    pub fn of_own(mut self, own: Own) -> Self {
        self.own = own;
        self
    }

    /// What has been counted so far.
    #[must_use]
    pub const fn tally(&self) -> &Tally {
        &self.tally
    }

    /// How many parcels are in flight.
    #[must_use]
    pub fn in_flight(&self) -> usize {
        self.flights.len()
    }

    /// Whether a parcel more has room.
    #[must_use]
    pub fn has_room(&self) -> bool {
        self.flights.len() < self.most
    }

    /// A parcel was due and cannot start.
    pub fn miss(&mut self, due: Duration) {
        self.tally.missed += 1;
        if let Some(second) = self.tally.second(due) {
            second.due += 1;
        }
    }

    /// A parcel starts; gives what is to be sent, or nothing where there is no room.
    pub fn start(&mut self, script: Script, due: Duration, now: Duration) -> Option<Outgoing> {
        if !self.has_room() {
            self.miss(due);
            return None;
        }
        let Script { number, mut label, steps, mut repeats, pauses, mut course } = script;
        if self.terms.refusals == Refusals::Unheard && matches!(label.end, End::Refused(_)) {
            label.end = End::Acknowledged;
        }
        if !self.terms.copies.lets(&pauses) {
            self.tally.repeats_left_out += u64::from(std::mem::take(&mut repeats));
        }
        let mut waiting = steps;
        let at = waiting.iter().position(|step| step.after.is_none())?;
        let first = waiting.remove(at);
        self.own.started(number);
        self.tally.started += 1;
        self.tally.submissions += 1;
        self.tally.lateness.record(now.saturating_sub(due));
        if let Some(second) = self.tally.second(due) {
            second.due += 1;
        }
        if let Some(second) = self.tally.second(now) {
            second.started += 1;
        }
        self.scripted |= course.is_some();
        if let Some(course) = &mut course {
            course.by(self.terms.refusals);
        }
        let storm = repeats > 0 && !pauses.is_empty();
        let flight = Flight {
            due,
            label,
            waiting,
            open: vec![(first.name, now)],
            told: Vec::new(),
            invt_no: None,
            received: None,
            repeat: (repeats > 0 && !storm).then(|| (first.clone(), repeats)),
            copies: storm.then(|| (first.clone(), pauses)),
            effects: storm.then_some(0),
            course,
            standing: Standing::UnderWay,
        };
        self.flights.insert(number, flight);
        Some(Outgoing { number, step: first })
    }

    /// Copies of the submission with which this parcel has just started, and how long after it each goes out.
    pub fn copies(&mut self, number: u32, now: Duration) -> Vec<(Duration, Outgoing)> {
        let Some(flight) = self.flights.get_mut(&number) else { return Vec::new() };
        let Some((step, pauses)) = flight.copies.take() else { return Vec::new() };
        self.tally.submissions += pauses.len() as u64;
        flight.open.extend(pauses.iter().map(|pause| (step.name, now + *pause)));
        pauses.into_iter().map(|pause| (pause, Outgoing { number, step: step.clone() })).collect()
    }

    /// A submission was answered, or will never be; gives what is to be sent next.
    pub fn answered(
        &mut self,
        number: u32,
        step: StepName,
        answer: Answer,
        now: Duration,
    ) -> Option<Outgoing> {
        self.count(&answer, now);
        let flight = self.flights.get_mut(&number)?;
        let at = flight.open.iter().position(|(name, _)| *name == step)?;
        let (_, sent) = flight.open.remove(at);
        let first = !flight.told_first(step);
        if matches!(answer, Answer::Failed(_)) && !flight.ended() {
            // One whose receipts have come all the same has ended, and is counted.
            self.tally.failed += 1;
            flight.standing = Standing::BrokenOff;
        }
        if matches!(answer, Answer::Failed(_)) || flight.standing == Standing::BrokenOff {
            self.leave(number);
            return None;
        }
        self.tally.calls.record(now.saturating_sub(sent));
        if first {
            self.tally.stages.record(Stage::Acknowledged, now.saturating_sub(flight.due), None);
        } else {
            self.tally.later_calls.record(now.saturating_sub(sent));
        }
        if first && (flight.course.is_some() || matches!(answer, Answer::Refused(_))) {
            flight.acknowledge();
        }
        if let Some(course) = &mut flight.course {
            let turn = match &answer {
                Answer::Refused(codes) => course.answered(Some(codes)),
                _ => course.answered(None),
            };
            return self.turn(number, turn, now);
        }
        match (answer, &flight.label.end) {
            (Answer::Refused(codes), End::Refused(expected)) if earned(&codes, expected) => {
                self.end(number, None, now);
                None
            }
            (Answer::Refused(codes), _) => {
                self.end(number, Some(format!("refused: {}", codes.join(", "))), now);
                None
            }
            (Answer::Taken { .. }, End::Refused(_)) if self.terms.refusals == Refusals::Told => {
                self.leave(number);
                None
            }
            (Answer::Taken { .. }, End::Refused(_)) => {
                self.end(number, Some("taken".to_owned()), now);
                None
            }
            (Answer::Taken { replayed }, End::Told(_) | End::Scenario(_)) => {
                self.again(number, step, replayed, now)
            }
            (Answer::Taken { replayed }, End::Acknowledged) => {
                let again = self.again(number, step, replayed, now);
                if again.is_none() {
                    self.end(number, None, now);
                }
                again
            }
            (Answer::Failed(_), _) => None,
        }
    }

    fn count(&mut self, answer: &Answer, now: Duration) {
        let code = match answer {
            Answer::Failed(code) => code.as_str(),
            Answer::Taken { .. } | Answer::Refused(_) => OK,
        };
        *self.tally.codes.entry(code.to_owned()).or_default() += 1;
        let failed = matches!(answer, Answer::Failed(_));
        self.tally.answered += u64::from(!failed);
        self.tally.refused += u64::from(matches!(answer, Answer::Refused(_)));
        if let Some(second) = self.tally.second(now) {
            second.answered += u64::from(!failed);
            second.errors += u64::from(failed);
        }
    }

    /// What a parcel of a scenario does now.
    fn turn(&mut self, number: u32, turn: Turn, now: Duration) -> Option<Outgoing> {
        if self.flights.get(&number).is_none_or(Flight::ended) {
            self.leave(number);
            return None;
        }
        let found = match turn {
            Turn::Wait => return None,
            Turn::Right => None,
            Turn::Wrong(found) => Some(found),
            Turn::Send(step) => {
                let (flight, mut step) = (self.flights.get_mut(&number)?, *step);
                if let Some(invt_no) = &flight.invt_no {
                    step.name_declaration(invt_no);
                }
                flight.open.push((step.name, now));
                self.tally.submissions += 1;
                return Some(Outgoing { number, step });
            }
        };
        self.end(number, found, now);
        None
    }

    /// One of several answers to the same submission, which waited for none of them: exactly one may tell of an effect.
    fn one_of_many(&mut self, number: u32, step: StepName, replayed: bool, now: Duration) {
        let Some(flight) = self.flights.get_mut(&number) else { return };
        let Some(effects) = &mut flight.effects else { return };
        *effects += u32::from(!replayed);
        let last = !flight.open.iter().any(|(name, _)| *name == step);
        let found = match *effects {
            0 if last => Some("every answer repeats another, and none is there to be repeated"),
            0 | 1 => None,
            _ => Some(OWN_EFFECT),
        };
        flight.acknowledge();
        if let Some(found) = found {
            self.end(number, Some(found.to_owned()), now);
        }
        self.leave(number);
    }

    /// The first submission of a parcel once more, if its script asks for that.
    fn again(&mut self, number: u32, step: StepName, replayed: bool, now: Duration) -> Option<Outgoing> {
        let flight = self.flights.get_mut(&number)?;
        if step == StepName::Papers && flight.effects.is_some() {
            self.one_of_many(number, step, replayed, now);
            return None;
        }
        let repeated = flight.repeat.as_ref().is_some_and(|(first, _)| first.name == step);
        let acknowledged = flight.is_acknowledged();
        // Receipts may be here before the answer to the papers, and so may the answer to what they set going.
        if step == StepName::Papers {
            flight.acknowledge();
        }
        if repeated && acknowledged && !replayed {
            self.end(number, Some(OWN_EFFECT.to_owned()), now);
            return None;
        }
        let again = match &mut flight.repeat {
            Some((first, left)) if repeated && *left > 0 => {
                *left -= 1;
                Some(first.clone())
            }
            _ => None,
        };
        let Some(step) = again else {
            self.leave(number);
            return None;
        };
        flight.open.push((step.name, now));
        self.tally.submissions += 1;
        Some(Outgoing { number, step })
    }

    /// A receipt was read; gives what is to be sent after it.
    pub fn told(&mut self, told: Told, now: Duration) -> Vec<Outgoing> {
        let own = self.count_receipt(&told, now);
        if !self.is_new(told.number) {
            self.tally.twice += 1;
            return Vec::new();
        }
        if !own {
            return Vec::new();
        }
        let Some((cue, number)) = told.about else { return Vec::new() };
        if !self.scripted && is_partner(cue.kind) && cue.code >= 0 {
            return Vec::new();
        }
        let flight = self.flights.get_mut(&number).filter(|flight| flight.standing != Standing::BrokenOff);
        let Some(flight) = flight else { return Vec::new() };
        // What is refused is no document: of those the same may be told of two.
        let document = flight.course.is_none() || cue.code >= 0;
        if document && flight.told.contains(&(told.document, cue)) {
            self.tally.twice += 1;
            return Vec::new();
        }
        let first = !flight.told.iter().any(|(_, told)| *told == cue);
        flight.told.push((told.document, cue));
        if cue.kind == DocumentKind::Declaration {
            if cue.code == RECEIVED {
                flight.received = flight.received.or(told.at);
            }
            if first && let Some(stage) = Stage::of_code(cue.code) {
                let sandbox = told.since(flight.received);
                self.tally.stages.record(stage, now.saturating_sub(flight.due), sandbox);
            }
        }
        flight.invt_no = told.invt_no.or(flight.invt_no.take());
        if let Some(course) = &mut flight.course {
            let words = format!("{} {} {}", name_of(cue.kind), cue.code, told.info);
            let turn = match cue.code < 0 && self.terms.refusals != Refusals::Answered {
                true => course.refused(&named(cue.kind, cue.code, &told.info), words.trim_end()),
                false => course.told(cue, words.trim_end()),
            };
            return self.turn(number, turn, now).into_iter().collect();
        }
        if cue.code < 0 && self.refused(number, cue, &told.info, now) {
            return Vec::new();
        }
        let Some(flight) = self.flights.get_mut(&number) else { return Vec::new() };
        if let Some(found) = flight.ends_otherwise(cue, &told.info) {
            self.end(number, Some(found), now);
            return Vec::new();
        }
        let next = flight.next(cue, now);
        self.tally.submissions += next.len() as u64;
        // A rejection that is answered by a change is no end.
        if next.is_empty() && flight.label.end == End::Told(cue) && flight.waiting.is_empty() {
            let missing = flight.not_passed();
            self.end(number, missing, now);
        }
        next.into_iter().map(|step| Outgoing { number, step }).collect()
    }

    /// Counts a receipt; whether it is of a parcel of the run.
    fn count_receipt(&mut self, told: &Told, now: Duration) -> bool {
        let own = self.own.has(told);
        self.tally.receipts += u64::from(own);
        self.tally.foreign += u64::from(!own);
        if let Some(second) = self.tally.second(now) {
            second.receipts += u64::from(own);
        }
        own
    }

    /// Whether a receipt has not been read before, or has no number. What is passed over is counted as a gap until it comes, which is
    /// then out of order.
    fn is_new(&mut self, number: u64) -> bool {
        if number == 0 {
            return true;
        }
        match self.last {
            Some(last) if number <= last => {
                let late = self.missing.remove(&number);
                self.tally.gaps -= u64::from(late);
                self.tally.out_of_order += u64::from(late);
                late
            }
            last => {
                let next = last.map_or(number, |last| last + 1);
                self.tally.gaps += number - next;
                let room = RECEIPTS_MISSING.saturating_sub(self.missing.len());
                self.missing.extend((next..number).take(room));
                self.last = Some(number);
                true
            }
        }
    }

    /// A receipt below zero was read; whether its label expects that.
    fn refused(&mut self, number: u32, cue: Cue, info: &str, now: Duration) -> bool {
        let Some(Flight { label: Label { end: End::Refused(expected), .. }, .. }) = self.flights.get(&number)
        else {
            return false;
        };
        match self.terms.refusals {
            // The answer decides, whichever comes first.
            Refusals::AnsweredAndTold => true,
            Refusals::Told if named(cue.kind, cue.code, info).contains(expected) => {
                self.tally.refused += 1;
                self.end(number, None, now);
                true
            }
            _ => false,
        }
    }

    /// A parcel has ended: as it should, or with what was found instead.
    fn end(&mut self, number: u32, found: Option<String>, now: Duration) {
        let Some(flight) = self.flights.get_mut(&number) else { return };
        // What turns out to be wrong after the end counts all the same.
        let late = matches!(flight.standing, Standing::Right(_));
        if flight.ended() && (found.is_none() || !late) {
            self.leave(number);
            return;
        }
        self.tally.right -= u64::from(late);
        flight.standing = if found.is_none() { Standing::Right(now) } else { Standing::Wrong };
        match found {
            None => self.tally.right += 1,
            Some(found) => {
                self.tally.wrong += 1;
                if self.tally.wrong_ones.len() < WRONG_PARCELS {
                    let expected = expected(&flight.label);
                    self.tally.wrong_ones.push(Wrong { number, expected, found });
                }
            }
        }
        if let Some(second) = self.tally.second(now).filter(|_| !late) {
            second.ended += 1;
        }
        self.leave(number);
    }

    /// A parcel that has ended leaves when its last submission is answered.
    fn leave(&mut self, number: u32) {
        let gone = |flight: &Flight| flight.ended() && flight.open.is_empty();
        if self.flights.get(&number).is_some_and(gone) {
            self.flights.remove(&number);
        }
    }

    /// The end of the run. What has not ended by now is unfinished, and so is what still waits for an answer, or for the time of a
    /// copy: nobody knows what would have come of it. A copy whose time has not come was not sent.
    #[must_use]
    pub fn close(mut self, now: Duration) -> Tally {
        (self.tally.unfinished, self.tally.unfinished_ones) = self.unfinished();
        for flight in self.flights.values() {
            let unsent = flight.open.iter().filter(|(_, at)| *at > now).count() as u64;
            self.tally.submissions -= unsent;
            self.tally.repeats_unsent += unsent;
            if let Standing::Right(at) = flight.standing {
                self.tally.right -= 1;
                if let Some(second) = self.tally.second(at) {
                    second.ended -= 1;
                }
            }
        }
        self.tally
    }
}

impl Flight {
    fn ended(&self) -> bool {
        self.standing != Standing::UnderWay
    }

    fn is_acknowledged(&self) -> bool {
        self.told.iter().any(|(document, _)| *document == u64::MAX)
    }

    /// A mark among what was told, so that it costs no field in a million flights.
    fn acknowledge(&mut self) {
        if !self.is_acknowledged() {
            self.told.push((u64::MAX, Cue { kind: DocumentKind::SalesOrder, code: 0 }));
        }
    }

    fn told_first(&self, step: StepName) -> bool {
        !step.begins() || self.is_acknowledged()
    }

    /// The submissions that follow a receipt.
    fn next(&mut self, cue: Cue, now: Duration) -> Vec<Step> {
        let mut next = Vec::new();
        let mut at = 0;
        while let Some(step) = self.waiting.get(at) {
            if step.after == Some(cue) {
                let mut step = self.waiting.remove(at);
                if let Some(invt_no) = &self.invt_no {
                    step.name_declaration(invt_no);
                }
                self.open.push((step.name, now));
                next.push(step);
            } else {
                at += 1;
            }
        }
        next
    }

    /// Whether a receipt says what no receipt of this parcel may say.
    fn ends_otherwise(&self, cue: Cue, info: &str) -> Option<String> {
        let ends = self.label.end == End::Told(cue);
        let passes = cue.kind == DocumentKind::Declaration && self.label.passes.contains(&cue.code);
        let rejected = End::Told(Cue { kind: DocumentKind::Declaration, code: 100 });
        let usual = match (cue.kind, cue.code) {
            (_, 2 | 3 | 120) => true,
            (DocumentKind::Declaration, 399 | 800 | 899) => self.label.end != rejected,
            (DocumentKind::Declaration, _) => false,
            (_, code) => matches!(code, 399 | 800),
        };
        let name = name_of(cue.kind);
        (!ends && !passes && !usual).then(|| format!("{name} {} {info}", cue.code).trim_end().to_owned())
    }

    /// What it should have been told on the way, and was not.
    fn not_passed(&self) -> Option<String> {
        let told = |code: i32| self.told.contains_code(code);
        let missing: Vec<_> = self.label.passes.iter().filter(|code| !told(**code)).collect();
        let words: Vec<_> = missing.iter().map(|code| code.to_string()).collect();
        (!words.is_empty()).then(|| format!("ended without {}", words.join(", ")))
    }
}
