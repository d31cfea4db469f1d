//! `tongguan officer`: what customs officers order and find.

use super::connection::{Target, block_on, failed};
use super::exit::Failure;
use super::key::Key;
use super::lang::{said, say};
use super::output::style::{BOLD, DIM};
use super::output::{Out, message, words};
use clap::{ArgGroup, Args, Subcommand};
use tongguan_client::Client;
use tongguan_domain::in_force::Day;
use tongguan_domain::screening::{
    ControlAction, ControlInstruction, ControlTarget, Disposition, Finding, FindingKind,
};
use tongguan_proto::document::v1 as document;
use tongguan_proto::intake::v1::DocumentKey;
use tongguan_proto::officer::v1 as pb;
use tongguan_wire::control;

/// What to do.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Give an instruction (人工布控指令): what it aims at is selected from now on
    Instruct(Instruct),
    /// Withdraw an instruction
    Withdraw {
        /// Id of the instruction
        id: String,
        #[command(flatten)]
        target: Target,
    },
    /// List the instructions
    List {
        #[command(flatten)]
        target: Target,
    },
    /// Say what was found of a declaration in review or inspection, which ends by it
    Result(ResultArguments),
}

#[derive(Args, Debug)]
#[command(group = ArgGroup::new("aim").required(true))]
struct Instruct {
    /// Id of the instruction: another one under the same id takes its place
    id: String,
    /// Everything of this enterprise, by its code
    #[arg(long, value_name = "CODE", group = "aim")]
    enterprise: Option<String>,
    /// The parcel of this waybill number
    #[arg(long, value_name = "NUMBER", group = "aim")]
    waybill: Option<String>,
    /// Whatever this rule of screening matches
    #[arg(long, value_name = "RULE", group = "aim")]
    rule: Option<String>,
    /// What is to be done: inspect, documents, sample or stop
    #[arg(long, value_name = "WHAT", default_value = "inspect", value_parser = action)]
    action: ControlAction,
    /// The last day on which it holds, such as 2026-03-31 [default: until it is withdrawn]
    #[arg(long, value_name = "DAY", value_parser = day)]
    until: Option<Day>,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    reason: String,
    #[command(flatten)]
    target: Target,
}

#[derive(Args, Debug)]
struct ResultArguments {
    /// Document id, preNo (电子口岸编号) or invtNo (清单编号)
    #[arg(value_name = "NUMBER", value_parser = Key::parse)]
    key: Key,
    /// What was found: conforming, quantity, name, classification, value, infringement, prohibited …
    #[arg(long, value_name = "KIND", default_value = "conforming", value_parser = kind)]
    found: FindingKind,
    /// What becomes of the goods: release, reject, "ship back", "detain smuggling" … [default: release if conforming, otherwise reject]
    #[arg(long, value_name = "WHAT", value_parser = disposition)]
    then: Option<Disposition>,
    /// In your words
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    #[command(flatten)]
    target: Target,
}

fn action(text: &str) -> Result<ControlAction, String> {
    Ok(match text {
        "inspect" => ControlAction::Inspect,
        "documents" => ControlAction::RequestDocuments,
        "sample" => ControlAction::Sample,
        "stop" => ControlAction::Stop,
        _ => {
            return Err(say(
                "say inspect, documents, sample or stop",
                "须为 inspect、documents、sample 或 stop",
            )
            .to_owned());
        }
    })
}

fn kind(text: &str) -> Result<FindingKind, String> {
    let all = || FindingKind::ALL.map(FindingKind::key).join(", ");
    FindingKind::named(text).ok_or_else(|| said!("say one of {}", "须为以下之一：{}", all()))
}

fn disposition(text: &str) -> Result<Disposition, String> {
    let all = || Disposition::ALL.map(Disposition::key).join(", ");
    Disposition::named(text).ok_or_else(|| said!("say one of {}", "须为以下之一：{}", all()))
}

pub(crate) fn day(text: &str) -> Result<Day, String> {
    let parts: Vec<_> = text.split('-').collect();
    let read = |parts: &[&str]| match parts {
        [year, month, day] => Some(document::CivilDate {
            year: year.parse().ok()?,
            month: month.parse().ok()?,
            day: day.parse().ok()?,
        }),
        _ => None,
    };
    let day = read(&parts).and_then(tongguan_wire::time::read_day);
    day.ok_or_else(|| say("say a day such as 2026-03-31", "须为日期，如 2026-03-31").to_owned())
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    block_on(async {
        match &arguments.action {
            Action::Instruct(told) => instruct(told, out).await,
            Action::Withdraw { id, target } => withdraw(id, target, out).await,
            Action::List { target } => list(target, out).await,
            Action::Result(told) => result(told, out).await,
        }
    })
}

