//! `tongguan clock`: the clock of a sandbox.

use super::connection::{ControlTarget, block_on, failed, or};
use super::exit::Failure;
use super::lang::{said, say};
use super::output::style::DIM;
use super::output::{Object, Out, message, words};
use super::own_servers;
use super::span::{moment, span};
use clap::{Args, Subcommand, ValueEnum};
use std::time::Duration;
use tongguan_domain::process::{ClockMode, Pace, Settings};
use tongguan_domain::time::Moment;
use tongguan_proto::sandbox::v1 as pb;
use tongguan_proto::sandbox::v1::advance_clock_request::To;
use tongguan_wire::{process, settings, time};

/// Whose clock, and what to do with it.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(flatten)]
    control: ControlTarget,
    /// Sandbox; TONGGUAN_SANDBOX sets another default
    #[arg(long, value_name = "NAME", global = true, default_value_t = or("TONGGUAN_SANDBOX", "default"))]
    sandbox: String,
    #[command(subcommand)]
    action: Option<Action>,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Show what the clock shows (the default)
    Show,
    /// Move the clock forward; everything that falls due happens
    Advance(Advance),
    /// Choose how time moves
    Set {
        /// The mode
        mode: Mode,
    },
}

#[derive(Args, Debug)]
#[group(required = true, multiple = false)]
struct Advance {
    /// By so much, such as 1h30m
    #[arg(value_name = "SPAN", value_parser = span)]
    span: Option<Duration>,
    /// The same as SPAN
    #[arg(long, value_name = "SPAN", value_parser = span)]
    by: Option<Duration>,
    /// To this time, such as 2026-01-06T09:00:00+08:00
    #[arg(long, value_name = "TIME", value_parser = moment)]
    until: Option<Moment>,
    /// To the next thing that will happen
    #[arg(long)]
    next: bool,
    /// From one thing to the next, until nothing more happens by itself
    #[arg(long)]
    idle: bool,
}

/// How time moves.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Mode {
    /// To the next timer, whenever nothing is left to do: receipts come at once, with believable times
    Auto,
    /// Only when told
    Manual,
}

impl From<Mode> for ClockMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Auto => Self::Auto,
            Mode::Manual => Self::Manual,
        }
    }
}

impl From<Mode> for pb::ClockMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Auto => Self::Auto,
            Mode::Manual => Self::Manual,
        }
    }
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    block_on(async {
        let mut control = arguments.control.connect().await?.control();
        let name = arguments.sandbox.clone();
        let (sandbox, fired) = match &arguments.action {
            None | Some(Action::Show) => {
                let answer = control.get_sandbox(pb::GetSandboxRequest { name }).await;
                (answer.map_err(|status| failed(&status))?.into_inner().sandbox, None)
            }
            Some(Action::Set { mode }) => {
                let clock_mode = pb::ClockMode::from(*mode).into();
                let answer =
                    control.set_clock(pb::SetClockRequest { name, clock_mode, ..Default::default() }).await;
                (answer.map_err(|status| failed(&status))?.into_inner().sandbox, None)
            }
            Some(Action::Advance(advance)) => {
                let answer = control
                    .advance_clock(pb::AdvanceClockRequest {
                        name,
                        to: Some(to(advance)),
                        ..Default::default()
                    })
                    .await;
                let answer = answer.map_err(|status| failed(&status))?.into_inner();
                (answer.sandbox, Some(answer.fired))
            }
        };
        let sandbox = sandbox.unwrap_or_default();
        show(&sandbox, fired, out)?;
        let now = sandbox.now.and_then(|at| time::read("at", at).ok());
        if fired.is_some() && now == Some(Moment::MAX) {
            let text = say(
                "tongguan: this is the last moment that there is; the clock goes no further",
                "tongguan：已到最后时刻，时钟不能再推进",
            );
            anstream::eprintln!("{text}");
        }
        Ok(())
    })
}

fn to(advance: &Advance) -> To {
    match (advance.span.or(advance.by), advance.until) {
        (Some(by), _) => To::By(time::write_span(i64::try_from(by.as_millis()).unwrap_or(i64::MAX))),
        (None, Some(until)) => To::Until(time::write(until)),
        (None, None) if advance.idle => To::UntilIdle(true),
        (None, None) => To::NextTimer(true),
    }
}

