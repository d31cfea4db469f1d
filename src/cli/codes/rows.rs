//! The catalogue as rows of one form.

use super::Kind;
use serde_json::Value;
use tongguan_ceb::{STRUCTURE_CODES, UNREADABLE_CODES};
use tongguan_clearance::Outcome;
use tongguan_clearance::catalogue::{FINDINGS, PROCESSING_RULES};
use tongguan_domain::codes::{CodeTable, tables};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::fault::{FORM_RULES, Rule};
use tongguan_domain::return_code::{RETURN_CODES, ReturnCode};
use tongguan_rules::RULES;
use tongguan_wire::status::Reason;

use crate::cli::connection;

/// One code.
pub(super) struct Row {
    pub(super) kind: Kind,
    pub(super) code: String,
    /// A second, short mark: the number of a fault, the gRPC code of a reason.
    pub(super) number: String,
    pub(super) zh: &'static str,
    pub(super) en: &'static str,
    /// What else is known, under the names of the JSON form.
    pub(super) more: Vec<(&'static str, Value)>,
}

impl Row {
    fn new(kind: Kind, code: impl Into<String>, zh: &'static str, en: &'static str) -> Self {
        Self { kind, code: code.into(), number: String::new(), zh, en, more: Vec::new() }
    }

    fn with(mut self, name: &'static str, value: impl Into<Value>) -> Self {
        self.more.push((name, value.into()));
        self
    }

    fn number(mut self, number: impl Into<String>) -> Self {
        self.number = number.into();
        self
    }
}

/// Every row of a kind.
pub(super) fn of(kind: Kind) -> Vec<Row> {
    match kind {
        Kind::Return => returns(),
        Kind::Fault => faults().map(fault).collect(),
        Kind::Finding => {
            let row = |finding: &&tongguan_clearance::catalogue::Finding| {
                Row::new(kind, finding.code, finding.zh, finding.en).with("source", finding.source)
            };
            FINDINGS.iter().map(row).collect()
        }
        Kind::Reason => Reason::ALL.iter().copied().map(reason).collect(),
        Kind::Xml => {
            let all = UNREADABLE_CODES.iter().chain(STRUCTURE_CODES);
            all.map(|entry| Row::new(kind, entry.code, "", entry.en).with("hint", entry.hint)).collect()
        }
        Kind::Outcome => Outcome::ALL.map(|(_, name, text)| Row::new(kind, name, "", text)).into(),
        Kind::Table => {
            let row = |table: &CodeTable| {
                let row = Row::new(kind, table.id, table.zh, table.en).with("element", table.element);
                row.with("entries", table.entries.len()).with("source", table.source)
            };
            tables().iter().map(row).collect()
        }
    }
}

fn returns() -> Vec<Row> {
    let row = |entry: &tongguan_domain::return_code::ReturnCodeEntry| {
        let row = Row::new(Kind::Return, entry.code.to_string(), entry.zh, entry.en).with("hint", entry.hint);
        let row = row.number(if entry.simulated { "" } else { "not emitted" });
        row.with("tier", entry.tier.name())
            .with("terminal", entry.terminal)
            .with("simulated", entry.simulated)
    };
    RETURN_CODES.iter().map(row).collect()
}

fn faults() -> impl Iterator<Item = &'static Rule> {
    FORM_RULES.iter().chain(RULES).chain(PROCESSING_RULES).copied()
}

fn fault(rule: &'static Rule) -> Row {
    // The declaration's range shows the number: -602001 is 2001.
    let of_declaration = ReturnCode::negative(DocumentKind::Declaration, rule.level, rule.serial).number();
    let number = -of_declaration - DocumentKind::Declaration.error_base();
    Row::new(Kind::Fault, rule.code, rule.zh, rule.en)
        .number(number.to_string())
        .with("level", rule.level.name())
        .with("serial", rule.serial)
        .with("number", number)
        .with("hint", rule.hint)
        .with("source", rule.source)
}

fn reason(reason: Reason) -> Row {
    let status = connection::name(reason.code());
    Row::new(Kind::Reason, reason.name(), "", reason.text())
        .number(status)
        .with("status", status)
        .with("retryable", reason.retryable())
        .with("may_have_effect", reason.may_have_effect())
}

/// The rows of a code table.
pub(super) fn entries(table: &CodeTable) -> Vec<Row> {
    let row = |entry: &tongguan_domain::codes::Entry| {
        let meaning = if entry.en.is_empty() { entry.zh } else { entry.en };
        let row = Row::new(Kind::Table, entry.code, entry.zh, meaning).with("table", table.id);
        row.number(if entry.sure { "" } else { "?" }).with("confirmed", entry.sure)
    };
    table.entries.iter().map(row).collect()
}

/// Every row with this code, whatever its kind.
pub(super) fn named(word: &str) -> Vec<Row> {
    if let Some(row) = word.parse().ok().and_then(negative) {
        return vec![row];
    }
    let all = Kind::ALL.into_iter().flat_map(of).chain(tables().iter().flat_map(entries));
    all.filter(|row| row.code.eq_ignore_ascii_case(word)).collect()
}

/// The fault that a negative code stands for.
fn negative(number: i32) -> Option<Row> {
    let code = ReturnCode::from_number(number);
    DocumentKind::ALL.into_iter().find_map(|kind| {
        let rule = faults().find(|rule| ReturnCode::negative(kind, rule.level, rule.serial) == code)?;
        let (zh, en) = kind.names();
        Some(fault(rule).number(code.to_string()).with("document", format!("{en} {zh}")))
    })
}
