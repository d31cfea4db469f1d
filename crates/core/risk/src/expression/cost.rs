//! Tests of what an expression may cost.

use super::Expression;
use super::evaluate::Given;
use given::{largest, ordinary};
use tongguan_domain::limits;

#[path = "../../tests/given/mod.rs"]
mod given;

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
