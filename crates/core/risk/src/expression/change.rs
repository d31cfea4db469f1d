//! The smallest change of facts that would make a condition hold, or fail.
//!
//! One link of `&&` is enough to fail, all links of `||` have to. A comparison is moved to the first value beyond its
//! bound: what is calculated is solved for one fact, the others staying as they are. What cannot be solved (a remainder, a
//! moment) is no way. Whoever asks screens the changed facts again, so a change that is told is one that works.

use super::evaluate::{Given, text_of};
use super::facts::{Fact, Reading};
use super::number::Number;
use super::tree::{Arithmetic, Likeness, Names, Quantity, Text, Texts, Truth};
use tongguan_domain::decimal::Decimal;
use tongguan_domain::screening::ScreeningFacts;

/// One fact that would be another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its name.
    pub fact: &'static str,
    /// What it was.
    pub from: String,
    /// What it would be.
    pub to: String,
}

/// A change, and the facts with it.
type Changed = (Vec<Change>, ScreeningFacts);

/// The fewest changes that make `truth` what is wanted; `None`: there is no way that is known.
pub(super) fn smallest(truth: &Truth, want: bool, facts: &ScreeningFacts) -> Option<Changed> {
    if truth.of(&Given::new(facts)).is_some_and(|is| is == want) || (!want && is_unknown(truth, facts)) {
        return Some((Vec::new(), facts.clone()));
    }
    match truth {
        Truth::Not(inner) => smallest(inner, !want, facts),
        Truth::All(chain) if want => every(chain, true, facts),
        Truth::All(chain) => any(chain, false, facts),
        Truth::Any(chain) if want => any(chain, true, facts),
        Truth::Any(chain) => every(chain, false, facts),
        Truth::Fact(fact) => set(facts, fact.name, &Value::Truth(want)),
        Truth::Numbers(_, one, other) => numbers(truth, (one, other), want, facts),
        Truth::Texts(likeness, Text::Fact(fact), Text::Always(text)) => {
            let to = match (want, likeness) {
                (true, Likeness::Same | Likeness::StartsWith | Likeness::EndsWith | Likeness::Contains) => {
                    text
                }
                (false, _) => "",
            };
            set(facts, fact.name, &Value::Text(to.to_owned()))
        }
        Truth::OneOf(Text::Fact(fact), Texts::Always(list)) => {
            let to = if want { list.first()?.clone() } else { String::new() };
            set(facts, fact.name, &Value::Text(to))
        }
        Truth::HsIn(prefixes) => hs_codes(prefixes, want, facts),
        Truth::Named(which, _) if !want => names(*which, truth, facts),
        Truth::NamedOutside(..) if !want => names(Names::Goods, truth, facts),
        _ => None,
    }
}

fn is_unknown(truth: &Truth, facts: &ScreeningFacts) -> bool {
    truth.of(&Given::new(facts)).is_none()
}

/// All links one after the other.
fn every(chain: &[Truth], want: bool, facts: &ScreeningFacts) -> Option<Changed> {
    let mut changed = (Vec::new(), facts.clone());
    for link in chain {
        let (more, facts) = smallest(link, want, &changed.1)?;
        changed.0.extend(more);
        changed.1 = facts;
    }
    Some(changed)
}

/// The link that needs the fewest.
fn any(chain: &[Truth], want: bool, facts: &ScreeningFacts) -> Option<Changed> {
    chain.iter().filter_map(|link| smallest(link, want, facts)).min_by_key(|(changes, _)| changes.len())
}

