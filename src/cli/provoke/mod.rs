//! `tongguan provoke`: what has to be sent to get a code, sent.

mod call;
mod message;
mod paper;
mod play;
mod told;
mod words;

use super::codes::chinese;
use super::connection::{ControlAddress, ExchangeAddress, ServerTarget, block_on};
use super::exit::{Exit, Failure};
use super::lang::{chinese as in_chinese, said, say, told as words_of};
use super::output::style::{BAD, BOLD, DIM, GOOD};
use super::output::{Object, Out};
use super::play::Waits;
use clap::Args;
use play::Played;
use tongguan::catalogue::{self, Kind, Row};
use tongguan_client::Client;
use tongguan_scenario::Stop;

/// The kinds of which something comes back.
const KINDS: [Kind; 7] =
    [Kind::Return, Kind::Fault, Kind::Finding, Kind::Reason, Kind::Xml, Kind::Dxp, Kind::Outcome];
/// Columns of the list.
const COLUMNS: usize = 100;

/// Which code, and where.
#[derive(Args, Debug)]
#[command(after_help = "\
  tongguan provoke 100               send what customs rejects, see the 100 come back
  tongguan provoke FIELD_MISSING --xml
  tongguan provoke inspect           what a sender sees of a forced outcome
Each run makes a sandbox of its own, and deletes it at its end, so nothing that you have is touched.
The exit code is 1 where the code does not show.")]
pub(crate) struct Arguments {
    /// A code (100, -604001, DUPLICATE, 1320, 2001, inspect …); without it: every code that can be provoked
    #[arg(value_name = "CODE", allow_hyphen_values = true)]
    code: Option<String>,
    /// Which of several codes of this name
    #[arg(long)]
    kind: Option<Kind>,
    /// Provoke every code, a line for each
    #[arg(long, conflicts_with = "code")]
    all: bool,
    #[command(flatten)]
    server: ServerTarget,
    #[command(flatten)]
    exchange: ExchangeAddress,
    #[command(flatten)]
    control: ControlAddress,
    /// Send every document as CEB XML, and show the messages
    #[arg(long)]
    xml: bool,
    /// Leave the sandbox on the server, to look at it afterwards
    #[arg(long)]
    keep: bool,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    match &arguments.code {
        Some(word) => one(&row(word, arguments.kind)?, arguments, out),
        None if arguments.all => every(arguments, out),
        None => list(arguments.kind, out),
    }
}

fn kinds(only: Option<Kind>) -> impl Iterator<Item = Kind> {
    KINDS.into_iter().filter(move |kind| only.is_none_or(|only| only == *kind))
}

/// The row of a code: the first that can be provoked.
pub(super) fn row(word: &str, only: Option<Kind>) -> Result<Row, Failure> {
    let mut found = catalogue::named(word);
    found.retain(|row| only.is_none_or(|only| only == row.kind));
    found.sort_by_key(|row| row.played().is_err());
    found.into_iter().next().ok_or_else(|| {
        Failure::new(said!("there is no code {word}", "没有代码 {word}"))
            .hint(say("`tongguan provoke` lists what can be provoked", "`tongguan provoke` 列出可演示的代码"))
    })
}

async fn connect(arguments: &Arguments) -> Result<(Client, Client), Failure> {
    let server = &arguments.server;
    server.connect_all(&arguments.exchange, &arguments.control).await
}

/// What came of one row.
async fn played(
    row: &Row,
    words: &str,
    clients: (Client, Client),
    arguments: &Arguments,
) -> Result<Played, Failure> {
    let broken = |why: String| {
        Failure::new(format!("{}: {why}", row.code)).hint(say("please report this", "请反馈此问题"))
    };
    let words = words::for_kind(row, words);
    let steps = words::read(row, &words).map_err(broken)?;
    let (client, control) = clients;
    let how = (arguments.xml, arguments.keep);
    play::play(row, &steps, client, control, how).await.map_err(|stop| {
        let failure = Failure::of_stop(&row.code, &stop);
        // The words are ours, so it is the server that does not do as they say.
        if matches!(stop, Stop::Refused { .. }) { failure } else { failure.exit(Exit::Otherwise) }
    })
}

fn one(row: &Row, arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    let words = row.played().map_err(|why| {
        let (code, why) = (&row.code, if in_chinese() { chinese::not_played(row) } else { why });
        let hint =
            said!("`tongguan codes {code}` says what to do with it", "处理办法见 `tongguan codes {code}`");
        let text = said!("{code} cannot be provoked: {why}", "{code} 不能演示：{why}");
        Failure::new(text).exit(Exit::Otherwise).hint(hint)
    })?;
    block_on(async {
        let clients = connect(arguments).await?;
        let Played { log, sandbox, seen, waits } = played(row, words, clients, arguments).await?;
        if !out.json() {
            let Row { code, zh, en, .. } = row;
            let meaning = if in_chinese() { words_of(en, zh).to_owned() } else { format!("{zh} {en}") };
            out.line(format!("{BOLD}{code}{BOLD:#} {meaning}"))?;
        }
        for told in &log {
            told.show(arguments.xml, out)?;
        }
        for waits in &waits {
            waits.show(out)?;
        }
        end(row, &sandbox, seen, arguments.keep, out)?;
        if let Some(number) =
            log.iter().find_map(|told| told.other_number(row)).filter(|_| !seen && !out.json())
        {
            out.line(said!(
                "  what provokes {} is a document of another kind: {number} was told",
                "  演示 {} 所用的单证种类不同：收到的是 {number}",
                row.code
            ))?;
        }
        if seen { Ok(()) } else { Err(Failure::told(Exit::Otherwise)) }
    })
}

