//! `tongguan explain`: what happened to a document, and why.

use super::connection::{Target, block_on};
use super::exit::Failure;
use super::follow::{self, show_waiting, show_warning, title};
use super::key::Key;
use super::output::{Out, message, timeline, words};
use clap::Args;

/// Which document.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    /// Document id, preNo (电子口岸编号) or invtNo (清单编号)
    #[arg(value_name = "NUMBER", value_parser = Key::parse)]
    key: Key,
    #[command(flatten)]
    target: Target,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    block_on(async {
        let client = arguments.target.connect().await?;
        let told = follow::explain(&client, arguments.key.clone().into()).await?;
        if out.json() {
            return out.line(message("tongguan.intake.v1.ExplainDocumentResponse", &told, false)?);
        }
        let accepted = told.summary.unwrap_or_default().accepted.unwrap_or_default();
        title(&accepted, out)?;
        for step in &told.steps {
            timeline::step(out, accepted.document_id, words::kind(accepted.kind), step)?;
        }
        for warning in &told.warnings {
            show_warning("", warning, out)?;
        }
        show_waiting(accepted.document_id, (&told.waiting_for, &told.waiting_for_zh), out)
    })
}
