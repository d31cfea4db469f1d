//! The report as text: the verdict, then the figures in ghz's order, then the stages.

use super::ghz::histogram;
use super::{Asked, Figures, Report, UnfinishedParcel, WrongParcel};
use crate::join::messages::Generator;
use crate::run::Run;
use crate::stages::Stage;
use crate::verdict::Because;
use crate::workload::rate::Rate;
use std::fmt::Write;
use std::time::Duration;
use tongguan_domain::terminal::plain;

/// Cells of the longest bar.
const WIDTH: f64 = 40.0;

/// Wrong and unfinished parcels that are shown.
const SHOWN: usize = 10;

/// In which language.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speech {
    /// English.
    English,
    /// Chinese.
    Chinese,
}

impl Speech {
    pub(super) const fn of<'a>(self, en: &'a str, zh: &'a str) -> &'a str {
        match self {
            Self::English => en,
            Self::Chinese => zh,
        }
    }
}

/// The text, with a line break at its end.
#[must_use]
pub fn text(report: &Report, run: &Run, speech: Speech) -> String {
    let mut text = String::new();
    // Writing into a text does not fail.
    let _ = verdict(&mut text, report, speech);
    let _ = summary(&mut text, report, speech);
    let _ = bars(&mut text, run, speech);
    let _ = stages(&mut text, report, speech);
    let _ = codes(&mut text, report, speech);
    let _ = wrong(&mut text, report, speech);
    let _ = unfinished(&mut text, report, speech);
    text
}

fn verdict(text: &mut String, report: &Report, speech: Speech) -> std::fmt::Result {
    // What a workload or a server says may stand in it.
    let word = |because: &Because| plain(speech.of(&because.en, &because.zh).to_owned());
    let verdict = &report.verdict;
    let trusted =
        if verdict.trusted { speech.of("TRUSTED", "可信") } else { speech.of("NOT TRUSTED", "不可信") };
    let (en, zh) = report.correctness();
    let correct = speech.of(en, zh);
    let semicolon = speech.of("; ", "；");
    writeln!(text, "{trusted}{semicolon}{correct}")?;
    for because in verdict.because.iter().chain(&verdict.wrong) {
        writeln!(text, "  - {}", word(because))?;
    }
    writeln!(text)
}

/// What was run, and how.
fn headline(asked: &Asked, speech: Speech) -> String {
    let title = speech.of(&asked.title, &asked.title_zh);
    let (model, model_zh) = asked.model_words();
    let mut how = format!("{}, {}", asked.transport, speech.of(&model, &model_zh));
    if asked.users == 0 {
        let peak = Rate::of(asked.peak_per_second);
        how += &format!(", {} {peak}", speech.of("peak", "峰值"));
    }
    // A file says what it is called, and so does whoever wrote that.
    plain(format!("{}: {title} ({how})", asked.workload))
}

fn summary(text: &mut String, report: &Report, speech: Speech) -> std::fmt::Result {
    let counts = &report.counts;
    writeln!(text, "{}", headline(&report.asked, speech))?;
    let answers = report.stage(Stage::Acknowledged).map(|stage| stage.wall).unwrap_or_default();
    let row = |text: &mut String, en: &str, zh: &str, value: String| {
        writeln!(text, "  {} {value}", padded(speech.of(en, zh), 14))
    };
    writeln!(text, "{}", speech.of("\nSummary:", "\n概要："))?;
    row(text, "Count:", "应答数：", answers.count.to_string())?;
    row(text, "Total:", "总时间：", span(report.took))?;
    row(text, "Slowest:", "最慢：", span(answers.max))?;
    row(text, "Fastest:", "最快：", span(answers.min))?;
    row(text, "Average:", "平均：", span(answers.mean))?;
    row(text, "Requests/sec:", "每秒应答：", format!("{:.2}", report.answered_per_second))?;
    row(text, "Parcels/sec:", "每秒开始：", format!("{:.2}", report.started_per_second))?;
    let parcels = speech.of(
        "due, started, missed, ended right, wrong, broken off, unfinished",
        "应开始、已开始、未进行、结果相符、不符、中断、未结束",
    );
    let Figures { p50, p99, max, .. } = report.lateness;
    let counted = [
        counts.due,
        counts.started,
        counts.missed,
        counts.right,
        counts.wrong,
        counts.failed,
        counts.unfinished,
    ];
    row(
        text,
        "Parcels:",
        "包裹：",
        format!("{} ({parcels})", counted.map(|count| count.to_string()).join(" ")),
    )?;
    row(text, "Receipts:", "回执：", counts.receipts.to_string())?;
    if counts.foreign > 0 {
        let why = speech.of("receipts are of no parcel of this run", "条回执不属于本次压测的包裹");
        row(text, "Foreign:", "外来回执：", format!("{} {why}", counts.foreign))?;
    }
    if counts.repeats_left_out > 0 {
        let (en, zh) = left_out(&report.asked.transport);
        let why = speech.of(en, zh);
        row(text, "Repeats:", "重复报送：", format!("{} {why}", counts.repeats_left_out))?;
    }
    if counts.repeats_unsent > 0 {
        let why = speech.of("not sent: the run ended before their time", "次未报送：压测结束时时间未到");
        row(text, "Copies:", "重发：", format!("{} {why}", counts.repeats_unsent))?;
    }
    let late = format!("p50 {}, p99 {}, {} {}", span(p50), span(p99), speech.of("max", "最大"), span(max));
    row(text, "Lateness:", "迟延：", late)?;
    let unknown = || speech.of("not known", "未知").to_owned();
    let percent = |share: f64| format!("{:.1} %", share * 100.0);
    let own = report.cost.own_cores.map_or_else(unknown, percent);
    let busy = report.cost.machine_busy.map_or_else(unknown, percent);
    let cost = format!(
        "{own} {}, {} {busy}",
        speech.of("of a core", "（单核）"),
        speech.of("machine busy", "整机占用")
    );
    row(text, "Generator:", "压测程序：", cost)?;
    for one in &report.generators {
        generator(text, one, speech)?;
    }
    Ok(())
}

