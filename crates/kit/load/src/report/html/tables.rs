//! What the page tells in rows.

use super::markup::{Both, Escaped, head};
use super::section;
use crate::bounds::WRONG_SHOWN;
use crate::report::held::Held;
use crate::report::text::{long, span};
use crate::report::{Figures, Report, UnfinishedParcel};
use crate::workload::rate::Rate;
use std::fmt::{self, Write};

/// Conditions and what was measured; nothing where there are none.
pub(super) fn held(out: &mut String, held: &Held) -> fmt::Result {
    if held.gates.is_empty() {
        return Ok(());
    }
    section(out, "gates", "Conditions", "条件")?;
    head(out, &[("fails if", "失败条件"), ("measured", "实测"), ("", "")])?;
    for found in &held.gates {
        let (class, word) = if found.failed {
            ("bad", Both("FAILED", "未通过"))
        } else {
            ("good", Both("passed", "通过"))
        };
        let (gate, measured) = (Escaped(&found.gate), Both(&found.measured, found.measured_zh()));
        writeln!(out, r#"<tr><td>{gate}</td><td>{measured}</td><td class="{class}">{word}</td></tr>"#)?;
    }
    end(out);
    Ok(())
}

fn end(out: &mut String) {
    out.push_str("</tbody></table>\n");
}

fn cells(out: &mut String, figures: &Figures) -> fmt::Result {
    let Figures { p50, p90, p95, p99, p999, max, .. } = *figures;
    for nanos in [p50, p90, p95, p99, p999, max] {
        write!(out, "<td>{}</td>", span(nanos))?;
    }
    Ok(())
}

const QUANTILES: [(&str, &str); 6] =
    [("p50", "p50"), ("p90", "p90"), ("p95", "p95"), ("p99", "p99"), ("p99.9", "p99.9"), ("max", "最大")];

/// A row for each stage, as a Time Release Study names them.
pub(super) fn stages(out: &mut String, report: &Report) -> fmt::Result {
    let first = [("stage", "环节"), ("code", "代码"), ("parcels", "票数")];
    let last = [("sandbox p50", "沙箱 p50"), ("sandbox p99", "沙箱 p99")];
    out.push_str(r#"<div class="wide">"#);
    head(out, &[&first[..], &QUANTILES, &last].concat())?;
    for stage in &report.stages {
        let (en, zh) = stage.stage.words();
        let code = stage.code.map_or_else(|| "–".to_owned(), |code| code.to_string());
        write!(out, "<tr><td>{}</td><td>{code}</td><td>{}</td>", Both(en, zh), stage.wall.count)?;
        cells(out, &stage.wall)?;
        for nanos in [stage.sandbox.p50, stage.sandbox.p99] {
            let told = if stage.sandbox.count == 0 { "–".to_owned() } else { long(nanos) };
            write!(out, "<td>{told}</td>")?;
        }
        out.push_str("</tr>\n");
    }
    if report.calls.count > 0 {
        let name = Both("every submission", "全部报送");
        write!(out, "<tr><td>{name}</td><td>calls</td><td>{}</td>", report.calls.count)?;
        cells(out, &report.calls)?;
        out.push_str("<td>–</td><td>–</td></tr>\n");
    }
    end(out);
    out.push_str("</div>");
    let note = Both(
        "Wall time from the intended start, of every submission from its sending; sandbox time from receipt 2.",
        "实际时间自应开始时刻起，全部报送自其报送时起；沙箱时间自回执 2 起。",
    );
    writeln!(out, r#"<p class="soft">{note}</p>"#)
}

/// How late starts were, how late the thread was that wakes them, and what the generator took.
pub(super) fn lateness(out: &mut String, report: &Report) -> fmt::Result {
    let first = [("", ""), ("count", "次数")];
    out.push_str(r#"<div class="wide">"#);
    head(out, &[&first[..], &QUANTILES].concat())?;
    let rows = [("starts", "开始", &report.lateness), ("pacing thread", "计时线程", &report.pacing)];
    for (en, zh, figures) in rows.iter().filter(|(_, _, figures)| figures.count > 0) {
        write!(out, "<tr><td>{}</td><td>{}</td>", Both(en, zh), figures.count)?;
        cells(out, figures)?;
        out.push_str("</tr>\n");
    }
    end(out);
    let percent =
        |share: Option<f64>| share.map_or_else(|| "?".to_owned(), |s| format!("{:.1} %", s * 100.0));
    let (own, busy) = (percent(report.cost.own_cores), percent(report.cost.machine_busy));
    let note = Both(
        &format!("The generator took {own} of a core; the machine was {busy} busy."),
        &format!("压测程序占用单核 {own}；整机占用 {busy}。"),
    )
    .to_string();
    writeln!(out, r#"</div><p class="soft">{note}</p>"#)
}

/// Answers by code of gRPC.
pub(super) fn codes(out: &mut String, report: &Report) -> fmt::Result {
    let all: u64 = report.codes.values().sum();
    head(out, &[("code of gRPC", "gRPC 状态码"), ("submissions", "报送数"), ("share", "占比")])?;
    for (code, count) in &report.codes {
        let class = if code == "OK" { "good" } else { "bad" };
        let share = *count as f64 / all.max(1) as f64 * 100.0;
        let code = Escaped(code);
        writeln!(out, r#"<tr><td class="{class}">{code}</td><td>{count}</td><td>{share:.3} %</td></tr>"#)?;
    }
    end(out);
    let refused = report.counts.refused;
    let note = format!("Of those that were answered, {refused} were refused by a reason.");
    let note_zh = format!("已得应答的报送中，{refused} 次因故被拒绝。");
    writeln!(out, r#"<p class="soft">{}</p>"#, Both(&note, &note_zh))
}

/// The earlier run beside this one; nothing where there is none.
pub(super) fn compared(out: &mut String, held: &Held) -> fmt::Result {
    let Some(before) = &held.before else { return Ok(()) };
    section(out, "compared", "Beside the earlier run", "与此前压测比较")?;
    let noise = before.noise * 100.0;
    let note = format!(
        "Of {}, version {}; worse is more than {noise:.0} % and 0.2 ms above.",
        before.began, before.version
    );
    let note_zh = format!(
        "此前压测 {}，版本 {}；高出 {noise:.0} % 且 0.2 ms 以上为变差。",
        before.began, before.version
    );
    writeln!(out, r#"<p class="soft">{}</p>"#, Both(&note, &note_zh))?;
    for (en, zh) in before.doubts() {
        writeln!(out, r#"<p class="bad">{}</p>"#, Both(&en, &zh))?;
    }
    head(out, &[("figure", "指标"), ("before", "此前"), ("now", "本次"), ("change", "变化"), ("", "")])?;
    let shown = |nanos: Option<u64>| nanos.map_or_else(|| "–".to_owned(), span);
    for row in &before.rows {
        let change = match (row.before, row.now) {
            (Some(then), Some(now)) => format!("{:+.1} %", (now as f64 / then.max(1) as f64 - 1.0) * 100.0),
            _ => "–".to_owned(),
        };
        let (class, word) = match (row.worse, row.before) {
            (true, _) => ("bad", Both("WORSE", "变差")),
            (false, None) => ("good", Both("new", "新增")),
            (false, Some(_)) => ("good", Both("as before", "持平")),
        };
        let (name, then, now) = (Escaped(&row.name), shown(row.before), shown(row.now));
        write!(out, "<tr><td>{name}</td><td>{then}</td><td>{now}</td><td>{change}</td>")?;
        writeln!(out, r#"<td class="{class}">{word}</td></tr>"#)?;
    }
    end(out);
    Ok(())
}

/// Parcels that ended otherwise than their labels say; nothing where there are none.
pub(super) fn wrong(out: &mut String, report: &Report) -> fmt::Result {
    if report.wrong.is_empty() {
        return Ok(());
    }
    section(out, "wrong", "Wrong parcels", "结果不符的包裹")?;
    head(out, &[("number", "编号"), ("expected", "应为"), ("found", "实为")])?;
    for parcel in report.wrong.iter().take(WRONG_SHOWN) {
        let (number, expected) = (parcel.number, Both(&parcel.expected, &parcel.expected_zh));
        write!(out, r#"<tr><td>#{number}</td><td class="text">{expected}</td>"#)?;
        write!(out, r#"<td class="text">{}"#, Both(&parcel.found, &parcel.found_zh))?;
        if !parcel.explained.is_empty() {
            let [en, zh] = [&parcel.explained, &parcel.explained_zh].map(|lines| lines.join("\n"));
            write!(out, "<pre>{}</pre>", Both(&en, &zh))?;
        }
        out.push_str("</td></tr>\n");
    }
    end(out);
    more(out, report.counts.wrong.saturating_sub(report.wrong.len().min(WRONG_SHOWN) as u64))
}

fn more(out: &mut String, more: u64) -> fmt::Result {
    if more == 0 {
        return Ok(());
    }
    let (en, zh) = (format!("and {more} more"), format!("另有 {more} 票"));
    writeln!(out, r#"<p class="soft">{}</p>"#, Both(&en, &zh))
}

/// Parcels that had not ended when the run did; nothing where there are none.
pub(super) fn unfinished(out: &mut String, report: &Report) -> fmt::Result {
    if report.unfinished.is_empty() {
        return Ok(());
    }
    section(out, "unfinished", "Unfinished parcels", "未结束的包裹")?;
    head(out, &[("number", "编号"), ("waits for", "尚缺")])?;
    for UnfinishedParcel { number, awaits, awaits_zh } in report.unfinished.iter().take(WRONG_SHOWN) {
        let awaits = Both(awaits, awaits_zh);
        writeln!(out, r#"<tr><td>#{number}</td><td class="text">{awaits}</td></tr>"#)?;
    }
    end(out);
    more(out, report.counts.unfinished.saturating_sub(report.unfinished.len().min(WRONG_SHOWN) as u64))
}

/// The generators of a shared run; nothing where there was one.
pub(super) fn generators(out: &mut String, report: &Report) -> fmt::Result {
    if report.generators.is_empty() {
        return Ok(());
    }
    section(out, "generators", "Generators", "压测进程")?;
    out.push_str(r#"<div class="wide">"#);
    let first = [("number", "编号"), ("address", "地址"), ("sandbox", "沙箱"), ("started", "已开始")];
    let last = [
        ("late p99", "迟延 p99"),
        ("of a core", "单核"),
        ("machine busy", "整机"),
        ("clock within", "时钟误差"),
    ];
    head(out, &[first, last].concat())?;
    for one in &report.generators {
        let (address, sandbox) = (Escaped(&one.address), Escaped(&one.sandbox));
        write!(out, "<tr><td>{}</td><td>{address}</td><td>{sandbox}</td>", one.number)?;
        if one.ended.is_none() {
            let lost = Both("lost: nothing that it did is in the figures", "失联：其数据未计入");
            writeln!(out, r#"<td class="bad" colspan="5">{lost}</td></tr>"#)?;
            continue;
        }
        let share = |share: Option<f64>| {
            share.map_or_else(|| "–".to_owned(), |share| format!("{:.1} %", share * 100.0))
        };
        write!(out, "<td>{}</td><td>{}</td>", one.started, span(one.lateness_p99))?;
        write!(out, "<td>{}</td><td>{}</td>", share(one.own_cores), share(one.machine_busy))?;
        writeln!(out, "<td>{}</td></tr>", span(one.clock_uncertain))?;
    }
    end(out);
    out.push_str("</div>\n");
    Ok(())
}

/// What was asked for, and what was counted.
pub(super) fn asked(out: &mut String, report: &Report) -> fmt::Result {
    let (asked, counts) = (&report.asked, &report.counts);
    let model = asked.model_words();
    let parcels = |en: [u64; 7]| en.map(|count| count.to_string()).join(" · ");
    let counted = parcels([
        counts.due,
        counts.started,
        counts.missed,
        counts.right,
        counts.wrong,
        counts.failed,
        counts.unfinished,
    ]);
    let rows = [
        ("workload", "负载模型", asked.workload.clone()),
        ("seed", "种子", asked.seed.to_string()),
        ("server", "服务", asked.server.clone()),
        ("sandbox", "沙箱", asked.sandbox.clone()),
        ("transport", "传输", asked.transport.clone()),
        ("connections", "连接数", asked.connections.to_string()),
        ("peak", "峰值", Rate::of(asked.peak_per_second).to_string()),
        ("length", "时长", format!("{:.1} s", asked.length_seconds)),
        ("took", "用时", span(report.took)),
        ("began", "开始时刻", asked.began.clone()),
        (
            "parcels: due, started, missed, right, wrong, broken off, unfinished",
            "包裹：应开始、已开始、未进行、相符、不符、中断、未结束",
            counted,
        ),
        ("submissions", "报送", counts.submissions.to_string()),
        ("receipts", "回执", counts.receipts.to_string()),
        ("receipts of no parcel of this run", "外来回执", counts.foreign.to_string()),
        ("repeats left out", "未进行的重复报送", counts.repeats_left_out.to_string()),
        ("copies not sent by the end", "结束时未报送的重发", counts.repeats_unsent.to_string()),
    ];
    out.push_str("<dl>");
    for (en, zh, value) in rows {
        writeln!(out, "<dt>{}</dt><dd>{}</dd>", Both(en, zh), Escaped(&value))?;
    }
    writeln!(out, "<dt>{}</dt><dd>{}</dd>", Both("model", "模型"), Both(&model.0, &model.1))?;
    out.push_str("</dl>\n");
    Ok(())
}
