//! `tongguan sandbox faults`: what the callers of a sandbox are to meet.

use super::exit::Failure;
use super::lang::{said, say};
use super::output::{Object, Out, message};
use clap::Args;
use std::fmt::Write as _;
use std::time::Duration;
use tongguan_domain::limits;
use tongguan_proto::sandbox::v1 as pb;
use tongguan_wire::time;

const WHOLE: u32 = 1_000_000;

/// One rule, or what to do with those that are set.
#[derive(Args, Debug)]
pub(crate) struct Faults {
    /// Its name
    pub(crate) name: String,
    /// The method that meets them, such as SubmitDocuments; *: every one that names a sandbox
    #[arg(long, value_name = "METHOD", default_value = "*")]
    rpc: String,
    /// A status that calls are refused with, such as UNAVAILABLE; of several one is drawn
    #[arg(long, value_name = "STATUS", value_parser = status)]
    status: Vec<pb::FaultStatus>,
    /// How many of a million calls are refused so
    #[arg(long, value_name = "PPM", requires = "status", value_parser = share())]
    ppm: Option<u32>,
    /// How much later a call begins: one span, or any between two, such as 20ms..200ms
    #[arg(long, value_name = "FROM..TO", value_parser = spans)]
    delay: Option<(Duration, Duration)>,
    /// How many of a million calls do [default: all]
    #[arg(long, value_name = "PPM", requires = "delay", value_parser = share())]
    delay_ppm: Option<u32>,
    /// Of how many of a million calls the answer is lost after they were carried out
    #[arg(long, value_name = "PPM", value_parser = share())]
    drop_answer_ppm: Option<u32>,
    /// After how many messages a stream is cut
    #[arg(long, value_name = "COUNT", value_parser = clap::value_parser!(u32).range(1..))]
    cut_stream_after: Option<u32>,
    /// Where an answer is lost or a stream is cut, reset the stream of HTTP/2 instead of saying UNAVAILABLE
    #[arg(long)]
    reset_stream: bool,
    /// How much later each receipt of a watch comes
    #[arg(long, value_name = "SPAN", value_parser = span)]
    receipts_late: Option<Duration>,
    /// How many of a million receipts a watch leaves out; ListReceipts has them
    #[arg(long, value_name = "PPM", value_parser = share())]
    receipts_lost_ppm: Option<u32>,
    /// How many of a million receipts a watch brings twice
    #[arg(long, value_name = "PPM", value_parser = share())]
    receipts_repeated_ppm: Option<u32>,
    /// How many of a million receipts a watch brings after the next one
    #[arg(long, value_name = "PPM", value_parser = share())]
    receipts_reordered_ppm: Option<u32>,
    /// Seed of every draw [default: 0, or with --add the one that is set]
    #[arg(long)]
    seed: Option<u64>,
    /// Keep the rules that are set, and add this one; otherwise it takes their place
    #[arg(long)]
    add: bool,
    /// Take all faults away
    #[arg(long, conflicts_with_all = ["add", "seed", "status", "delay", "drop_answer_ppm", "cut_stream_after",
        "receipts_late", "receipts_lost_ppm", "receipts_repeated_ppm", "receipts_reordered_ppm"])]
    pub(crate) clear: bool,
}

fn share() -> clap::builder::RangedI64ValueParser<u32> {
    clap::value_parser!(u32).range(1..=i64::from(WHOLE))
}

fn status(text: &str) -> Result<pb::FaultStatus, String> {
    let name = format!("FAULT_STATUS_{}", text.to_uppercase());
    let found = pb::FaultStatus::from_str_name(&name).filter(|one| *one != pb::FaultStatus::Unspecified);
    found.ok_or_else(|| {
        say("say a status of gRPC, such as UNAVAILABLE", "须为 gRPC 状态，如 UNAVAILABLE").to_owned()
    })
}

fn span(text: &str) -> Result<Duration, String> {
    let span = super::span::span(text)?;
    let most = u64::try_from(limits::FAULT_MILLIS).unwrap_or_default();
    if span > Duration::from_millis(most) {
        return Err(said!("at most {most}ms", "至多 {most}ms"));
    }
    Ok(span)
}

fn spans(text: &str) -> Result<(Duration, Duration), String> {
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    let (from, to) = (span(from)?, span(to)?);
    if to < from {
        return Err(say("the second span is shorter than the first", "第二个时长短于第一个").to_owned());
    }
    if to.is_zero() {
        return Err(say("no time at all is no delay", "零时长不构成延迟").to_owned());
    }
    Ok((from, to))
}

