//! The report as one page of HTML that opens offline: nothing is fetched, the pictures are SVG, both languages are inside, and it
//! prints. What somebody else may have written is escaped, and a policy of the page allows its own style and script and nothing else.

mod chart;
mod lines;
mod markup;
mod tables;

use super::held::Held;
use super::text::{Speech, span};
use super::{Figures, Report};
use crate::run::Run;
use crate::stages::Stage;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use markup::{Both, Escaped};
use sha2::{Digest, Sha256};
use std::fmt::{self, Write};

const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// The page. It begins in this language and can be switched to the other. Below 1 MB whatever the run: lines have at most
/// [`PLACES`](crate::bounds::PLACES) places, and [`WRONG_SHOWN`](crate::bounds::WRONG_SHOWN) wrong parcels are told.
#[must_use]
pub fn html(report: &Report, run: &Run, held: &Held, speech: Speech) -> String {
    let mut out = String::new();
    // Writing into a text does not fail.
    let _ = begin(&mut out, report, speech);
    let _ = verdict(&mut out, report, held);
    let _ = tiles(&mut out, report);
    let _ = tables::held(&mut out, held);
    let _ = section(&mut out, "stages", "Percentiles by stage", "各环节百分位");
    let _ = tables::stages(&mut out, report);
    let _ = lines::stages(&mut out, run);
    let _ = section(&mut out, "time", "Over time", "随时间变化");
    let _ = lines::parcels(&mut out, report);
    let _ = lines::calls(&mut out, report);
    let _ = section(&mut out, "lateness", "Lateness", "迟延");
    let _ = tables::lateness(&mut out, report);
    let _ = lines::lateness(&mut out, run);
    let _ = section(&mut out, "codes", "Errors by code", "按状态码统计的错误");
    let _ = tables::codes(&mut out, report);
    let _ = tables::compared(&mut out, held);
    let _ = tables::wrong(&mut out, report);
    let _ = tables::unfinished(&mut out, report);
    let _ = tables::generators(&mut out, report);
    let _ = section(&mut out, "asked", "What was run", "压测参数");
    let _ = tables::asked(&mut out, report);
    let _ = write!(out, "</main>\n<script>{SCRIPT}</script>\n</body>\n</html>\n");
    out
}

/// How a policy names a text that it allows.
fn allowed(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

fn begin(out: &mut String, report: &Report, speech: Speech) -> fmt::Result {
    let (lang, en, zh) = match speech {
        Speech::English => ("en", " checked", ""),
        Speech::Chinese => ("zh-CN", "", " checked"),
    };
    let (style, script) = (allowed(STYLE), allowed(SCRIPT));
    let asked = &report.asked;
    let title = speech.of(&asked.title, &asked.title_zh);
    write!(
        out,
        r#"<!DOCTYPE html>
<html lang="{lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src {style}; script-src {script}; base-uri 'none'; form-action 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>tongguan load: {}</title>
<style>{STYLE}</style>
</head>
<body>
<header>
<p class="choice"><label><input type="radio" name="speak" id="speak-en" value="en"{en}> English</label><label><input type="radio" name="speak" id="speak-zh" value="zh-CN"{zh}> 中文</label></p>
<p class="soft">tongguan load {} · {} · {}</p>
</header>
<main>
"#,
        Escaped(title),
        Escaped(&asked.version),
        Both(&asked.title, &asked.title_zh),
        Escaped(&asked.began),
    )
}

fn section(out: &mut String, id: &str, en: &str, zh: &str) -> fmt::Result {
    writeln!(out, r#"<h2 id="{id}">{}</h2>"#, Both(en, zh))
}

/// Whether to believe it, and whether everything went as it should, before any figure.
fn verdict(out: &mut String, report: &Report, held: &Held) -> fmt::Result {
    let verdict = &report.verdict;
    let failed = !verdict.correct || held.failed() || held.worse();
    let class = match (failed, verdict.trusted) {
        (true, _) => "wrong",
        (false, false) => "doubt",
        (false, true) => "fine",
    };
    let trusted =
        if verdict.trusted { ("✓ TRUSTED", "✓ 可信") } else { ("✗ NOT TRUSTED", "✗ 不可信") };
    let correct = report.correctness();
    write!(out, r#"<section id="verdict" class="{class}"><h1>"#)?;
    write!(out, "{} · {}</h1>\n<ul>", Both(trusted.0, trusted.1), Both(correct.0, correct.1))?;
    for because in verdict.because.iter().chain(&verdict.wrong) {
        write!(out, "<li>{}</li>", Both(&because.en, &because.zh))?;
    }
    for found in held.gates.iter().filter(|found| found.failed) {
        let words = Both("condition holds", "条件成立");
        write!(out, r#"<li class="bad">{words}: {} "#, Escaped(&found.gate))?;
        write!(out, "({})</li>", Both(&found.measured, found.measured_zh()))?;
    }
    let worse = held.before.iter().flat_map(|before| &before.rows).filter(|row| row.worse);
    for row in worse {
        let words = Both("worse than before", "比此前差");
        write!(out, r#"<li class="bad">{words}: {}</li>"#, Escaped(&row.name))?;
    }
    out.push_str("</ul></section>\n");
    Ok(())
}

/// The few figures that are looked at first.
fn tiles(out: &mut String, report: &Report) -> fmt::Result {
    let wall = |stage| report.stage(stage).map(|stage| stage.wall);
    let of = |figures: Option<Figures>, at: fn(&Figures) -> u64| {
        figures.map_or_else(|| "–".to_owned(), |figures| span(at(&figures)))
    };
    let (answers, released) = (wall(Stage::Acknowledged), wall(Stage::Released));
    let tiles = [
        ("parcels started a second", "每秒开始票数", format!("{:.1}", report.started_per_second)),
        ("submissions answered a second", "每秒应答报送", format!("{:.1}", report.answered_per_second)),
        ("answer, p50", "应答 p50", of(answers, |f| f.p50)),
        ("answer, p99", "应答 p99", of(answers, |f| f.p99)),
        ("released, p99", "放行 p99", of(released, |f| f.p99)),
        ("parcels that ended otherwise", "结果不符票数", report.counts.wrong.to_string()),
        ("missed starts", "未进行的开始", report.counts.missed.to_string()),
        ("submissions without an answer", "未得应答的报送", report.counts.errors.to_string()),
    ];
    out.push_str(r#"<ul class="tiles">"#);
    for (en, zh, value) in tiles {
        write!(out, "<li><b>{}</b>{}</li>", Escaped(&value), Both(en, zh))?;
    }
    out.push_str("</ul>\n");
    Ok(())
}
