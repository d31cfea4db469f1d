//! The report as a page and as JUnit, on reports that are made by hand.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::float_arithmetic,
    reason = "a test may fail at any line"
)]

mod browser;
mod cdp;
mod made;

use made::{asked, page, run};
use std::time::Duration;
use tongguan_load::baseline::NOISE;
use tongguan_load::desk::Tally;
use tongguan_load::gates::Gate;
use tongguan_load::report::held::Held;
use tongguan_load::report::html::html;
use tongguan_load::report::junit;
use tongguan_load::report::text::Speech;
use tongguan_load::report::{Asked, Report};
use tongguan_load::run::Run;

const MEGABYTE: usize = 1_000_000;

#[test]
fn the_page_says_the_verdict_first_and_has_every_part() {
    let page = page(600);
    let at = |words: &str| page.find(words).unwrap_or_else(|| panic!("{words} is not there"));
    let order = ["<main>", "NOT CORRECT", "class=\"tiles\"", "id=\"gates\"", "id=\"stages\"", "id=\"time\""];
    let after = ["id=\"lateness\"", "id=\"codes\"", "id=\"compared\"", "id=\"wrong\"", "id=\"asked\""];
    assert!(order.iter().chain(&after).map(|words| at(words)).is_sorted());
    for words in ["结果有误", "p99.9", "WORSE", "变差", "FAILED", "passed", "结关"] {
        assert!(page.contains(words), "{words}");
    }
    for chart in ["chart-stages", "chart-parcels", "chart-calls", "chart-lateness"] {
        assert!(page.contains(&format!("<figure id=\"{chart}\">")), "{chart}");
    }
    assert_eq!(page.matches("<polyline").count(), 10 + 3 + 3 + 1);
    assert!(!page.contains("NaN") && !page.contains("inf "), "every place is a number");
}

#[test]
fn what_others_wrote_is_text_and_nothing_is_fetched() {
    let page = page(60);
    assert_eq!(page.matches("<script>").count(), 1, "ours");
    assert!(!page.contains("<img") && !page.contains('\u{202e}') && !page.contains('\0'));
    for attribute in ["src=\"", "href=", " style=", "onclick", "url(", "@import", "http-equiv=\"refresh"] {
        assert!(!page.contains(attribute), "{attribute}");
    }
    let policy =
        page.split("Content-Security-Policy\" content=\"").nth(1).unwrap().split('"').next().unwrap();
    assert!(policy.starts_with("default-src 'none'; style-src 'sha256-"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
}

#[test]
fn a_page_is_below_a_megabyte_however_long_the_run() {
    for seconds in [0, 1, 600, 601, 86_400] {
        let page = page(seconds);
        assert!(page.len() < MEGABYTE, "{seconds} s: {} bytes", page.len());
        assert!(page.ends_with("</html>\n"));
    }
    assert!(page(86_400).contains("mean of 144 s") && !page(600).contains("mean of"));
}

#[test]
fn a_run_in_which_nothing_happened_has_a_page() {
    let run = Run { tally: Tally::default(), took: Duration::ZERO, ..run(0) };
    let report = Report::of(Asked::default(), &run);
    let page = html(&report, &run, &Held::default(), Speech::Chinese);
    assert!(page.contains("<html lang=\"zh-CN\">") && !page.contains("<figure"));
    assert!(page.contains("value=\"zh-CN\" checked"));
}

#[test]
fn junit_has_a_case_for_the_verdict_and_each_condition() {
    let run = run(10);
    let report = Report::of(asked(), &run);
    let gates: Vec<Gate> = ["p99(899)>1ms", "wrong>5"].map(|gate| gate.parse().unwrap()).into();
    let held = Held::of(&report, &gates, Some((&report.clone(), NOISE))).unwrap();
    let xml = junit::xml(&report, &held);
    assert_eq!(xml.matches("<testcase ").count(), 2 + 2 + 20, "{xml}");
    // Some submissions got no answer, one parcel was wrong, and a condition holds.
    assert!(xml.contains(r#"tests="24" failures="3""#), "{xml}");
    for words in [
        r#"<testcase classname="tongguan.load.verdict" name="trusted" time="0"><failure message="10 submissions failed: "#,
        r#"name="correct" time="0"><failure message="1 parcels ended otherwise than their labels say"/>"#,
        r#"<testcase classname="tongguan.load.condition" name="wrong&gt;5" time="0"/>"#,
        r#"name="p99(899)&gt;1ms" time="0"><failure message="measured: "#,
    ] {
        assert!(xml.contains(words), "{words}\n{xml}");
    }
    assert!(!xml.contains("<script") && !xml.contains('\0'));
}
