//! `tongguan show`: one document, where it stands and what was sent.

use super::connection::{Target, block_on, failed};
use super::exit::Failure;
use super::follow::title;
use super::key::Key;
use super::lang::{chinese, said, told as words_of};
use super::output::style::{BOLD, DIM, of_code};
use super::output::{Out, Table, message, words};
use clap::Args;
use serde_json::Value;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::record::Field;
use tongguan_domain::return_code::ReturnCode;
use tongguan_domain::time::Moment;
use tongguan_proto::document::v1::Document;
use tongguan_proto::intake::v1::{DocumentKey, DocumentSummary, GetDocumentRequest};
use tongguan_wire::{receipt, time};

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
        let key = Some(DocumentKey { key: Some(arguments.key.clone().into()) });
        let request = GetDocumentRequest { key, ..Default::default() };
        let answer =
            client.intake().get_document(request).await.map_err(|status| failed(&status))?.into_inner();
        if out.json() {
            return out.line(message("tongguan.intake.v1.GetDocumentResponse", &answer, true)?);
        }
        let summary = answer.summary.unwrap_or_default();
        let kind = summary.accepted.as_ref().and_then(|accepted| words::kind(accepted.kind));
        show_summary(&summary, kind, out)?;
        match (answer.document, kind) {
            (Some(document), Some(kind)) => show_fields(&document, kind, out),
            _ => Ok(()),
        }
    })
}

fn show_summary(summary: &DocumentSummary, kind: Option<DocumentKind>, out: &mut Out) -> Result<(), Failure> {
    let accepted = summary.accepted.clone().unwrap_or_default();
    title(&accepted, out)?;
    let (code, style) = (accepted.return_code, of_code(accepted.return_code));
    let (zh, en) = kind.map_or(("", ""), |kind| receipt::meaning(ReturnCode::from_number(code), kind));
    let state = words::state(accepted.state);
    let meaning = if chinese() { words_of(en, zh).to_owned() } else { format!("{zh} {en}") };
    out.line(format!("  {style}{code}{style:#} {meaning}  {DIM}({state}){DIM:#}"))?;
    let received = summary.received_at.and_then(|at| time::read("at", at).ok());
    let changed = summary.changed_at.and_then(|at| time::read("at", at).ok());
    let time = |moment: Option<Moment>| words::at(moment);
    let (received, changed) = (time(received), time(changed));
    out.line(said!("  received {received}, last change {changed}", "  接收 {received}，最后变动 {changed}"))?;
    let (key, sender) = (&summary.business_key, &summary.sender);
    out.line(said!("  key {key}, sender {sender}", "  业务主键 {key}，报送企业 {sender}"))
}

/// The fields that were sent, with their Chinese names.
fn show_fields(document: &Document, kind: DocumentKind, out: &mut Out) -> Result<(), Failure> {
    let json = message("tongguan.document.v1.Document", document, true)?;
    let value: Value = serde_json::from_str(&json).unwrap_or_default();
    let value = value.get(tongguan_wire::document::field_name(kind)).unwrap_or(&Value::Null);
    let mut table = Table::default();
    rows(kind.head_fields(), value, &mut table);
    table.write(out)?;
    let lines = value.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    for (number, line) in lines.iter().enumerate() {
        out.line(format!("{BOLD}items[{number}]{BOLD:#}"))?;
        let mut table = Table::default();
        rows(kind.line_fields(), line, &mut table);
        table.write(out)?;
    }
    Ok(())
}

fn rows(fields: &[Field], record: &Value, table: &mut Table) {
    for field in fields {
        let text = match record.get(field.name) {
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => continue,
        };
        table.row(["", field.name, &text, field.zh]);
    }
}
