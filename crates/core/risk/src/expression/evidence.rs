//! What a rule saw: the values of the facts that its expression names, in the order of the source, each once.

use super::evaluate::{Given, text_of};
use super::facts::{Fact, Reading};
use super::tree::{Instant, Quantity, Text, Texts, Truth, Typed};
use tongguan_domain::process::Words;

/// How many values are told, and how much of a text.
const VALUES: usize = 12;
const LETTERS: usize = 40;

pub(super) fn evidence(root: &Truth, given: &Given<'_>) -> Words {
    let mut seen = Seen { given, told: Vec::new() };
    seen.truth(root);
    let (en, zh) = Words::apart(seen.told);
    Words::new(en.join(", "), zh.join("，"))
}

struct Seen<'g, 'f> {
    given: &'g Given<'f>,
    told: Vec<Words>,
}

impl Seen<'_, '_> {
    fn tell(&mut self, en: String, zh: String) {
        let words = Words::new(en, zh);
        if self.told.len() < VALUES && !self.told.contains(&words) {
            self.told.push(words);
        }
    }

    fn truth(&mut self, truth: &Truth) {
        match truth {
            Truth::Always(_) => {}
            Truth::Fact(fact) => self.fact(fact),
            Truth::Not(inner) => self.truth(inner),
            Truth::All(chain) | Truth::Any(chain) => chain.iter().for_each(|link| self.truth(link)),
            Truth::Same(one, other) => [one, other].into_iter().for_each(|one| self.truth(one)),
            Truth::Numbers(_, one, other) => [one, other].into_iter().for_each(|one| self.number(one)),
            Truth::Moments(_, one, other) => [one, other].into_iter().for_each(|one| self.moment(one)),
            Truth::Texts(_, one, other) => [one, other].into_iter().for_each(|one| self.text(one)),
            Truth::OneOf(text, list) => {
                self.text(text);
                self.texts(list);
            }
            Truth::Known(inner) => self.typed(inner),
            Truth::HsIn(prefixes) => {
                if let Some((line, prefix)) = self.given.line_in(prefixes) {
                    let line = line + 1;
                    self.tell(
                        format!("goods line {line} is of HS {prefix}"),
                        format!("第 {line} 项商品的 HS 编码属 {prefix}"),
                    );
                }
            }
            Truth::Named(which, wording) => self.named(self.given.line_named(*which, wording)),
            Truth::NamedOutside(wording, prefixes) => {
                self.named(self.given.line_named_outside(wording, prefixes));
            }
        }
    }

    fn named(&mut self, found: Option<(usize, &str)>) {
        if let Some((line, word)) = found {
            let line = line + 1;
            self.tell(
                format!("goods line {line} is named \"{word}\""),
                format!("第 {line} 项商品名称含“{word}”"),
            );
        }
    }

    fn number(&mut self, number: &Quantity) {
        match number {
            Quantity::Always(_) => {}
            Quantity::Fact(fact) => self.fact(fact),
            Quantity::Negated(inner) => self.number(inner),
            Quantity::Of(_, one, other) => [one, other].into_iter().for_each(|one| self.number(one)),
            Quantity::Letters(text) => self.text(text),
            Quantity::Entries(list) => self.texts(list),
        }
    }

    fn moment(&mut self, moment: &Instant) {
        if let Instant::Fact(fact) = moment {
            self.fact(fact);
        }
    }

    fn text(&mut self, text: &Text) {
        if let Text::Fact(fact) = text {
            self.fact(fact);
        }
    }

    fn texts(&mut self, list: &Texts) {
        if let Texts::Fact(fact) = list {
            self.fact(fact);
        }
    }

    fn typed(&mut self, typed: &Typed) {
        match typed {
            Typed::Truth(truth) => self.truth(truth),
            Typed::Number(number) => self.number(number),
            Typed::Text(text) => self.text(text),
            Typed::Moment(moment) => self.moment(moment),
            Typed::Texts(list) => self.texts(list),
        }
    }

    fn fact(&mut self, fact: &Fact) {
        let facts = self.given.facts;
        let (en, zh) = match &fact.reading {
            Reading::Truth(read) => pair(read(facts).to_string()),
            Reading::Number(read) => match read(facts) {
                Some(number) => pair(number.to_string()),
                None => ("unknown".to_owned(), "未知".to_owned()),
            },
            Reading::Text(_) => pair(shortened(text_of(fact, facts).unwrap_or_default())),
            Reading::Moment(read) => pair(read(facts).to_string()),
            Reading::Texts(read) => {
                let count = read(facts).len();
                (format!("{count} entries"), format!("{count} 项"))
            }
        };
        let name = fact.name;
        self.tell(format!("{name} {en}"), format!("{name} {zh}"));
    }
}

fn pair(text: String) -> (String, String) {
    (text.clone(), text)
}

fn shortened(text: &str) -> String {
    let short: String = text.chars().take(LETTERS).collect();
    let more = if text.chars().nth(LETTERS).is_some() { "…" } else { "" };
    if text.is_empty() { "\"\"".to_owned() } else { format!("{short}{more}") }
}
