//! `tongguan submit`: send documents and show what becomes of them.

use super::connection::{Target, block_on};
use super::exit::{Exit, Failure};
use super::follow::follow;
use super::input::{self, Input};
use super::output::style::{BAD, GOOD};
use super::output::{Object, Out, message, refusal, words};
use super::span::span;
use clap::Args;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tongguan_client::Client;
use tongguan_clearance::Outcome;
use tongguan_domain::document::DocumentKind;
use tongguan_domain::limits;
use tongguan_proto::document::v1::document::Document as AnyDocument;
use tongguan_proto::document::v1::{Document, FaultList};
use tongguan_proto::exchange::v1::RecordResult;
use tongguan_proto::intake::v1::{Accepted, SubmitStreamRequest};
use tonic::Status;

/// What to send, and how.
#[derive(Args, Debug)]
#[command(after_help = "\
A JSON file holds documents under the names of the .proto files, in snake_case or camelCase:
  {\"documents\": [{\"sales_order\": {…}}, {\"waybill\": {…}}, {\"declaration\": {…}}]}
  {\"declaration\": {…}, \"sales_order\": {…}, \"waybill\": {…}}
  [{\"arrival\": {…}}, {\"departure\": {…}}]
The documents of one submission (at most 6) are taken together or not at all.")]
pub(crate) struct Arguments {
    /// JSON or CEB XML; - is standard input
    #[arg(value_name = "FILE", required = true)]
    files: Vec<PathBuf>,
    #[command(flatten)]
    target: Target,
    /// DXP id of the sender, whose mailbox gets the receipts; CEB XML names its own
    #[arg(long, value_name = "DXP_ID", default_value = "")]
    sender: String,
    /// Force what customs does, such as inspect; `tongguan codes --kind outcome` lists them
    #[arg(long, value_name = "NAME", value_parser = outcome)]
    outcome: Option<String>,
    /// Do not wait for what customs answers
    #[arg(long)]
    no_wait: bool,
    /// Follow the documents at most so long
    #[arg(long, value_name = "SPAN", default_value = "10s", value_parser = span)]
    timeout: Duration,
}

fn outcome(text: &str) -> Result<String, String> {
    let names = || Outcome::ALL.map(|(_, name, _)| name).join(", ");
    Outcome::named(text).map(|_| text.to_owned()).ok_or_else(|| format!("say one of {}", names()))
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    // Everything is read before anything is sent.
    let read = |path: &PathBuf| Ok((path.display().to_string(), content(path)?));
    let inputs = arguments.files.iter().map(read).collect::<Result<Vec<_>, Failure>>()?;
    block_on(async {
        let mut client = arguments.target.connect().await?.sender(&arguments.sender);
        if let Some(outcome) = &arguments.outcome {
            client = client.outcome(outcome);
        }
        let mut taken = Vec::new();
        let mut all = true;
        for (name, input) in inputs {
            all &= match input {
                Input::Xml(xml) => send_xml(&client, &name, xml, &mut taken, out).await?,
                Input::Native(list) => send_native(&client, &name, list, &mut taken, out).await?,
            };
        }
        if !arguments.no_wait {
            follow(&client, &taken, arguments.timeout, out).await?;
        }
        if all { Ok(()) } else { Err(Failure::told(Exit::Failed)) }
    })
}

fn content(path: &Path) -> Result<Input, Failure> {
    let most = u64::try_from(limits::XML_BYTES).unwrap_or(u64::MAX).saturating_mul(8);
    let mut bytes = Vec::new();
    let read = if path == Path::new("-") {
        std::io::stdin().lock().take(most + 1).read_to_end(&mut bytes)
    } else {
        std::fs::File::open(path).and_then(|file| file.take(most + 1).read_to_end(&mut bytes))
    };
    let name = path.display();
    read.map_err(|error| Failure::new(format!("{name} cannot be read: {error}")))?;
    if bytes.len() as u64 > most {
        return Err(Failure::new(format!("{name} is larger than {most} bytes: split it")));
    }
    input::read(bytes).map_err(|failure| failure.inside(&name.to_string()))
}

async fn send_native(
    client: &Client,
    name: &str,
    list: Vec<SubmitStreamRequest>,
    taken: &mut Vec<Accepted>,
    out: &mut Out,
) -> Result<bool, Failure> {
    let mut all = true;
    for request in list {
        let kinds: Vec<_> = request.documents.iter().filter_map(kind_of).collect();
        let answer = match client.submit_request(request).await {
            Ok(answer) => answer,
            Err(status) => {
                refusal::write(out, name, &refusal::of_status(&status), &kinds)?;
                return Ok(false);
            }
        };
        if let Some(refused) = &answer.refused {
            refusal::write(out, name, refused, &kinds)?;
            all = false;
        }
        show_taken(&answer.accepted, answer.replayed, out)?;
        taken.extend(answer.accepted);
    }
    Ok(all)
}

const fn kind_of(document: &Document) -> Option<DocumentKind> {
    Some(match &document.document {
        None => return None,
        Some(AnyDocument::SalesOrder(_)) => DocumentKind::SalesOrder,
        Some(AnyDocument::PaymentReceipt(_)) => DocumentKind::PaymentReceipt,
        Some(AnyDocument::Waybill(_)) => DocumentKind::Waybill,
        Some(AnyDocument::Declaration(_)) => DocumentKind::Declaration,
        Some(AnyDocument::Arrival(_)) => DocumentKind::Arrival,
        Some(AnyDocument::Departure(_)) => DocumentKind::Departure,
    })
}

async fn send_xml(
    client: &Client,
    name: &str,
    xml: Vec<u8>,
    taken: &mut Vec<Accepted>,
    out: &mut Out,
) -> Result<bool, Failure> {
    let answer = match client.send_ceb_message(xml).await {
        Ok(answer) => answer,
        Err(status) => return refused_whole(name, &status, out),
    };
    let mut all = true;
    for (index, record) in (0..).zip(answer.records) {
        match record.accepted {
            Some(accepted) => {
                show_taken(std::slice::from_ref(&accepted), answer.replayed, out)?;
                taken.push(accepted);
            }
            None => {
                show_refused(name, index, &record, out)?;
                all = false;
            }
        }
    }
    Ok(all)
}

fn refused_whole(name: &str, status: &Status, out: &mut Out) -> Result<bool, Failure> {
    refusal::write(out, name, &refusal::of_status(status), &[])?;
    Ok(false)
}

/// One record that a receipt with a negative code refuses.
fn show_refused(name: &str, index: u32, record: &RecordResult, out: &mut Out) -> Result<(), Failure> {
    if out.json() {
        let json = message("tongguan.exchange.v1.RecordResult", record, false)?;
        return out.object(Object::of(json).with("event", "refused").with("input", name).with("record", index));
    }
    let code = record.return_code;
    out.line(format!("{BAD}refused{BAD:#} {name}, record {}: {BAD}{code}{BAD:#} {}", index + 1, record.return_info))?;
    if record.faults.is_empty() {
        return Ok(());
    }
    refusal::faults(out, &FaultList { document_index: index, kind: 0, faults: record.faults.clone() })
}

fn show_taken(list: &[Accepted], replayed: bool, out: &mut Out) -> Result<(), Failure> {
    for accepted in list {
        if out.json() {
            let json = message("tongguan.intake.v1.Accepted", accepted, false)?;
            out.object(Object::of(json).with("event", "accepted").with("replayed", replayed))?;
        } else {
            let again = if replayed { " (again: this request was answered before)" } else { "" };
            let kind = words::kind_name(words::kind(accepted.kind));
            out.line(format!("{GOOD}taken{GOOD:#} #{} {kind} {}{again}", accepted.document_id, accepted.pre_no))?;
        }
    }
    Ok(())
}
