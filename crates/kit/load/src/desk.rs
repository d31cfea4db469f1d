//! What is known of the parcels in flight: what they have been told, what is to be sent next, and how they ended. Pure: what time it
//! is, is an argument, a span from the beginning of the run.

mod awaited;
mod flight;
mod labels;
mod numbers;
mod remembered;

pub use crate::tally::{Second, Tally, Unfinished, Wrong};

use crate::bounds::{FOUND_CHARACTERS, WRONG_PARCELS};
use crate::course::{Course, Turn, earned};
use crate::own::Own;
use crate::refusal::{Refusals, Terms, named};
use crate::stages::Stage;
use crate::tally::OK;
use crate::told::{Told, cut};
use crate::workload::{Cue, End, Label, Script, Step, StepName};
use flight::{Flight, Open, Standing};
use labels::{expected, is_partner};
use numbers::{Numbers, Place};
use remembered::{Afterwards, Remembered};
use std::collections::HashMap;
use std::time::Duration;
use tongguan_domain::document::DocumentKind;
use tongguan_scenario::name_of;

/// The port has it.
const RECEIVED: i32 = 2;
const OWN_EFFECT: &str = "a repeat with the same id had an effect of its own";
const NO_EFFECT: &str = "every answer repeats another, and none is there to be repeated";

