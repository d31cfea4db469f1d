//! `tongguan receipts`: read, follow or acknowledge a mailbox.

use super::connection::{ExchangeAddress, Target, block_on, failed};
use super::exit::Failure;
use super::lang::{said, say};
use super::mailboxes::missing;
use super::output::style::DIM;
use super::output::{Object, Out, receipt as receipt_json, timeline, words};
use super::sandbox::receipt_form;
use clap::Args;
use tongguan_client::Client;
use tongguan_domain::receipt_form::ReceiptForm;
use tongguan_proto::document::v1::Receipt;
use tongguan_proto::exchange::v1::SetReceiptFormRequest;
use tongguan_proto::exchange::v1::WatchCebMessagesRequest;
use tongguan_proto::exchange::v1::{CebMessage, ListCebMessagesRequest, ListReceiptsRequest};
use tongguan_wire::settings::write_form;
use tongguan_wire::time;

/// Which receipts.
#[derive(Args, Debug)]
#[command(after_help = "\
The exit code is 1 where there is no such sandbox or mailbox; --follow says so and waits for it.")]
pub(crate) struct Arguments {
    #[command(flatten)]
    target: Target,
    #[command(flatten)]
    exchange: ExchangeAddress,
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
    /// The form of that XML: plain (<CEB304Message xmlns=…>) or prefixed (<ceb:CEB304Message …>) [default: as was set]
    #[arg(long, value_name = "FORM", requires = "xml", value_parser = receipt_form)]
    form: Option<ReceiptForm>,
    /// Set the form of the receipts of the mailbox for every transport instead of reading: plain, prefixed or usual
    #[arg(long, value_name = "FORM", conflicts_with_all = ["follow", "xml", "cursor", "ack"], value_parser = setting)]
    set_form: Option<Setting>,
    /// Acknowledge every receipt up to this number instead of reading
    #[arg(long, value_name = "NUMBER", conflicts_with_all = ["follow", "xml", "cursor"])]
    ack: Option<u64>,
}

pub(crate) fn run(arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    block_on(async {
        let client =
            arguments.target.connect_exchange(&arguments.exchange).await?.sender(&arguments.recipient);
        if let Some(Setting(form)) = arguments.set_form {
            return set_form(&client, arguments, form, out).await;
        }
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
    out.line(said!(
        "every receipt up to {acknowledged} is acknowledged",
        "编号 {acknowledged} 及之前的回执均已确认"
    ))
}

/// A form, or `None`: as is usual.
#[derive(Clone, Copy, Debug)]
struct Setting(Option<ReceiptForm>);

fn setting(text: &str) -> Result<Setting, String> {
    let usual = (text == "usual").then_some(Setting(None));
    let form = || ReceiptForm::named(text).map(|form| Setting(Some(form)));
    usual
        .or_else(form)
        .ok_or_else(|| say("say plain, prefixed or usual", "须为 plain、prefixed 或 usual").to_owned())
}

async fn set_form(
    client: &Client,
    arguments: &Arguments,
    form: Option<ReceiptForm>,
    out: &mut Out,
) -> Result<(), Failure> {
    let recipient = arguments.recipient.clone();
    let receipt_form = write_form(form).into();
    let request = SetReceiptFormRequest { recipient, receipt_form, ..Default::default() };
    client.exchange().set_receipt_form(request).await.map_err(|status| failed(&status))?;
    let name = form.map_or("usual", ReceiptForm::name);
    if out.json() {
        return out.object(Object::new().with("event", "receipt_form").with("form", name));
    }
    out.line(said!("the receipts of this mailbox are written as {name}", "此信箱的回执写法为 {name}"))
}

async fn list(client: &Client, arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    let mut exchange = client.exchange();
    let mut cursor = arguments.cursor.clone();
    let mut shown = false;
    loop {
        let recipient = arguments.recipient.clone();
        let request = ListReceiptsRequest { recipient, cursor, page_size: 500, ..Default::default() };
        let page = exchange.list_receipts(request).await.map_err(|status| failed(&status))?.into_inner();
        for receipt in &page.receipts {
            shown = true;
            show(receipt, out)?;
        }
        cursor = page.next_cursor;
        if !page.more {
            break;
        }
    }
    if !shown {
        arguments.something_is_there(client).await?;
    }
    end(&cursor, out);
    Ok(())
}

async fn list_xml(client: &Client, arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    let mut exchange = client.exchange();
    let mut cursor = arguments.cursor.clone();
    let mut shown = false;
    loop {
        let request = ListCebMessagesRequest {
            recipient: arguments.recipient.clone(),
            cursor,
            page_size: 500,
            enveloped: arguments.enveloped,
            receipt_form: write_form(arguments.form).into(),
            ..Default::default()
        };
        let page = exchange.list_ceb_messages(request).await.map_err(|status| failed(&status))?.into_inner();
        for message in &page.messages {
            shown = true;
            show_xml(message, out)?;
        }
        cursor = page.next_cursor;
        if !page.more {
            return if shown { Ok(()) } else { arguments.something_is_there(client).await };
        }
    }
}

impl Arguments {
    /// Fails where the sandbox or the mailbox that is read does not exist.
    async fn something_is_there(&self, client: &Client) -> Result<(), Failure> {
        match missing(client, self.target.sandbox(), &self.recipient).await? {
            Some(failure) => Err(failure),
            None => Ok(()),
        }
    }

    /// Says so, and that it is waited for.
    async fn wait_for_it(&self, client: &Client) -> Result<(), Failure> {
        if let Some(failure) = missing(client, self.target.sandbox(), &self.recipient).await? {
            let text =
                said!("tongguan: {}; waiting until it is there", "tongguan：{}；等待其出现", failure.text());
            anstream::eprintln!("{text}");
        }
        Ok(())
    }
}

async fn follow(client: &Client, arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    arguments.wait_for_it(client).await?;
    let mut receipts = client.receipts(arguments.cursor.as_str());
    loop {
        let receipt = receipts.next().await.map_err(|status| failed(&status))?;
        show(&receipt, out)?;
    }
}

async fn follow_xml(client: &Client, arguments: &Arguments, out: &mut Out) -> Result<(), Failure> {
    arguments.wait_for_it(client).await?;
    let request = WatchCebMessagesRequest {
        cursor: arguments.cursor.clone(),
        enveloped: arguments.enveloped,
        receipt_form: write_form(arguments.form).into(),
        ..Default::default()
    };
    let mut messages = client.ceb_messages(request);
    loop {
        let message = messages.next().await.map_err(|status| failed(&status))?;
        show_xml(&message, out)?;
    }
}

fn show(receipt: &Receipt, out: &mut Out) -> Result<(), Failure> {
    if out.json() {
        return out.line(receipt_json(receipt)?);
    }
    let of = match receipt.document_id {
        0 => say("not kept", "未留存").to_owned(),
        id => format!("#{id}"),
    };
    let kind = words::kind_name(words::kind(receipt.kind));
    let last = if receipt.last { say(", the last", "，最后一条") } else { "" };
    out.line(said!(
        "receipt {} {DIM}for {kind} {of}{last}{DIM:#}",
        "回执 {} {DIM}{kind} {of}{last}{DIM:#}",
        receipt.number
    ))?;
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

/// Where to go on, beside the receipts; a JSON reader finds it in every receipt.
fn end(cursor: &str, out: &Out) {
    if !out.json() {
        let text = said!("go on with --cursor {cursor}", "继续读取：--cursor {cursor}");
        anstream::eprintln!("{DIM}{text}{DIM:#}");
    }
}
