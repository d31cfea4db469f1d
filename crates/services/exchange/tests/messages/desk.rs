//! What the tests have in common: a gateway over a host in memory, and messages to hand over.

use std::sync::Arc;
use tongguan_ceb::dxp::{Envelope, Head};
use tongguan_ceb::{Subscriber, Transfer, write_request};
use tongguan_clearance::Command;
use tongguan_domain::document::Document;
use tongguan_domain::names::{MailboxName, SandboxName};
use tongguan_domain::process::Settings;
use tongguan_domain::receipt::{Content, Letter};
use tongguan_domain::version::MessageVersion;
use tongguan_engine::{Host, HostOptions};
use tongguan_exchange::messages::{Business, CUSTOMS, Failed, Gateway, Taken, Taking};
use tongguan_journal::MemoryJournal;
use tongguan_rehearsal::Standard;

pub(crate) const SENDER: &str = "DXPENT0000000001";
/// `copCode` of every message.
pub(crate) const TRANSMITTER: &str = "3301980AGT";

/// A gateway and the sandbox that a test uses.
pub(crate) struct Desk {
    pub(crate) gateway: Gateway,
    pub(crate) sandbox: SandboxName,
}

impl Desk {
    pub(crate) fn open() -> Self {
        Self::with(Settings::default())
    }

    pub(crate) fn with(defaults: Settings) -> Self {
        Self::on(Arc::new(MemoryJournal::new()), defaults)
    }

    /// On a journal that may hold something.
    pub(crate) fn on(journal: Arc<MemoryJournal>, defaults: Settings) -> Self {
        let (host, _threads) = Host::open(HostOptions {
            journal,
            screening: Box::new(Standard::default()),
            scoring: Box::new(Standard::default()),
            elsewhere: None,
            defaults,
            on_failure: Box::new(|error| panic!("{error}")),
            watch: None,
        })
        .unwrap();
        Self { gateway: Gateway::new(host), sandbox: SandboxName::default() }
    }

    pub(crate) async fn take(&self, bytes: impl Into<Vec<u8>>) -> Result<Taken, Failed> {
        self.gateway.take(&self.sandbox, bytes.into(), Taking::default()).await
    }

    /// Takes a message of which every record has to be accepted.
    pub(crate) async fn submit(&self, bytes: impl Into<Vec<u8>>) {
        let taken = self.take(bytes).await.unwrap();
        let Some(Business::Submitted(submitted)) = taken.business else { panic!("{taken:?}") };
        assert!(submitted.records.iter().all(|record| record.faults.is_empty()), "{:?}", submitted.records);
    }

    pub(crate) async fn execute(&self, command: impl Command) {
        self.gateway.host().execute(&self.sandbox, command).await.unwrap();
    }

    pub(crate) fn mailbox(&self, name: &str) -> tongguan_exchange::messages::Mailbox {
        self.gateway.mailbox(&self.sandbox, &MailboxName::new(name).unwrap())
    }

    pub(crate) async fn letters(&self, name: &str) -> Vec<Letter> {
        self.mailbox(name).letters(0, usize::MAX).await.unwrap()
    }

    /// Every letter of a mailbox as XML.
    pub(crate) async fn messages(&self, name: &str) -> Vec<String> {
        let mailbox = self.mailbox(name);
        let mut messages = Vec::new();
        for letter in self.letters(name).await {
            messages.push(String::from_utf8(mailbox.write(&letter).await.unwrap().unwrap()).unwrap());
        }
        messages
    }

    /// What the letters of a mailbox are: `CEB304 2`, `CEB900 -10101`, `copy CEB303`.
    pub(crate) async fn told(&self, name: &str) -> Vec<String> {
        let show = |letter: &Letter| {
            let root = letter.content.root_element().trim_end_matches("Message").to_owned();
            match &letter.content {
                Content::Receipt(receipt) => format!("{root} {}", receipt.code),
                Content::FormatFault(fault) => format!("{root} {}", fault.code),
                Content::SummaryResult(_) => root,
                Content::Copy(..) => format!("copy {root}"),
            }
        };
        self.letters(name).await.iter().map(show).collect()
    }
}

pub(crate) fn transfer() -> Transfer {
    Transfer {
        cop_code: TRANSMITTER.to_owned(),
        cop_name: "杭州示例报关有限公司".to_owned(),
        dxp_mode: "DXP".to_owned(),
        dxp_id: SENDER.to_owned(),
        note: None,
    }
}

/// The message of one document.
pub(crate) fn message(document: impl Into<Document>) -> Vec<u8> {
    subscribed(document, &[])
}

/// The same with subscribers.
pub(crate) fn subscribed(document: impl Into<Document>, subscribers: &[Subscriber]) -> Vec<u8> {
    let guid = "0D5C1B3E-7A43-4D1E-9C58-2F6B8E0A1111";
    write_request(MessageVersion::V202205, guid, &[document.into()], &transfer(), subscribers).unwrap()
}

/// A message in its envelope to customs.
pub(crate) fn envelope(id: &str, kind: &str, data: Vec<u8>) -> Envelope {
    let head = Head {
        cop_msg_id: id.to_owned(),
        sender: SENDER.to_owned(),
        receivers: vec![CUSTOMS.to_owned()],
        created: "2026-01-05T09:00:00".to_owned(),
        message_type: kind.to_owned(),
    };
    Envelope { head, data, ..Envelope::default() }
}
