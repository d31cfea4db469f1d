//! Flags of the transports beside gRPC. Without a flag there is none.

use crate::cli::exit::Failure;
use crate::cli::foreign;
use crate::cli::lang::{said, say};
use crate::cli::sandbox::receipt_form;
use clap::Args;
use std::net::SocketAddr;
use std::path::PathBuf;
use tongguan_ceb::dxp::ID_CHARACTERS;
use tongguan_domain::names::{MailboxName, SandboxName};
use tongguan_domain::receipt_form::ReceiptForm;
use tongguan_exchange::messages::CUSTOMS;
use tongguan_exchange::transports::{
    AmqpOptions, CallbackUrl, FolderOptions, HttpOptions, QUEUE, ReceiptForms, TransportOptions,
};

/// Where else messages come in and receipts go out.
#[derive(Args, Debug)]
#[command(next_help_heading = "Transports beside gRPC")]
pub(super) struct Transports {
    /// Take messages as HTTP forms (POST /, field xml) and give receipts (GET /receipts) here; port 0 takes a free one
    #[arg(long, value_name = "HOST:PORT", value_parser = super::listened)]
    http: Option<SocketAddr>,
    /// POST the receipts of a DXP id to a URL until it answers SUCCESS, at most 6 times; may be repeated
    #[arg(long, value_name = "DXPID=URL", requires = "http", value_parser = callback)]
    http_callback: Vec<(MailboxName, CallbackUrl)>,
    /// Take messages that are dropped here as .xml or .zip
    #[arg(long, value_name = "DIR", requires = "folder_out")]
    folder_in: Option<PathBuf>,
    /// Put receipts here, in a folder for each DXP id
    #[arg(long, value_name = "DIR", requires = "folder_in")]
    folder_out: Option<PathBuf>,
    /// Take messages from this broker, and put receipts into its queues DXPID_HZ
    #[arg(long, value_name = "URL")]
    amqp: Option<String>,
    /// The queue of messages
    #[arg(long, value_name = "NAME", default_value = QUEUE, requires = "amqp")]
    amqp_queue: String,
    /// How HTTP writes receipts: plain (<CEB304Message xmlns=…>) or prefixed (<ceb:CEB304Message …>) [default: as the sandbox, or plain]
    #[arg(long, value_name = "FORM", requires = "http", value_parser = receipt_form)]
    http_receipts: Option<ReceiptForm>,
    /// How folders write receipts: plain or prefixed [default: as the sandbox, or plain]
    #[arg(long, value_name = "FORM", requires = "folder_out", value_parser = receipt_form)]
    folder_receipts: Option<ReceiptForm>,
    /// How queues write receipts: plain or prefixed [default: as the sandbox, or prefixed]
    #[arg(long, value_name = "FORM", requires = "amqp", value_parser = receipt_form)]
    amqp_receipts: Option<ReceiptForm>,
    /// A DXP id of customs, to which envelopes are sent; the first signs the receipts; may be repeated
    #[arg(long, value_name = "DXPID", default_value = CUSTOMS, value_parser = customs_id)]
    customs_id: Vec<String>,
    /// The sandbox of folders, queues and callbacks; with --api-keys TENANT/NAME
    #[arg(long, value_name = "NAME", default_value = SandboxName::DEFAULT, value_parser = sandbox)]
    transport_sandbox: SandboxName,
}

fn sandbox(text: &str) -> Result<SandboxName, String> {
    SandboxName::stored(text).map_err(foreign::name)
}

fn customs_id(text: &str) -> Result<String, String> {
    let name = MailboxName::new(text).map_err(foreign::name)?;
    let fits = name.as_str().len() <= ID_CHARACTERS;
    if fits {
        Ok(text.to_owned())
    } else {
        Err(said!("it is longer than {ID_CHARACTERS} characters", "超过 {ID_CHARACTERS} 个字符"))
    }
}

fn callback(text: &str) -> Result<(MailboxName, CallbackUrl), String> {
    let (recipient, url) = text.split_once('=').ok_or(say(
        "it is written like DXPENT0000000001=http://127.0.0.1:8080/",
        "须写作 DXPENT0000000001=http://127.0.0.1:8080/",
    ))?;
    let recipient = MailboxName::new(recipient).map_err(foreign::name);
    let recipient = recipient.map_err(|error| said!("the DXP id: {error}", "报文传输编号：{error}"))?;
    Ok((
        recipient,
        url.parse()
            .map_err(|error| foreign::callback(&error))
            .map_err(|error| said!("the URL: {error}", "URL：{error}"))?,
    ))
}

impl Transports {
    /// The address on which HTTP listens.
    pub(super) const fn listens(&self) -> Option<SocketAddr> {
        self.http
    }

