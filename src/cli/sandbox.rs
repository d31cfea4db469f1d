//! `tongguan sandbox`: create and list sandboxes.

use super::clock::{Mode, show};
use super::connection::{ControlTarget, block_on, failed};
use super::exit::Failure;
use super::output::Out;
use super::span::moment;
use clap::{Args, Subcommand};
use tongguan_domain::time::Moment;
use tongguan_proto::sandbox::v1 as pb;
use tongguan_wire::time;

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
}

#[derive(Args, Debug)]
struct Create {
    /// Name: letters, digits, '.', '_' and '-'
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
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    block_on(async {
        let mut control = arguments.control.connect().await?.control();
        match &arguments.action {
            Action::Create(create) => {
                let request = pb::CreateSandboxRequest {
                    name: create.name.clone(),
                    seed: create.seed,
                    clock_mode: pb::ClockMode::from(create.clock).into(),
                    start: create.start_time.map(time::write),
                };
                let answer = control.create_sandbox(request).await.map_err(|status| failed(&status))?;
                show(&answer.into_inner().sandbox.unwrap_or_default(), None, out)
            }
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
