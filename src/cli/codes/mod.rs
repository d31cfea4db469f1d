//! `tongguan codes`: the whole catalogue.

mod rows;

use super::exit::Failure;
use super::output::style::{BOLD, DIM};
use super::output::{Object, Out, Table};
use clap::{Args, ValueEnum};
use rows::Row;
use tongguan_domain::codes::{CodeTable, table};

/// What to list.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Only this kind
    #[arg(long)]
    kind: Option<Kind>,
    /// A code (100, -604001, DUPLICATE, inspect …) to look up, or a code table (country, unit …) to list
    #[arg(value_name = "CODE|TABLE", allow_hyphen_values = true)]
    word: Option<String>,
}

/// A kind of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Kind {
    /// returnStatus of a receipt (回执状态)
    Return,
    /// What can be wrong with a document
    Fault,
    /// Why customs rejects (100)
    Finding,
    /// Why a call is refused (gRPC)
    Reason,
    /// What can be wrong with CEB XML
    Xml,
    /// What a sender can force
    Outcome,
    /// Code tables (参数代码)
    Table,
}

impl Kind {
    const ALL: [Self; 7] =
        [Self::Return, Self::Fault, Self::Finding, Self::Reason, Self::Xml, Self::Outcome, Self::Table];

    const fn name(self) -> &'static str {
        match self {
            Self::Return => "return",
            Self::Fault => "fault",
            Self::Finding => "finding",
            Self::Reason => "reason",
            Self::Xml => "xml",
            Self::Outcome => "outcome",
            Self::Table => "table",
        }
    }

    const fn title(self) -> &'static str {
        match self {
            Self::Return => "Return codes (回执状态): returnStatus of every receipt",
            Self::Fault => {
                "Faults: what can be wrong with a document. In a receipt: minus the sum of this number and 300000 \
                 (order), 400000 (payment receipt), 500000 (waybill), 600000 (declaration), 800000 (arrival) or \
                 504000 (departure)"
            }
            Self::Finding => "Findings: why customs rejects (100), as [Code:NNNN;Desc:…] in returnInfo",
            Self::Reason => "Reasons: why a call is refused, in google.rpc.ErrorInfo",
            Self::Xml => "XML: what can be wrong with a CEB message around its records",
            Self::Outcome => {
                "Outcomes: what a sender can force, by metadata x-outcome or [outcome:NAME] in note"
            }
            Self::Table => "Code tables (参数代码): list one with `tongguan codes TABLE`",
        }
    }
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    match &arguments.word {
        None => list(arguments.kind, out),
        Some(word) => match table(word) {
            Some(found) => list_table(found, out),
            None => look_up(word, arguments.kind, out),
        },
    }
}

fn list(only: Option<Kind>, out: &mut Out) -> Result<(), Failure> {
    for kind in Kind::ALL.into_iter().filter(|kind| only.is_none_or(|only| only == *kind)) {
        let rows = rows::of(kind);
        if out.json() {
            rows.into_iter().try_for_each(|row| out.object(object(row)))?;
            continue;
        }
        out.line(format!("{BOLD}{}{BOLD:#}", kind.title()))?;
        let mut columns = Table::default();
        for row in rows {
            columns.row(["", &row.code, &row.number, row.zh, row.en]);
        }
        columns.write(out)?;
        out.line("")?;
    }
    Ok(())
}

fn list_table(found: &CodeTable, out: &mut Out) -> Result<(), Failure> {
    if out.json() {
        return rows::entries(found).into_iter().try_for_each(|row| out.object(object(row)));
    }
    out.line(format!("{BOLD}{} {}{BOLD:#}  {DIM}{}{DIM:#}", found.en, found.zh, found.element))?;
    let mut columns = Table::default();
    for row in rows::entries(found) {
        let unsure = if row.number.is_empty() { "" } else { "unconfirmed" };
        columns.row(["", &row.code, row.zh, row.en, unsure]);
    }
    columns.write(out)?;
    out.line(format!("{DIM}{}{DIM:#}", found.source))
}

fn look_up(word: &str, only: Option<Kind>, out: &mut Out) -> Result<(), Failure> {
    let mut found = rows::named(word);
    found.retain(|row| only.is_none_or(|only| only == row.kind));
    if found.is_empty() {
        let text = format!("there is no code {word}");
        return Err(Failure::new(text).hint("`tongguan codes` lists every code and every code table"));
    }
    for row in found {
        if out.json() {
            out.object(object(row))?;
            continue;
        }
        let number = if row.number.is_empty() { String::new() } else { format!(" {}", row.number) };
        out.line(format!(
            "{BOLD}{}{BOLD:#}{number}  {} {}  {DIM}({}){DIM:#}",
            row.code,
            row.zh,
            row.en,
            row.kind.name()
        ))?;
        for (name, value) in row.more {
            let text = value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
            if !text.is_empty() {
                out.line(format!("  {DIM}{name}:{DIM:#} {text}"))?;
            }
        }
    }
    Ok(())
}

fn object(row: Row) -> Object {
    let code: serde_json::Value = match row.kind {
        Kind::Return => row.code.parse::<i64>().map_or(row.code.into(), Into::into),
        _ => row.code.into(),
    };
    let object = Object::new().with("kind", row.kind.name()).with("code", code);
    let object = object.with("meaning", row.en).with("meaning_zh", row.zh);
    row.more.into_iter().fold(object, |object, (name, value)| object.with(name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_code_and_a_meaning() {
        for kind in Kind::ALL {
            let rows = rows::of(kind);
            assert!(!rows.is_empty(), "{kind:?}");
            for row in rows {
                assert!(!row.code.is_empty() && !row.en.is_empty(), "{kind:?} {}", row.code);
            }
        }
    }

    #[test]
    fn codes_are_found() {
        let kinds = |word| rows::named(word).into_iter().map(|row| row.kind).collect::<Vec<_>>();
        assert_eq!(kinds("100")[0], Kind::Return);
        assert_eq!(kinds("-604001"), [Kind::Fault]);
        assert_eq!(rows::named("-604001")[0].code, "DUPLICATE");
        assert_eq!(kinds("duplicate"), [Kind::Fault, Kind::Reason]);
        assert_eq!(kinds("inspect"), [Kind::Outcome]);
        assert_eq!(kinds("1323"), [Kind::Finding]);
        assert_eq!(kinds("-1"), []);
        assert!(kinds("502").contains(&Kind::Table));
    }
}
