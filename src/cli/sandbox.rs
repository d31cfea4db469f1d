//! `tongguan sandbox`: create and list sandboxes.

use super::clock::{Mode, show};
use super::connection::{ControlTarget, block_on, failed};
use super::exit::Failure;
use super::faults::{self, Faults};
use super::lang::{said, say};
use super::output::{Object, Out};
use super::own_servers::OwnServers;
use super::span::moment;
use clap::{Args, Subcommand};
use tongguan_client::Connection;
use tongguan_domain::process::{Outcome, SignaturePolicy};
use tongguan_domain::receipt_form::ReceiptForm;
use tongguan_domain::time::Moment;
use tongguan_domain::version::MessageVersion;
use tongguan_proto::sandbox::v1 as pb;
use tongguan_proto::sandbox::v1::sandbox_control_client::SandboxControlClient;
use tongguan_wire::{process, settings, time};

/// What to do.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(flatten)]
    control: ControlTarget,
    #[command(subcommand)]
    action: Action,
}

#[derive(Debug, Subcommand)]
enum Action {
    /// Create a sandbox (沙箱): a customs world of its own
    Create(Create),
    /// List every sandbox
    List,
    /// Change what a sandbox does from now on; what is not said stays
    #[command(alias = "set")]
    Update(Update),
    /// Delete a sandbox with all that it holds; its name is free at once
    Delete {
        /// Its name
        name: String,
    },
    /// Delete what a sandbox holds, and begin it anew with its settings
    Reset {
        /// Its name
        name: String,
    },
    /// Set the faults (故障) that its callers meet, to test a client; without a fault: show them
    #[command(after_help = FAULTS)]
    Faults(Box<Faults>),
}

const FAULTS: &str = "Each call of this command sets one rule. A fault is told in the trailer x-tongguan-fault. Faults are in the memory of the
server alone: a restart ends them. docs/faults.md has recipes.";

#[derive(Args, Debug)]
struct Update {
    /// Its name
    name: String,
    /// What becomes of documents whose sender forces nothing, from now on; none: rules and draws decide
    #[arg(long, value_name = "NAME", value_parser = outcome_or_none)]
    outcome: Option<OutcomeSetting>,
    /// Whether documents are drawn into review, inspection and mishaps: on or off
    #[arg(long, value_name = "on|off", value_parser = on_or_off)]
    draws: Option<bool>,
    /// Whether reviews and inspections wait for the result of an officer: on or off
    #[arg(long, value_name = "on|off", value_parser = on_or_off)]
    officers: Option<bool>,
    /// Whether declarations with a party that is not registered are rejected: on or off
    #[arg(long, value_name = "on|off", value_parser = on_or_off)]
    registration: Option<bool>,
    /// How its receipts are written: plain, prefixed or usual
    #[arg(long, value_name = "FORM", value_parser = form_or_usual)]
    receipts: Option<FormSetting>,
    #[command(flatten)]
    servers: OwnServers,
    #[command(flatten)]
    chances: Chances,
}

/// An outcome, or `None`: nothing is forced.
#[derive(Clone, Copy, Debug)]
struct OutcomeSetting(Option<Outcome>);

/// A form, or `None`: as is usual.
#[derive(Clone, Copy, Debug)]
struct FormSetting(Option<ReceiptForm>);

/// How often things go wrong.
#[derive(Args, Debug)]
struct Chances {
    /// Chance in a million that sending to customs fails (4)
    #[arg(long, value_name = "PPM", value_parser = clap::value_parser!(u32).range(..=1_000_000))]
    sending_fails: Option<u32>,
    /// Chance in a million that a receipt is delivered twice
    #[arg(long, value_name = "PPM", value_parser = clap::value_parser!(u32).range(..=1_000_000))]
    receipts_repeated: Option<u32>,
    /// Chance in a million that two receipts of a document change places
    #[arg(long, value_name = "PPM", value_parser = clap::value_parser!(u32).range(..=1_000_000))]
    receipts_reordered: Option<u32>,
    /// Chance in a million that a manual review is suspended (600)
    #[arg(long, value_name = "PPM", value_parser = clap::value_parser!(u32).range(..=1_000_000))]
    reviews_suspended: Option<u32>,
}

