//! Whether to believe a run, and whether everything in it went as it should: said before any figure.

use crate::report::Report;
use crate::run::Ended;
use crate::stages::Stage;
use crate::tally::OK;
use crate::wording::chinese;
use serde::{Deserialize, Serialize};
use tongguan_peer::words;

/// p99 of lateness up to which spans of any length are believed, in nanoseconds.
pub const LATENESS: u64 = 1_000_000;
/// Where spans are long, lateness may have this share of their median: one in so many.
pub const LATENESS_SHARE: u64 = 100;
/// Share of one core that the generator may take: it decides in one task.
pub const OWN_CORES: f64 = 0.8;
/// By how much the clock of a generator may be wrong, in nanoseconds: as late as a start may be.
pub const CLOCKS: u64 = LATENESS;
/// Share of the machine beyond which nothing on it is on time.
pub const MACHINE_BUSY: f64 = 0.95;

/// Why a run is not to be believed, or what went wrong in it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Because {
    /// A name for programs, such as `lateness`.
    pub code: String,
    /// In English.
    pub en: String,
    /// In Chinese.
    pub zh: String,
}

/// The verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// Whether the figures say something of the server.
    pub trusted: bool,
    /// Why not.
    pub because: Vec<Because>,
    /// Whether every parcel ended as its label says, and every receipt came once and in order.
    pub correct: bool,
    /// What was wrong.
    pub wrong: Vec<Because>,
}

fn because(code: &str, en: String, zh: String) -> Because {
    Because { code: code.to_owned(), en, zh }
}

/// Milliseconds with three digits behind the point.
fn ms(nanos: u64) -> String {
    format!("{:.3} ms", nanos as f64 / 1e6)
}

/// Judges a report by its figures.
#[must_use]
pub fn judged(report: &Report) -> Verdict {
    let because = reasons(report);
    let wrong = wrongs(report);
    Verdict { trusted: because.is_empty(), because, correct: wrong.is_empty(), wrong }
}

fn reasons(report: &Report) -> Vec<Because> {
    let mut reasons = of_the_generator(report);
    reasons.extend(of_the_server(report));
    reasons.extend(of_the_sandbox(report));
    reasons.extend(of_the_model(report));
    reasons.extend(of_the_others(report));
    reasons.into_iter().filter(|(holds, _)| *holds).map(|(_, because)| because).collect()
}

/// Whether the reason holds, and the reason.
type Reason = (bool, Because);

/// Starts that were late or missed, and what would make them so.
fn of_the_generator(report: &Report) -> Vec<Reason> {
    let counts = &report.counts;
    let median = report.stage(Stage::Acknowledged).map_or(0, |stage| stage.wall.p50);
    let (late, most) = (report.lateness.p99, LATENESS.max(median / LATENESS_SHARE));
    let (missed, due) = (counts.missed, counts.due);
    let own = report.cost.own_cores.unwrap_or_default();
    let busy = report.cost.machine_busy.unwrap_or_default();
    let share = |part: f64| format!("{:.0} %", part * 100.0);
    let (own_share, busy_share) = (share(own), share(busy));
    let nothing = ("no parcel started".to_owned(), "没有包裹开始".to_owned());
    vec![
        (counts.started == 0, because("nothing_started", nothing.0, nothing.1)),
        (
            late > most,
            because(
                "lateness",
                format!("starts were late: p99 {}, allowed {}", ms(late), ms(most)),
                format!("开始过迟：p99 {}，允许 {}", ms(late), ms(most)),
            ),
        ),
        (
            missed > 0,
            because(
                "missed",
                format!("{missed} of {due} starts found no place in flight and were left out"),
                format!("{due} 次开始中有 {missed} 次因在途已满而未进行"),
            ),
        ),
        (
            own > OWN_CORES,
            because(
                "own_processor",
                format!("the generator itself took {own_share} of a core"),
                format!("压测程序自身占用一个核的 {own_share}"),
            ),
        ),
        (
            busy > MACHINE_BUSY,
            because(
                "machine_busy",
                format!("the processors of this machine were {busy_share} busy"),
                format!("本机处理器占用 {busy_share}"),
            ),
        ),
    ]
}

/// What was not answered, or not told.
fn of_the_server(report: &Report) -> Vec<Reason> {
    let counts = &report.counts;
    let (errors, unfinished) = (counts.errors, counts.unfinished);
    let unsent = counts.repeats_unsent;
    let failed: Vec<_> = report.codes.iter().filter(|(code, _)| *code != OK).collect();
    let failures: Vec<_> = failed.iter().map(|(code, count)| format!("{} {count}", words(code))).collect();
    let failures = if failures.is_empty() { String::new() } else { format!(": {}", failures.join(", ")) };
    vec![
        (
            errors > 0,
            because(
                "errors",
                format!("{errors} submissions failed{failures}"),
                format!("{errors} 次报送失败{failures}"),
            ),
        ),
        (
            unfinished > 0,
            because(
                "receipts_missing",
                format!("{unfinished} parcels had not ended when the run did"),
                format!("压测结束时 {unfinished} 票包裹尚未结束"),
            ),
        ),
        (
            unsent > 0,
            because(
                "repeats_unsent",
                format!("the run ended before the time of {unsent} copies, which were not sent"),
                format!("压测结束时 {unsent} 次重发的时间未到，未报送"),
            ),
        ),
        (
            report.ended == Ended::Away,
            because(
                "away",
                "the server answered nothing for ten seconds, and the run was ended".to_owned(),
                "服务十秒没有正常应答，压测提前结束".to_owned(),
            ),
        ),
    ]
}

