//! The risk profile of one sandbox: loaded into a server, and shown.

use super::{show, unusable};
use crate::cli::connection::{ControlTarget, block_on, failed, or};
use crate::cli::exit::Failure;
use crate::cli::lang::{said, say};
use crate::cli::output::{Object, Out, message};
use clap::Args;
use std::path::{Path, PathBuf};
use tongguan_client::Connection;
use tongguan_proto::sandbox::v1 as pb;
use tongguan_proto::sandbox::v1::sandbox_control_client::SandboxControlClient;
use tongguan_screening::{Loaded, Unusable, read};

/// What to load, and where.
#[derive(Args, Debug)]
pub(super) struct Load {
    #[command(flatten)]
    control: ControlTarget,
    /// typical, strict, or a file; its text is sent
    #[arg(value_name = "NAME|FILE", required_unless_present = "clear")]
    profile: Option<PathBuf>,
    /// Screen by the profile of the server again
    #[arg(long, conflicts_with = "profile")]
    clear: bool,
    /// Sandbox; TONGGUAN_SANDBOX sets another default
    #[arg(long, value_name = "NAME", default_value_t = or("TONGGUAN_SANDBOX", "default"))]
    sandbox: String,
}

/// The profile of a sandbox, to be shown.
#[derive(Args, Debug)]
pub(super) struct OfSandbox {
    #[command(flatten)]
    control: ControlTarget,
    /// Show the profile that this sandbox has of its own; TONGGUAN_SANDBOX sets a default
    #[arg(long, value_name = "NAME", conflicts_with = "profile")]
    sandbox: Option<String>,
    /// Show its text as it was loaded
    #[arg(long)]
    text: bool,
}

pub(super) fn load(arguments: &Load, out: &mut Out) -> Result<(), Failure> {
    use pb::load_risk_profile_request::To;
    let to = match &arguments.profile {
        // What is wrong with it is told here, all of it: an answer of a server has no room for that.
        Some(named) => match tongguan_screening::load_text(named) {
            Ok((text, _)) => To::Text(text),
            Err(error) => return Err(unusable(named, &error)),
        },
        None => To::Clear(true),
    };
    block_on(async {
        let mut control = arguments.control.connect().await?.control();
        let name = arguments.sandbox.clone();
        let request = pb::LoadRiskProfileRequest { name, to: Some(to), ..Default::default() };
        let answer = control.load_risk_profile(request).await.map_err(|status| failed(&status))?;
        let server = risk_server(&mut control, &arguments.sandbox).await?;
        told(&arguments.sandbox, answer.into_inner().risk_profile.as_ref(), server.as_ref(), out)
    })
}

/// A profile that is here.
pub(super) fn show_named(arguments: &OfSandbox, profile: &Path, out: &mut Out) -> Result<(), Failure> {
    let (text, loaded) = tongguan_screening::load_text(profile).map_err(|error| unusable(profile, &error))?;
    if arguments.text { as_text(text, out) } else { show::show(&loaded, out) }
}

pub(super) fn show_own(arguments: &OfSandbox, out: &mut Out) -> Result<(), Failure> {
    let name = match &arguments.sandbox {
        Some(name) => name.clone(),
        None => or("TONGGUAN_SANDBOX", ""),
    };
    if name.is_empty() {
        let hint = say("say NAME|FILE, or --sandbox NAME", "请给出 NAME|FILE，或 --sandbox 沙箱名");
        return Err(Failure::new(say("which profile is to be shown?", "未指定要显示的布控参数")).hint(hint));
    }
    block_on(async {
        let mut control = arguments.control.connect().await?.control();
        let request = pb::GetRiskProfileRequest { name: name.clone(), with_text: true };
        let answer = control.get_risk_profile(request).await.map_err(|status| failed(&status))?;
        let server = risk_server(&mut control, &name).await?;
        let Some(profile) = answer.into_inner().risk_profile else {
            return told(&name, None, server.as_ref(), out);
        };
        if arguments.text {
            return as_text(profile.text, out);
        }
        if server.is_some() {
            told(
                &name,
                Some(&pb::SandboxRiskProfile { text: String::new(), ..profile.clone() }),
                server.as_ref(),
                out,
            )?;
            if out.json() {
                return Ok(());
            }
        }
        match read(&profile.text) {
            Ok(read) => show::show(&Loaded::from(read), out),
            Err(faults) => Err(unusable(name.as_ref(), &Unusable::Faulty(faults))),
        }
    })
}

/// The risk server that a sandbox has of its own.
async fn risk_server(
    control: &mut SandboxControlClient<Connection>,
    name: &str,
) -> Result<Option<pb::OwnServer>, Failure> {
    let request = pb::GetSandboxRequest { name: name.to_owned() };
    let answer = control.get_sandbox(request).await.map_err(|status| failed(&status))?;
    Ok(answer.into_inner().sandbox.and_then(|sandbox| sandbox.risk_server))
}

fn as_text(text: String, out: &mut Out) -> Result<(), Failure> {
    if out.json() { out.object(Object::new().with("text", text.as_str())) } else { out.line(text) }
}

/// Who screens a sandbox, and by what: a server of its own before a profile.
fn told(
    name: &str,
    profile: Option<&pb::SandboxRiskProfile>,
    server: Option<&pb::OwnServer>,
    out: &mut Out,
) -> Result<(), Failure> {
    if out.json() {
        let object = Object::new().with("sandbox", name);
        let object = match server {
            Some(server) => {
                object.raw("risk_server", &message("tongguan.sandbox.v1.OwnServer", server, false)?)
            }
            None => object,
        };
        return out.object(match profile {
            Some(profile) => {
                object.fields(&message("tongguan.sandbox.v1.SandboxRiskProfile", profile, false)?)
            }
            None => object,
        });
    }
    out.line(match (server, profile) {
        (Some(pb::OwnServer { url, .. }), Some(pb::SandboxRiskProfile { profile, sha256, .. })) => said!(
            "{name} is screened by a risk server of its own, {url}; its profile {profile}, sha256 {sha256}, counts without one",
            "{name} 由自备风险布控服务 {url} 布控；其参数 {profile}（sha256 {sha256}）在撤去该服务后生效"
        ),
        (Some(pb::OwnServer { url, .. }), None) => said!(
            "{name} is screened by a risk server of its own, {url}, and by no profile",
            "{name} 由自备风险布控服务 {url} 布控，不用布控参数"
        ),
        (None, Some(pb::SandboxRiskProfile { profile, sha256, .. })) => said!(
            "{name} is screened by {profile}, sha256 {sha256}",
            "{name} 的风险布控参数为 {profile}，sha256 {sha256}"
        ),
        (None, None) => {
            said!("{name} is screened by the profile of the server", "{name} 使用服务器的风险布控参数")
        }
    })
}
