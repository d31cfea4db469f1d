//! The gate: the tree of the parser becomes a typed tree, or everything that is wrong with it is said by place.

mod calls;

use super::facts::{FACTS, FUNCTIONS, Fact, Type};
use super::flaw::{Flaw, quoted};
use super::parse::Parsed;
use super::scan::too_many_nodes;
use super::tree::{Arithmetic, Instant, Quantity, Relation, Text, Texts, Truth, Typed};
use cel::IdedExpr;
use cel::common::ast::{CallExpr, Expr, ListExpr, LiteralValue, operators};
use tongguan_domain::decimal::{Decimal, DecimalError};
use tongguan_domain::limits;
use tongguan_domain::near::nearest;

/// The typed tree of an expression that is true or false.
pub(super) fn typed(parsed: &Parsed<'_>) -> Result<Truth, Vec<Flaw>> {
    let mut gate = Gate { parsed, nodes: 0, flaws: Vec::new() };
    let root = gate.truth(&parsed.root);
    gate.flaws.sort_by_key(|flaw| flaw.at);
    match root {
        Some(root) if gate.flaws.is_empty() => Ok(root),
        _ => Err(gate.flaws),
    }
}

struct Gate<'p> {
    parsed: &'p Parsed<'p>,
    nodes: usize,
    flaws: Vec<Flaw>,
}

impl Typed {
    fn kind(&self) -> Type {
        match self {
            Self::Truth(_) => Type::Truth,
            Self::Number(_) => Type::Number,
            Self::Text(_) => Type::Text,
            Self::Moment(_) => Type::Moment,
            Self::Texts(_) => Type::Texts,
        }
    }
}

impl From<&'static Fact> for Typed {
    fn from(fact: &'static Fact) -> Self {
        match fact.kind() {
            Type::Truth => Self::Truth(Truth::Fact(fact)),
            Type::Number => Self::Number(Quantity::Fact(fact)),
            Type::Text => Self::Text(Text::Fact(fact)),
            Type::Moment => Self::Moment(Instant::Fact(fact)),
            Type::Texts => Self::Texts(Texts::Fact(fact)),
        }
    }
}