/// Why copies are not sent by a way.
fn left_out(transport: &str) -> (&'static str, &'static str) {
    match transport {
        "xml" => (
            "left out: a submission is several calls by xml, so of copies that wait for no answer each may be the first with some",
            "次未进行：xml 方式一次报送为多次调用，不等应答的重发可能各有一部分先到",
        ),
        _ => (
            "left out: messages by this way have no request id, so no answer says that it repeats another",
            "次未进行：该方式的报文没有请求编号，应答无从说明是否为重复",
        ),
    }
}

fn generator(text: &mut String, one: &Generator, speech: Speech) -> std::fmt::Result {
    let Generator { number, address, sandbox, started, lateness_p99, clock_uncertain, .. } = one;
    write!(text, "    {number}  {address}  {sandbox}  ")?;
    if one.ended.is_none() {
        return writeln!(
            text,
            "{}",
            speech.of("lost: nothing that it did is in the figures", "失联：其数据未计入")
        );
    }
    let (late, clock) = (span(*lateness_p99), span(*clock_uncertain));
    let percent =
        |share: Option<f64>| share.map_or_else(|| "-".to_owned(), |share| format!("{:.1} %", share * 100.0));
    let (own, busy) = (percent(one.own_cores), percent(one.machine_busy));
    match speech {
        Speech::English => writeln!(
            text,
            "started {started}, late p99 {late}, {own} of a core, machine busy {busy}, clock within {clock}"
        ),
        Speech::Chinese => {
            writeln!(text, "已开始 {started}，迟延 p99 {late}，单核 {own}，整机 {busy}，时钟误差 ≤ {clock}")
        }
    }
}

fn bars(text: &mut String, run: &Run, speech: Speech) -> std::fmt::Result {
    let Some(timed) = run.tally.stages.of(Stage::Acknowledged) else { return Ok(()) };
    let bars = histogram(&timed.wall);
    let Some(most) = bars.iter().map(|bar| bar.count).max().filter(|most| *most > 0) else { return Ok(()) };
    writeln!(text, "{}", speech.of("\nResponse time histogram:", "\n应答时间分布："))?;
    for bar in &bars {
        let cells = (bar.count as f64 / most as f64 * WIDTH).round() as usize;
        let mark = bar.mark.as_secs_f64() * 1e3;
        writeln!(text, "  {mark:>10.3} ms [{:>8}] |{}", bar.count, "∎".repeat(cells))?;
    }
    writeln!(text, "{}", speech.of("\nLatency distribution:", "\n应答时间百分位："))?;
    for (percentage, share) in
        [(10, 0.1), (25, 0.25), (50, 0.5), (75, 0.75), (90, 0.9), (95, 0.95), (99, 0.99)]
    {
        let at = timed.wall.quantile(share).as_secs_f64() * 1e3;
        match speech {
            Speech::English => writeln!(text, "  {percentage} % in {at:.3} ms")?,
            Speech::Chinese => writeln!(text, "  {percentage} % 不超过 {at:.3} ms")?,
        }
    }
    Ok(())
}

fn stages(text: &mut String, report: &Report, speech: Speech) -> std::fmt::Result {
    writeln!(
        text,
        "{}",
        speech.of(
            "\nTime release study (wall time from the intended start; sandbox time from 2):",
            "\n放行时间（实际时间自应开始时刻起；沙箱时间自回执 2 起）："
        )
    )?;
    let head = [
        speech.of("stage", "环节"),
        speech.of("code", "代码"),
        speech.of("parcels", "票数"),
        "p50",
        "p95",
        "p99",
        speech.of("max", "最大"),
        speech.of("sandbox p50", "沙箱 p50"),
        speech.of("sandbox p99", "沙箱 p99"),
    ];
    line(text, head.map(str::to_owned))?;
    for stage in &report.stages {
        let (en, zh) = stage.stage.words();
        let code = stage.code.map_or_else(|| "-".to_owned(), |code| code.to_string());
        let Figures { p50, p95, p99, max, count, .. } = stage.wall;
        let sandbox = |nanos: u64| if stage.sandbox.count == 0 { "-".to_owned() } else { long(nanos) };
        line(
            text,
            [
                speech.of(en, zh).to_owned(),
                code,
                count.to_string(),
                span(p50),
                span(p95),
                span(p99),
                span(max),
                sandbox(stage.sandbox.p50),
                sandbox(stage.sandbox.p99),
            ],
        )?;
    }
    calls(text, &report.calls, speech)
}

