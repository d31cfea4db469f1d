//! The catalogue as a page: `docs/codes.md`.

use super::{Kind, Row, of};
use std::fmt::Write as _;
use tongguan_domain::process::OUTCOMES;

const HEAD: &str = "\
# Every code

Made from the tables of the program (`cargo xtask docs`); `tongguan codes --json` prints the same,
`tongguan codes CODE` one of them. A test provokes every row with the words of its column *provoke*, and
`tongguan provoke CODE` plays them on a running server.

**provoke** of a fault: a paper by the number of its message and what is changed in it, `603: pack_no=0`; `~` leaves a field
out, a version before it (`2018-113 603: …`) or a day (`@2020-06-30 603: …`) says under which rules. Of a return code, a
finding or a fault of the process: papers by name and parcel number, one after the other, with what is changed;
`outcome NAME` forces an outcome from then on, `wait 200d` moves the clock, `start DAY` says where it begins. Of a reason also a
call: the method, its request as JSON (`$waybill` is a valid one, `$sandbox` the sandbox) and metadata. Of CEB XML, a signature or
an envelope: a message by its number and what is put in the place of what, `FROM => TO`; `…` is whatever stands between.
";

/// The page.
#[must_use]
pub fn page() -> String {
    let mut page = HEAD.to_owned();
    for kind in Kind::ALL {
        section(&mut page, kind);
    }
    page
}

const OUTCOMES_HEAD: &str = "\
# Outcomes (指定结果)

Made from the tables of the program (`cargo xtask docs`); [every code](codes.md) says of each of them what to do then.

A sender decides what becomes of a document in one of three ways:

- the call says it: the field `outcome` of SubmitDocuments, SubmitDeclaration and each request of SubmitStream (the column *field*, in JSON
  as a text: `\"outcome\": \"OUTCOME_INSPECT\"`), or the metadata `x-outcome: NAME`; `tongguan submit --outcome NAME` does;
- the document says it: `[outcome:NAME]` anywhere in its `note`, by the API as in CEB XML
  (`<ceb:note>[outcome:NAME]</ceb:note>` in the head of the record);
- a scenario says `outcome NAME`.

A sandbox may have one for all whose sender says nothing (`default_outcome` of CreateSandbox and UpdateSandbox). A note counts for its own document only: write it into the declaration, not into its order, waybill or arrival. The column
*what one sees* has the return codes of the receipts of that document, one after the other, in a sandbox of its own with its
usual settings; `tongguan provoke NAME` shows them, and a test plays every row.

| outcome | 中文 | meaning | document | what one sees | field | metadata | note | provoke |
|---|---|---|---|---|---|---|---|---|
";

/// The page of the outcomes: `docs/outcomes.md`.
#[must_use]
pub fn outcomes_page() -> String {
    let mut page = OUTCOMES_HEAD.to_owned();
    for entry in OUTCOMES {
        let (name, meaning) = entry.outcome.words();
        let (zh, en) = entry.document.names();
        let document = format!("{} {en} {zh}", entry.document.message());
        let field = format!("OUTCOME_{}", name.replace('-', "_").to_ascii_uppercase());
        // Writing into a string cannot fail.
        let _ = writeln!(
            page,
            "| `{name}` | {} | {meaning} | {document} | {} | `{field}` | `x-outcome: {name}` | `[outcome:{name}]` | `tongguan provoke {name}` |",
            entry.zh, entry.sees
        );
    }
    page
}

fn section(page: &mut String, kind: Kind) {
    let columns = columns(kind);
    let mut line = |text: String| {
        // Writing into a string cannot fail.
        let _ = writeln!(page, "{text}");
    };
    line(format!("\n## {}\n", kind.title()));
    let names: Vec<_> = columns.iter().map(|(name, _)| *name).collect();
    line(format!("| {} |", names.join(" | ")));
    line(format!("|{}", "---|".repeat(names.len())));
    for row in of(kind) {
        let cells: Vec<_> = columns.iter().map(|(_, cell)| escaped(&cell(&row))).collect();
        line(format!("| {} |", cells.join(" | ")));
    }
}

type Column = (&'static str, fn(&Row) -> String);

fn columns(kind: Kind) -> &'static [Column] {
    const CODE: Column = ("code", |row| format!("`{}`", row.code));
    // What `ErrorInfo` of a refused call points to.
    const ANCHORED: Column = ("code", |row| format!("<a id=\"{0}\"></a>`{0}`", row.code));
    const MEANING: Column = ("meaning", |row| format!("{} {}", row.zh, row.en).trim().to_owned());
    const NUMBER: Column = ("number", |row| row.number.clone());
    const TIER: Column = ("from", |row| row.tier.to_owned());
    const LAST: Column = ("last", |row| if row.terminal { "yes" } else { "" }.to_owned());
    const HINT: Column = ("what to do", |row| row.hint.to_owned());
    const HINT_ZH: Column = ("处理办法", |row| row.hint_zh.to_owned());
    const PROVOKE: Column = ("provoke", |row| match (row.simulated, row.provoke) {
        (false, _) => "not simulated".to_owned(),
        (true, "") => String::new(),
        (true, words) if words.starts_with(super::BY_HAND) => words.to_owned(),
        (true, words) => format!("`{words}`"),
    });
    const BASIS: Column =
        ("rests on", |row| row.basis.map_or_else(String::new, |basis| basis.name().to_owned()));
    const EFFECT: Column = ("effect", |row| match row.basis {
        Some(basis) if !basis.refuses() => "warns".to_owned(),
        _ => "refuses".to_owned(),
    });
    const SOURCE: Column = ("source", |row| row.source.to_owned());
    match kind {
        Kind::Return => &[CODE, MEANING, TIER, LAST, HINT, HINT_ZH, PROVOKE, SOURCE],
        Kind::Fault => &[CODE, NUMBER, EFFECT, MEANING, HINT, HINT_ZH, PROVOKE, BASIS, SOURCE],
        Kind::Finding => &[CODE, MEANING, HINT, HINT_ZH, PROVOKE, BASIS, SOURCE],
        Kind::Xml | Kind::Dxp => &[CODE, MEANING, HINT, HINT_ZH, PROVOKE, SOURCE],
        Kind::Reason => &[ANCHORED, NUMBER, MEANING, HINT, HINT_ZH, PROVOKE],
        Kind::Outcome => &[CODE, MEANING, HINT, HINT_ZH, PROVOKE],
        Kind::Provision => &[CODE, NUMBER, MEANING, SOURCE],
        Kind::Table => &[CODE, MEANING, SOURCE],
    }
}

/// A text that may stand in a cell.
fn escaped(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}
