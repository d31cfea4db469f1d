//! Expressions in CEL: a rule says in one what has to hold.
//!
//! `scan` refuses what would cost the parser much, the parser of the crate `cel` reads the rest, and the `gate` makes a
//! typed tree of it or says everything that is wrong. The tree runs: no comprehension, no recursion, no float, each node
//! at most once, so that what a rule costs is bounded by how long it is.

mod change;
#[cfg(test)]
mod cost;
mod evaluate;
mod evidence;
mod facts;
mod flaw;
mod gate;
mod number;
mod parse;
mod scan;
mod tree;
mod wording;

pub use change::Change;
pub(crate) use change::{difference, with_fact_of};
pub(crate) use evaluate::Given;
pub use facts::{FACTS, FACTS_VERSION, FUNCTIONS, Fact, Function, Type};
pub use flaw::{Flaw, Places, place};

use tongguan_domain::process::Words;
use tongguan_domain::screening::ScreeningFacts;

/// A condition on the facts about a declaration: its source, and the typed tree that was made of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expression {
    source: String,
    root: tree::Truth,
}

impl Expression {
    /// Reads one.
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the source.
    pub fn parse(source: &str) -> Result<Self, Vec<Flaw>> {
        let root = gate::typed(&parse::parse(source)?)?;
        Ok(Self { source: source.to_owned(), root })
    }

    /// As it was written.
    #[must_use]
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Whether it holds; `None`: unknown.
    #[must_use]
    pub fn holds(&self, facts: &ScreeningFacts) -> Option<bool> {
        self.root.of(&Given::new(facts))
    }

    pub(crate) fn matches(&self, given: &Given<'_>) -> bool {
        self.root.of(given) == Some(true)
    }

    /// What it looked at, in words.
    pub(crate) fn evidence(&self, given: &Given<'_>) -> Words {
        evidence::evidence(&self.root, given)
    }

    /// The facts that it names, with their values.
    pub(crate) fn facts(&self, facts: &ScreeningFacts) -> Vec<(&'static str, String)> {
        let mut known = Vec::new();
        self.root.facts(&mut known);
        known.into_iter().map(|fact| (fact.name, change::shown(fact, facts))).collect()
    }

    /// The fewest changes of facts that would make it hold, or fail, and the facts with them.
    pub(crate) fn smallest_change(
        &self,
        want: bool,
        facts: &ScreeningFacts,
    ) -> Option<(Vec<Change>, ScreeningFacts)> {
        change::smallest(&self.root, want, facts)
    }
}