impl Faults {
    /// The rule; `None`: nothing is to be set.
    pub(crate) fn rule(&self) -> Option<pb::FaultRule> {
        let write = |span: Duration| time::write_span(i64::try_from(span.as_millis()).unwrap_or(i64::MAX));
        let rule = pb::FaultRule {
            rpc: self.rpc.clone(),
            statuses: self.status.iter().map(|status| i32::from(*status)).collect(),
            status_ppm: if self.status.is_empty() { 0 } else { self.ppm.unwrap_or(WHOLE) },
            delay_from: self.delay.map(|(from, _)| write(from)),
            delay_to: self.delay.map(|(_, to)| write(to)),
            delay_ppm: self.delay_ppm,
            drop_answer_ppm: self.drop_answer_ppm.unwrap_or_default(),
            cut_stream_after: self.cut_stream_after.unwrap_or_default(),
            reset_stream: self.reset_stream,
            receipts_late: self.receipts_late.map(write),
            receipts_lost_ppm: self.receipts_lost_ppm.unwrap_or_default(),
            receipts_repeated_ppm: self.receipts_repeated_ppm.unwrap_or_default(),
            receipts_reordered_ppm: self.receipts_reordered_ppm.unwrap_or_default(),
        };
        // Who names a method, and nothing that is to befall it, is told so by the server.
        let nothing = pb::FaultRule { rpc: "*".to_owned(), ..Default::default() };
        (rule != nothing).then_some(rule)
    }

    /// What is to be set, after what is.
    pub(crate) fn after(&self, set: Option<pb::Faults>, rule: Option<pb::FaultRule>) -> pb::Faults {
        let set = set.filter(|_| self.add).unwrap_or_default();
        let rules = set.rules.into_iter().chain(rule).collect();
        pb::Faults { seed: self.seed.unwrap_or(set.seed), rules }
    }
}

/// Tells what is set.
pub(crate) fn show(name: &str, set: &pb::GetFaultsResponse, out: &mut Out) -> Result<(), Failure> {
    if out.json() {
        let set = message("tongguan.sandbox.v1.GetFaultsResponse", set, false)?;
        return out.object(Object::new().with("name", name).fields(&set));
    }
    let faults = set.faults.clone().unwrap_or_default();
    if faults.rules.is_empty() {
        return out.line(said!("{name}: no faults are set", "{name}：未设故障"));
    }
    out.line(said!("{name}: faults with seed {}", "{name}：已设故障，种子 {}", faults.seed))?;
    for (rule, place) in faults.rules.iter().zip(1..) {
        out.line(format!("  {place}  {}  {}", rule.rpc, parts(rule).join(say("; ", "；"))))?;
    }
    for pb::FaultCount { fault, count } in &set.befell {
        out.line(said!("  {fault} befell {count}", "  {fault} 已发生 {count} 次"))?;
    }
    Ok(())
}

/// What a rule says.
fn parts(rule: &pb::FaultRule) -> Vec<String> {
    let span = |span: Option<_>| {
        let millis = span.and_then(|span| time::read_span("", span).ok()).unwrap_or_default();
        format!("{millis}ms")
    };
    let mut parts = Vec::new();
    if rule.status_ppm > 0 {
        let mut names = String::new();
        for status in rule.statuses() {
            let name = status.as_str_name().trim_start_matches("FAULT_STATUS_");
            // A string takes everything.
            let _: std::fmt::Result = write!(names, "{name} ");
        }
        parts.push(format!("{names}{} ppm", rule.status_ppm));
    }
    if rule.delay_from.is_some() || rule.delay_to.is_some() {
        let (from, to) = (span(rule.delay_from), span(rule.delay_to.or(rule.delay_from)));
        let ppm = rule.delay_ppm.unwrap_or(WHOLE);
        parts.push(said!("delay {from}..{to}, {ppm} ppm", "延迟 {from}..{to}，{ppm} ppm"));
    }
    let ppm = |ppm: u32, en: &str, zh: &str| (ppm > 0).then(|| said!("{en} {ppm} ppm", "{zh} {ppm} ppm"));
    parts.extend(ppm(rule.drop_answer_ppm, "answer lost", "应答丢失"));
    if rule.cut_stream_after > 0 {
        let after = rule.cut_stream_after;
        parts.push(said!("stream cut after {after}", "流在第 {after} 条后中断"));
    }
    if rule.reset_stream {
        parts.push(say("by a reset", "以重置方式").to_owned());
    }
    if rule.receipts_late.is_some() {
        let late = span(rule.receipts_late);
        parts.push(said!("receipts {late} late", "回执迟到 {late}"));
    }
    parts.extend(ppm(rule.receipts_lost_ppm, "receipts lost", "回执丢失"));
    parts.extend(ppm(rule.receipts_repeated_ppm, "receipts twice", "回执重复"));
    parts.extend(ppm(rule.receipts_reordered_ppm, "receipts reordered", "回执乱序"));
    parts
}