impl Gate<'_> {
    /// Notes what is wrong at a node.
    fn wrong<T>(&mut self, node: &IdedExpr, en: impl Into<String>, zh: impl Into<String>) -> Option<T> {
        self.flaws.push(Flaw::new(self.parsed.at(node), en, zh));
        None
    }

    fn wrong_type<T>(&mut self, node: &IdedExpr, found: Type, wanted: Type) -> Option<T> {
        let ((en, zh), (wanted_en, wanted_zh)) = (found.names(), wanted.names());
        self.wrong(
            node,
            format!("this is a {en}, and a {wanted_en} is wanted here"),
            format!("此处须为{wanted_zh}，而所写为{zh}"),
        )
    }

    fn any(&mut self, node: &IdedExpr) -> Option<Typed> {
        self.nodes += 1;
        if self.nodes > limits::RISK_EXPRESSION_NODES {
            // Once is enough.
            if self.nodes == limits::RISK_EXPRESSION_NODES + 1 {
                self.flaws.push(too_many_nodes(self.parsed.at(node)));
            }
            return None;
        }
        match &node.expr {
            Expr::Literal(literal) => self.literal(node, literal),
            Expr::Ident(name) => self.name(node, name),
            Expr::List(list) => self.list(list).map(|list| Typed::Texts(Texts::Always(list))),
            Expr::Call(call) => self.call(node, call),
            Expr::Comprehension(_) => self.wrong(
                node,
                "all, exists, exists_one, map and filter are not allowed: what they cost has no bound; hs_in and named \
                 look at every line",
                "不可用 all、exists、exists_one、map、filter：其耗时无上限；hs_in 和 named 会逐项查看",
            ),
            Expr::Select(_) => self.wrong(
                node,
                "facts have no fields: a fact is one name, such as value_cny; has(…) is known(…) here",
                "事实没有字段：每个事实只有一个名称，如 value_cny；has(…) 请写作 known(…)",
            ),
            Expr::Map(_) | Expr::Struct(_) | Expr::Unspecified => {
                self.wrong(node, "there are no maps and no structs", "没有映射和结构")
            }
        }
    }

    fn literal(&mut self, node: &IdedExpr, literal: &LiteralValue) -> Option<Typed> {
        match literal {
            LiteralValue::Boolean(truth) => Some(Typed::Truth(Truth::Always(*truth.inner()))),
            LiteralValue::String(text) => Some(Typed::Text(Text::Always(text.inner().to_owned()))),
            LiteralValue::Int(whole) => Some(number(Decimal::whole(*whole.inner()))),
            // Its value as a float is not looked at, but for the sign, which is no part of the token.
            LiteralValue::Double(float) => self.fraction(node, float.inner().is_sign_negative()),
            LiteralValue::UInt(_) => {
                self.wrong(node, "a number has no letter behind it: 1, not 1u", "数值后不带字母：写 1，不写 1u")
            }
            LiteralValue::Bytes(_) | LiteralValue::Null => self.wrong(
                node,
                "only true, false, numbers, texts and lists of texts can be written; known(…) asks whether there is a value",
                "只能写 true、false、数值、文本和文本列表；是否有值用 known(…)",
            ),
        }
    }

    fn fraction(&mut self, node: &IdedExpr, is_negative: bool) -> Option<Typed> {
        let (_, token) = self.parsed.token(node);
        let (en, zh) = match Decimal::parse(token) {
            Ok(decimal) if is_negative => return Some(number(Decimal::from_scaled(-decimal.scaled()))),
            Ok(decimal) => return Some(number(decimal)),
            Err(DecimalError::NotANumber) => {
                ("digits and one point are allowed, no exponent", "只可用数字和一个小数点，不可用指数")
            }
            Err(DecimalError::TooManyDigits) => ("at most 19 digits are allowed", "至多 19 位数字"),
            Err(DecimalError::TooManyFractionDigits) => {
                ("at most 5 digits after the point are allowed", "小数至多 5 位")
            }
        };
        let token = quoted(token);
        self.wrong(node, format!("{token} does not fit: {en}"), format!("{token} 不合要求：{zh}"))
    }

    fn name(&mut self, node: &IdedExpr, name: &str) -> Option<Typed> {
        if let Some(fact) = Fact::named(name) {
            return Some(fact.into());
        }
        let shown = quoted(name);
        let facts = || FACTS.iter().map(|fact| fact.name);
        if let Some(near) = nearest(name, facts()) {
            return self.wrong(
                node,
                format!("{shown} is no fact; did you mean {near}?"),
                format!("没有名为 {shown} 的事实；是否指 {near}？"),
            );
        }
        if FUNCTIONS.iter().any(|function| function.name == name) {
            return self.wrong(
                node,
                format!("{shown} is a function: call it with brackets"),
                format!("{shown} 是函数：须带括号调用"),
            );
        }
        let all = facts().collect::<Vec<_>>().join(", ");
        self.wrong(
            node,
            format!("{shown} is no fact; the facts are {all}; a text stands in quotes"),
            format!("没有名为 {shown} 的事实；可用：{all}；文本须加引号"),
        )
    }

    fn list(&mut self, list: &ListExpr) -> Option<Vec<String>> {
        let texts: Vec<_> = list.elements.iter().map(|node| self.written(node)).collect();
        texts.into_iter().collect()
    }

    /// A text that is written, and not a fact.
    fn written(&mut self, node: &IdedExpr) -> Option<String> {
        match self.text(node)? {
            Text::Always(text) => Some(text),
            Text::Fact(_) => self.wrong(
                node,
                "a text in quotes is wanted here, and no fact",
                "此处须为加引号的文本，不能是事实",
            ),
        }
    }

    fn truth(&mut self, node: &IdedExpr) -> Option<Truth> {
        match self.any(node)? {
            Typed::Truth(truth) => Some(truth),
            other => self.wrong_type(node, other.kind(), Type::Truth),
        }
    }

    fn quantity(&mut self, node: &IdedExpr) -> Option<Quantity> {
        match self.any(node)? {
            Typed::Number(quantity) => Some(quantity),
            other => self.wrong_type(node, other.kind(), Type::Number),
        }
    }

    fn text(&mut self, node: &IdedExpr) -> Option<Text> {
        match self.any(node)? {
            Typed::Text(text) => Some(text),
            other => self.wrong_type(node, other.kind(), Type::Text),
        }
    }

    fn texts(&mut self, node: &IdedExpr) -> Option<Texts> {
        match self.any(node)? {
            Typed::Texts(texts) => Some(texts),
            other => self.wrong_type(node, other.kind(), Type::Texts),
        }
    }

    fn call(&mut self, node: &IdedExpr, call: &CallExpr) -> Option<Typed> {
        let name = call.func_name.as_str();
        match (name, call.args.as_slice()) {
            (operators::LOGICAL_AND, [one, other]) => self
                .chain(one, other, |t| if let Truth::All(chain) = t { Ok(chain) } else { Err(t) })
                .map(Truth::All),
            (operators::LOGICAL_OR, [one, other]) => self
                .chain(one, other, |t| if let Truth::Any(chain) = t { Ok(chain) } else { Err(t) })
                .map(Truth::Any),
            (operators::LOGICAL_NOT, [inner]) => self.truth(inner).map(|inner| Truth::Not(Box::new(inner))),
            (operators::IN, [one, list]) => {
                let (one_typed, list) = (self.text(one), self.texts(list));
                let (text, list) = (one_typed?, list?);
                if let Texts::Always(written) = &list {
                    written.iter().try_for_each(|written| self.can_be(one, &text, written))?;
                }
                Some(Truth::OneOf(text, list))
            }
            (operators::NEGATE, [inner]) => {
                let inner = self.quantity(inner)?;
                return Some(Typed::Number(Quantity::Negated(Box::new(inner))));
            }
            (_, [one, other]) => match (order(name), arithmetic(name)) {
                (Some(order), _) => self.comparison(node, order, one, other),
                (None, Some(arithmetic)) => {
                    let (one, other) = (self.quantity(one), self.quantity(other));
                    let of = Quantity::Of(arithmetic, Box::new(one?), Box::new(other?));
                    return Some(Typed::Number(of));
                }
                (None, None) => return self.function(node, call),
            },
            _ => return self.function(node, call),
        }
        .map(Typed::Truth)
    }

    /// A chain of && or of ||, which the parser balances, made flat.
    fn chain(
        &mut self,
        one: &IdedExpr,
        other: &IdedExpr,
        same: fn(Truth) -> Result<Vec<Truth>, Truth>,
    ) -> Option<Vec<Truth>> {
        let (one, other) = (self.truth(one), self.truth(other));
        let mut chain = same(one?).unwrap_or_else(|single| vec![single]);
        match same(other?) {
            Ok(more) => chain.extend(more),
            Err(single) => chain.push(single),
        }
        Some(chain)
    }

    fn comparison(
        &mut self,
        node: &IdedExpr,
        order: Relation,
        one: &IdedExpr,
        other: &IdedExpr,
    ) -> Option<Truth> {
        let (first, second) = (self.any(one), self.any(other));
        let is_equality = matches!(order, Relation::Equal | Relation::Unequal);
        let equal =
            |truth| Some(if order == Relation::Unequal { Truth::Not(Box::new(truth)) } else { truth });
        match (first?, second?) {
            (Typed::Number(one), Typed::Number(other)) => Some(Truth::Numbers(order, one, other)),
            (Typed::Moment(one), Typed::Moment(other)) => Some(Truth::Moments(order, one, other)),
            (Typed::Text(first), Typed::Text(second)) if is_equality => {
                for (node, fact, written) in [(other, &first, &second), (one, &second, &first)] {
                    if let Text::Always(written) = written {
                        self.can_be(node, fact, written)?;
                    }
                }
                equal(Truth::Texts(super::tree::Likeness::Same, first, second))
            }
            (Typed::Truth(one), Typed::Truth(other)) if is_equality => {
                equal(Truth::Same(Box::new(one), Box::new(other)))
            }
            (first, second) if first.kind() != second.kind() => {
                let ((one, one_zh), (other, other_zh)) = (first.kind().names(), second.kind().names());
                self.wrong(
                    node,
                    format!("a {one} cannot be compared with a {other}: both sides have to be of one type"),
                    format!("{one_zh}不能与{other_zh}比较：两边须为同一类型"),
                )
            }
            (Typed::Texts(_), _) => self.wrong(
                node,
                "lists are not compared: `in` asks whether a text is in one, size(…) how long it is",
                "列表不作比较：文本是否在其中用 in，长度用 size(…)",
            ),
            (first, _) => {
                let (en, zh) = first.kind().names();
                self.wrong(
                    node,
                    format!("a {en} is compared by == and != alone"),
                    format!("{zh}只能用 == 和 != 比较"),
                )
            }
        }
    }

    /// Whether a fact can be what it is compared with at all.
    fn can_be(&mut self, node: &IdedExpr, text: &Text, written: &str) -> Option<()> {
        let Text::Fact(fact) = text else { return Some(()) };
        if fact.values.is_empty() || fact.values.contains(&written) {
            return Some(());
        }
        let (name, shown, all) = (fact.name, quoted(written), fact.values.join(", "));
        self.wrong(
            node,
            format!("{name} is never {shown}; it is one of: {all}"),
            format!("{name} 不会为 {shown}；可为：{all}"),
        )
    }
}

fn number(decimal: Decimal) -> Typed {
    Typed::Number(Quantity::Always(decimal.into()))
}

fn order(name: &str) -> Option<Relation> {
    Some(match name {
        operators::LESS => Relation::Less,
        operators::LESS_EQUALS => Relation::AtMost,
        operators::EQUALS => Relation::Equal,
        operators::NOT_EQUALS => Relation::Unequal,
        operators::GREATER_EQUALS => Relation::AtLeast,
        operators::GREATER => Relation::More,
        _ => return None,
    })
}

fn arithmetic(name: &str) -> Option<Arithmetic> {
    Some(match name {
        operators::ADD => Arithmetic::Plus,
        operators::SUBSTRACT => Arithmetic::Minus,
        operators::MULTIPLY => Arithmetic::Times,
        operators::DIVIDE => Arithmetic::Over,
        operators::MODULO => Arithmetic::Rest,
        _ => return None,
    })
}
