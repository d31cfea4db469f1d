//! How a run ends: conditions, an earlier run, and what the shell is told.

use super::asked::read;
use super::{Arguments, exit};
use crate::cli::exit::{Exit, Failure};
use crate::cli::lang::{said, say};
use crate::cli::output::{Object, Out};
use std::path::Path;
use tongguan_domain::terminal::plain;
use tongguan_load::baseline::{self, Compared, Incomparable};
use tongguan_load::bounds::BASELINE_BYTES;
use tongguan_load::gates::Gate;
use tongguan_load::report::held::{Before, Held};
use tongguan_load::report::{Asked as Told, Report};
use tongguan_load::verdict::{Because, Verdict};

/// What a run is held to.
pub(super) struct Ends {
    gates: Vec<Gate>,
    before: Option<Report>,
    /// A share of 1.
    noise: f64,
}

impl Ends {
    /// Reads it before the run begins: a file that is no report must not be found out after ten minutes.
    pub(super) fn of(arguments: &Arguments, asked: &Told) -> Result<Self, Failure> {
        let before = arguments.baseline.as_deref().map(|file| before(file, asked)).transpose()?;
        let noise = f64::from(arguments.noise) / 100.0;
        let mut gates: Vec<Gate> = Vec::new();
        for gate in &arguments.fail_if {
            // Said twice it is looked at once.
            if !gates.contains(gate) {
                gates.push(gate.clone());
            }
        }
        Ok(Self { gates, before, noise })
    }

    /// What came of it.
    pub(super) fn held(&self, report: &Report) -> Result<Held, Failure> {
        let before = self.before.as_ref().map(|before| (before, self.noise));
        Held::of(report, &self.gates, before).map_err(|error| {
            let zh = error.zh();
            Failure::new(said!("{error}", "{zh}"))
        })
    }

    /// What the shell is told.
    pub(super) fn ended(report: &Report, held: &Held) -> Result<(), Failure> {
        let exit = match exit(report) {
            Exit::Otherwise => Exit::Otherwise,
            Exit::NoServer => Exit::NoServer,
            _ if held.failed() => Exit::GateFailed,
            _ if held.worse() => Exit::Worse,
            exit => exit,
        };
        if exit == Exit::Done { Ok(()) } else { Err(Failure::told(exit)) }
    }

    /// Tells what holds, and what is worse than before.
    pub(super) fn shown(held: &Held, out: &mut Out) -> Result<(), Failure> {
        for found in &held.gates {
            if out.json() {
                let object = Object::new().with("event", "condition").with("condition", found.gate.as_str());
                out.object(object.with("holds", found.failed).with("measured", found.measured.as_str()))?;
                continue;
            }
            let word = if found.failed { say("FAILED", "未通过") } else { say("passed", "通过") };
            let (gate, measured, zh) = (&found.gate, &found.measured, found.measured_zh());
            out.line(said!("{word}: {gate} (measured: {measured})", "{word}：{gate}（实测：{zh}）"))?;
        }
        held.before.as_ref().map_or(Ok(()), |before| beside(before, out))
    }
}

/// Tells what the earlier run says, and first whether that is to be believed.
fn beside(before: &Before, out: &mut Out) -> Result<(), Failure> {
    if out.json() {
        let codes = |list: &[Because]| list.iter().map(|one| one.code.clone()).collect::<Vec<_>>();
        let Verdict { trusted, because, correct, wrong } = &before.verdict;
        let object = Object::new().with("event", "baseline").with("began", before.began.as_str());
        let object = object.with("version", before.version.as_str()).with("trusted", *trusted);
        let object = object.with("because", codes(because)).with("correct", *correct);
        out.object(object.with("wrong", codes(wrong)))?;
    } else {
        for (en, zh) in before.doubts() {
            // It stands in a file, which anybody may have written.
            out.line(plain(say(en, zh)))?;
        }
    }
    let ms = |nanos: Option<u64>| {
        let shown = nanos.map(|nanos| format!("{:.3} ms", nanos as f64 / 1e6));
        shown.unwrap_or_else(|| say("nothing", "无").to_owned())
    };
    for Compared { name, before, now, worse } in &before.rows {
        if out.json() {
            let object = Object::new().with("event", "compared").with("figure", name.as_str());
            out.object(object.with("before_ns", *before).with("now_ns", *now).with("worse", *worse))?;
            continue;
        }
        let word = match (worse, before) {
            (true, _) => say("WORSE", "变差"),
            (false, None) => say("new", "新增"),
            (false, Some(_)) => say("as before", "持平"),
        };
        let (before, now) = (ms(*before), ms(*now));
        out.line(said!("{word}: {name} {before} -> {now}", "{word}：{name} {before} -> {now}"))?;
    }
    Ok(())
}

fn before(file: &Path, asked: &Told) -> Result<Report, Failure> {
    let shown = file.display();
    let text = read(file, BASELINE_BYTES).map_err(|unread| unread.said(&shown.to_string()))?;
    let report = baseline::read(&text).map_err(|error| {
        let zh = error.zh();
        Failure::new(said!("{shown} is no earlier report: {error}", "{shown} 不是以前的报告：{zh}"))
            .hint(say("--save FILE writes one", "可用 --save 写出"))
    })?;
    // The same check as after the run, before it.
    baseline::comparable(&report, asked).map_err(|error| {
        let (en, zh) = (plain(error.to_string()), plain(error.zh()));
        Failure::new(said!("{shown}: {en}", "{shown}：{zh}")).hint(match error {
            Incomparable::Nothing => {
                say("name the report of a run that was answered", "请指定有应答的压测报告")
            }
            _ => say("compare runs of the same kind", "只能比较同类的压测"),
        })
    })?;
    Ok(report)
}
