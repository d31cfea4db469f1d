//! Every table of codes as rows.

use super::recipes::recipe;
use super::{Kind, Row};
use serde_json::Value;
use tongguan_ceb::dxp::DXP_CODES;
use tongguan_ceb::{CodeEntry, STRUCTURE_CODES, UNREADABLE_CODES};
use tongguan_clearance::catalogue::{FINDINGS, Finding, PROCESSING_RULES, WAREHOUSE_WARNINGS};
use tongguan_domain::codes::{CodeTable, tables};
use tongguan_domain::document::DocumentKind;
use tongguan_domain::fault::{FORM_RULES, Rule};
use tongguan_domain::in_force::{Day, InForce, PROVISIONS};
use tongguan_domain::process::{OUTCOMES, OutcomeEntry};
use tongguan_domain::return_code::{RETURN_CODES, ReturnCode, ReturnCodeEntry};
use tongguan_exchange::messages::signature_rules;
use tongguan_rules::RULES;
use tongguan_wire::status::Reason;

const PORT: &str = "electronic port";
const CUSTOMS: &str = "customs";

impl Row {
    fn new(kind: Kind, code: impl Into<String>, zh: &'static str, en: &'static str) -> Self {
        Self {
            kind,
            code: code.into(),
            number: String::new(),
            zh,
            en,
            tier: "",
            terminal: true,
            simulated: true,
            hint: "",
            hint_zh: "",
            provoke: "",
            source: "",
            basis: None,
            more: Vec::new(),
        }
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
#[must_use]
pub fn of(kind: Kind) -> Vec<Row> {
    match kind {
        Kind::Return => RETURN_CODES.iter().map(returned).collect(),
        Kind::Fault => faults().map(fault).collect(),
        Kind::Finding => FINDINGS.iter().copied().map(finding).collect(),
        Kind::Reason => Reason::ALL.iter().copied().map(reason).collect(),
        Kind::Xml => UNREADABLE_CODES.iter().chain(STRUCTURE_CODES).map(xml).collect(),
        Kind::Dxp => DXP_CODES.iter().map(dxp).collect(),
        Kind::Outcome => OUTCOMES.iter().map(outcome).collect(),
        Kind::Provision => PROVISIONS.iter().map(provision).collect(),
        Kind::Table => tables().iter().map(table_row).collect(),
    }
}

fn returned(entry: &ReturnCodeEntry) -> Row {
    let row = Row::new(Kind::Return, entry.code.to_string(), entry.zh, entry.en);
    Row {
        tier: entry.tier.name(),
        terminal: entry.terminal,
        simulated: entry.simulated,
        hint: entry.hint,
        hint_zh: entry.hint_zh,
        provoke: entry.provoke,
        source: entry.source,
        ..row.number(if entry.simulated { "" } else { "not emitted" })
    }
}

fn faults() -> impl Iterator<Item = &'static Rule> {
    signature_rules()
        .chain(FORM_RULES.iter().chain(RULES).chain(PROCESSING_RULES).chain(WAREHOUSE_WARNINGS).copied())
}

fn fault(rule: &'static Rule) -> Row {
    // The declaration's range shows the number: -602001 is 2001.
    let of_declaration = ReturnCode::negative(DocumentKind::Declaration, rule.level, rule.serial).number();
    let number = -of_declaration - DocumentKind::Declaration.error_base();
    let row = Row::new(Kind::Fault, rule.code, rule.zh, rule.en)
        .number(number.to_string())
        .with("level", rule.level.name())
        .with("refuses", rule.refuses())
        .with("basis", rule.basis.name())
        .with("serial", rule.serial)
        .with("number", number);
    Row {
        tier: PORT,
        hint: rule.hint,
        hint_zh: rule.hint_zh,
        provoke: recipe(rule.code).unwrap_or(rule.provoke),
        source: rule.source,
        basis: Some(rule.basis),
        ..row
    }
}

fn finding(finding: &'static Finding) -> Row {
    Row {
        tier: CUSTOMS,
        hint: finding.hint,
        hint_zh: finding.hint_zh,
        provoke: finding.provoke,
        source: finding.source,
        basis: Some(finding.basis),
        ..Row::new(Kind::Finding, finding.code, finding.zh, finding.en).with("basis", finding.basis.name())
    }
}

fn reason(reason: Reason) -> Row {
    let status = reason.status();
    let row = Row::new(Kind::Reason, reason.name(), reason.zh(), reason.text())
        .number(status)
        .with("status", status)
        .with("retryable", reason.retryable())
        .with("may_have_effect", reason.may_have_effect());
    Row {
        tier: "API",
        hint: reason.hint(),
        hint_zh: reason.hint_zh(),
        provoke: reason.provoke(),
        source: "this program",
        ..row
    }
}

fn outcome(entry: &OutcomeEntry) -> Row {
    let (name, text) = entry.outcome.words();
    let row = Row::new(Kind::Outcome, name, entry.zh, text)
        .with("document", entry.document.message())
        .with("sees", entry.sees)
        .with("metadata", format!("x-outcome: {name}"))
        .with("note", format!("[outcome:{name}]"));
    Row {
        tier: "sender",
        hint: entry.hint,
        hint_zh: entry.hint_zh,
        provoke: entry.provoke,
        source: "this program",
        ..row
    }
}

fn xml(entry: &CodeEntry) -> Row {
    Row {
        tier: PORT,
        hint: entry.hint,
        hint_zh: entry.hint_zh,
        provoke: entry.provoke,
        source: "export-business-node.xsd; XML 1.0",
        ..Row::new(Kind::Xml, entry.code, entry.zh, entry.en)
    }
}

fn dxp(entry: &tongguan_ceb::dxp::DxpCode) -> Row {
    Row {
        tier: "exchange platform",
        simulated: entry.simulated,
        hint: entry.hint,
        hint_zh: entry.hint_zh,
        provoke: recipe(entry.code).unwrap_or(entry.provoke),
        source: "terminal node, table 7-1",
        ..Row::new(Kind::Dxp, entry.code, entry.zh, entry.en)
    }
}

fn provision(row: &InForce) -> Row {
    let (from, until) = (shown(row.from), shown(row.until));
    let unsure = if row.sure { "" } else { " ?" };
    let known =
        Row::new(Kind::Provision, row.name, row.zh, row.en).number(format!("{from}..{until}{unsure}"));
    let known = known.with("from", from).with("until", until).with("confirmed", row.sure);
    Row {
        hint: "compare the day of the sandbox clock with these days; `tongguan compare` shows what changes from one day to another",
        hint_zh: "对照沙箱时钟的日期；`tongguan compare`可比较两个日期的差别",
        source: row.source,
        ..known.with("districts", row.districts.to_vec())
    }
}

/// A day as `2020-09-20`; empty for none.
fn shown(day: Option<Day>) -> String {
    day.map_or_else(String::new, |(y, m, d)| format!("{y:04}-{m:02}-{d:02}"))
}

fn table_row(table: &CodeTable) -> Row {
    let row = Row::new(Kind::Table, table.id, table.zh, table.en).with("element", table.element);
    let (hint, hint_zh) = match table.id {
        "export-control" => (
            "look your goods up before you declare them: a row says prohibited, certificate, inspection or export duty",
            "申报前核对商品：各行注明禁止出口、须许可证件、须检验检疫或征出口税",
        ),
        "statutory-unit" => (
            "fill unit1 and unit2 as the row of your gcode says",
            "按商品编码所在行填写第一、第二法定计量单位（unit1、unit2）",
        ),
        "hs-chapter" => ("begin gcode with one of these chapters", "商品编码（gcode）前两位须为表中的章"),
        "zone" => (
            "look up since when a pilot zone is one: modes and simplified declarations hang on it; no element carries it",
            "查看各综试区的设立日期：适用的监管方式和简化申报与此有关；报文中没有对应字段",
        ),
        _ => (
            "send one of its codes; `tongguan codes TABLE` lists them with their days",
            "填写表中的代码；`tongguan codes TABLE`列出各代码及其启用日期",
        ),
    };
    Row { hint, hint_zh, source: table.source, ..row.with("entries", table.entries.len()) }
}

/// The rows of a code table.
#[must_use]
pub fn entries(table: &CodeTable) -> Vec<Row> {
    let row = |entry: &tongguan_domain::codes::Entry| {
        let meaning = if entry.en.is_empty() { entry.zh } else { entry.en };
        let row = Row::new(Kind::Table, entry.code, entry.zh, meaning).with("table", table.id);
        let row = row.number(if entry.sure { "" } else { "?" }).with("confirmed", entry.sure);
        let row = row.with("from", shown(entry.from)).with("until", shown(entry.until));
        Row { source: table.source_of(entry), ..row }
    };
    table.entries.iter().map(row).collect()
}

/// Every row with this code, whatever its kind.
#[must_use]
pub fn named(word: &str) -> Vec<Row> {
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
