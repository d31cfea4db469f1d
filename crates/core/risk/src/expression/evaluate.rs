//! What a tree says of a declaration. Every node is visited at most once, and nothing is allocated but the plain names,
//! once for all rules.
//!
//! What is unknown stays unknown, but where it does not matter: false && unknown is false, true || unknown is true.

use super::facts::{Fact, Reading};
use super::number::Number;
use super::tree::{Arithmetic, Instant, Likeness, Names, Quantity, Text, Texts, Truth, Typed};
use super::wording::{Name, Wording};
use std::cell::OnceCell;
use tongguan_domain::screening::ScreeningFacts;
use tongguan_domain::time::Moment;

/// The facts about one declaration, with what is prepared once for all rules.
pub(crate) struct Given<'f> {
    pub(crate) facts: &'f ScreeningFacts,
    names: [OnceCell<Vec<Name<'f>>>; 3],
    /// Nodes that were visited.
    #[cfg(test)]
    pub(crate) steps: std::cell::Cell<usize>,
}

impl<'f> Given<'f> {
    pub(crate) const fn new(facts: &'f ScreeningFacts) -> Self {
        Self {
            facts,
            names: [const { OnceCell::new() }; 3],
            #[cfg(test)]
            steps: std::cell::Cell::new(0),
        }
    }

    #[allow(clippy::unused_self, reason = "counts in tests")]
    fn step(&self) {
        #[cfg(test)]
        self.steps.set(self.steps.get() + 1);
    }

    fn names(&self, which: Names) -> &[Name<'f>] {
        let [goods, models, items] = &self.names;
        let (cell, names) = match which {
            Names::Goods => (goods, &self.facts.goods_names),
            Names::Models => (models, &self.facts.papers.goods_models),
            Names::Items => (items, &self.facts.papers.item_names),
        };
        cell.get_or_init(|| names.iter().map(|name| Name::of(name)).collect())
    }

    /// The line, from 0, and the first of the prefixes that its code begins with.
    pub(crate) fn line_in<'p>(&self, prefixes: &'p [String]) -> Option<(usize, &'p str)> {
        self.facts.hs_codes.iter().enumerate().find_map(|(line, code)| Some((line, begins(code, prefixes)?)))
    }

    pub(crate) fn line_named<'w>(&self, which: Names, wording: &'w Wording) -> Option<(usize, &'w str)> {
        self.names(which).iter().enumerate().find_map(|(line, name)| Some((line, wording.found_in(name)?)))
    }

    pub(crate) fn line_named_outside<'w>(
        &self,
        wording: &'w Wording,
        prefixes: &[String],
    ) -> Option<(usize, &'w str)> {
        let lines = self.names(Names::Goods).iter().zip(&self.facts.hs_codes).enumerate();
        let mut outside = lines.filter(|(_, (_, code))| begins(code, prefixes).is_none());
        outside.find_map(|(line, (name, _))| Some((line, wording.found_in(name)?)))
    }
}

fn begins<'p>(code: &str, prefixes: &'p [String]) -> Option<&'p str> {
    prefixes.iter().map(String::as_str).find(|prefix| code.starts_with(prefix))
}

