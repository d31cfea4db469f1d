//! `tongguan explain`: what happened to a document, and why.

use super::connection::{Target, block_on};
use super::exit::Failure;
use super::follow::{self, show_waiting, title};
use super::key::Key;
use super::lang::{chinese, told as words_of};
use super::output::refusal::allowed_words;
use super::output::{Out, message, timeline, words};
use clap::Args;
use tongguan_proto::document::v1::Fault;

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
            if chinese() {
                warn_in_chinese(warning, out)?;
                continue;
            }
            let place = if warning.path.is_empty() { String::new() } else { format!(" {}", warning.path) };
            let found = if warning.found.is_empty() { String::new() } else { format!(": {}", warning.found) };
            let zh = if warning.text_zh.is_empty() { String::new() } else { format!("{} ", warning.text_zh) };
            let hint = format!("{}; {}", warning.hint, warning.hint_zh);
            out.line(format!("warning {}{place}{found}  {zh}{} ({hint})", warning.code, warning.text))?;
            if !warning.allowed.is_empty() {
                out.line(format!("  allowed: {}", warning.allowed))?;
            }
        }
        show_waiting(accepted.document_id, (&told.waiting_for, &told.waiting_for_zh), out)
    })
}

fn warn_in_chinese(warning: &Fault, out: &mut Out) -> Result<(), Failure> {
    let Fault { code, path, found, allowed, .. } = warning;
    let found = if found.is_empty() { String::new() } else { format!("，实际：{found}") };
    let (text, hint) = (words_of(&warning.text, &warning.text_zh), words_of(&warning.hint, &warning.hint_zh));
    out.line(format!("警告 {code} {path}{found}  {text}（{hint}）"))?;
    if allowed.is_empty() { Ok(()) } else { out.line(format!("  允许：{}", allowed_words(allowed))) }
}
