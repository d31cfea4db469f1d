//! Goal: the tables of `docs/credit.md` are those of the program.
//!
//! `UPDATE_DOCS=1 cargo test -p tongguan-credit --test docs` writes them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test may fail by panicking")]

use std::path::Path;
use tongguan_credit::{Law, Model, Scheme, Violations};

const LAW_HEAD: &str = "| | until 2014-11 (AA to D) | Order 225 | Order 237 | Order 251 (2021-11) | Order 282 (2026-04) |\n\
                        |---|---|---|---|---|---|\n";
const ASPECT_HEAD: &str = "| aspect | what | points |\n|---|---|---|\n";
const DECAY_HEAD: &str = "| age in months, below | part |\n|---|---|\n";
const GRADE_HEAD: &str = "| grade | from | a review takes |\n|---|---|---|\n";

/// The page with this table instead of what stands below its head.
fn with_table(page: &str, head: &str, rows: &[String]) -> String {
    let (before, rest) = page.split_once(head).unwrap_or_else(|| panic!("docs/credit.md has no {head}"));
    let rest = rest.strip_prefix('\n').map_or(rest, |_| rest);
    let end = if rest.starts_with('\n') { 0 } else { rest.find("\n\n").unwrap_or(rest.len()) };
    let after = rest.get(end..).unwrap();
    let gap = if end == 0 { "\n" } else { "" };
    format!("{before}{head}{}{gap}{after}", rows.join("\n"))
}

fn thousands(number: u64) -> String {
    if number < 1_000 {
        number.to_string()
    } else {
        format!("{},{:03}", thousands(number / 1_000), number % 1_000)
    }
}

fn violations(of: Violations) -> String {
    match of {
        Violations::Both(each, fines) => {
            format!(
                "more than one in {} documents, and fines of more than {}",
                thousands(each),
                thousands(fines)
            )
        }
        Violations::TwoFinesOr(each, large, fines) => format!(
            "more than one in {} documents and two fines of more than {}; or fines of more than {}",
            thousands(each),
            thousands(large),
            thousands(fines)
        ),
        Violations::Either(each, fines) => {
            format!(
                "more than one in {} documents, or fines of more than {}",
                thousands(each),
                thousands(fines)
            )
        }
    }
}

fn laws() -> Vec<String> {
    let row = |what: &str, of: &dyn Fn(Scheme, Law) -> String| {
        let cells = Scheme::ALL.map(|scheme| of(scheme, Law::of(scheme))).join(" | ");
        format!("| {what} | {cells} |")
    };
    let always = |text: &'static str| move |_: Scheme, _: Law| text.to_owned();
    vec![
        row("smuggling punished, officers resisted, bribery", &always("dishonest")),
        row("crime of smuggling", &|scheme, _| {
            let more = matches!(scheme, Scheme::ClassesAaToD | Scheme::Order282);
            if more { "seriously dishonest" } else { "dishonest" }.to_owned()
        }),
        row("violations within a year", &|_, law| violations(law.violations)),
        row("those of agents", &|_, law| violations(law.violations_of_agents)),
        row("tax unpaid for more than", &|_, law| format!("{} months", law.tax_months)),
        row("a fine unpaid for more than", &|_, law| {
            format!("{} months, if above {} yuan", law.fine_months.0, thousands(law.fine_months.1))
        }),
        row("ends by itself after", &|_, law| format!("{} months", law.automatic_months)),
        row("of what was unpaid: after payment", &|_, law| format!("{} months", law.after_payment_months)),
        row("repair on request: smuggling, resistance / violations / unpaid", &|_, law| {
            let (hard, violation, unpaid) = law.repair_months;
            format!("{hard} / {violation} / {unpaid} months")
        }),
        row("a certification holds for", &|_, law| format!("{} years", law.certification_years)),
        row("something has to be put right", &|_, law| match law.rectification_months {
            0 => "–".to_owned(),
            months => format!("up to {months} months: the class stays, its facilities rest"),
        }),
    ]
}

fn aspects(model: &Model) -> Vec<String> {
    let base = |scheme: Scheme| {
        let terms = model.terms(scheme);
        let certified = terms.certified.map_or(0, |terms| terms.base);
        let serious = terms.seriously_dishonest.map_or(0, |terms| terms.base);
        format!(
            "advanced certified {}, certified {certified}, other {}, dishonest {}, seriously dishonest {serious}",
            terms.advanced_certified.base, terms.other.base, terms.dishonest.base
        )
    };
    let row = |aspect: &str, what: &str, points: String| format!("| {aspect} | {what} | {points} |");
    let each = |(each, most): (u32, u32)| format!("{each} less for each, at most {most}");
    vec![
        row("qualification", "class to begin with", base(Scheme::Order282)),
        row("qualification", "not registered", format!("{} less", model.not_registered)),
        row("history", "punishments of the last five years", each(model.punishment)),
        row(
            "performance",
            "declarations released in a year",
            format!("one for {}, at most {}", model.released_per_point, model.released_most),
        ),
        row(
            "performance",
            "declarations rejected in a quarter",
            format!(
                "one less for each in a thousand beyond {}, or beyond twice the share of others of the city (from {} of theirs), at most {}; below {} declarations a share says nothing",
                model.rejected_free_permille,
                model.least_average,
                model.rejected_most,
                model.least_declarations
            ),
        ),
        row(
            "performance",
            "returns / withdrawals in a year",
            format!(
                "one less for each in a hundred of the released beyond {} / {}, at most {} each",
                model.returns_free_permille / 10,
                model.withdrawals_free_permille / 10,
                model.returns_most
            ),
        ),
        row("performance", "late summaries", each(model.late_summary)),
        row("compliance", "inspections and audits that found something", each(model.finding)),
        row("compliance", "detentions, besides", each(model.detention)),
        row(
            "association",
            "shares address, telephone or account with a dishonest enterprise",
            format!("{} less", model.dishonest_associate),
        ),
    ]
}

#[test]
fn the_page_has_the_tables_of_the_program() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../docs/credit.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let model = Model::default();
    let decay: Vec<_> = model.decay.iter().map(|(months, part)| format!("| {months} | {part} % |")).collect();
    let [.., other] = model.scales;
    let grades = other
        .grades
        .map(|(grade, from, percent)| format!("| {grade} | {from} | {percent} % of the usual time |"));
    let mut made = with_table(&page, LAW_HEAD, &laws());
    made = with_table(&made, ASPECT_HEAD, &aspects(&model));
    made = with_table(&made, DECAY_HEAD, &decay);
    made = with_table(&made, GRADE_HEAD, &grades);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &made).unwrap();
    } else {
        assert!(
            page == made,
            "docs/credit.md is old: UPDATE_DOCS=1 cargo test -p tongguan-credit --test docs"
        );
    }
}