impl Truth {
    pub(crate) fn of(&self, given: &Given<'_>) -> Option<bool> {
        given.step();
        match self {
            Self::Always(truth) => Some(*truth),
            Self::Fact(fact) => match fact.reading {
                Reading::Truth(read) => Some(read(given.facts)),
                _ => None,
            },
            Self::Not(inner) => inner.of(given).map(|truth| !truth),
            Self::All(all) => decided(all, given, false),
            Self::Any(any) => decided(any, given, true),
            Self::Same(one, other) => Some(one.of(given)? == other.of(given)?),
            Self::Numbers(order, one, other) => Some(order.fits(one.of(given)?.cmp(&other.of(given)?))),
            Self::Moments(order, one, other) => Some(order.fits(one.of(given)?.cmp(&other.of(given)?))),
            Self::Texts(likeness, one, other) => {
                let (one, other) = (one.of(given)?, other.of(given)?);
                Some(match likeness {
                    Likeness::Same => one == other,
                    Likeness::Contains => one.contains(other),
                    Likeness::StartsWith => one.starts_with(other),
                    Likeness::EndsWith => one.ends_with(other),
                })
            }
            Self::OneOf(text, list) => {
                let text = text.of(given)?;
                Some(list.of(given)?.iter().any(|one| one == text))
            }
            Self::Known(inner) => Some(inner.is_known(given)),
            Self::HsIn(prefixes) => Some(given.line_in(prefixes).is_some()),
            Self::Named(which, wording) => Some(given.line_named(*which, wording).is_some()),
            Self::NamedOutside(wording, prefixes) => {
                Some(given.line_named_outside(wording, prefixes).is_some())
            }
        }
    }
}

/// `decider` as soon as one says so; unknown if one is unknown; else the other.
fn decided(chain: &[Truth], given: &Given<'_>, decider: bool) -> Option<bool> {
    let mut all = Some(!decider);
    for link in chain {
        match link.of(given) {
            Some(truth) if truth == decider => return Some(decider),
            Some(_) => {}
            None => all = None,
        }
    }
    all
}

impl Quantity {
    pub(crate) fn of(&self, given: &Given<'_>) -> Option<Number> {
        given.step();
        match self {
            Self::Always(number) => Some(*number),
            Self::Fact(fact) => match fact.reading {
                Reading::Number(read) => read(given.facts),
                _ => None,
            },
            Self::Negated(inner) => inner.of(given)?.negated(),
            Self::Of(arithmetic, one, other) => {
                let (one, other) = (one.of(given)?, other.of(given)?);
                match arithmetic {
                    Arithmetic::Plus => one.plus(other),
                    Arithmetic::Minus => one.plus(other.negated()?),
                    Arithmetic::Times => one.times(other),
                    Arithmetic::Over => one.over(other),
                    Arithmetic::Rest => one.rest_of(other),
                }
            }
            Self::Letters(text) => counted(text.of(given)?.chars().count()),
            Self::Entries(list) => counted(list.of(given)?.len()),
        }
    }
}

fn counted(count: usize) -> Option<Number> {
    u32::try_from(count).ok().map(Number::from)
}

impl Instant {
    fn of(&self, given: &Given<'_>) -> Option<Moment> {
        given.step();
        match self {
            Self::Always(moment) => Some(*moment),
            Self::Fact(fact) => match fact.reading {
                Reading::Moment(read) => Some(read(given.facts)),
                _ => None,
            },
        }
    }
}

impl Text {
    fn of<'t>(&'t self, given: &'t Given<'_>) -> Option<&'t str> {
        given.step();
        match self {
            Self::Always(text) => Some(text),
            Self::Fact(fact) => text_of(fact, given.facts),
        }
    }
}

pub(crate) fn text_of<'f>(fact: &Fact, facts: &'f ScreeningFacts) -> Option<&'f str> {
    match fact.reading {
        Reading::Text(read) => Some(read(facts)),
        _ => None,
    }
}

impl Texts {
    fn of<'t>(&'t self, given: &'t Given<'_>) -> Option<&'t [String]> {
        given.step();
        match self {
            Self::Always(list) => Some(list),
            Self::Fact(fact) => match fact.reading {
                Reading::Texts(read) => Some(read(given.facts)),
                _ => None,
            },
        }
    }
}

impl Typed {
    fn is_known(&self, given: &Given<'_>) -> bool {
        match self {
            Self::Truth(truth) => truth.of(given).is_some(),
            Self::Number(number) => number.of(given).is_some(),
            Self::Text(text) => text.of(given).is_some(),
            Self::Moment(moment) => moment.of(given).is_some(),
            Self::Texts(list) => list.of(given).is_some(),
        }
    }
}