/// Moves one fact of a comparison to the first value beyond its bound.
fn numbers(
    truth: &Truth,
    (one, other): (&Quantity, &Quantity),
    want: bool,
    facts: &ScreeningFacts,
) -> Option<Changed> {
    let mut known = Vec::new();
    one.facts(&mut known);
    other.facts(&mut known);
    let given = Given::new(facts);
    let solve = |fact: &'static Fact| {
        let bound = if one.has(fact) {
            one.solved_for(fact, other.of(&given)?, &given)?
        } else {
            other.solved_for(fact, one.of(&given)?, &given)?
        };
        let step = if is_count(fact.name) { Decimal::whole(1) } else { Decimal::from_scaled(1) };
        let [low, high] = bound.between(step)?;
        let below = Decimal::from_scaled(low.scaled().checked_sub(step.scaled())?);
        let above = high.checked_add(step)?;
        let fits = |value: &Decimal| {
            let changed = set(facts, fact.name, &Value::Number(*value))?;
            let held = truth.of(&Given::new(&changed.1));
            (held == Some(want)).then_some(changed)
        };
        [low, high, below, above].iter().filter(|value| !value.is_negative()).find_map(fits)
    };
    known.into_iter().find_map(solve)
}

/// Facts that are whole numbers.
fn is_count(name: &str) -> bool {
    name == "packages"
        || name == "inspection_ppm"
        || ["_24h", "_30d", "_90d", "_days", "_unarrived", "_findings", "_screened"]
            .iter()
            .any(|end| name.ends_with(end))
}

fn hs_codes(prefixes: &[String], want: bool, facts: &ScreeningFacts) -> Option<Changed> {
    let mut codes = facts.hs_codes.clone();
    if want {
        codes.first_mut()?.clone_from(prefixes.first()?);
    } else {
        let begins = |code: &String| prefixes.iter().any(|prefix| code.starts_with(prefix.as_str()));
        codes.iter_mut().filter(|code| begins(code)).for_each(String::clear);
    }
    set(facts, "hs_codes", &Value::Texts(codes))
}

/// Lines whose names are found lose them.
fn names(which: Names, truth: &Truth, facts: &ScreeningFacts) -> Option<Changed> {
    let (name, all) = match which {
        Names::Goods => ("goods_names", &facts.goods_names),
        Names::Models => ("goods_models", &facts.papers.goods_models),
        Names::Items => ("item_names", &facts.papers.item_names),
    };
    let mut left = all.clone();
    for at in 0..left.len() {
        let mut changed = facts.clone();
        set_texts(&mut changed, name, &left)?;
        if truth.of(&Given::new(&changed)) != Some(true) {
            break;
        }
        left.get_mut(at)?.clear();
    }
    set(facts, name, &Value::Texts(left))
}

/// What a fact is set to.
enum Value {
    Truth(bool),
    Number(Decimal),
    Text(String),
    Texts(Vec<String>),
}

/// The facts with one of them changed; `None`: nobody can set this one.
fn set(facts: &ScreeningFacts, name: &str, value: &Value) -> Option<Changed> {
    let fact = Fact::named(name)?;
    let mut changed = facts.clone();
    let done = match value {
        Value::Truth(truth) => set_truth(&mut changed, name, *truth),
        Value::Number(number) => set_number(&mut changed, name, *number),
        Value::Text(text) => set_text(&mut changed, name, text),
        Value::Texts(list) => set_texts(&mut changed, name, list),
    };
    done?;
    let change = difference(fact.name, facts, &changed)?;
    Some((vec![change], changed))
}

/// The facts with one of them as it is in others; `None`: nobody can set this one, or not to that.
pub(crate) fn with_fact_of(
    facts: &ScreeningFacts,
    others: &ScreeningFacts,
    name: &str,
) -> Option<ScreeningFacts> {
    let mut changed = facts.clone();
    match &Fact::named(name)?.reading {
        Reading::Truth(read) => set_truth(&mut changed, name, read(others)),
        Reading::Number(read) => {
            let [number, _] = read(others)?.between(Decimal::from_scaled(1))?;
            set_number(&mut changed, name, number)
        }
        Reading::Text(_) => set_text(&mut changed, name, text_of(Fact::named(name)?, others)?),
        Reading::Texts(read) => set_texts(&mut changed, name, read(others)),
        Reading::Moment(_) => None,
    }?;
    Some(changed)
}

/// How a fact differs; `None`: it does not.
pub(crate) fn difference(name: &str, before: &ScreeningFacts, after: &ScreeningFacts) -> Option<Change> {
    let fact = Fact::named(name)?;
    let change = Change { fact: fact.name, from: shown(fact, before), to: shown(fact, after) };
    (change.from != change.to).then_some(change)
}

