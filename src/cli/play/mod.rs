//! `tongguan play`: a scenario on a server, line by line.

mod server;
mod waits;

pub(crate) use server::{Server, request as opened};
pub(crate) use waits::{Waits, waits};

use super::connection::{ControlAddress, ExchangeAddress, ServerTarget, block_on};
use super::exit::{Exit, Failure};
use super::foreign;
use super::lang::{said, say};
use super::output::style::{BAD, DIM, GOOD};
use super::output::{Object, Out, words};
use clap::Args;
use std::io::Read;
use std::path::{Path, PathBuf};
use tongguan_domain::limits;
use tongguan_scenario::{PlayedLine, Player, Scenario, ScenarioError, Stop};

/// Which scenario, and where.
#[derive(Args, Debug)]
#[command(after_help = "\
A line is what is done and what customs tells; docs/scenarios.md has the words:
  order 1; waybill 1 => order 1 2, order 1 3, waybill 1 2, waybill 1 3
The exit code is 1 where something else is told than the file says. The sandbox of a run that went as the file says is deleted.")]
pub(crate) struct Arguments {
    /// The scenario; - is standard input
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    server: ServerTarget,
    #[command(flatten)]
    exchange: ExchangeAddress,
    #[command(flatten)]
    control: ControlAddress,
    /// Send every document as CEB XML
    #[arg(long)]
    xml: bool,
    /// Leave the sandbox on the server, to look at it afterwards
    #[arg(long)]
    keep: bool,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    let name = arguments.file.display().to_string();
    let scenario = Scenario::read(&content(&arguments.file)?).map_err(|error| {
        let ScenarioError { line, word, text } = &error;
        Failure::new(said!("{name}, {error}", "{name} 第 {line} 行：{word:?}（{text}）"))
            .hint(say("docs/scenarios.md has every word", "用语见 docs/scenarios.md"))
    })?;
    block_on(async {
        let (client, control) = arguments.server.connect_all(&arguments.exchange, &arguments.control).await?;
        let stage = Server::open("play", &scenario.opening, client, control, arguments.xml).await;
        let mut stage = stage.map_err(|stop| stopped(&name, 0, &stop))?;
        let (mut player, mut different) = (Player::default(), 0_usize);
        for line in &scenario.lines {
            let played = player.line(&mut stage, line).await;
            let played = played.map_err(|stop| stopped(&name, line.number, &stop))?;
            different += usize::from(played.differs());
            show(&played, out)?;
        }
        if different > 0 {
            for waits in waits(stage.client()).await {
                waits.show(out)?;
            }
        }
        let name = stage.sandbox().to_owned();
        let kept = arguments.keep || different > 0;
        if !kept {
            stage.close().await.map_err(|stop| stopped(&name, 0, &stop))?;
        }
        end(&name, kept, (scenario.lines.len(), different), out)
    })
}

fn content(path: &Path) -> Result<String, Failure> {
    let most = u64::try_from(limits::XML_BYTES).unwrap_or(u64::MAX);
    let mut text = String::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(most).read_to_string(&mut text)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(most).read_to_string(&mut text))
    };
    read.map_err(|error| foreign::unread(&path.display().to_string(), &error))?;
    Ok(text)
}

fn stopped(name: &str, line: usize, stop: &Stop) -> Failure {
    let place =
        if line == 0 { name.to_owned() } else { said!("{name}, line {line}", "{name}，第 {line} 行") };
    let failure = Failure::of_stop(&place, stop);
    match stop {
        Stop::NotHere(_) => failure.hint(say(
            "this scenario can be played by the tests of the core only",
            "此情景仅能由核心测试演练",
        )),
        Stop::Failed(_) => failure.hint(say("docs/scenarios.md has every word", "用语见 docs/scenarios.md")),
        Stop::Refused { .. } => failure,
    }
}

fn show(line: &PlayedLine, out: &mut Out) -> Result<(), Failure> {
    let PlayedLine { number, words, told, expected } = line;
    if out.json() {
        let object = Object::new().with("event", "line").with("line", *number).with("words", words.as_str());
        let object = object.with("told", told.as_str()).with("expected", expected.as_str());
        return out.object(object.with("differs", line.differs()));
    }
    let arrow = if told.is_empty() { "" } else { " => " };
    if !line.differs() {
        return out.line(format!("{DIM}{number:>4}{DIM:#}  {words}{arrow}{told}"));
    }
    let or_nothing =
        |text: &str| if text.is_empty() { say("nothing", "无").to_owned() } else { text.to_owned() };
    out.line(format!("{BAD}{number:>4}{BAD:#}  {words}"))?;
    out.line(said!("        told      {}", "        实际  {}", or_nothing(told)))?;
    out.line(said!("        the file  {BAD}{}{BAD:#}", "        文件  {BAD}{}{BAD:#}", or_nothing(expected)))
}

fn end(sandbox: &str, kept: bool, (lines, different): (usize, usize), out: &mut Out) -> Result<(), Failure> {
    if out.json() {
        let object = Object::new().with("event", "end").with("sandbox", sandbox).with("kept", kept);
        out.object(object.with("lines", lines).with("different", different))?;
    } else {
        let place = if kept { said!(", in sandbox {sandbox}", "，沙箱 {sandbox}") } else { String::new() };
        let counted = words::counted(lines, "line", "行");
        if different == 0 {
            out.line(said!(
                "{GOOD}{counted}{GOOD:#}, told as the file says{place}",
                "{GOOD}{counted}{GOOD:#}均与文件一致{place}"
            ))?;
        } else {
            let differ = if different == 1 { "differs" } else { "differ" };
            out.line(said!(
                "{BAD}{different} of {counted}{BAD:#} {differ}{place}",
                "{BAD}{counted}中有 {different} 行{BAD:#}不一致{place}"
            ))?;
        }
    }
    if different == 0 { Ok(()) } else { Err(Failure::told(Exit::Otherwise)) }
}
