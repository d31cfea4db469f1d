//! `tongguan receipts`: read, follow or acknowledge a mailbox.

use super::connection::{Target, block_on, failed};
use super::exit::Failure;
use super::output::style::DIM;
use super::output::{Object, Out, message, timeline, words};
use clap::Args;
use tongguan_client::Client;
use tongguan_proto::exchange::v1::{CebMessage, ListCebMessagesRequest, ListReceiptsRequest, Receipt};
use tongguan_wire::time;

/// Which receipts.
#[derive(Args, Debug)]
pub(crate) struct Arguments {
    #[command(flatten)]
    target: Target,
    /// Mailbox: the DXP id of a sender [default: DXPENT0000000001]
    #[arg(long, value_name = "DXP_ID", default_value = "", hide_default_value = true)]
    recipient: String,
    /// Go on after this cursor; without it: from the first receipt that is not acknowledged
    #[arg(long, value_name = "CURSOR", default_value = "", hide_default_value = true)]
    cursor: String,
    /// Wait for further receipts
    #[arg(long)]
    follow: bool,
    /// As CEB XML, the messages of the real system
    #[arg(long)]
    xml: bool,
    /// As an envelope (DxpMsg) around that XML
    #[arg(long, requires = "xml")]
    enveloped: bool,
    /// Acknowledge every receipt up to this number instead of reading
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["follow", "xml", "cursor"])]
    ack: Option<u64>,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    block_on(async {
        let client = arguments.target.connect().await?.sender(&arguments.recipient);
        match (arguments.ack, arguments.follow, arguments.xml) {
            (Some(up_to), ..) => acknowledge(&client, up_to, out).await,
            (None, false, false) => list(&client, arguments, out).await,
            (None, false, true) => list_xml(&client, arguments, out).await,
            (None, true, false) => follow(&client, arguments, out).await,
            (None, true, true) => follow_xml(&client, arguments, out).await,
        }
    })
}

async fn acknowledge(client: &Client, up_to: u64, out: &mut Out) -> Result<(), Failure> {
    let acknowledged = client.acknowledge(up_to).await.map_err(|status| failed(&status))?;
    if out.json() {
        return out.object(Object::new().with("event", "acknowledged").with("acknowledged", acknowledged));
    }
    out.line(format!("every receipt up to {acknowledged} is acknowledged"))
}

async fn list(client: &Client, arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    let mut exchange = client.exchange();
    let mut cursor = arguments.cursor.clone();
    loop {
        let request = ListReceiptsRequest { recipient: arguments.recipient.clone(), cursor, page_size: 500 };
        let page = exchange.list_receipts(request).await.map_err(|status| failed(&status))?.into_inner();
        for receipt in &page.receipts {
            show(receipt, out)?;
        }
        cursor = page.next_cursor;
        if !page.more {
            break;
        }
    }
    end(&cursor, out)
}

async fn list_xml(client: &Client, arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    let mut exchange = client.exchange();
    let mut cursor = arguments.cursor.clone();
    loop {
        let request = ListCebMessagesRequest {
            recipient: arguments.recipient.clone(),
            cursor,
            page_size: 500,
            enveloped: arguments.enveloped,
        };
        let page = exchange.list_ceb_messages(request).await.map_err(|status| failed(&status))?.into_inner();
        for message in &page.messages {
            show_xml(message, out)?;
        }
        cursor = page.next_cursor;
        if !page.more {
            return Ok(());
        }
    }
}

async fn follow(client: &Client, arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    let mut receipts = client.receipts(arguments.cursor.as_str());
    loop {
        let receipt = receipts.next().await.map_err(|status| failed(&status))?;
        show(&receipt, out)?;
    }
}

async fn follow_xml(client: &Client, arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    let mut messages = client.ceb_messages(arguments.cursor.as_str(), arguments.enveloped);
    loop {
        let message = messages.next().await.map_err(|status| failed(&status))?;
        show_xml(&message, out)?;
    }
}

fn show(receipt: &Receipt, out: &mut Out) -> Result<(), Failure> {
    if out.json() {
        return out.line(message("tongguan.exchange.v1.Receipt", receipt, false)?);
    }
    let of = match receipt.document_id {
        0 => "not kept".to_owned(),
        id => format!("#{id}"),
    };
    let kind = words::kind_name(words::kind(receipt.kind));
    let last = if receipt.last { ", the last" } else { "" };
    out.line(format!("receipt {} {DIM}for {kind} {of}{last}{DIM:#}", receipt.number))?;
    let at = receipt.return_time.and_then(|at| time::read("at", at).ok());
    timeline::line(out, at, receipt.return_code, (&receipt.meaning_zh, &receipt.meaning))?;
    if receipt.return_info.is_empty() {
        return Ok(());
    }
    timeline::note(out, "returnInfo", &receipt.return_info)
}

fn show_xml(ceb: &CebMessage, out: &mut Out) -> Result<(), Failure> {
    if !out.json() {
        return out.bytes(&ceb.xml);
    }
    let xml = String::from_utf8_lossy(&ceb.xml).into_owned();
    out.object(
        Object::new()
            .with("number", ceb.number)
            .with("cursor", ceb.cursor.as_str())
            .with("message_type", ceb.message_type.as_str())
            .with("xml", xml),
    )
}

/// Where to go on; a JSON reader finds it in every receipt.
fn end(cursor: &str, out: &mut Out) -> Result<(), Failure> {
    if out.json() {
        return Ok(());
    }
    out.line(format!("{DIM}go on with --cursor {cursor}{DIM:#}"))
}