/// Every submission, as a row of its own: the stages have the first one of each parcel alone.
fn calls(text: &mut String, calls: &Figures, speech: Speech) -> std::fmt::Result {
    if calls.count == 0 {
        return Ok(());
    }
    let name = speech.of("every submission", "全部报送").to_owned();
    let Figures { p50, p95, p99, max, count, .. } = *calls;
    let spans = [p50, p95, p99, max].map(span);
    let [p50, p95, p99, max] = spans;
    let none = || "-".to_owned();
    line(text, [name, "calls".to_owned(), count.to_string(), p50, p95, p99, max, none(), none()])?;
    let note = speech.of(
        "  (every submission: from its sending; Slowest and acknowledged are of first ones, from the intended start)",
        "  （全部报送：自报送时起；“最慢”和“受理应答”只含每票首次报送，自应开始时刻起）",
    );
    writeln!(text, "{note}")
}

fn line(text: &mut String, cells: [String; 9]) -> std::fmt::Result {
    let [stage, code, rest @ ..] = cells;
    write!(text, "  {} {code:>5}", padded(&stage, 20))?;
    for cell in rest {
        // Padding counts columns, not characters.
        write!(text, " {}{cell}", " ".repeat(11_usize.saturating_sub(columns(&cell))))?;
    }
    writeln!(text)
}

fn codes(text: &mut String, report: &Report, speech: Speech) -> std::fmt::Result {
    writeln!(text, "{}", speech.of("\nStatus code distribution:", "\n应答状态："))?;
    for (code, count) in &report.codes {
        writeln!(text, "  [{code}] {count}")?;
    }
    Ok(())
}

fn wrong(text: &mut String, report: &Report, speech: Speech) -> std::fmt::Result {
    if report.wrong.is_empty() {
        return Ok(());
    }
    writeln!(text, "{}", speech.of("\nWrong parcels:", "\n结果不符的包裹："))?;
    for parcel in report.wrong.iter().take(SHOWN) {
        let WrongParcel { number, expected, expected_zh, found, found_zh, explained, explained_zh } = parcel;
        let told = match speech {
            Speech::English => format!("#{number} expected {expected}; found {found}"),
            Speech::Chinese => format!("#{number} 应为：{expected_zh}；实为：{found_zh}"),
        };
        // Also what a server says stands in it.
        writeln!(text, "  {}", plain(told))?;
        let explained = match speech {
            Speech::English => explained,
            Speech::Chinese => explained_zh,
        };
        for line in explained {
            writeln!(text, "      {}", plain(line.clone()))?;
        }
    }
    Ok(())
}

fn unfinished(text: &mut String, report: &Report, speech: Speech) -> std::fmt::Result {
    if report.unfinished.is_empty() {
        return Ok(());
    }
    writeln!(text, "{}", speech.of("\nUnfinished parcels:", "\n未结束的包裹："))?;
    for UnfinishedParcel { number, awaits, awaits_zh } in report.unfinished.iter().take(SHOWN) {
        let told = match speech {
            Speech::English => format!("#{number} waits for {awaits}"),
            Speech::Chinese => format!("#{number} 尚缺：{awaits_zh}"),
        };
        writeln!(text, "  {}", plain(told))?;
    }
    let more = report.counts.unfinished.saturating_sub(SHOWN as u64);
    if more > 0 {
        let (en, zh) = (format!("  and {more} more"), format!("  另有 {more} 票"));
        writeln!(text, "{}", speech.of(&en, &zh))?;
    }
    Ok(())
}

/// A span of wall time.
pub(super) fn span(nanos: u64) -> String {
    match nanos {
        0..1_000_000 => format!("{} us", nanos / 1_000),
        1_000_000..10_000_000_000 => format!("{:.2} ms", nanos as f64 / 1e6),
        _ => format!("{:.1} s", nanos as f64 / 1e9),
    }
}

/// A span of sandbox time.
pub(super) fn long(nanos: u64) -> String {
    let seconds = Duration::from_nanos(nanos).as_secs();
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{}m{:02}s", seconds / 60, seconds % 60),
        _ => format!("{}h{:02}m", seconds / 3_600, seconds % 3_600 / 60),
    }
}

/// Columns of a terminal: Chinese characters take two.
fn columns(text: &str) -> usize {
    text.chars().map(|c| if u32::from(c) >= 0x1100 { 2 } else { 1 }).sum()
}

fn padded(text: &str, width: usize) -> String {
    format!("{text}{}", " ".repeat(width.saturating_sub(columns(text))))
}
