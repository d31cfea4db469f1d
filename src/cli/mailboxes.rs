//! Whether there is anything to read: a mistyped sandbox or mailbox looks like an empty one.

use super::connection::failed;
use super::exit::{Exit, Failure};
use super::lang::{said, say};
use tongguan_client::Client;
use tongguan_domain::names::MailboxName;
use tongguan_domain::near::nearest;
use tongguan_proto::exchange::v1::ListMailboxesRequest;
use tonic::Code;

const PAGE: u32 = 500;
/// Mailboxes that are named where there is no such one.
const NAMED: usize = 5;

/// Says what is missing, if the sandbox or the mailbox is. The sandbox and the mailbox that everybody uses are there
/// without anybody's doing.
pub(crate) async fn missing(
    client: &Client,
    sandbox: &str,
    recipient: &str,
) -> Result<Option<Failure>, Failure> {
    let names = match names(client).await {
        Ok(names) => names,
        Err(_) if sandbox == "default" && recipient.is_empty() => return Ok(None),
        Err(status) => {
            return match status.code() {
                Code::NotFound => Ok(Some(failed(&status).exit(Exit::Otherwise))),
                // A server that does not list them does not know better.
                Code::Unimplemented => Ok(None),
                _ => Err(failed(&status)),
            };
        }
    };
    let asked = if recipient.is_empty() { MailboxName::DEFAULT } else { recipient };
    if names.iter().any(|name| name == asked) {
        return Ok(None);
    }
    let all = names.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    let more = if names.len() > NAMED { ", …" } else { "" };
    let used = if names.is_empty() {
        say("nobody has a mailbox there yet", "其中还没有信箱").to_owned()
    } else {
        said!("there are {all}{more}", "已有 {all}{more}")
    };
    if recipient.is_empty() {
        if !names.is_empty() {
            let text = said!(
                "tongguan: the mailbox {asked} is empty; {used} (--recipient DXP_ID)",
                "tongguan：信箱 {asked} 为空；{used}（--recipient 报文传输编号）"
            );
            anstream::eprintln!("{text}");
        }
        return Ok(None);
    }
    let near = nearest(asked, names.iter().map(String::as_str));
    let near = near.map(|near| said!("; did you mean {near}?", "；是否指 {near}？")).unwrap_or_default();
    let text = said!(
        "there is no mailbox {asked} in sandbox {sandbox}{near}",
        "沙箱 {sandbox} 中没有信箱 {asked}{near}"
    );
    Ok(Some(Failure::new(text).hint(used).exit(Exit::Otherwise)))
}

async fn names(client: &Client) -> Result<Vec<String>, tonic::Status> {
    let (mut names, mut page_token) = (Vec::new(), String::new());
    loop {
        let request = ListMailboxesRequest { page_size: PAGE, page_token, ..Default::default() };
        let page = client.exchange().list_mailboxes(request).await?.into_inner();
        names.extend(page.mailboxes.into_iter().map(|mailbox| mailbox.recipient));
        page_token = page.next_page_token;
        if page_token.is_empty() {
            return Ok(names);
        }
    }
}