fn end(row: &Row, sandbox: &str, seen: bool, kept: bool, out: &mut Out) -> Result<(), Failure> {
    if out.json() {
        let object = Object::new().with("event", "end").with("kind", row.kind.name());
        let object = object.with("code", row.code.as_str()).with("sandbox", sandbox).with("kept", kept);
        let object = object.with("seen", seen);
        return out.object(object.with("hint", row.hint).with("hint_zh", row.hint_zh));
    }
    let code = if row.number.starts_with('-') { &row.number } else { &row.code };
    let place = if kept { said!(", in sandbox {sandbox}", "，沙箱 {sandbox}") } else { String::new() };
    if !seen {
        return out.line(said!("{BAD}{code} did not show{BAD:#}{place}", "{BAD}未出现 {code}{BAD:#}{place}"));
    }
    out.line(said!("{GOOD}{code} was seen{GOOD:#}{place}", "{GOOD}已出现 {code}{GOOD:#}{place}"))?;
    let hint = words_of(row.hint, row.hint_zh);
    out.line(said!("  {DIM}do:{DIM:#} {hint}", "  {DIM}办法：{DIM:#}{hint}"))
}

/// Every code, one after the other.
fn every(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    block_on(async {
        let clients = connect(arguments).await?;
        let mut silent = 0_usize;
        for row in kinds(arguments.kind).flat_map(catalogue::of) {
            let Ok(words) = row.played() else { continue };
            let played = played(&row, words, clients.clone(), arguments).await;
            let (sandbox, seen, why) = match played {
                Ok(Played { sandbox, seen, waits, .. }) => (sandbox, seen, waits_words(&waits)),
                Err(failure) => (String::new(), false, failure.text().to_owned()),
            };
            silent += usize::from(!seen);
            if out.json() {
                end(&row, &sandbox, seen, arguments.keep, out)?;
            } else {
                let word = match seen {
                    true => said!("{GOOD}seen{GOOD:#}  ", "{GOOD}出现  {GOOD:#}"),
                    false => said!("{BAD}silent{BAD:#}", "{BAD}未出现{BAD:#}"),
                };
                let kind = say(row.kind.name(), chinese::one(row.kind));
                out.line(format!("{word} {kind} {}  {DIM}{why}{DIM:#}", row.code))?;
            }
        }
        if silent == 0 { Ok(()) } else { Err(Failure::told(Exit::Otherwise)) }
    })
}

/// What the documents of a code that did not show wait for.
fn waits_words(waits: &[Waits]) -> String {
    let all: Vec<_> = waits.iter().map(Waits::words).collect();
    if all.is_empty() { String::new() } else { said!("waits for: {}", "等待：{}", all.join("; ")) }
}

/// What can be provoked, and what cannot.
fn list(only: Option<Kind>, out: &mut Out) -> Result<(), Failure> {
    for kind in kinds(only) {
        let rows = catalogue::of(kind);
        if out.json() {
            for row in rows {
                let object = Object::new().with("kind", kind.name()).with("code", row.code.as_str());
                out.object(match row.played() {
                    Ok(words) => object.with("provoke", words),
                    Err(why) => object.with("why_not", why),
                })?;
            }
            continue;
        }
        out.line(format!("{BOLD}{}{BOLD:#}", say(kind.name(), chinese::one(kind))))?;
        let (can, cannot): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row.played().is_ok());
        wrapped("  ", &can, out)?;
        if !cannot.is_empty() {
            wrapped(say("  not: ", "  不能演示："), &cannot, out)?;
        }
    }
    if out.json() {
        return Ok(());
    }
    out.line(said!(
        "{DIM}tongguan provoke CODE sends what provokes it; --all does so with every code{DIM:#}",
        "{DIM}tongguan provoke 代码：报送会引出它的内容；--all 逐一演示全部代码{DIM:#}"
    ))
}

fn wrapped(before: &str, rows: &[&Row], out: &mut Out) -> Result<(), Failure> {
    let mut line = before.to_owned();
    for row in rows {
        if line.len() + row.code.len() > COLUMNS {
            out.line(line.trim_end())?;
            line = "  ".to_owned();
        }
        line.push_str(&row.code);
        line.push(' ');
    }
    out.line(line.trim_end())
}