/// What is to be sent now.
#[derive(Clone, Debug, PartialEq)]
pub struct Outgoing {
    /// Of which parcel.
    pub number: u32,
    /// Which of its submissions, from 0; a copy is one of its own.
    pub submission: u16,
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

/// The desk.
#[derive(Debug)]
pub struct Desk {
    flights: HashMap<u32, Flight>,
    most: usize,
    numbers: Numbers,
    remembered: Remembered,
    terms: Terms,
    own: Own,
    tally: Tally,
}

impl Desk {
    /// With room for so many parcels in flight; `fresh`: the mailbox is new, so its first receipt has the number 1.
    #[must_use]
    pub fn new(most: usize, fresh: bool) -> Self {
        Self {
            flights: HashMap::new(),
            most,
            numbers: Numbers::new(fresh),
            remembered: Remembered::default(),
            terms: Terms::default(),
            own: Own::default(),
            tally: Tally::default(),
        }
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

    /// The same for a mailbox whose receipts all have numbers: one without is out of place.
    #[must_use]
    pub const fn numbered(mut self) -> Self {
        self.numbers.all();
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
        // A parcel of a scenario has its refusal in its course, any other in its label.
        let refused =
            matches!(label.end, End::Refused(_)) || course.as_ref().is_some_and(Course::is_refused_first);
        if self.terms.refusals == Refusals::Unheard && refused {
            (course, label.end) = (None, End::Acknowledged);
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
        if let Some(course) = &mut course {
            course.by(self.terms.refusals);
        }
        let storm = repeats > 0 && !pauses.is_empty();
        let mut flight = Flight {
            due,
            label,
            waiting,
            open: Vec::new(),
            submissions: 0,
            told: Vec::new(),
            invt_no: None,
            received: None,
            repeat: (repeats > 0 && !storm).then(|| (first.clone(), repeats)),
            copies: storm.then(|| (first.clone(), pauses)),
            effects: storm.then_some(0),
            course,
            standing: Standing::UnderWay,
        };
        let submission = flight.sent(first.name, now);
        self.flights.insert(number, flight);
        Some(Outgoing { number, submission, step: first })
    }

    /// Copies of the submission with which this parcel has just started, and how long after it each goes out.
    pub fn copies(&mut self, number: u32, now: Duration) -> Vec<(Duration, Outgoing)> {
        let Some(flight) = self.flights.get_mut(&number) else { return Vec::new() };
        let Some((step, pauses)) = flight.copies.take() else { return Vec::new() };
        self.tally.submissions += pauses.len() as u64;
        let copy = |pause| {
            let submission = flight.sent(step.name, now + pause);
            (pause, Outgoing { number, submission, step: step.clone() })
        };
        pauses.into_iter().map(copy).collect()
    }

    /// A submission was answered, or will never be; gives what is to be sent next.
    pub fn answered(
        &mut self,
        number: u32,
        submission: u16,
        answer: Answer,
        now: Duration,
    ) -> Option<Outgoing> {
        self.count(&answer, now);
        let flight = self.flights.get_mut(&number)?;
        let at = flight.open.iter().position(|open| open.submission == submission)?;
        let open = flight.open.remove(at);
        if matches!(answer, Answer::Failed(_)) {
            if !flight.ended() {
                // One whose receipts have come all the same has ended, and is counted.
                self.tally.failed += 1;
                flight.standing = Standing::BrokenOff;
            }
            self.leave(number);
            return None;
        }
        let took = now.saturating_sub(open.at);
        self.tally.calls.record(took);
        if submission == 0 {
            self.tally.stages.record(Stage::Acknowledged, now.saturating_sub(flight.due), None);
        } else {
            self.tally.later_calls.record(took);
        }
        if flight.standing == Standing::BrokenOff {
            self.leave(number);
            return None;
        }
        if let Some(course) = &mut flight.course {
            let turn = match &answer {
                Answer::Refused(codes) => course.answered(Some(codes)),
                _ => course.answered(None),
            };
            return self.turn(number, turn, now);
        }
        match answer {
            Answer::Refused(codes) => self.refused_at_once(number, open.step, &codes, now),
            Answer::Taken { replayed } => self.taken(number, open, replayed, now),
            Answer::Failed(_) => None,
        }
    }

    /// An answer has refused a submission.
    fn refused_at_once(
        &mut self,
        number: u32,
        step: StepName,
        codes: &[String],
        now: Duration,
    ) -> Option<Outgoing> {
        let flight = self.flights.get_mut(&number)?;
        let as_it_should = matches!(&flight.label.end, End::Refused(expected) if earned(codes, expected));
        if !as_it_should {
            self.end(number, Some(format!("refused: {}", codes.join(", "))), now);
            return None;
        }
        if let Some((submission, step)) = flight.again(step, now) {
            self.tally.submissions += 1;
            return Some(Outgoing { number, submission, step });
        }
        self.end(number, None, now);
        None
    }

    /// An answer has taken a submission.
    fn taken(&mut self, number: u32, open: Open, replayed: bool, now: Duration) -> Option<Outgoing> {
        match &self.flights.get(&number)?.label.end {
            End::Refused(_) if self.terms.refusals == Refusals::Told => self.leave(number),
            End::Refused(_) => self.end(number, Some("taken".to_owned()), now),
            End::Told(_) | End::Scenario(_) => return self.again(number, open, replayed, now),
            End::Acknowledged => {
                let again = self.again(number, open, replayed, now);
                if again.is_none() {
                    self.end(number, None, now);
                }
                return again;
            }
        }
        None
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
                let submission = flight.sent(step.name, now);
                self.tally.submissions += 1;
                return Some(Outgoing { number, submission, step });
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
        let last = !flight.open.iter().any(|open| open.step == step);
        let found = match *effects {
            0 if last => Some(NO_EFFECT),
            0 | 1 => None,
            _ => Some(OWN_EFFECT),
        };
        if let Some(found) = found {
            self.end(number, Some(found.to_owned()), now);
        }
        self.leave(number);
    }

    /// The first submission of a parcel once more, if its script asks for that.
    fn again(&mut self, number: u32, open: Open, replayed: bool, now: Duration) -> Option<Outgoing> {
        let flight = self.flights.get_mut(&number)?;
        if open.step == StepName::Papers && flight.effects.is_some() {
            self.one_of_many(number, open.step, replayed, now);
            return None;
        }
        let repeated = flight.repeat.as_ref().is_some_and(|(first, _)| first.name == open.step);
        let found = match (open.submission, replayed) {
            (0, true) => Some(NO_EFFECT),
            (1.., false) => Some(OWN_EFFECT),
            _ => None,
        };
        if let Some(found) = found.filter(|_| repeated) {
            self.end(number, Some(found.to_owned()), now);
            return None;
        }
        let Some((submission, step)) = flight.again(open.step, now) else {
            self.leave(number);
            return None;
        };
        self.tally.submissions += 1;
        Some(Outgoing { number, submission, step })
    }

    /// A receipt was read; gives what is to be sent after it.
    pub fn told(&mut self, told: Told, now: Duration) -> Vec<Outgoing> {
        let own = self.count_receipt(&told, now);
        if !self.is_new(told.number) {
            return Vec::new();
        }
        if !own {
            return Vec::new();
        }
        let Some((cue, number)) = told.about else { return Vec::new() };
        let Some(flight) = self.flights.get_mut(&number) else {
            self.told_afterwards(number, &told, cue);
            return Vec::new();
        };
        if flight.has_been_told(told.document, cue) {
            self.tally.twice += 1;
            return Vec::new();
        }
        if flight.standing == Standing::BrokenOff
            || flight.course.is_none() && is_partner(cue.kind) && cue.code >= 0
        {
            flight.told.push((told.document, cue));
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
        next.into_iter().map(|(submission, step)| Outgoing { number, submission, step }).collect()
    }

    /// A receipt of a parcel that has ended.
    fn told_afterwards(&mut self, number: u32, told: &Told, cue: Cue) {
        match self.remembered.told(number, told.document, cue, &told.info) {
            Afterwards::Nothing => {}
            Afterwards::Twice => self.tally.twice += 1,
            Afterwards::Otherwise(found) => {
                self.tally.right -= 1;
                let expected = self.remembered.label(number).map(expected).unwrap_or_default();
                self.wrong(number, expected, &found);
            }
        }
    }

    /// Counts a parcel that ended otherwise.
    fn wrong(&mut self, number: u32, expected: String, found: &str) {
        self.tally.wrong += 1;
        if self.tally.wrong_ones.len() < WRONG_PARCELS {
            let found = cut(found, FOUND_CHARACTERS);
            self.tally.wrong_ones.push(Wrong { number, expected, found });
        }
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

    /// Counts by its number; whether it has not been read before, or has no number.
    fn is_new(&mut self, number: u64) -> bool {
        let place = self.numbers.read(number);
        let tally = &mut self.tally;
        match place {
            Place::Next { passed } => tally.gaps += passed,
            Place::Late { counted } => {
                tally.gaps -= u64::from(counted);
                tally.out_of_order += 1;
            }
            Place::Twice => tally.twice += 1,
        }
        place != Place::Twice
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
                let expected = expected(&flight.label);
                self.wrong(number, expected, &found);
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
        if self.flights.get(&number).is_some_and(gone)
            && let Some(flight) = self.flights.remove(&number)
        {
            self.remembered.ended(number, flight);
        }
    }

    /// The end of the run. What has not ended by now is unfinished, and so is what still waits for an answer, or for the time of a
    /// copy: nobody knows what would have come of it. A copy whose time has not come was not sent.
    #[must_use]
    pub fn close(mut self, now: Duration) -> Tally {
        (self.tally.unfinished, self.tally.unfinished_ones) = self.unfinished();
        for flight in self.flights.values() {
            let unsent = flight.open.iter().filter(|open| open.at > now).count() as u64;
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
