//! Calls of functions: each takes what it takes, and nothing else can be called.

use super::Gate;
use crate::expression::facts::{FUNCTIONS, Function, Type};
use crate::expression::flaw::quoted;
use crate::expression::tree::{Instant, Likeness, Names, Quantity, Texts, Truth, Typed};
use crate::expression::wording::Wording;
use cel::IdedExpr;
use cel::common::ast::{CallExpr, Expr};
use tongguan_domain::near::nearest;
use tongguan_domain::time::Moment;

impl Gate<'_> {
    pub(super) fn function(&mut self, node: &IdedExpr, call: &CallExpr) -> Option<Typed> {
        let name = call.func_name.as_str();
        let Some(function) = FUNCTIONS.iter().find(|function| function.name == name) else {
            return self.unknown_function(node, name);
        };
        let target = call.target.as_deref();
        let text = |truth: Truth| Some(Typed::Truth(truth));
        match (name, target, call.args.as_slice()) {
            ("size", None, [of]) | ("size", Some(of), []) => self.size(of),
            ("contains", Some(one), [other]) => text(self.likeness(Likeness::Contains, one, other)?),
            ("startsWith", Some(one), [other]) => text(self.likeness(Likeness::StartsWith, one, other)?),
            ("endsWith", Some(one), [other]) => text(self.likeness(Likeness::EndsWith, one, other)?),
            ("known", None, [of]) => text(Truth::Known(Box::new(self.any(of)?))),
            ("timestamp", None, [written]) => self.timestamp(written),
            ("hs_in", None, [codes, prefixes]) => {
                let (codes, prefixes) = (self.fact(codes, "hs_codes"), self.prefixes(prefixes));
                codes?;
                text(Truth::HsIn(prefixes?))
            }
            ("named", None, [names, words, exclusions @ ..]) if exclusions.len() <= 1 => {
                let which = self.names(names);
                let words = self.words(words);
                let exclusions = exclusions.first().map_or(Some(Vec::new()), |list| self.exclusions(list));
                text(Truth::Named(which?, Wording::new(&words?, &exclusions?)))
            }
            ("named_outside", None, [names, words, exclusions, codes, prefixes]) => {
                let facts = (self.fact(names, "goods_names"), self.fact(codes, "hs_codes"));
                let (words, exclusions) = (self.words(words), self.exclusions(exclusions));
                let prefixes = self.prefixes(prefixes);
                let ((), ()) = (facts.0?, facts.1?);
                text(Truth::NamedOutside(Wording::new(&words?, &exclusions?), prefixes?))
            }
            _ => self.called_wrongly(node, function),
        }
    }

    fn unknown_function<T>(&mut self, node: &IdedExpr, name: &str) -> Option<T> {
        let shown =
            if name.starts_with(|c: char| c.is_ascii_alphabetic()) { name } else { name.trim_matches('_') };
        let shown = quoted(shown);
        let names = || FUNCTIONS.iter().map(|function| function.name);
        if let Some(near) = nearest(name, names()) {
            return self.wrong(
                node,
                format!("{shown} is no function; did you mean {near}?"),
                format!("没有名为 {shown} 的函数；是否指 {near}？"),
            );
        }
        let all = names().collect::<Vec<_>>().join(", ");
        self.wrong(
            node,
            format!("{shown} cannot be called; there are {all}"),
            format!("不能调用 {shown}；可用：{all}"),
        )
    }

    fn called_wrongly<T>(&mut self, node: &IdedExpr, function: &Function) -> Option<T> {
        let Function { name, call, .. } = function;
        self.wrong(node, format!("{name} is called so: {call}"), format!("{name} 的用法：{call}"))
    }

    fn size(&mut self, of: &IdedExpr) -> Option<Typed> {
        match self.any(of)? {
            Typed::Text(text) => Some(Typed::Number(Quantity::Letters(text))),
            Typed::Texts(list) => Some(Typed::Number(Quantity::Entries(list))),
            other => self.wrong_type(of, other.kind(), Type::Texts),
        }
    }

    fn likeness(&mut self, likeness: Likeness, one: &IdedExpr, other: &IdedExpr) -> Option<Truth> {
        let (one, other) = (self.text(one), self.text(other));
        Some(Truth::Texts(likeness, one?, other?))
    }

    fn timestamp(&mut self, node: &IdedExpr) -> Option<Typed> {
        let written = self.written(node)?;
        match Moment::from_rfc3339(&written) {
            Some(moment) => Some(Typed::Moment(Instant::Always(moment))),
            None => {
                let shown = quoted(&written);
                self.wrong(
                    node,
                    format!("{shown} is no moment: write it like 2026-07-01T00:00:00+08:00"),
                    format!("{shown} 不是时刻：请写作 2026-07-01T00:00:00+08:00"),
                )
            }
        }
    }

    /// The one fact that stands here.
    fn fact(&mut self, node: &IdedExpr, name: &str) -> Option<()> {
        match self.any(node)? {
            Typed::Texts(Texts::Fact(fact)) if fact.name == name => Some(()),
            _ => self.wrong(node, format!("{name} stands here"), format!("此处须为 {name}")),
        }
    }

    /// Names of the lines.
    fn names(&mut self, node: &IdedExpr) -> Option<Names> {
        let which = match self.any(node)? {
            Typed::Texts(Texts::Fact(fact)) => match fact.name {
                "goods_names" => Some(Names::Goods),
                "goods_models" => Some(Names::Models),
                "item_names" => Some(Names::Items),
                _ => None,
            },
            _ => None,
        };
        which.or_else(|| {
            self.wrong(
                node,
                "goods_names, goods_models or item_names stands here",
                "此处须为 goods_names、goods_models 或 item_names",
            )
        })
    }

    /// A list that is written, of texts that are not empty; it may be empty itself.
    fn exclusions(&mut self, node: &IdedExpr) -> Option<Vec<String>> {
        match &node.expr {
            Expr::List(list) if list.elements.is_empty() => self.any(node).map(|_| Vec::new()),
            _ => self.words(node),
        }
    }

    /// A list that is written, not empty, of texts that are not empty.
    fn words(&mut self, node: &IdedExpr) -> Option<Vec<String>> {
        let list = match self.any(node)? {
            Typed::Texts(Texts::Always(list)) => list,
            _ => {
                return self.wrong(
                    node,
                    "a list such as [\"a\", \"b\"] stands here",
                    "此处须为列表，如 [\"a\", \"b\"]",
                );
            }
        };
        if list.is_empty() || list.iter().any(|text| text.trim().is_empty()) {
            return self.wrong(
                node,
                "a list of at least one text is wanted here, and none of them empty",
                "此处列表至少一项，且不可有空文本",
            );
        }
        Some(list)
    }

    fn prefixes(&mut self, node: &IdedExpr) -> Option<Vec<String>> {
        let list = self.words(node)?;
        let is_code =
            |text: &&String| (1..=10).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
        let Some(wrong) = list.iter().find(|text| !is_code(text)) else { return Some(list) };
        let shown = quoted(wrong);
        let place = match &node.expr {
            Expr::List(elements) => list.iter().zip(&elements.elements).find(|(text, _)| *text == wrong),
            _ => None,
        };
        let place = place.map_or(node, |(_, element)| element);
        self.wrong(
            place,
            format!("{shown} is no beginning of an HS code: 1 to 10 digits"),
            format!("{shown} 不是商品编码的开头：须为 1 至 10 位数字"),
        )
    }
}