fn set_truth(facts: &mut ScreeningFacts, name: &str, to: bool) -> Option<()> {
    match name {
        "has_payment" => facts.has_payment = to,
        "exporter_registered" => facts.tracked.exporter_registered = to,
        _ => return None,
    }
    Some(())
}

fn set_number(facts: &mut ScreeningFacts, name: &str, to: Decimal) -> Option<()> {
    let whole = || u64::try_from(to.scaled() / Decimal::whole(1).scaled()).ok();
    let count = || whole().and_then(|whole| u32::try_from(whole).ok());
    let (papers, tracked) = (&mut facts.papers, &mut facts.tracked);
    match name {
        "value_cny" => facts.value_cny = Some(to),
        "gross_weight" => facts.gross_weight = to,
        "net_weight" => facts.net_weight = to,
        "packages" => facts.packages = count()?,
        "inspection_ppm" => facts.inspection_ppm = count()?,
        "pieces" => papers.pieces = to,
        "highest_price_cny" => papers.highest_price_cny = Some(to),
        "ordered_cny" => papers.ordered_cny = Some(to),
        "paid_cny" => papers.paid_cny = Some(to),
        "waybill_weight" => papers.waybill_weight = Some(to),
        "exporter_lists_24h" => tracked.exporter_lists_24h = count()?,
        "exporter_value_24h" => tracked.exporter_value_24h = whole()?,
        "exporter_near_limit_24h" => tracked.exporter_near_limit_24h = count()?,
        "exporter_lists_30d" => tracked.exporter_lists_30d = count()?,
        "exporter_days" => tracked.exporter_days = count()?,
        "exporter_unarrived" => tracked.exporter_unarrived = count()?,
        "exporter_findings" => tracked.exporter_findings = count()?,
        "agent_lists_90d" => tracked.agent_lists_90d = count()?,
        "agent_rejected_90d" => tracked.agent_rejected_90d = count()?,
        "same_goods_24h" => tracked.same_goods_24h = count()?,
        "same_goods_value_24h" => tracked.same_goods_value_24h = whole()?,
        "phone_exporters_30d" => tracked.phone_exporters_30d = count()?,
        "payment_orders_30d" => tracked.payment_orders_30d = count()?,
        "heading_findings_30d" => tracked.heading_findings_30d = count()?,
        "price_to_peers" => tracked.price_to_peers = Some(to),
        "value_per_kg_to_peers" => tracked.value_per_kg_to_peers = Some(to),
        "weight_to_peers" => tracked.weight_to_peers = Some(to),
        "office_screened" => tracked.office.screened = count()?,
        _ => return None,
    }
    Some(())
}

fn set_text(facts: &mut ScreeningFacts, name: &str, to: &str) -> Option<()> {
    let papers = &mut facts.papers;
    let text = match name {
        "trade_mode" => &mut facts.trade_mode,
        "customs_code" => &mut facts.customs_code,
        "country" => &mut facts.country,
        "traf_mode" => &mut facts.traf_mode,
        "exporter" => &mut facts.exporter,
        "agent" => &mut facts.agent,
        "exit_code" => &mut papers.exit_code,
        "platform" => &mut papers.platform,
        "logistics" => &mut papers.logistics,
        "owner" => &mut papers.owner,
        "destination_port" => &mut papers.destination_port,
        "site" => &mut papers.site,
        "licence" => &mut papers.licence,
        "waybill_goods" => &mut papers.waybill_goods,
        "credit_grade" => &mut facts.tracked.credit_grade,
        _ => return None,
    };
    to.clone_into(text);
    Some(())
}

fn set_texts(facts: &mut ScreeningFacts, name: &str, to: &[String]) -> Option<()> {
    let list = match name {
        "hs_codes" => &mut facts.hs_codes,
        "goods_names" => &mut facts.goods_names,
        "goods_models" => &mut facts.papers.goods_models,
        "item_names" => &mut facts.papers.item_names,
        _ => return None,
    };
    to.clone_into(list);
    Some(())
}

