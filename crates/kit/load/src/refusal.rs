//! How a sender is told that a paper is refused, and which rules that is about.

use std::time::Duration;
use tongguan_clearance::catalogue::PROCESSING_RULES;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::fault::FORM_RULES;
use tongguan_domain::return_code::ReturnCode;
use tongguan_rules::RULES;

/// What a way of sending tells its sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Who tells of a refusal.
    pub refusals: Refusals,
    /// Which copies of a submission can be judged.
    pub copies: Copies,
}

impl Default for Terms {
    fn default() -> Self {
        Self { refusals: Refusals::Answered, copies: Copies::All }
    }
}

/// Which copies of a submission can be judged: those whose answer says whether it repeats another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copies {
    /// All.
    All,
    /// Those that wait for the answer to the one before: a submission is several calls, of which each of two copies may be the first with
    /// some.
    OneByOne,
    /// None: a submission has no id.
    None,
}

impl Copies {
    /// Whether copies with these pauses are sent; without pauses each waits for an answer.
    #[must_use]
    pub const fn lets(self, pauses: &[Duration]) -> bool {
        match self {
            Self::All => true,
            Self::OneByOne => pauses.is_empty(),
            Self::None => false,
        }
    }
}

/// Who tells that a paper is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusals {
    /// The answer, and nothing of the submission is taken.
    Answered,
    /// The answer, and a receipt below zero says it again; the papers before it are taken.
    AnsweredAndTold,
    /// A receipt below zero alone; the other papers are taken.
    Told,
    /// Nobody: the answer does not say it, and receipts are not read.
    Unheard,
}

/// The names of the rules that a receipt below zero is about: it has the number of each in its words, as in `[Code:-603012;Desc:…]`.
/// What is no rule of one document stands there as its number.
pub(crate) fn named(kind: DocumentKind, code: i32, info: &str) -> Vec<String> {
    let told = info.split("[Code:").skip(1).filter_map(|rest| rest.split(';').next()?.parse().ok());
    let mut names = Vec::new();
    for number in std::iter::once(code).chain(told) {
        let name = rule(kind, number).map_or_else(|| number.to_string(), str::to_owned);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The rule that refuses a document of this kind with this number.
fn rule(kind: DocumentKind, number: i32) -> Option<&'static str> {
    let mut all = FORM_RULES.iter().chain(RULES).chain(PROCESSING_RULES);
    all.find(|rule| ReturnCode::negative(kind, rule.level, rule.serial).number() == number)
        .map(|rule| rule.code)
}