/// Shows a sandbox and its clock.
pub(crate) fn show(sandbox: &pb::Sandbox, fired: Option<u64>, out: &mut Out) -> Result<(), Failure> {
    if out.json() {
        let object = Object::new().fields(&message("tongguan.sandbox.v1.Sandbox", sandbox, false)?);
        return out.object(match fired {
            Some(fired) => object.with("fired", fired),
            None => object,
        });
    }
    let now = words::at(sandbox.now.and_then(|at| time::read("at", at).ok()));
    let mode = match sandbox.clock_mode() {
        pb::ClockMode::Auto => say("auto", "自动"),
        pb::ClockMode::Manual => say("manual", "手动"),
        pb::ClockMode::Unspecified => say("unknown", "未知"),
    };
    out.line(said!("{}  {now}, clock {mode}", "{}  {now}，{mode}时钟", sandbox.name))?;
    let next = words::at(sandbox.next_timer.and_then(|at| time::read("at", at).ok()));
    let timers = match sandbox.timers {
        0 => say("no timer is set", "没有定时器").to_owned(),
        timers => {
            let timers = words::counted(timers, "timer", "个定时器");
            said!("{timers} set, the next at {next}", "{timers}，下一个在 {next}")
        }
    };
    let fired = fired.map_or_else(String::new, |fired| {
        let fired = words::counted(fired, "timer", "个定时器");
        said!("{fired} fired, ", "{fired}已触发，")
    });
    let documents = words::counted(sandbox.documents, "document", "份单证");
    let (receipts, seed) = (words::counted(sandbox.receipts, "receipt", "条回执"), sandbox.seed);
    out.line(said!(
        "  {DIM}{fired}{timers}; {documents}, {receipts}, seed {seed}{DIM:#}",
        "  {DIM}{fired}{timers}；{documents}，{receipts}，种子 {seed}{DIM:#}"
    ))?;
    let own = differs(sandbox);
    if !own.is_empty() {
        out.line(format!("  {}", own.join(say(", ", "，"))))?;
    }
    let risk = own_servers::line(("screened", "风险布控"), sandbox.risk_server.as_ref());
    let credit = own_servers::line(("scored", "信用评分"), sandbox.credit_server.as_ref());
    risk.into_iter().chain(credit).try_for_each(|line| out.line(line))
}

/// What differs from the settings of a sandbox of which nothing is said, shortly; its servers have lines of their own.
fn differs(sandbox: &pb::Sandbox) -> Vec<String> {
    let version = settings::read_version("message_version", sandbox.message_version).ok().flatten();
    let policy = settings::read_policy("signature_policy", sandbox.signature_policy).ok().flatten();
    let form = settings::read_form("receipt_form", sandbox.receipt_form).ok().flatten();
    let outcome = process::read_outcome("default_outcome", sandbox.default_outcome).ok().flatten();
    let usual = Settings::default();
    let profile = Some(&sandbox.risk_profile).filter(|profile| !profile.is_empty());
    let flag = |on: bool, en: &'static str, zh: &'static str| on.then(|| say(en, zh).to_owned());
    let own = [
        version
            .filter(|version| *version != usual.version)
            .map(|version| said!("messages {}", "报文 {}", version.name())),
        policy
            .filter(|policy| *policy != usual.signatures)
            .map(|policy| said!("signatures {}", "签名 {}", policy.name())),
        flag(sandbox.echo_guid, "receipts repeat the guid", "回执沿用申报 guid"),
        form.map(|form| said!("receipts {}", "回执 {}", form.name())),
        outcome.map(|outcome| said!("outcome {}", "指定结果 {}", outcome.name())),
        flag(sandbox.draws_off, "draws off", "随机抽取关闭"),
        flag(sandbox.officers_decide, "officers decide", "关员处置"),
        flag(sandbox.registration_required, "registration required", "须注册登记"),
        profile.map(|profile| said!("risk profile {profile}", "风险布控参数 {profile}")),
    ];
    let chances = chances(sandbox);
    own.into_iter().flatten().chain(chances).collect()
}

/// How often things go wrong, where that is not as usual.
fn chances(sandbox: &pb::Sandbox) -> impl Iterator<Item = String> {
    let (told, usual) = (sandbox.chances.unwrap_or_default(), Pace::default());
    let one = |told: Option<u32>, usual: u32, en: &str, zh: &str| {
        let told = told.filter(|told| *told != usual)?;
        Some(format!("{} {told} ppm", say(en, zh)))
    };
    [
        one(told.sending_fails, usual.sending_fails_ppm, "sending fails", "发送失败"),
        one(told.receipts_repeated, usual.receipts_repeated_ppm, "receipts repeated", "回执重复"),
        one(told.receipts_reordered, usual.receipts_reordered_ppm, "receipts reordered", "回执错序"),
        one(told.reviews_suspended, usual.reviews_suspended_ppm, "reviews suspended", "审核中止"),
    ]
    .into_iter()
    .flatten()
}