impl Chances {
    fn message(&self) -> pb::Chances {
        pb::Chances {
            sending_fails: self.sending_fails,
            receipts_repeated: self.receipts_repeated,
            receipts_reordered: self.receipts_reordered,
            reviews_suspended: self.reviews_suspended,
        }
    }
}

#[derive(Args, Debug)]
struct Create {
    /// Name: letters, digits, '.', '_' and '-', the first a letter or digit
    name: String,
    /// Seed of every draw: the same seed and the same documents give the same receipts
    #[arg(long, default_value_t = 0)]
    seed: u64,
    /// How time moves
    #[arg(long, value_enum, default_value_t = Mode::Auto)]
    clock: Mode,
    /// Where the clock starts [default: as the server was told]
    #[arg(long, value_name = "TIME", value_parser = moment)]
    start_time: Option<Moment>,
    /// Which messages it enforces: 202205 or 2018-113 [default: as the server was told]
    #[arg(long, value_name = "VERSION", value_parser = version)]
    message_version: Option<MessageVersion>,
    /// What it does with XML signatures: off, check or require [default: as the server was told]
    #[arg(long, value_name = "POLICY", value_parser = policy)]
    signatures: Option<SignaturePolicy>,
    /// Receipts of customs repeat the guid of the sender instead of carrying their own
    #[arg(long)]
    echo_guid: bool,
    /// How its receipts are written, unless a mailbox or a transport says otherwise: plain or prefixed
    #[arg(long, value_name = "FORM", value_parser = receipt_form)]
    receipts: Option<ReceiptForm>,
    /// What becomes of documents whose sender forces nothing; `tongguan codes --kind outcome` lists them
    #[arg(long, value_name = "NAME", value_parser = outcome)]
    outcome: Option<Outcome>,
    /// Leave nothing to chance: no document is drawn into review or inspection, rejected, lost or repeated
    #[arg(long)]
    no_draws: bool,
    /// Reviews and inspections wait for the result of an officer (`tongguan officer result`)
    #[arg(long)]
    officers_decide: bool,
    /// Customs rejects declarations with a party that is not registered
    #[arg(long)]
    registration_required: bool,
    #[command(flatten)]
    servers: OwnServers,
    #[command(flatten)]
    chances: Chances,
}

pub(crate) fn version(text: &str) -> Result<MessageVersion, String> {
    MessageVersion::named(text)
        .ok_or_else(|| say("say 202205 or 2018-113", "须为 202205 或 2018-113").to_owned())
}

pub(crate) fn policy(text: &str) -> Result<SignaturePolicy, String> {
    SignaturePolicy::named(text)
        .ok_or_else(|| say("say off, check or require", "须为 off、check 或 require").to_owned())
}

fn outcome(text: &str) -> Result<Outcome, String> {
    let names = || Outcome::ALL.map(|(_, name, _)| name).join(", ");
    Outcome::named(text).ok_or_else(|| said!("say one of {}", "须为以下之一：{}", names()))
}

pub(crate) fn receipt_form(text: &str) -> Result<ReceiptForm, String> {
    ReceiptForm::named(text).ok_or_else(|| say("say plain or prefixed", "须为 plain 或 prefixed").to_owned())
}

fn outcome_or_none(text: &str) -> Result<OutcomeSetting, String> {
    if text == "none" { Ok(OutcomeSetting(None)) } else { outcome(text).map(|one| OutcomeSetting(Some(one))) }
}

fn form_or_usual(text: &str) -> Result<FormSetting, String> {
    if text == "usual" { Ok(FormSetting(None)) } else { receipt_form(text).map(|one| FormSetting(Some(one))) }
}

fn on_or_off(text: &str) -> Result<bool, String> {
    match text {
        "on" => Ok(true),
        "off" => Ok(false),
        _ => Err(say("say on or off", "须为 on 或 off").to_owned()),
    }
}

impl Update {
    fn request(&self) -> pb::UpdateSandboxRequest {
        let (server_timeout_ms, server_silence) = self.servers.of_those_there();
        let number = |OutcomeSetting(outcome)| outcome.map_or(0, |one| process::write_outcome(one).into());
        pb::UpdateSandboxRequest {
            name: self.name.clone(),
            default_outcome: self.outcome.map(number),
            draws_off: self.draws.map(|on| !on),
            officers_decide: self.officers,
            registration_required: self.registration,
            chances: Some(self.chances.message()),
            receipt_form: self.receipts.map(|FormSetting(form)| settings::write_form(form).into()),
            risk_server: self.servers.risk(),
            credit_server: self.servers.credit(),
            server_timeout_ms,
            server_silence: server_silence.into(),
            ..Default::default()
        }
    }
}