async fn instruct(told: &Instruct, out: &mut Out) -> Result<(), Failure> {
    let aims = [
        told.enterprise.clone().map(ControlTarget::Enterprise),
        told.waybill.clone().map(ControlTarget::Waybill),
        told.rule.clone().map(ControlTarget::Rule),
    ];
    let target = aims.into_iter().flatten().next();
    let target = target.ok_or_else(|| Failure::new(say("say what it aims at", "请指定布控对象")))?;
    let instruction = ControlInstruction {
        id: told.id.clone(),
        target,
        action: told.action,
        until: told.until,
        reason: told.reason.clone(),
    };
    let request = pb::AddInstructionRequest {
        instruction: Some(control::write_instruction(&instruction)),
        ..Default::default()
    };
    let client = told.target.connect().await?;
    let told = client.officer().add_instruction(request).await.map_err(|status| failed(&status))?;
    show(&told.into_inner().instruction.unwrap_or_default(), out)
}

async fn withdraw(id: &str, target: &Target, out: &mut Out) -> Result<(), Failure> {
    let request = pb::WithdrawInstructionRequest { id: id.to_owned(), ..Default::default() };
    let client = target.connect().await?;
    let told = client.officer().withdraw_instruction(request).await.map_err(|status| failed(&status))?;
    if out.json() {
        let told = told.into_inner();
        return out.line(message("tongguan.officer.v1.WithdrawInstructionResponse", &told, false)?);
    }
    out.line(said!("instruction {id} is withdrawn", "布控指令 {id} 已撤销"))
}

async fn list(target: &Target, out: &mut Out) -> Result<(), Failure> {
    let client = target.connect().await?;
    let mut page_token = String::new();
    loop {
        let page = page(&client, page_token).await?;
        page.instructions.iter().try_for_each(|instruction| show(instruction, out))?;
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(());
        }
    }
}

async fn page(client: &Client, page_token: String) -> Result<pb::ListInstructionsResponse, Failure> {
    let request = pb::ListInstructionsRequest { page_size: 500, page_token, ..Default::default() };
    let page = client.officer().list_instructions(request).await.map_err(|status| failed(&status))?;
    Ok(page.into_inner())
}

fn show(instruction: &document::ControlInstruction, out: &mut Out) -> Result<(), Failure> {
    if out.json() {
        return out.line(message("tongguan.document.v1.ControlInstruction", instruction, false)?);
    }
    let Ok(ControlInstruction { id, target, action, until, reason }) =
        control::take_instruction(instruction.clone())
    else {
        return Ok(());
    };
    let ((zh, en), name) = (action.names(), target.name());
    let of = match &target {
        ControlTarget::Enterprise(_) => said!("enterprise {name}", "企业 {name}"),
        ControlTarget::Waybill(_) => said!("waybill {name}", "运单 {name}"),
        ControlTarget::Rule(_) => said!("rule {name}", "规则 {name}"),
    };
    let until = until.map(|(year, month, day)| format!("{year:04}-{month:02}-{day:02}"));
    let until = until.map(|day| said!("  to {day}", "  至 {day}")).unwrap_or_default();
    out.line(format!("{BOLD}{id}{BOLD:#}  {of}  {}{until}", say(en, zh)))?;
    if reason.is_empty() { Ok(()) } else { out.line(format!("  {DIM}{reason}{DIM:#}")) }
}

async fn result(told: &ResultArguments, out: &mut Out) -> Result<(), Failure> {
    let usual = match told.found {
        FindingKind::Conforming => Disposition::Release,
        _ => Disposition::Reject,
    };
    let finding = Finding { kind: told.found, disposition: told.then.unwrap_or(usual), rule: String::new() };
    let request = pb::RecordResultRequest {
        key: Some(DocumentKey { key: Some(told.key.clone().into()) }),
        finding: Some(control::write_finding(&finding)),
        note: told.note.clone(),
        ..Default::default()
    };
    let client = told.target.connect().await?;
    let told = client.officer().record_result(request).await.map_err(|status| failed(&status))?.into_inner();
    if out.json() {
        return out.line(message("tongguan.officer.v1.RecordResultResponse", &told, false)?);
    }
    let accepted = told.summary.unwrap_or_default().accepted.unwrap_or_default();
    let (id, state) = (accepted.document_id, words::state(accepted.state));
    out.line(said!("declaration {id} is {state} now", "清单 {id} 现为：{state}"))
}
