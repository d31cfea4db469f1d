//! `tongguan explain`: what happened to a document, and why.

use super::connection::{Target, block_on};
use super::exit::Failure;
use super::follow::{self, show_waiting, title};
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
            let place = if warning.path.is_empty() { String::new() } else { format!(" {}", warning.path) };
            let found = if warning.found.is_empty() { String::new() } else { format!(": {}", warning.found) };
            let zh = if warning.text_zh.is_empty() { String::new() } else { format!("{} ", warning.text_zh) };
            let hint = format!("{}; {}", warning.hint, warning.hint_zh);
            out.line(format!("warning {}{place}{found}  {zh}{} ({hint})", warning.code, warning.text))?;
            if !warning.allowed.is_empty() {
                out.line(format!("  allowed: {}", warning.allowed))?;
            }
        }
        show_waiting(accepted.document_id, &told.waiting_for, out)
    })
}
