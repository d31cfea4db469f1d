//! The risk profile of one sandbox: loaded into a server, and shown.

use super::{show, unusable};
use crate::cli::connection::{ControlTarget, block_on, failed, or};
use crate::cli::exit::Failure;
use crate::cli::lang::said;
use crate::cli::output::{Object, Out, message};
use clap::Args;
use std::path::PathBuf;
use tongguan_proto::sandbox::v1 as pb;
use tongguan_screening::{Loaded, Unusable, read};

/// What to load, and where.
#[derive(Args, Debug)]
pub(super) struct Load {
    #[command(flatten)]
    control: ControlTarget,
    /// The file of a profile; its text is sent
    #[arg(value_name = "FILE", required_unless_present = "clear")]
    file: Option<PathBuf>,
    /// Screen by the profile of the server again
    #[arg(long, conflicts_with = "file")]
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
    /// Show the profile that this sandbox has of its own
    #[arg(long, value_name = "NAME", conflicts_with = "profile")]
    pub(super) sandbox: Option<String>,
    /// Show its text as it was loaded
    #[arg(long, requires = "sandbox")]
    text: bool,
}

pub(super) fn load(arguments: &Load, out: &mut Out) -> Result<(), Failure> {
    use pb::load_risk_profile_request::To;
    let to = match &arguments.file {
        // What is wrong with it is told here, all of it: an answer of a server has no room for that.
        Some(file) => match tongguan_screening::load_text(file) {
            Ok((text, _)) => To::Text(text),
            Err(error) => return Err(unusable(file, &error)),
        },
        None => To::Clear(true),
    };
    block_on(async {
        let mut control = arguments.control.connect().await?.control();
        let name = arguments.sandbox.clone();
        let request = pb::LoadRiskProfileRequest { name, to: Some(to), ..Default::default() };
        let answer = control.load_risk_profile(request).await.map_err(|status| failed(&status))?;
        told(&arguments.sandbox, answer.into_inner().risk_profile.as_ref(), out)
    })
}

pub(super) fn show_own(arguments: &OfSandbox, name: &str, out: &mut Out) -> Result<(), Failure> {
    block_on(async {
        let mut control = arguments.control.connect().await?.control();
        let request = pb::GetRiskProfileRequest { name: name.to_owned(), with_text: true };
        let answer = control.get_risk_profile(request).await.map_err(|status| failed(&status))?;
        let Some(profile) = answer.into_inner().risk_profile else { return told(name, None, out) };
        if arguments.text {
            return out.line(profile.text);
        }
        match read(&profile.text) {
            Ok(read) => show::show(&Loaded::from(read), out),
            Err(faults) => Err(unusable(name.as_ref(), &Unusable::Faulty(faults))),
        }
    })
}

fn told(name: &str, profile: Option<&pb::SandboxRiskProfile>, out: &mut Out) -> Result<(), Failure> {
    if out.json() {
        let object = Object::new().with("sandbox", name);
        return out.object(match profile {
            Some(profile) => {
                object.fields(&message("tongguan.sandbox.v1.SandboxRiskProfile", profile, false)?)
            }
            None => object,
        });
    }
    out.line(match profile {
        Some(pb::SandboxRiskProfile { profile, sha256, .. }) => said!(
            "{name} is screened by {profile}, sha256 {sha256}",
            "{name} 的风险布控参数为 {profile}，sha256 {sha256}"
        ),
        None => said!("{name} is screened by the profile of the server", "{name} 使用服务器的风险布控参数"),
    })
}
