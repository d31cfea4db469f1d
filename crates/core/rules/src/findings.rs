//! Findings: the faults and warnings so far, and which fields are already known to be wrong.

use crate::catalogue::MORE_FAULTS;
use crate::spot::Spot;
use tongguan_domain::fault::{Fault, Place, Rule};
use tongguan_domain::in_force::Day;
use tongguan_domain::limits;

/// The list of faults under construction.
pub(crate) struct Findings<'f> {
    faults: &'f mut Vec<Fault>,
    /// What the rules that only warn find; `None` where nobody asks.
    warnings: Option<&'f mut Vec<Fault>>,
    /// The civil date of the sandbox clock.
    pub(crate) today: Day,
    /// Faults up to here make the rules across fields silent; `None` while the own rules run.
    settled: Option<usize>,
    /// Faults that found no room.
    unlisted: usize,
    /// Warnings that found no room.
    unlisted_warnings: usize,
}

impl<'f> Findings<'f> {
    pub(crate) fn new(faults: &'f mut Vec<Fault>, warnings: Option<&'f mut Vec<Fault>>, today: Day) -> Self {
        Self { faults, warnings, today, settled: None, unlisted: 0, unlisted_warnings: 0 }
    }

    /// Ends the own rules. From here on the rules across fields do not silence each other.
    pub(crate) fn settle(&mut self) {
        self.settled = Some(self.faults.len());
    }

    /// Adds a fault or a warning, unless its field is known to be wrong. `tell` adds what was found and what is allowed.
    #[cold]
    pub(crate) fn add(&mut self, rule: &'static Rule, spot: Spot, tell: impl FnOnce(Fault) -> Fault) {
        if !rule.refuses() {
            self.warn(rule, spot, tell);
        } else if self.faults.len() >= limits::FAULTS {
            // No search any more, so that a hopeless document stays cheap.
            self.unlisted += 1;
        } else if !self.is_wrong(spot) {
            self.faults.push(tell(Fault::new(rule, spot.place())));
        }
    }

    fn warn(&mut self, rule: &'static Rule, spot: Spot, tell: impl FnOnce(Fault) -> Fault) {
        if self.is_wrong(spot) {
            return;
        }
        match self.warnings.as_mut() {
            Some(warnings) if warnings.len() < limits::FAULTS => {
                warnings.push(tell(Fault::new(rule, spot.place())));
            }
            Some(_) => self.unlisted_warnings += 1,
            None => {}
        }
    }

    /// Adds a fault, unless its field or one of `others` is known to be wrong.
    #[cold]
    pub(crate) fn add_across(
        &mut self,
        rule: &'static Rule,
        spot: Spot,
        others: &[Spot],
        tell: impl FnOnce(Fault) -> Fault,
    ) {
        if !others.iter().any(|other| self.is_wrong(*other)) {
            self.add(rule, spot, tell);
        }
    }

    /// Whether this field of any line is known to be wrong.
    pub(crate) fn is_wrong_in_a_line(&self, name: &str) -> bool {
        self.known()
            .any(|fault| fault.place.line.is_some() && fault.place.field.is_some_and(|f| f.name == name))
    }

    fn is_wrong(&self, spot: Spot) -> bool {
        self.known().any(|fault| {
            fault.place.line == spot.line && fault.place.field.is_some_and(|field| field.name == spot.name)
        })
    }

    fn known(&self) -> impl Iterator<Item = &Fault> {
        self.faults.iter().take(self.settled.unwrap_or(usize::MAX))
    }

    /// Cuts the lists to their limit; the last entry of one that was cut says how many more there are at most.
    pub(crate) fn close(self) {
        cut(self.faults, self.unlisted);
        if let Some(warnings) = self.warnings {
            cut(warnings, self.unlisted_warnings);
        }
    }
}

fn cut(list: &mut Vec<Fault>, unlisted: usize) {
    let total = list.len() + unlisted;
    if total <= limits::FAULTS {
        return;
    }
    list.truncate(limits::FAULTS - 1);
    let more = total - list.len();
    list.push(
        Fault::new(&MORE_FAULTS, Place::default())
            .found(more.to_string())
            .allowed(format!("{} faults", limits::FAULTS)),
    );
}

/// A code as a fault may quote it: never long, and never a text that could be a name or an address.
pub(crate) fn quoted(code: &str) -> Option<String> {
    let quotable = code.len() <= limits::FAULT_VALUE_CHARACTERS && code.bytes().all(|b| b.is_ascii_graphic());
    quotable.then(|| code.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use tongguan_domain::fault::TOO_LONG;

    #[test]
    fn a_list_that_was_cut_says_so() {
        let fault = || Fault::new(&TOO_LONG, Place::default());
        for (kept, unlisted, length, last) in
            [(500, 0, 500, None), (500, 3, 500, Some("4")), (700, 0, 500, Some("201"))]
        {
            let mut list = vec![fault(); kept];
            cut(&mut list, unlisted);
            let more = list.last().filter(|last| last.rule.code == MORE_FAULTS.code);
            assert_eq!((list.len(), more.and_then(|more| more.found.as_deref())), (length, last));
        }
    }
}
