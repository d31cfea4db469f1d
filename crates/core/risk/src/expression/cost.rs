//! Tests of what an expression may cost.

use super::Expression;
use super::evaluate::Given;
use given::ordinary;
use tongguan_domain::limits;
use tongguan_domain::screening::ScreeningFacts;

#[path = "../../tests/given/mod.rs"]
mod given;

/// A hundred lines of 250 characters.
fn largest() -> ScreeningFacts {
    let goods_names = (0..100).map(|n| format!("水枪{n:03}{}", "名".repeat(245))).collect();
    let hs_codes = (0..100).map(|n| format!("61091{n:05}")).collect();
    ScreeningFacts { goods_names, hs_codes, ..ordinary() }
}

/// Steps of the largest expressions of every shape: never more than nodes, whatever the facts.
#[test]
fn every_node_is_visited_once_at_most() {
    let most = limits::RISK_EXPRESSION_NODES;
    let sources = [
        format!("{}true", "false || ".repeat(99)),
        format!("{}1 < 2", "1 + ".repeat(98)),
        format!("{}0 == 1", "value_cny / ".repeat(98)),
        format!("{}false", "value_cny > 9 || ".repeat(49)),
        format!("{}true", "known(value_cny / gross_weight) && ".repeat(39)),
        format!("{}false", "named(goods_names, [\"枪\", \"x\"], [\"水枪\"]) || ".repeat(24)),
        format!("named(goods_names, [{}\"枪\"])", "\"词\", ".repeat(190)),
    ];
    for source in sources {
        let expression = Expression::parse(&source).unwrap_or_else(|flaws| panic!("{source}: {flaws:?}"));
        for facts in [ordinary(), largest()] {
            let given = Given::new(&facts);
            let _ = expression.matches(&given);
            let steps = given.steps.get();
            assert!((1..=most).contains(&steps), "{steps}: {source}");
        }
    }
}

/// The facts with most and longest lines against the rule with most words: what a rule can cost at all. The bound is far
/// above what it takes, and far below what would be noticed.
#[test]
fn the_worst_is_bearable() {
    let words: String = (0..97).map(|n| format!("\"词{n}\",")).collect();
    let source = format!("named(goods_names, [{words}\"枪\"], [{words}\"水枪\"])");
    let (expression, facts) = (Expression::parse(&source).unwrap(), largest());
    let begin = std::time::Instant::now();
    assert_eq!(expression.holds(&facts), Some(false));
    assert!(begin.elapsed() < std::time::Duration::from_secs(2), "{:?}", begin.elapsed());
    let bytes: usize = facts.goods_names.iter().map(String::len).sum();
    assert!(bytes > 70_000, "{bytes}");
}
