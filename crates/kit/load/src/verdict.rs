//! Whether to believe a run, and whether everything in it went as it should: said before any figure.

use crate::report::Report;
use crate::run::Ended;
use crate::stages::Stage;
use serde::{Deserialize, Serialize};

/// p99 of lateness up to which spans of any length are believed, in nanoseconds.
pub const LATENESS: u64 = 1_000_000;
/// Where spans are long, lateness may have this share of their median: one in so many.
pub const LATENESS_SHARE: u64 = 100;
/// Share of one core that the generator may take: it decides in one task.
pub const OWN_CORES: f64 = 0.8;
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
    let mut reasons = Vec::new();
    let mut add = |holds: bool, code: &str, en: String, zh: String| {
        if holds {
            reasons.push(because(code, en, zh));
        }
    };
    let counts = &report.counts;
    add(counts.started == 0, "nothing_started", "no parcel started".to_owned(), "没有包裹开始".to_owned());
    let median = report.stage(Stage::Acknowledged).map_or(0, |stage| stage.wall.p50);
    let (late, most) = (report.lateness.p99, LATENESS.max(median / LATENESS_SHARE));
    add(
        late > most,
        "lateness",
        format!("starts were late: p99 {}, allowed {}", ms(late), ms(most)),
        format!("开始过迟：p99 {}，允许 {}", ms(late), ms(most)),
    );
    let (missed, due) = (counts.missed, counts.due);
    add(
        missed > 0,
        "missed",
        format!("{missed} of {due} starts found no place in flight and were left out"),
        format!("{due} 次开始中有 {missed} 次因在途已满而未进行"),
    );
    let own = report.cost.own_cores.unwrap_or_default();
    let share = format!("{:.0} %", own * 100.0);
    add(
        own > OWN_CORES,
        "own_processor",
        format!("the generator itself took {share} of a core"),
        format!("压测程序自身占用一个核的 {share}"),
    );
    let busy = report.cost.machine_busy.unwrap_or_default();
    let share = format!("{:.0} %", busy * 100.0);
    add(
        busy > MACHINE_BUSY,
        "machine_busy",
        format!("the processors of this machine were {share} busy"),
        format!("本机处理器占用 {share}"),
    );
    let (errors, reopened) = (counts.errors, counts.reopened);
    add(
        errors > 0,
        "errors",
        format!("{errors} submissions got no answer"),
        format!("{errors} 次报送未得到应答"),
    );
    add(
        reopened > 0,
        "reopened",
        format!("the mailbox was cut and opened again {reopened} times"),
        format!("回执信箱中断并重新打开 {reopened} 次"),
    );
    add(
        counts.unfinished > 0,
        "receipts_missing",
        format!("{} parcels had not ended when the time to wait was up", counts.unfinished),
        format!("等待时间已到，{} 票包裹尚未结束", counts.unfinished),
    );
    let draws = report.asked.receipts && report.asked.draws_off != Some(true);
    add(
        draws,
        "draws",
        "the sandbox may leave something to chance: say --control, so that it is made without draws"
            .to_owned(),
        "沙箱可能含随机抽取：请用 --control，以便创建不含随机的沙箱".to_owned(),
    );
    add(
        report.ended == Ended::Away,
        "away",
        "the server answered nothing for ten seconds, and the run was ended".to_owned(),
        "服务十秒没有正常应答，压测提前结束".to_owned(),
    );
    add(report.ended == Ended::Stopped, "stopped", "it was stopped".to_owned(), "已被中止".to_owned());
    add(
        report.asked.users > 0,
        "closed_model",
        "closed model: a slow server is asked less, and what would have waited is in no figure".to_owned(),
        "闭环模型：服务变慢则请求变少，本应等待的时间不在数据中".to_owned(),
    );
    reasons
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
    if counts.twice > 0 {
        wrongs.push(because(
            "twice",
            format!("{} receipts came twice", counts.twice),
            format!("{} 条回执重复", counts.twice),
        ));
    }
    wrongs
}
