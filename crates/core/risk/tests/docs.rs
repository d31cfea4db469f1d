//! Goal: the tables of facts and functions in `docs/risk.md` are those of the program.
//!
//! `UPDATE_DOCS=1 cargo test -p tongguan-risk --test docs` writes them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail by panicking")]

use std::path::Path;
use tongguan_domain::limits;
use tongguan_risk::{FACTS, FACTS_VERSION, FUNCTIONS};

const FACT_HEAD: &str = "| fact | type | what it is | from |\n|---|---|---|---|\n";
const FUNCTION_HEAD: &str = "| function | what it is |\n|---|---|\n";

/// The page with this table instead of what stands below its head.
fn with_table(page: &str, head: &str, rows: &[String]) -> String {
    let (before, rest) = page.split_once(head).unwrap_or_else(|| panic!("docs/risk.md has no {head}"));
    let after = rest.find("\n\n").map_or("", |end| &rest[end..]);
    format!("{before}{head}{}{after}", rows.join("\n"))
}

#[test]
fn the_page_has_the_tables_of_the_program() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/risk.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let facts: Vec<_> = FACTS
        .iter()
        .map(|fact| {
            let values =
                if fact.values.is_empty() { String::new() } else { format!(": {}", fact.values.join(", ")) };
            format!("| `{}` | {} | {}{values} | {} |", fact.name, fact.kind().names().0, fact.en, fact.source)
        })
        .collect();
    let functions: Vec<_> =
        FUNCTIONS.iter().map(|function| format!("| `{}` | {} |", function.call, function.en)).collect();
    let made = with_table(&with_table(&page, FACT_HEAD, &facts), FUNCTION_HEAD, &functions);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &made).unwrap();
    } else {
        assert!(page == made, "docs/risk.md is old: UPDATE_DOCS=1 cargo test -p tongguan-risk --test docs");
    }
    let version = format!("Version {FACTS_VERSION} of the table.");
    let nodes = format!("{} nodes", limits::RISK_EXPRESSION_NODES);
    let size = format!("{} kB and {} rules", limits::RISK_PROFILE_BYTES / 1_024, limits::RISK_PROFILE_RULES);
    for said in [version, nodes, size, format!("{} nested brackets", limits::RISK_EXPRESSION_DEPTH)] {
        assert!(page.contains(&said), "{said}");
    }
}

/// What the table calls a function is called so, and what it may be unknown it says.
#[test]
fn every_example_of_a_function_is_an_expression() {
    for function in FUNCTIONS {
        assert!(function.call.contains(function.name), "{function:?}");
        let call = function.call;
        let sources = [call.to_owned(), format!("{call} > 0")];
        assert!(sources.iter().any(|source| tongguan_risk::Expression::parse(source).is_ok()), "{call}");
    }
    for fact in FACTS {
        assert_eq!(fact.may_be_unknown, fact.en.contains("unknown"), "{fact:?}");
        assert!(!fact.zh.is_empty() && !fact.source.is_empty());
    }
}