    /// The DXP ids of customs.
    pub(super) fn customs_ids(&self) -> Vec<String> {
        self.customs_id.clone()
    }

    /// The options; receipts hold personal data, so they leave this machine only if that was allowed.
    pub(super) fn options(&self, trusts_network: bool) -> Result<TransportOptions, Failure> {
        let amqp = self.amqp.clone().map(|url| AmqpOptions { url, queue: self.amqp_queue.clone() });
        let callback = self.http_callback.iter().find(|(_, url)| !url.is_loopback());
        let broker = amqp.as_ref().filter(|broker| !broker.is_loopback());
        let away = callback.map(|(_, url)| url.to_string()).or_else(|| broker.map(AmqpOptions::shown));
        if let Some(url) = away.filter(|_| !trusts_network) {
            let text = said!(
                "{url} is on another machine, and receipts hold personal data",
                "{url} 在其他机器上，而回执含个人信息"
            );
            return Err(Failure::new(text).hint(say(
                "say --insecure if the network is yours alone",
                "如网络仅供自用，可用 --insecure",
            )));
        }
        let folders = self.folder_in.clone().zip(self.folder_out.clone());
        Ok(TransportOptions {
            sandbox: self.transport_sandbox.clone(),
            http: self.http.map(|listen| HttpOptions { listen, callbacks: self.http_callback.clone() }),
            folders: folders.map(|(incoming, outgoing)| FolderOptions { incoming, outgoing }),
            amqp,
            receipts: ReceiptForms {
                http: self.http_receipts,
                folders: self.folder_receipts,
                amqp: self.amqp_receipts,
            },
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        transports: Transports,
    }

    fn options(line: &str, trusts_network: bool) -> Result<TransportOptions, String> {
        let line = Line::try_parse_from(["serve"].into_iter().chain(line.split_whitespace()));
        let line = line.map_err(|error| error.to_string())?;
        line.transports.options(trusts_network).map_err(|failure| failure.text().to_owned())
    }

    #[test]
    fn nothing_runs_until_told() {
        let off = options("", false).unwrap();
        assert!(off.http.is_none() && off.folders.is_none() && off.amqp.is_none());
        let line = "--http 127.0.0.1:0 --http-callback DXPENT0000000001=http://127.0.0.1:8080/r \
                    --folder-in a --folder-out b --amqp amqp://localhost --transport-sandbox blue";
        let on = options(line, false).unwrap();
        let forms = format!("{line} --http-receipts prefixed --folder-receipts plain --amqp-receipts plain");
        let ReceiptForms { http, folders, amqp } = options(&forms, false).unwrap().receipts;
        assert_eq!(
            (http, folders, amqp),
            (Some(ReceiptForm::Prefixed), Some(ReceiptForm::Plain), Some(ReceiptForm::Plain))
        );
        assert_eq!((on.http.unwrap().callbacks.len(), on.sandbox.as_str()), (1, "blue"));
        assert_eq!(
            (on.folders.unwrap().outgoing, on.amqp.unwrap().queue),
            (PathBuf::from("b"), QUEUE.to_owned())
        );
    }

    #[test]
    fn receipts_leave_this_machine_only_if_allowed() {
        for line in [
            "--http 127.0.0.1:0 --http-callback DXPENT0000000001=http://shop.example/",
            "--amqp amqp://guest:secret@10.0.0.1:5672/%2f",
            "--amqp amqp://broker.example",
        ] {
            let refused = options(line, false).unwrap_err();
            assert!(refused.contains("personal data") && !refused.contains("secret"), "{refused}");
            assert!(options(line, true).is_ok(), "{line}");
        }
    }

    #[test]
    fn what_is_written_wrongly() {
        for (line, word) in [
            ("--folder-in a", "--folder-out"),
            ("--folder-out a", "--folder-in"),
            ("--http-callback A=http://127.0.0.1/", "--http "),
            ("--http 127.0.0.1:0 --http-callback http://127.0.0.1/", "it is written like"),
            ("--http 127.0.0.1:0 --http-callback =http://127.0.0.1/", "the DXP id"),
            ("--http 127.0.0.1:0 --http-callback A=https://127.0.0.1/", "only http://"),
            ("--amqp-queue q", "--amqp "),
            ("--http-receipts plain", "--http "),
            ("--folder-receipts plain", "--folder-out "),
            ("--http 127.0.0.1:0 --http-receipts bare", "plain or prefixed"),
            ("--transport-sandbox ../x", "letters"),
            ("--customs-id DXPEDCCEB00000031", "16 characters"),
        ] {
            let said = options(line, false).unwrap_err();
            assert!(said.contains(word), "{line}: {said}");
        }
    }
}
