//! `tongguan codes`: the whole catalogue.

pub(crate) mod chinese;

use super::exit::Failure;
use super::lang::{chinese as in_chinese, said, say, told};
use super::output::style::{BOLD, DIM};
use super::output::{Object, Out, Table};
use super::provoke;
use clap::Args;
use tongguan::catalogue::{self, Kind, Row};
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
        let rows = catalogue::of(kind);
        if out.json() {
            rows.into_iter().try_for_each(|row| out.object(object(row)))?;
            continue;
        }
        let title = if in_chinese() { chinese::title(kind).to_owned() } else { kind.title() };
        out.line(format!("{BOLD}{title}{BOLD:#}"))?;
        let mut columns = Table::default();
        for row in rows {
            if in_chinese() {
                columns.row(["", &row.code, chinese::word(&row.number), told(row.en, row.zh)]);
            } else {
                columns.row(["", &row.code, &row.number, row.zh, row.en]);
            }
        }
        columns.write(out)?;
        out.line("")?;
    }
    Ok(())
}

fn list_table(found: &CodeTable, out: &mut Out) -> Result<(), Failure> {
    if out.json() {
        return catalogue::entries(found).into_iter().try_for_each(|row| out.object(object(row)));
    }
    let CodeTable { en, zh, element, .. } = found;
    out.line(said!(
        "{BOLD}{en} {zh}{BOLD:#}  {DIM}{element}{DIM:#}",
        "{BOLD}{zh}{BOLD:#}  {DIM}{element}{DIM:#}"
    ))?;
    let mut columns = Table::default();
    for row in catalogue::entries(found) {
        let unsure = if row.number.is_empty() { "" } else { say("unconfirmed", "未证实") };
        let own_source = if row.source == found.source { "" } else { row.source };
        let days = days(&row);
        if in_chinese() {
            columns.row(["", &row.code, row.zh, &days, unsure, own_source]);
        } else {
            columns.row(["", &row.code, row.zh, row.en, &days, unsure, own_source]);
        }
    }
    columns.write(out)?;
    out.line(format!("{DIM}{}{DIM:#}", found.source))
}

/// From when to when a row holds; empty where it always has.
fn days(row: &Row) -> String {
    let day = |name| row.more.iter().find(|(of, _)| *of == name).and_then(|(_, value)| value.as_str());
    match (day("from").unwrap_or_default(), day("until").unwrap_or_default()) {
        ("", "") => String::new(),
        (from, until) => format!("{from}..{until}"),
    }
}

fn look_up(word: &str, only: Option<Kind>, out: &mut Out) -> Result<(), Failure> {
    let known = catalogue::named(word);
    let found: Vec<_> =
        known.iter().filter(|row| only.is_none_or(|only| only == row.kind)).cloned().collect();
    if found.is_empty() {
        return Err(unknown(word, only, &known));
    }
    let mut of_table = false;
    for (number, row) in found.into_iter().enumerate() {
        if out.json() {
            out.object(object(row))?;
            continue;
        }
        // What is meant first stands first; rows of code tables only share its digits.
        if number > 0 && row.kind == Kind::Table && !of_table {
            out.line(said!(
                "{DIM}──── the same in code tables (参数代码){DIM:#}",
                "{DIM}──── 参数代码中相同的代码{DIM:#}"
            ))?;
        }
        of_table = row.kind == Kind::Table;
        let number = if row.number.is_empty() { String::new() } else { format!(" {}", row.number) };
        let Row { code, zh, en, kind, .. } = &row;
        if in_chinese() {
            let (meaning, kind) = (told(en, zh), chinese::one(*kind));
            out.line(format!("{BOLD}{code}{BOLD:#}{number}  {meaning}  {DIM}（{kind}）{DIM:#}"))?;
        } else {
            let kind = kind.name();
            out.line(format!("{BOLD}{code}{BOLD:#}{number}  {zh} {en}  {DIM}({kind}){DIM:#}"))?;
        }
        for (name, text) in details(&row) {
            if !text.is_empty() {
                out.line(said!("  {DIM}{name}:{DIM:#} {text}", "  {DIM}{name}：{DIM:#}{text}"))?;
            }
        }
    }
    Ok(())
}