/// A fact as people read it. A text that was taken away is shown as what it is not.
pub(crate) fn shown(fact: &Fact, facts: &ScreeningFacts) -> String {
    match &fact.reading {
        Reading::Truth(read) => read(facts).to_string(),
        Reading::Number(read) => {
            read(facts).map_or_else(|| "unknown".to_owned(), |number| number.to_string())
        }
        Reading::Text(_) => format!("{:?}", text_of(fact, facts).unwrap_or_default()),
        Reading::Moment(read) => read(facts).to_string(),
        Reading::Texts(read) => format!("{:?}", read(facts)),
    }
}

impl Quantity {
    /// The facts in it, each once.
    pub(crate) fn facts(&self, known: &mut Vec<&'static Fact>) {
        match self {
            Self::Fact(fact) if !known.contains(fact) => known.push(fact),
            Self::Negated(inner) => inner.facts(known),
            Self::Of(_, one, other) => [one, other].into_iter().for_each(|one| one.facts(known)),
            Self::Fact(_) | Self::Always(_) | Self::Letters(_) | Self::Entries(_) => {}
        }
    }

    fn has(&self, fact: &Fact) -> bool {
        let mut known = Vec::new();
        self.facts(&mut known);
        known.contains(&fact)
    }

    /// What the fact has to be for this to be `target`, everything else staying as it is.
    fn solved_for(&self, fact: &Fact, target: Number, given: &Given<'_>) -> Option<Number> {
        match self {
            Self::Fact(known) => (*known == fact).then_some(target),
            Self::Negated(inner) => inner.solved_for(fact, target.negated()?, given),
            Self::Of(arithmetic, one, other) if one.has(fact) => {
                let other = other.of(given)?;
                let target = match arithmetic {
                    Arithmetic::Plus => target.plus(other.negated()?)?,
                    Arithmetic::Minus => target.plus(other)?,
                    Arithmetic::Times => target.over(other)?,
                    Arithmetic::Over => target.times(other)?,
                    Arithmetic::Rest => return None,
                };
                one.solved_for(fact, target, given)
            }
            Self::Of(arithmetic, one, other) => {
                let one = one.of(given)?;
                let target = match arithmetic {
                    Arithmetic::Plus => target.plus(one.negated()?)?,
                    Arithmetic::Minus => one.plus(target.negated()?)?,
                    Arithmetic::Times => target.over(one)?,
                    Arithmetic::Over => one.over(target)?,
                    Arithmetic::Rest => return None,
                };
                other.solved_for(fact, target, given)
            }
            Self::Always(_) | Self::Letters(_) | Self::Entries(_) => None,
        }
    }
}

impl Truth {
    /// The facts in it, each once, in the order of the source.
    pub(crate) fn facts(&self, known: &mut Vec<&'static Fact>) {
        let mut add = |fact: &'static Fact| {
            if !known.contains(&fact) {
                known.push(fact);
            }
        };
        let named = |name| Fact::named(name);
        match self {
            Self::Fact(fact) => add(fact),
            Self::Not(inner) => inner.facts(known),
            Self::All(chain) | Self::Any(chain) => chain.iter().for_each(|link| link.facts(known)),
            Self::Same(one, other) => [one, other].into_iter().for_each(|one| one.facts(known)),
            Self::Numbers(_, one, other) => [one, other].into_iter().for_each(|one| one.facts(known)),
            Self::Texts(_, one, other) => [one, other].into_iter().for_each(|text| {
                if let Text::Fact(fact) = text {
                    add(fact);
                }
            }),
            Self::OneOf(Text::Fact(fact), _) => add(fact),
            Self::HsIn(_) => named("hs_codes").into_iter().for_each(add),
            Self::Named(which, _) => {
                let name = match which {
                    Names::Goods => "goods_names",
                    Names::Models => "goods_models",
                    Names::Items => "item_names",
                };
                named(name).into_iter().for_each(add);
            }
            Self::NamedOutside(..) => {
                [named("goods_names"), named("hs_codes")].into_iter().flatten().for_each(add);
            }
            Self::Always(_) | Self::Moments(..) | Self::OneOf(..) | Self::Known(_) => {}
        }
    }
}