impl Create {
    fn request(&self) -> pb::CreateSandboxRequest {
        let version = self.message_version.map(settings::write_version).unwrap_or_default();
        let policy = self.signatures.map(settings::write_policy).unwrap_or_default();
        pb::CreateSandboxRequest {
            name: self.name.clone(),
            seed: self.seed,
            clock_mode: pb::ClockMode::from(self.clock).into(),
            start: self.start_time.map(time::write),
            message_version: version.into(),
            signature_policy: policy.into(),
            echo_guid: self.echo_guid,
            receipt_form: settings::write_form(self.receipts).into(),
            chances: Some(self.chances.message()),
            default_outcome: self.outcome.map_or(0, |outcome| process::write_outcome(outcome).into()),
            draws_off: self.no_draws,
            officers_decide: self.officers_decide,
            registration_required: self.registration_required,
            risk_server: self.servers.risk(),
            credit_server: self.servers.credit(),
        }
    }
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    block_on(async {
        let mut control = arguments.control.connect().await?.control();
        match &arguments.action {
            Action::Create(create) => {
                create.servers.check(async || Ok(None)).await?;
                let answer =
                    control.create_sandbox(create.request()).await.map_err(|status| failed(&status))?;
                show(&answer.into_inner().sandbox.unwrap_or_default(), None, out)
            }
            Action::Update(update) => {
                let before = async || {
                    let request = pb::GetSandboxRequest { name: update.name.clone() };
                    let answer = control.get_sandbox(request).await.map_err(|status| failed(&status))?;
                    Ok(answer.into_inner().sandbox)
                };
                update.servers.check(before).await?;
                let answer =
                    control.update_sandbox(update.request()).await.map_err(|status| failed(&status))?;
                show(&answer.into_inner().sandbox.unwrap_or_default(), None, out)
            }
            Action::Delete { name } => {
                let request = pb::DeleteSandboxRequest { name: name.clone() };
                let answer = control.delete_sandbox(request).await.map_err(|status| failed(&status))?;
                gone(name, answer.into_inner().existed, out)
            }
            Action::Reset { name } => {
                let request = pb::ResetSandboxRequest { name: name.clone(), ..Default::default() };
                let answer = control.reset_sandbox(request).await.map_err(|status| failed(&status))?;
                show(&answer.into_inner().sandbox.unwrap_or_default(), None, out)
            }
            Action::Faults(told) => set_faults(&mut control, told, out).await,
            Action::List => {
                let mut page_token = String::new();
                loop {
                    let request = pb::ListSandboxesRequest { page_size: 500, page_token };
                    let page =
                        control.list_sandboxes(request).await.map_err(|status| failed(&status))?.into_inner();
                    for sandbox in &page.sandboxes {
                        show(sandbox, None, out)?;
                    }
                    if page.next_page_token.is_empty() {
                        return Ok(());
                    }
                    page_token = page.next_page_token;
                }
            }
        }
    })
}

/// Sets the faults of a sandbox, if there are any to be set, and shows them.
async fn set_faults(
    control: &mut SandboxControlClient<Connection>,
    told: &Faults,
    out: &mut Out,
) -> Result<(), Failure> {
    let get = || pb::GetFaultsRequest { name: told.name.clone() };
    let mut set = control.get_faults(get()).await.map_err(|status| failed(&status))?.into_inner();
    let rule = told.rule();
    if told.clear || rule.is_some() {
        let faults = told.after(set.faults, rule.filter(|_| !told.clear));
        let request = pb::SetFaultsRequest { name: told.name.clone(), faults: Some(faults) };
        control.set_faults(request).await.map_err(|status| failed(&status))?;
        set = control.get_faults(get()).await.map_err(|status| failed(&status))?.into_inner();
    }
    faults::show(&told.name, &set, out)
}

fn gone(name: &str, existed: bool, out: &mut Out) -> Result<(), Failure> {
    if out.json() {
        return out
            .object(Object::new().with("event", "deleted").with("name", name).with("existed", existed));
    }
    out.line(match existed {
        true => said!("{name} is deleted", "{name} 已删除"),
        false => said!("there is no sandbox {name}", "没有沙箱 {name}"),
    })
}