/// Why nothing is found: there is no such code, or there is one of another kind.
fn unknown(word: &str, only: Option<Kind>, known: &[Row]) -> Failure {
    let mut others: Vec<_> = known.iter().map(|row| row.kind).collect();
    others.dedup();
    let named = |kind: Kind| said!("a {} {word}", "{} {word}", say(kind.one(), chinese::one(kind)));
    let others: Vec<_> = others.into_iter().map(named).collect();
    match (only, &others[..]) {
        (Some(only), [_, ..]) => {
            let text = said!(
                "there is no {} {word}; there is {}",
                "没有{} {word}；但有{}",
                say(only.one(), chinese::one(only)),
                others.join(say(" and ", "和"))
            );
            Failure::new(text)
                .hint(said!("`tongguan codes {word}` shows it", "可用 `tongguan codes {word}` 查看"))
        }
        _ => Failure::new(said!("there is no code {word}", "没有代码 {word}")).hint(say(
            "`tongguan codes` lists every code and every code table",
            "`tongguan codes` 列出全部代码和参数表",
        )),
    }
}

/// What is known of a row besides its meaning.
fn details(row: &Row) -> Vec<(&'static str, String)> {
    let text =
        |value: &serde_json::Value| value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned);
    let provoke = match row.played() {
        Ok(words) => {
            // Of several rows with this code, it plays the first.
            let first = provoke::row(&row.code, None).is_ok_and(|first| first.kind == row.kind);
            let kind = if first { String::new() } else { format!(" --kind {}", row.kind.name()) };
            said!("tongguan provoke {}{kind}  ({words})", "tongguan provoke {}{kind}（{words}）", row.code)
        }
        Err(_) if row.kind == Kind::Table || row.kind == Kind::Provision => String::new(),
        Err(_) if in_chinese() => chinese::not_played(row),
        Err(why) => why,
    };
    if in_chinese() {
        return details_in_chinese(row, provoke);
    }
    let known = [
        ("from", row.tier.to_owned()),
        ("what to do", row.hint.to_owned()),
        ("provoke", provoke),
        ("source", row.source.to_owned()),
    ];
    let known = known.into_iter();
    known.chain(row.more.iter().map(|(name, value)| (*name, text(value)))).collect()
}

fn details_in_chinese(row: &Row, provoke: String) -> Vec<(&'static str, String)> {
    let known = [
        ("出处", chinese::word(row.tier).to_owned()),
        ("处理办法", told(row.hint, row.hint_zh).to_owned()),
        ("演示", provoke),
        ("来源", chinese::word(row.source).to_owned()),
    ];
    let text = |value: &serde_json::Value| {
        value.as_str().map_or_else(|| chinese::word(&value.to_string()).to_owned(), ToOwned::to_owned)
    };
    known.into_iter().chain(row.more.iter().map(|(name, value)| (chinese::word(name), text(value)))).collect()
}

fn object(row: Row) -> Object {
    let code: serde_json::Value = match row.kind {
        Kind::Return => row.code.parse::<i64>().map_or(row.code.into(), Into::into),
        _ => row.code.into(),
    };
    let object = Object::new().with("kind", row.kind.name()).with("code", code);
    let object = object.with("meaning", row.en).with("meaning_zh", row.zh);
    let object = [
        ("hint", row.hint),
        ("hint_zh", row.hint_zh),
        ("provoke", row.provoke),
        ("source", row.source),
        ("tier", row.tier),
    ]
    .into_iter()
    .filter(|(_, text)| !text.is_empty())
    .fold(object, |object, (name, text)| object.with(name, text));
    let object = match row.kind {
        Kind::Return => object.with("terminal", row.terminal).with("simulated", row.simulated),
        Kind::Dxp => object.with("simulated", row.simulated),
        Kind::Fault
        | Kind::Finding
        | Kind::Reason
        | Kind::Xml
        | Kind::Outcome
        | Kind::Provision
        | Kind::Table => object,
    };
    row.more.into_iter().fold(object, |object, (name, value)| object.with(name, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_has_a_code_and_a_meaning() {
        for kind in Kind::ALL {
            let rows = catalogue::of(kind);
            assert!(!rows.is_empty(), "{kind:?}");
            for row in rows {
                assert!(!row.code.is_empty() && !row.en.is_empty(), "{kind:?} {}", row.code);
            }
        }
    }

    #[test]
    fn codes_are_found() {
        let kinds = |word| catalogue::named(word).into_iter().map(|row| row.kind).collect::<Vec<_>>();
        assert_eq!(kinds("100")[0], Kind::Return);
        assert_eq!(kinds("-604001"), [Kind::Fault]);
        assert_eq!(catalogue::named("-604001")[0].code, "DUPLICATE");
        assert_eq!(kinds("duplicate"), [Kind::Fault, Kind::Reason]);
        assert_eq!(kinds("inspect"), [Kind::Outcome]);
        assert_eq!(kinds("1323"), [Kind::Finding]);
        assert_eq!(kinds("-1"), []);
        assert!(kinds("502").contains(&Kind::Table));
    }
}