/// A sandbox that is another one by the end, and a mailbox that was not read all the time, or by others, too.
fn of_the_sandbox(report: &Report) -> Vec<Reason> {
    let reopened = report.counts.reopened;
    let unheard = report.unheard.as_deref().unwrap_or_default();
    vec![
        (
            report.unheard.is_some(),
            because(
                "mailbox",
                format!("receipts were not read in the end: {unheard}"),
                format!("最后未能读取回执：{}", chinese(unheard)),
            ),
        ),
        (
            report.sandbox_lost,
            because(
                "sandbox",
                "the sandbox was deleted or begun anew during the run".to_owned(),
                "压测期间沙箱被删除或重置".to_owned(),
            ),
        ),
        (
            reopened > 0,
            because(
                "reopened",
                format!("the mailbox was cut and opened again {reopened} times"),
                format!("回执信箱中断并重新打开 {reopened} 次"),
            ),
        ),
        (
            report.counts.foreign > 0,
            because(
                "foreign_receipts",
                format!(
                    "{} receipts are of no parcel of this run: others use its mailbox",
                    report.counts.foreign
                ),
                format!("{} 条回执不属于本次压测的包裹：信箱另有他人使用", report.counts.foreign),
            ),
        ),
    ]
}

/// What the figures cannot show, whatever they are.
fn of_the_model(report: &Report) -> Vec<Reason> {
    let unmade = report.unmade.as_ref();
    let [en, zh] = unmade
        .map(|unmade| {
            let number = unmade.number;
            [
                format!("parcel {number} could not be made, and none after it was sent: {}", unmade.en),
                format!("第 {number} 票无法制作，其后均未报送：{}", unmade.zh),
            ]
        })
        .unwrap_or_default();
    let draws = report.asked.receipts && report.asked.draws_off != Some(true);
    vec![
        (
            draws,
            because(
                "draws",
                "the sandbox may leave something to chance: let the run make its own (--control)".to_owned(),
                "沙箱可能含随机抽取：请由压测自建沙箱（--control）".to_owned(),
            ),
        ),
        (unmade.is_some(), because("unmade", en, zh)),
        (
            report.ended == Ended::Stopped,
            because("stopped", "it was stopped".to_owned(), "已被中止".to_owned()),
        ),
        (
            report.asked.users > 0,
            because(
                "closed_model",
                "closed model: a slow server is asked less, and what would have waited is in no figure"
                    .to_owned(),
                "闭环模型：服务变慢则请求变少，本应等待的时间不在数据中".to_owned(),
            ),
        ),
    ]
}

/// What generators that share a run can do to it.
fn of_the_others(report: &Report) -> Vec<Reason> {
    let lost = report.generators.iter().filter(|one| one.ended.is_none()).count();
    let uncertain = report.generators.iter().map(|one| one.clock_uncertain).max().unwrap_or_default();
    vec![
        (
            lost > 0,
            because(
                "generator_lost",
                format!("{lost} generators were lost: nothing that they did is in the figures"),
                format!("{lost} 个压测进程失联，其数据未计入"),
            ),
        ),
        (
            uncertain > CLOCKS,
            because(
                "clocks",
                format!("the clock of a generator may be wrong by {}, allowed {}", ms(uncertain), ms(CLOCKS)),
                format!("某压测进程的时钟误差可达 {}，允许 {}", ms(uncertain), ms(CLOCKS)),
            ),
        ),
    ]
}

fn wrongs(report: &Report) -> Vec<Because> {
    let counts = &report.counts;
    let mut wrongs = Vec::new();
    if counts.wrong > 0 {
        wrongs.push(because(
            "wrong_parcels",
            format!("{} parcels ended otherwise than their labels say", counts.wrong),
            format!("{} 票包裹的结果与标签不符", counts.wrong),
        ));
    }
    if counts.gaps > 0 {
        wrongs.push(because(
            "gaps",
            format!("{} receipts are missing between others", counts.gaps),
            format!("回执编号有 {} 个缺口", counts.gaps),
        ));
    }
    if counts.out_of_order > 0 {
        wrongs.push(because(
            "out_of_order",
            format!("{} receipts came after one with a higher number", counts.out_of_order),
            format!("{} 条回执晚于编号更大的回执到达", counts.out_of_order),
        ));
    }
    if counts.twice > 0 {
        wrongs.push(because(
            "twice",
            format!("{} receipts came twice", counts.twice),
            format!("{} 条回执重复", counts.twice),
        ));
    }
    wrongs
}
