//! How a sender is told that a paper is refused, and which rules that is about.

use tongguan_domain::document::DocumentKind;
use tongguan_domain::fault::FORM_RULES;
use tongguan_domain::return_code::ReturnCode;
use tongguan_rules::RULES;

/// What a way of sending tells its sender.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    /// Who tells of a refusal.
    pub refusals: Refusals,
    /// Whether a submission has an id, so that an answer says whether it repeats another.
    pub ids: bool,
}

impl Default for Terms {
    fn default() -> Self {
        Self { refusals: Refusals::Answered, ids: true }
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

/// The names of the rules that a receipt below zero is about: it has the number of each in its words, as in `[Code:-604123;Desc:…]`.
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
    let mut all = FORM_RULES.iter().chain(RULES);
    all.find(|rule| ReturnCode::negative(kind, rule.level, rule.serial).number() == number)
        .map(|rule| rule.code)
}
