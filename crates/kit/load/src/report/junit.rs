//! The report as JUnit XML, for machines that show tests: the verdict and each condition is a test case.

use super::Report;
use super::held::Held;
use crate::verdict::Because;
use std::fmt::{self, Write};
use tongguan_domain::terminal::moves;

/// A test case: its class, its name, and why it failed.
struct Case {
    class: &'static str,
    name: String,
    failed: Option<String>,
}

/// The file. Two cases for the verdict, one for each condition, one for each figure of an earlier run.
#[must_use]
pub fn xml(report: &Report, held: &Held) -> String {
    let cases = cases(report, held);
    let failures = cases.iter().filter(|case| case.failed.is_some()).count();
    let mut out = String::new();
    // Writing into a text does not fail.
    let _ = write(&mut out, report, &cases, failures);
    out
}

fn cases(report: &Report, held: &Held) -> Vec<Case> {
    let said =
        |list: &[Because]| list.iter().map(|because| because.en.as_str()).collect::<Vec<_>>().join("; ");
    let verdict = |name: &str, holds: bool, list: &[Because]| Case {
        class: "verdict",
        name: name.to_owned(),
        failed: (!holds).then(|| said(list)),
    };
    let judged = &report.verdict;
    let mut cases = vec![
        verdict("trusted", judged.trusted, &judged.because),
        verdict("correct", judged.correct, &judged.wrong),
    ];
    cases.extend(held.gates.iter().map(|found| Case {
        class: "condition",
        name: found.gate.clone(),
        failed: found.failed.then(|| format!("measured: {}", found.measured)),
    }));
    let rows = held.before.iter().flat_map(|before| &before.rows);
    let ms = |nanos: Option<u64>| {
        nanos.map_or_else(|| "nothing".to_owned(), |nanos| format!("{:.3} ms", nanos as f64 / 1e6))
    };
    cases.extend(rows.map(|row| Case {
        class: "baseline",
        name: row.name.clone(),
        failed: row.worse.then(|| format!("{} before, {} now", ms(row.before), ms(row.now))),
    }));
    cases
}

fn write(out: &mut String, report: &Report, cases: &[Case], failures: usize) -> fmt::Result {
    let (tests, seconds) = (cases.len(), report.took as f64 / 1e9);
    let (name, began) = (Escaped(&report.asked.workload), Escaped(&report.asked.began));
    writeln!(out, r#"<?xml version="1.0" encoding="UTF-8"?>"#)?;
    let counts =
        format!(r#"tests="{tests}" failures="{failures}" errors="0" skipped="0" time="{seconds:.3}""#);
    writeln!(out, r#"<testsuites name="tongguan load" {counts}>"#)?;
    writeln!(out, r#"<testsuite name="tongguan load {name}" timestamp="{began}" {counts}>"#)?;
    for case in cases {
        write!(
            out,
            r#"<testcase classname="tongguan.load.{}" name="{}" time="0""#,
            case.class,
            Escaped(&case.name)
        )?;
        match &case.failed {
            None => writeln!(out, "/>")?,
            Some(why) => writeln!(out, r#"><failure message="{}"/></testcase>"#, Escaped(why))?,
        }
    }
    writeln!(out, "</testsuite>\n</testsuites>")
}

/// A text as an attribute of XML 1.0 holds it.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for c in self.0.chars() {
            match c {
                '&' => f.write_str("&amp;")?,
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '"' => f.write_str("&quot;")?,
                '\n' => f.write_str("&#10;")?,
                '\t' => f.write_str("&#9;")?,
                // XML has no way to write some of them, and the others move whoever reads it.
                c if moves(c) || matches!(c, '\u{fffe}' | '\u{ffff}') => f.write_char('\u{fffd}')?,
                c => f.write_char(c)?,
            }
        }
        Ok(())
    }
}
