//! What parcels wait for that have not ended when their run does.

use super::Desk;
use super::flight::{Flight, Standing};
use crate::bounds::UNFINISHED_PARCELS;
use crate::course::Expects;
use crate::tally::Unfinished;
use crate::workload::{Cue, End, StepName};
use tongguan_scenario::name_of;

/// Receipts that are told of one parcel; a line of a scenario may await hundreds.
const CUES: usize = 5;

impl Desk {
    /// How many have not ended, and the first of them with what each waits for.
    pub(super) fn unfinished(&self) -> (u64, Vec<Unfinished>) {
        let mut numbers: Vec<u32> = Vec::new();
        let open = |flight: &Flight| matches!(flight.standing, Standing::UnderWay | Standing::Right(_));
        numbers.extend(self.flights.iter().filter(|(_, flight)| open(flight)).map(|(number, _)| *number));
        numbers.sort_unstable();
        let first = numbers.iter().take(UNFINISHED_PARCELS);
        let told = first.filter_map(|number| {
            let awaits = self.flights.get(number)?.awaits();
            Some(Unfinished { number: *number, awaits })
        });
        (numbers.len() as u64, told.collect())
    }
}

impl Flight {
    /// What has to come next.
    fn awaits(&self) -> String {
        if let Some(course) = &self.course {
            let (line, answered, expects) = course.awaits();
            let awaited = match expects {
                Expects::Told(cues) if answered => cues_of(cues),
                Expects::Until(cue) if answered => word(*cue),
                Expects::Refused(rules) if answered => refusal(&rules.join(", ")),
                _ => "the answer".to_owned(),
            };
            return format!("line {line}: {awaited}");
        }
        let mut open: Vec<&str> = self.open.iter().map(|open| paper(open.step)).collect();
        open.dedup();
        match (open.is_empty(), &self.label.end) {
            (false, _) => format!("the answer to its {}", open.join(", ")),
            (true, End::Refused(rule)) => refusal(rule),
            (true, end) => match (self.waiting.iter().find_map(|step| step.after), end) {
                (Some(cue), _) => word(cue),
                (None, End::Told(cue)) => word(*cue),
                _ => "the answer to its papers".to_owned(),
            },
        }
    }
}

fn refusal(rules: &str) -> String {
    format!("the receipt that refuses it: {rules}")
}

fn word(cue: Cue) -> String {
    format!("{} {}", name_of(cue.kind), cue.code)
}

fn cues_of(cues: &[Cue]) -> String {
    let mut words: Vec<_> = cues.iter().take(CUES).map(|cue| word(*cue)).collect();
    if cues.len() > CUES {
        words.push(format!("{} more", cues.len() - CUES));
    }
    words.join(", ")
}

const fn paper(step: StepName) -> &'static str {
    match step {
        StepName::Papers | StepName::Act(_) => "papers",
        StepName::Change => "changed papers",
        StepName::Arrival => "arrival",
        StepName::Departure => "departure",
        StepName::Cancellation => "cancellation",
        StepName::Return => "return",
    }
}
